"""A panel's opinion and its experts' letters on paper: what was signed, and before a blind panel no team's name."""

from __future__ import annotations

import pytest
from django.urls import reverse

from making.papers import lines_of
from making.people import AT, a_client_for, an_account
from making.review import (
    World,
    a_call_in_review,
    a_concluded_panel,
    a_scoring_panel,
    a_seated_panel,
    account_of,
    an_expert,
    score,
)
from qunli.core.states import NotPermitted
from qunli.people.states import Role
from qunli.portal.permits import may_read_paper, may_return_stamped
from qunli.review.actions import (
    PanelDraft,
    declare_conflict,
    make_expert_letter_paper,
    make_opinion_paper,
    seat_expert,
    sign_opinion,
    write_opinion,
)
from qunli.review.actions.papers import NothingToPrint
from qunli.review.models import Panel, Seat
from qunli.review.states import SeatRank

pytestmark = pytest.mark.django_db


def a_written_panel(world: World, *, is_blind: bool = False, text: str = "We agree.") -> tuple[Panel, list[Seat]]:
    """Let two judge and the head gather the opinion; nobody has signed."""
    draft = PanelDraft(name="Seals", members_wanted=2, is_blind=is_blind)
    panel, seats = a_scoring_panel(world, members=2, draft=draft)
    for proposal in world.proposals:
        for seat in seats:
            score(seat, proposal, 80)
    write_opinion(panel=panel, text=text, by=account_of(seats[0].expert), at=AT)
    return panel, seats


def test_an_opinion_is_printed_with_ranking_dissent_and_every_signature_as_it_stands() -> None:
    world = a_call_in_review()
    panel, seats = a_written_panel(world)
    head, other = seats
    sign_opinion(panel=panel, seat=head, dissent="", by=account_of(head.expert), at=AT)
    sign_opinion(panel=panel, seat=other, dissent="The budget is too high.", by=account_of(other.expert), at=AT)
    said = lines_of(make_opinion_paper(panel=panel, by=world.operator, at=AT))
    first = world.proposals[0]
    assert said[:3] == ["Panel opinion", panel.number, f"{world.call.authority.name}:"]
    assert "We agree." in said
    assert f"1 | {first.number} | A seal | {first.title} | {first.lead.name} | 80.000" in said
    assert f"{other.expert} | The budget is too high." in said
    assert [line.split(" · ")[0] for line in said if "signed on" in line] == [
        f"head: {head.expert}",
        f"member: {other.expert}",
    ]


def test_a_blind_panels_paper_names_no_team_not_even_in_its_text() -> None:
    world = a_call_in_review()
    names = [proposal.lead.name for proposal in world.proposals]
    panel, seats = a_written_panel(world, is_blind=True, text=f"{names[0]} is the better one.")
    declare_conflict_of_a_new_expert(world, panel)
    said = "\n".join(lines_of(make_opinion_paper(panel=panel, by=account_of(seats[1].expert), at=AT)))
    partners = [one.organization.name for proposal in world.proposals for one in proposal.partners.all()]
    leaders = [proposal.leader_name for proposal in world.proposals]
    assert [name for name in (*names, *partners, *leaders) if name in said] == []
    assert "▇▇ is the better one." in said
    assert all(proposal.number in said for proposal in world.proposals)


def declare_conflict_of_a_new_expert(world: World, panel: Panel) -> None:
    """Put a recusal into the record whose fact names a team."""
    from qunli.review.models import Conflict  # noqa: PLC0415 - only here
    from qunli.review.states import ConflictKind  # noqa: PLC0415 - as above

    one = world.proposals[0]
    Conflict.objects.create(
        panel=panel,
        expert=an_expert(),
        proposal=one,
        kind=ConflictKind.RELATION,
        fact=f"Institute – {one.lead.name}",
        found_at=AT,
    )


def test_only_the_panel_and_those_who_look_at_it_print_and_read_its_opinion() -> None:
    world = a_call_in_review()
    panel = a_concluded_panel(world, members=2)
    paper = make_opinion_paper(panel=panel, by=world.authority, at=AT)
    head = account_of(panel.seats.get(rank=SeatRank.HEAD).expert)
    stranger = account_of(an_expert())
    readers = (world.operator, world.authority, an_account(role=Role.AUDITOR), head, stranger)
    assert [may_read_paper(one, paper, at=AT) for one in readers] == [True, True, True, True, False]
    assert [may_return_stamped(one, paper, at=AT) for one in readers] == [True, True, False, True, False]
    with pytest.raises(NotPermitted):
        make_opinion_paper(panel=panel, by=stranger, at=AT)


def test_a_panel_without_an_opinion_has_nothing_to_print() -> None:
    world = a_call_in_review()
    panel, seats = a_seated_panel(world, members=2)
    with pytest.raises(NothingToPrint):
        make_opinion_paper(panel=panel, by=world.operator, at=AT)
    unsigned = seat_expert(panel=panel, expert=an_expert(), rank=SeatRank.RESERVE, by=world.operator, at=AT)
    with pytest.raises(NothingToPrint):
        make_expert_letter_paper(seat=unsigned, by=world.operator, at=AT)
    with pytest.raises(NotPermitted):
        make_expert_letter_paper(seat=seats[0], by=account_of(seats[1].expert), at=AT)


def test_an_experts_letter_says_what_was_promised_and_from_what_the_expert_is_recused() -> None:
    world = a_call_in_review(teams=3)
    _panel, seats = a_seated_panel(world, members=2)
    seat, user = seats[1], account_of(seats[1].expert)
    first = lines_of(make_expert_letter_paper(seat=seat, by=user, at=AT))
    assert "Recused from | —" in first
    assert f"Expert: {seat.expert} · signed on March 2, 2026" in first
    assert sum(line.startswith(("1. ", "2. ", "3. ", "4. ")) for line in first) == 4
    declare_conflict(seat=seat, proposal=world.proposals[0], fact="", by=user, at=AT)
    again = make_expert_letter_paper(seat=seat, by=world.operator, at=AT)
    assert (again.version, f"Recused from | {world.proposals[0].number}" in lines_of(again)) == (2, True)


def test_the_pages_print_the_opinion_and_the_letters_and_say_when_they_are_out_of_date() -> None:
    world = a_call_in_review()
    panel, seats = a_written_panel(world)
    office, expert = a_client_for(world.operator), a_client_for(account_of(seats[0].expert))
    making = reverse("review:make_opinion_paper", args=[panel.pk])
    page = reverse("review:opinion", args=[panel.pk])
    assert making in office.get(page).content.decode()
    assert office.post(making)["Location"] == page
    assert "out of date" not in office.get(page).content.decode()
    sign_opinion(panel=panel, seat=seats[0], dissent="", by=account_of(seats[0].expert), at=AT)
    assert "out of date" in expert.get(page).content.decode()
    letter = reverse("review:make_expert_letter_paper", args=[seats[0].pk])
    seat_page = reverse("review:seat", args=[seats[0].pk])
    assert expert.post(letter)["Location"] == seat_page
    assert "commitment letter" in expert.get(seat_page).content.decode()
    assert "commitment letter" in office.get(reverse("review:panel", args=[panel.pk])).content.decode()
    assert office.get(seat_page)["Location"] == reverse("review:panel", args=[panel.pk])
