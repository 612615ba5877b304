"""What has to be said beside the ten that were chosen by likeness."""

from __future__ import annotations

from survey.analysis import marks as measures
from survey.analysis.groups import Subject
from survey.analysis.similarity import PEERS, Likeness
from survey.catalog.specs import listed
from survey.findings import common, wording
from survey.tidy.tables import Tables


def likeness_caveats(like: Likeness, date: str, tables: Tables, subject: Subject) -> tuple[str, ...]:
    """Dates, how far the choice hangs on one indicator, and which indicators and members it goes without."""
    dated = (
        like.cells.groupby("indicator_id")[["source_id", "edition"]]
        .first()
        .drop_duplicates()["edition"]
        .map(wording.day)
    )
    caveats = [
        f"○の数は{wording.day(date)}時点。似ているかは指標の数字だけで決め、指標の時点は{'、'.join(sorted(set(dated)))}と異なります",
        *_defined_apart(like, tables),
    ]
    most = max(like.replaced, key=like.replaced.get, default=None)
    if most is not None and like.replaced[most]:
        name = like.used.set_index("peer_indicator_id").at[most, "name_ja"]
        caveats.append(
            f"顔ぶれが最も変わるのは{name}を外したときで、{PEERS}団体のうち{like.replaced[most]}が入れ替わります"
        )
    elif like.runs:
        caveats.append("指標をどれか1つ外しても、選ばれる団体は変わりません")
    if like.printed_for_few:
        caveats.append(f"{'、'.join(like.printed_for_few)}は、公表されていない団体が多いため使っていません")
    if like.missing_here:
        caveats.append(f"{'、'.join(like.missing_here)}は、{subject.name_ja}の値が公表されていないため使っていません")
    if like.not_compared:
        caveats.append(f"指標が揃わない{len(like.not_compared)}団体は比べていません")
    return (
        *caveats,
        common.BLANK,
        "似ているとは、ここに挙げた指標が近いという意味で、組織や仕組みが同じという意味ではありません",
    )


def _defined_apart(like: Likeness, tables: Tables) -> list[str]:
    """A caveat for each indicator that the catalog defines otherwise for some of those compared, but not for all."""
    kinds = set(measures.places(tables).loc[list(like.pool.codes), "kind"])
    definitions = listed("indicators").set_index("indicator_id")["definition_ja"]
    apart = like.used[like.used["defined_apart_for"].isin(kinds) & (len(kinds) > 1)]
    said = []
    for row in apart.itertuples(index=False):
        changed = like.replaced.get(row.peer_indicator_id, 0)
        without = f"外すと{PEERS}団体のうち{changed}が入れ替わります" if changed else f"外しても{PEERS}団体は同じです"
        said.append(f"{row.name_ja}は団体の種類によって定義が異なります（{definitions[row.numerator_id]}）。{without}")
    return said
