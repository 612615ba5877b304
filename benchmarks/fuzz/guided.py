"""The same readers, led by coverage: python benchmarks/fuzz/guided.py "csv" -runs=200000. Needs atheris (extra: fuzz).

Atheris keeps what reaches a new line of ``survey`` and damages that again. Whatever follows the reader's name is
libFuzzer's own (-runs, -max_total_time, -timeout, -rss_limit_mb); a crash leaves its input beside.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["survey"]):
    from readers import READERS
    from watch import Watch

    from survey.errors import SurveyError
    from survey.paths import Project


def main() -> None:
    """Run one reader that takes a text or bytes, until libFuzzer has had its runs."""
    warnings.simplefilter("ignore")
    name, folder = sys.argv[1], Path(tempfile.mkdtemp(prefix="fuzz-"))
    reader, project, watch = READERS[name], Project(folder), Watch(folder)
    seeds = [reader.draw(Random(number)) for number in range(50)]
    if not isinstance(seeds[0], bytes | str):
        raise SystemExit(f"{name} takes more than bytes; use python benchmarks/fuzz --only {name!r}")
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds):
        (corpus / str(number)).write_bytes(seed if isinstance(seed, bytes) else seed.encode("utf-8", "surrogatepass"))

    def one(data: bytes) -> None:
        case = data if isinstance(seeds[0], bytes) else data.decode("utf-8", "surrogateescape")
        try:
            with watch.on() as seen:
                reader.read(project, case)
        except SurveyError:
            return
        if seen:
            raise AssertionError("; ".join(seen))

    atheris.Setup([sys.argv[0], *sys.argv[2:], str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
