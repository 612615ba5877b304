"""A hundred editions: what does one finding cost beside one edition? Time, peak memory, and how much of it is read.

The editions are made up from the stored ones under false dates, in a folder that goes afterwards. What is tidied again
is not measured here; the files are laid out as ``survey tidy`` lays them out.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from survey.paths import Project, find_project
from survey.tidy.files import DESCRIPTOR

GROWING = {
    "da_procedures_online": "{year:04}-03-31",
    "da_dx_dashboard": "{year:04}-07-12",
    "mic_population": "{year:04}-01-01",
}
# In a process of its own: seconds of CPU and of the clock from the first import of pandas on, peak memory, bytes read.
MEASURED = """
import json, resource, sys, time
import pandas
from survey.paths import Project
from survey.study import Study
from pathlib import Path
start, cpu = time.perf_counter(), time.process_time()
study = Study("131164", Project(Path(sys.argv[1])))
(finding,) = study.compute([sys.argv[2]])
files = study.tables.files_read
print(json.dumps({
    "headline": finding.headline_ja, "wall_s": time.perf_counter() - start, "cpu_s": time.process_time() - cpu,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "files": len(files),
    "read_mb": sum((study.project.processed / name).stat().st_size for name in files) / 1e6,
}))
"""


def grown(project: Project, folder: Path, editions: int) -> Project:
    """A project whose growing sources have so many editions: the stored one, and older ones that say the same."""
    own = Project(folder)
    own.processed.mkdir(parents=True)
    shutil.copy(project.settings, own.settings)
    shutil.copytree(project.processed, own.processed, dirs_exist_ok=True)
    descriptor = json.loads((project.processed / DESCRIPTOR).read_text(encoding="utf-8"))
    resources = []
    for resource in descriptor["resources"]:
        if resource.get("source_id") in GROWING:
            resources += [_made_up(own, resource, number) for number in range(editions - 1)]
        resources.append(resource)
    (own.processed / DESCRIPTOR).write_text(json.dumps(descriptor | {"resources": resources}), encoding="utf-8")
    return own


def _made_up(own: Project, resource: dict[str, Any], number: int) -> dict[str, Any]:
    """One more edition, dated before every stored one."""
    edition = GROWING[resource["source_id"]].format(year=1800 + number)
    path = resource["path"].replace(resource["edition"], edition)
    text = (own.processed / resource["path"]).read_text(encoding="utf-8")
    (own.processed / path).write_text(text.replace(resource["edition"], edition), encoding="utf-8")
    if resource["table"] == "take_up":
        held = [[1800 + number]]
    else:
        held = [[name, as_of if as_of is None else edition] for name, as_of in resource["holds"]]
    return resource | {"path": path, "edition": edition, "holds": held if resource["holds"] else []}


def measured(project: Project, finding: str, runs: int) -> dict[str, Any]:
    """One finding in a fresh process; the run with the least time of the processor."""
    found = []
    for _ in range(runs):
        command = [sys.executable, "-c", MEASURED, str(project.root), finding]
        found.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return min(found, key=lambda one: one["cpu_s"])


def main() -> None:
    """Print one line a finding and number of editions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editions", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--findings", default="standing,offered_not_used,peers_nationwide")
    chosen = parser.parse_args()
    project = find_project()
    lines = ["finding             editions  wall s   cpu s  peak MB  files  read MB  on disk MB"]
    with tempfile.TemporaryDirectory() as folder:
        series = {count: grown(project, Path(folder) / str(count), count) for count in (1, chosen.editions)}
        for finding in chosen.findings.split(","):
            costs = {count: measured(own, finding, chosen.runs) for count, own in series.items()}
            for count, one in costs.items():
                disk = sum(path.stat().st_size for path in series[count].processed.rglob("*.csv")) / 1e6
                lines.append(
                    f"{finding:20}{count:8}{one['wall_s']:8.2f}{one['cpu_s']:8.2f}{one['peak_mb']:9.0f}"
                    f"{one['files']:7}{one['read_mb']:9.1f}{disk:12.0f}"
                )
            first, last = costs.values()
            ratio = " ".join(f"{name} {last[name] / first[name]:.2f}x" for name in ("cpu_s", "peak_mb", "read_mb"))
            same = "the same sentence" if first["headline"] == last["headline"] else "ANOTHER SENTENCE"
            lines.append(f"{'':20}{ratio}, {same}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
