"""Whoever searches finds exactly what each room's own rule shows them: nothing more, nothing less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from making.calls import BIDDING, a_submitted_proposal
from making.evidence import a_read_document
from making.needs import a_checked_item, a_confidential_need, a_draft, a_submitted_need, a_town
from making.people import AT, a_party, an_account
from making.publicity import a_prepared_notice, a_running_notice
from qunli.core.actions.entries import rebuild_entries, row_of
from qunli.core.models import SearchEntry
from qunli.core.queries.searching import asked_terms, closed_term, searched_kinds
from qunli.core.states import SYSTEM
from qunli.people.actions import give_role
from qunli.people.models import Party, User
from qunli.people.states import Role
from qunli.portal.queries.search import Wanted, search_for, visible_entries

if TYPE_CHECKING:
    from qunli.people.permits import Anyone

pytestmark = pytest.mark.django_db

WORDS: Final = ("密封", "天窗 低温", "need", "示例", "低", "parts", "se", "机密", "team 示例")


@dataclass(frozen=True)
class World:
    """The parties that roles can be held for, and the terms of every record by kind and key."""

    parties: list[int]
    terms: dict[str, dict[int, tuple[bool, list[str]]]]


@pytest.fixture
def world() -> World:
    """Make records of many kinds and states in two towns, some of them closed."""
    first, second = a_town(), a_town()
    a_submitted_need(first)
    a_draft(first, title="天窗草稿")
    a_confidential_need(second, title="机密的密封")
    a_checked_item(second)
    a_submitted_proposal()
    a_running_notice(title="示例公示")
    a_prepared_notice(title="示例未公示")
    a_read_document("密封条在低温下失效。", title="示例材料")
    a_read_document("机密的低温试验。", title="内部密封材料", is_confidential=True)
    rebuild_entries(at=AT)  # the towns' organizations were written without an act
    terms = {
        kind.kind: {
            record.pk: (row.is_closed, row.terms.split()) for record in kind.records() for row in [row_of(kind, record)]
        }
        for kind in searched_kinds()
    }
    return World(list(Party.objects.order_by("pk").values_list("pk", flat=True)), terms)


def brute_force(user: Anyone, words: str, world: World) -> set[tuple[str, int]]:
    """Read every record that each room shows, and keep those that hold every term."""
    asked = asked_terms(words)
    return {
        (kind.kind, key)
        for kind in searched_kinds()
        for key in kind.seen_by(user, BIDDING).values_list("pk", flat=True)
        if key in world.terms[kind.kind]
        and all(_holds(world.terms[kind.kind][key], term, inside=kind.sees_inside(user)) for term in asked)
    }


def _holds(record: tuple[bool, list[str]], term: str, *, inside: bool) -> bool:
    is_closed, terms = record
    if is_closed:
        return closed_term(term) in terms
    begins = len(term) > 1 and term.isascii()
    known = [*terms, *(one[1:] for one in terms if one[0] == "=" and inside)]
    return any(one.startswith(term) if begins else one == term for one in known)


@pytest.mark.law
@settings(
    max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_hits_are_what_the_rooms_show(world: World, data: st.DataObject) -> None:
    held = data.draw(
        st.lists(st.tuples(st.sampled_from(list(Role)), st.sampled_from(world.parties)), max_size=3, unique=True),
        label="roles",
    )
    words = data.draw(st.sampled_from(WORDS), label="words")
    user: Anyone = AnonymousUser()
    if data.draw(st.booleans(), label="signed in"):
        user = an_account()
        for role, party in held:
            give_role(user=user, role=role, party=Party.objects.get(pk=party), by=SYSTEM, at=AT)
    expected = brute_force(user, words, world)
    entries = visible_entries(user, Wanted(words), at=BIDDING, most=1000)
    assert set(SearchEntry.objects.filter(pk__in=entries).values_list("kind", "about_id")) == expected
    results = search_for(user, Wanted(words), at=BIDDING)
    kinds = {choice.value: choice.count for facet in results.facets if facet.name == "kind" for choice in facet.choices}
    counted = {kind: sum(one == kind for one, _pk in expected) for kind, _pk in expected}
    assert results.total == len(expected)
    assert kinds in (counted, {})
    assert len(results.found) == min(len(expected), 20)


def test_what_ends_is_no_longer_found() -> None:
    town = a_town()
    need = a_submitted_need(town)
    outsider = an_account(role=Role.RECOMMENDING_UNIT, party=a_party())
    assert [one.label for one in search_for(outsider, Wanted(need.number), at=AT).found] == [need.title]
    held = outsider.grants.get()
    held.ended_at = AT + timedelta(days=1)
    held.save()
    fresh = User.objects.get(pk=outsider.pk)
    assert search_for(fresh, Wanted(need.number), at=AT).total == 0
