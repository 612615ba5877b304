"""Can it be completed online? What the pages that were read say is still needed."""

from __future__ import annotations

import pandas as pd

from survey.tidy.channels import MAIL

ASPECTS = ["original_paper_printed", "visit_printed"]


def pages_read(channels: pd.DataFrame, codes: tuple[str, ...]) -> pd.DataFrame:
    """By procedure, of how many of these members a page with a channel was read, and how many pages ask for more.

    Columns: read; asking (a page of any of the member's channels to it asks for an original paper or a visit). A page
    that does not say so is not counted as one that needs neither. Addresses of mail are left out.
    """
    found = channels[channels["municipality_code"].isin(codes) & channels["procedure_ids"].notna()]
    found = found[(found["channel"] != MAIL) & (found["edition"] == found["edition"].max())]
    each = found.assign(
        asking=found[ASPECTS].notna().any(axis=1), procedure_id=found["procedure_ids"].str.split("|")
    ).explode("procedure_id")
    members = each.groupby(["procedure_id", "municipality_code"])["asking"].any()
    counted = members.groupby("procedure_id").agg(["size", "sum"])
    return counted.rename(columns={"size": "read", "sum": "asking"})
