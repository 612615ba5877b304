"""What has to be said beside the ten that were chosen as similar."""

from __future__ import annotations

from survey.analysis.groups import Subject
from survey.analysis.similarity import PEERS, Similarity, defined_apart
from survey.findings import common, wording
from survey.tidy.tables import Tables


def similarity_caveats(found: Similarity, date: str, tables: Tables, subject: Subject) -> tuple[str, ...]:
    """Dates, how far the choice hangs on one indicator, and which indicators and members it goes without."""
    dates = sorted(set(map(wording.day, found.editions)))
    caveats = [
        f"○の数は{wording.day(date)}時点。似ているかは指標の数字だけで決め、指標の時点は{'、'.join(dates)}と異なります",
        *_defined_apart(found, tables),
    ]
    if found.most_replaced is not None:
        name = found.used.set_index("peer_indicator_id").at[found.most_replaced, "name_ja"]
        caveats.append(
            f"顔ぶれが最も変わるのは{name}を外したときで、"
            f"{PEERS}団体のうち{found.replaced[found.most_replaced]}が入れ替わります"
        )
    elif found.runs:
        caveats.append("指標をどれか1つ外しても、選ばれる団体は変わりません")
    if found.printed_for_few:
        caveats.append(f"{'、'.join(found.printed_for_few)}は、公表されていない団体が多いため使っていません")
    if found.missing_here:
        caveats.append(f"{'、'.join(found.missing_here)}は、{subject.name_ja}の値が公表されていないため使っていません")
    if found.not_compared:
        caveats.append(f"指標が揃わない{len(found.not_compared)}団体は比べていません")
    return (
        *caveats,
        common.BLANK,
        "似ているとは、ここに挙げた指標が近いという意味で、組織や仕組みが同じという意味ではありません",
    )


def _defined_apart(found: Similarity, tables: Tables) -> list[str]:
    """A caveat for each indicator that the catalog defines otherwise for some of those compared, but not for all."""
    caveats = []
    for row in defined_apart(tables, found).to_dict("records"):
        changed = found.replaced.get(row["peer_indicator_id"], 0)
        without = f"外すと{PEERS}団体のうち{changed}が入れ替わります" if changed else f"外しても{PEERS}団体は同じです"
        caveats.append(f"{row['name_ja']}は団体の種類によって定義が異なります（{row['definition_ja']}）。{without}")
    return caveats
