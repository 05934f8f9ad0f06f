"""What is named after a record is found by its new name, and nothing is written where nothing has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from making.needs import a_submitted_need, a_town
from making.people import AT
from qunli.core.actions.entries import rebuild_entries, stale_entries, write_entries
from qunli.core.models import SearchEntry
from qunli.core.queries.searching import asked_terms, closed_term, query_text
from qunli.directory.actions import change_organization, entry_of
from qunli.directory.models import Jurisdiction

pytestmark = pytest.mark.django_db


def test_an_organization_renamed_or_moved_takes_its_needs_along() -> None:
    town = a_town()
    need = a_submitted_need(town)
    rebuild_entries(at=AT)
    Jurisdiction.objects.create(code="340100", name="合肥市", level="city")
    entry = replace(entry_of(town.organization), name="霁光密封件厂", jurisdiction="340100")
    change_organization(organization=town.organization, form=entry, by=town.operator, at=AT)
    kept = SearchEntry.objects.get(kind="need", about_id=need.pk)
    assert ("霁光" in kept.terms, kept.region) == (True, "340000")
    assert stale_entries() == []


def test_an_act_that_changes_nothing_of_an_entry_leaves_it_alone() -> None:
    need = a_submitted_need(a_town())
    before = SearchEntry.objects.get(kind="need", about_id=need.pk)
    write_entries([("needs", "need", need.pk)], at=AT.replace(year=2030))
    after = SearchEntry.objects.get(kind="need", about_id=need.pk)
    assert (after.pk, after.moved_at) == (before.pk, before.moved_at)


def test_a_query_is_letters_and_digits_whatever_was_typed() -> None:
    terms = asked_terms("天窗 & !Seal' | \\\\ :* <-> 5")
    assert query_text(terms, "need", inside=True) == (
        "('天窗' | '=天窗') & ('seal':* | '=seal':*) & ('5' | '=5') & '~need'"
    )
    assert query_text(["天窗"], "need", is_closed=True) == f"'{closed_term('天窗')}' & '~need'"
