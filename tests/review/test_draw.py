"""Drawing by lot keeps its strata and can be repeated by anybody."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunli.review.bridge import Candidate, DrawRequest, draw_by_lot, ticket_of

candidates = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 60),
        region=st.sampled_from(["31", "32", "33"]),
        institutions=st.frozensets(st.integers(1, 15), min_size=1, max_size=2),
    ),
    unique_by=lambda one: one.id,
    max_size=30,
).map(tuple)
requests = st.builds(
    DrawRequest, candidates=candidates, members=st.integers(0, 7), reserves=st.integers(0, 3), seed=st.text(max_size=8)
)


def one(number: int, region: str, *institutions: int) -> Candidate:
    return Candidate(number, region, frozenset(institutions))


def test_a_ticket_is_the_hash_that_anybody_can_compute() -> None:
    assert ticket_of("20251127", 7) == hashlib.sha256(b"20251127:7").hexdigest()


@pytest.mark.law
@given(requests)
def test_the_same_pool_and_seed_give_the_same_panel_in_whatever_order_the_pool_stands(request: DrawRequest) -> None:
    turned = DrawRequest(request.candidates[::-1], request.members, request.reserves, request.seed, request.seated)
    assert draw_by_lot(turned) == draw_by_lot(request)


@pytest.mark.law
@given(requests)
def test_nobody_drawn_shares_an_institution_and_nobody_is_drawn_twice(request: DrawRequest) -> None:
    pool = {row.id: row for row in request.candidates}
    drawn = [pool[pick.id] for pick in draw_by_lot(request).picks]
    institutions = [number for row in drawn for number in row.institutions]
    assert len(institutions) == len(set(institutions))
    assert len({row.id for row in drawn}) == len(drawn)


@pytest.mark.law
@given(requests)
def test_a_panel_of_one_region_is_drawn_only_where_no_mixed_one_of_that_size_can_be(request: DrawRequest) -> None:
    single = DrawRequest(
        tuple(Candidate(row.id, row.region, frozenset([min(row.institutions)])) for row in request.candidates),
        request.members,
        request.reserves,
        request.seed,
    )
    result = draw_by_lot(single)
    pool = {row.id: row for row in single.candidates}
    members = [pool[pick.id] for pick in result.picks if pick.rank == "member"]
    largest = len({min(row.institutions) for row in single.candidates})
    assert len(members) == min(single.members, largest)
    mixed = any(
        first.region != second.region and first.institutions != second.institutions
        for first in single.candidates
        for second in single.candidates
    )
    assert result.one_region == (len(members) > 1 and not mixed)
    assert result.one_region == (len(members) > 1 and len({row.region for row in members}) == 1)


def test_the_first_tickets_win_and_those_passed_over_say_why() -> None:
    pool = (one(1, "31", 10), one(2, "31", 10), one(3, "31", 11), one(4, "32", 12), one(5, "31", 13))
    order = sorted(pool, key=lambda row: ticket_of("a", row.id))
    result = draw_by_lot(DrawRequest(pool, members=2, reserves=1, seed="a"))
    picks = [(pick.id, pick.rank, pick.place) for pick in result.picks]
    assert ([row.id for row in order], picks, [(row.id, row.reason) for row in result.passed_over]) == (
        [1, 3, 4, 2, 5],
        [(1, "member", 1), (4, "member", 2), (3, "reserve", 3)],
        [(3, "region")],
    )


def test_who_sits_already_counts_for_the_strata() -> None:
    seated = (one(9, "32", 10),)
    pool = (one(1, "31", 10), one(2, "31", 11))
    result = draw_by_lot(DrawRequest(pool, members=1, reserves=0, seed="a", seated=seated))
    assert ([pick.id for pick in result.picks], result.one_region) == ([2], False)
