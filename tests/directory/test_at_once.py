"""Twenty hands at the same merge, its undoing and the same roster: each is done once, and the others are told why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from making.directory import a_cluster, an_organization
from making.people import AT
from qunli.core.queries.journal import verify_journal
from qunli.core.states import SYSTEM, Refused
from qunli.directory.actions import enter_roster, merge_organizations, preview_roster, undo_merge
from qunli.directory.models import Membership, Merge, Organization

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 20
ROSTER = "企业名称,入群日期\n上海示例丙有限公司,2025-03-01\n上海示例丁有限公司,2025-04-02\n"

pytestmark = [pytest.mark.usefixtures("real_transactions"), pytest.mark.slow, pytest.mark.timeout(60, func_only=True)]


def at_once(act: Callable[[int], object]) -> list[str]:
    """Do it twenty times at the same instant; return what each was told, nothing where it succeeded."""
    start = Barrier(TIMES)

    def once(place: int) -> str:
        try:
            start.wait(timeout=30)
            act(place)
        except Refused as refused:
            return str(refused)
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        return sorted(pool.map(once, range(TIMES)))


def test_organizations_are_merged_once_and_the_merge_is_undone_once() -> None:
    kept, merged = an_organization("甲"), an_organization("乙")
    told = at_once(lambda _place: merge_organizations(kept=kept, merged=merged, by=SYSTEM, at=AT))
    assert [bool(words) for words in told] == [False, *[True] * (TIMES - 1)]
    merge = Merge.objects.get()
    told = at_once(lambda _place: undo_merge(merge=merge, by=SYSTEM, at=AT))
    assert [bool(words) for words in told] == [False, *[True] * (TIMES - 1)]
    assert Organization.objects.filter(merged_into=None).count() == 2
    assert verify_journal().sound


def test_two_that_merge_into_each_other_at_once_leave_one() -> None:
    both = [an_organization("甲"), an_organization("乙")]
    told = at_once(
        lambda place: merge_organizations(kept=both[place % 2], merged=both[1 - place % 2], by=SYSTEM, at=AT)
    )
    assert told.count("") == 1
    assert Organization.objects.filter(merged_into=None).count() == 1
    assert verify_journal().sound


def test_a_roster_is_entered_once() -> None:
    shown = preview_roster(cluster=a_cluster(), file=ContentFile(ROSTER.encode(), "roster.csv"), by=SYSTEM, at=AT)
    assert shown.faults == []
    told = at_once(lambda _place: enter_roster(roster_import=shown, by=SYSTEM, at=AT))
    assert [bool(words) for words in told] == [False, *[True] * (TIMES - 1)]
    assert (Organization.objects.count(), Membership.objects.count()) == (2, 2)
    assert verify_journal().sound
