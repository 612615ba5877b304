"""What moved between two editions of the list; while there is one, what two publications say side by side."""

from __future__ import annotations

from survey.analysis.edition_changes import newest_two
from survey.analysis.groups import Subject
from survey.analysis.memo import cached_recent
from survey.analysis.moved_between import between_editions
from survey.analysis.moved_facts import Moved
from survey.analysis.moved_side_by_side import side_by_side
from survey.analysis.result import Result
from survey.tidy.tables import Tables


@cached_recent
def moved(tables: Tables, subject: Subject) -> Result[Moved]:
    """What moved since the edition before, and who moved what is blank here?

    With two editions of the list: ``between_editions`` of the newest two. With one: ``side_by_side``.

    Raises:
        NotComputable: see ``side_by_side``.
    """
    editions = newest_two(tables)
    return between_editions(tables, subject, *editions) if editions else side_by_side(tables, subject)
