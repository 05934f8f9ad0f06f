"""The gate of a stage: who is on, out or may mend, in which order, and the money that follows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunli.engines.racing import (
    Comparison,
    Entry,
    Grade,
    Indicator,
    Judge,
    Keeps,
    Leaving,
    Money,
    Paid,
    Reason,
    ReasonCode,
    Ruling,
    Scheme,
    Stage,
    StageFault,
    Verdict,
    corrections,
    judge_stage,
    money_after,
)

D = Decimal
LEAK = Indicator("leak", Comparison.AT_MOST, D("0.5"), "mL/min")
FIRST = Stage(
    "sample", 180, (D(1_000_000),), (LEAK,), (Judge("experts", D(3)), Judge("demander", D(1))), keep=2, remedy_days=7
)
LAST = Stage("line", 270, (D(2_000_000), D(1_500_000)), judges=(Judge("experts", D(1)),))
SCHEME = Scheme(
    "seals", 4, (FIRST, LAST), ties=("indicator:leak", "together"), keeps=Keeps.SPENT,
    grades=(Grade("优秀", D(90)), Grade("良好", D(75)), Grade("一般", D(60))), prizes=(D(300_000), D(100_000)),
)  # fmt: skip


def entry(team: str, leak: str, experts: int = 80, demander: int = 80, *, remedied: bool = False) -> Entry:
    scores = {"experts": D(experts), "demander": D(demander)}
    return Entry(team, {"leak": D(leak)}, scores, remedied=remedied)


def verdicts(rulings: tuple[Ruling, ...]) -> dict[str, tuple[str, int]]:
    return {one.team: (one.verdict.value, one.rank) for one in rulings}


def test_the_best_two_go_on_and_each_is_told_what_it_showed() -> None:
    rulings = judge_stage(SCHEME, 1, [entry("a", "0.4", 90), entry("b", "0.5", 70), entry("c", "0.3", 80)], seed="x")
    assert rulings[0] == Ruling(
        "a", Verdict.ON, 1, D("87.5000"), (Reason(ReasonCode.REACHED, "leak", D("0.4"), D("0.5")),)
    )
    assert verdicts(rulings) == {"a": ("on", 1), "c": ("on", 2), "b": ("out", 3)}
    assert rulings[2].reasons[-1] == Reason(ReasonCode.RANKED_OUT, "", D(3), D(2))


def test_a_miss_may_be_mended_once_and_only_while_a_place_is_left() -> None:
    rulings = judge_stage(SCHEME, 1, [entry("a", "0.4"), entry("b", "0.51")], seed="x")
    assert verdicts(rulings) == {"a": ("on", 1), "b": ("remedy", 0)}
    assert rulings[1].reasons == (
        Reason(ReasonCode.MISSED, "leak", D("0.51"), D("0.5")),
        Reason(ReasonCode.REMEDY_OPEN, wanted=D(7)),
    )
    again = judge_stage(SCHEME, 1, [entry("a", "0.4", 60), entry("b", "0.5", 99, remedied=True)], seed="x")
    assert verdicts(again) == {"a": ("on", 1), "b": ("on", 2)}  # behind whoever passed at once
    used = judge_stage(SCHEME, 1, [entry("a", "0.4"), entry("b", "0.6", remedied=True)], seed="x")
    assert used[1].reasons[-1].code is ReasonCode.REMEDY_USED
    full = judge_stage(SCHEME, 1, [entry("a", "0.4"), entry("b", "0.3"), entry("c", "0.6")], seed="x")
    assert full[2].reasons[-1].code is ReasonCode.NO_PLACE_LEFT


def test_what_was_not_measured_or_scored_does_not_pass() -> None:
    rulings = judge_stage(SCHEME, 1, [Entry("a", {}, {"experts": D(90)})], seed="x")
    assert [reason.code for reason in rulings[0].reasons] == [
        ReasonCode.NOT_MEASURED,
        ReasonCode.NOT_SCORED,
        ReasonCode.REMEDY_OPEN,
    ]


def test_equal_scores_are_parted_by_the_stated_ways_and_share_what_nothing_parts() -> None:
    better = judge_stage(SCHEME, 1, [entry("a", "0.4"), entry("b", "0.2"), entry("c", "0.3")], seed="x")
    assert verdicts(better) == {"b": ("on", 1), "c": ("on", 2), "a": ("out", 3)}
    shared = judge_stage(SCHEME, 1, [entry("a", "0.2", 90), entry("b", "0.3"), entry("c", "0.3")], seed="x")
    assert verdicts(shared) == {"a": ("on", 1), "b": ("on", 2), "c": ("on", 2)}


def test_who_left_is_out_and_who_was_disqualified_returns_all() -> None:
    entries = [entry("a", "0.4"), Entry("b", leaving=Leaving.WITHDREW), Entry("c", leaving=Leaving.DISQUALIFIED)]
    rulings = judge_stage(SCHEME, 1, entries, seed="x")
    assert verdicts(rulings) == {"a": ("on", 1), "b": ("out", 0), "c": ("out", 0)}
    paid = {team: Paid(D(1_000_000), D(600_000)) for team in "abc"}
    assert money_after(SCHEME, 1, rulings, paid) == (
        Money("a", D(2_000_000), D(0)),
        Money("b", D(0), D(400_000)),
        Money("c", D(0), D(1_000_000)),
    )


def test_the_end_gives_grades_and_prizes_and_shared_places_share_them() -> None:
    entries = [
        Entry(team, scores={"experts": D(score)}) for team, score in (("a", 92), ("b", 92), ("c", 61), ("d", 50))
    ]
    rulings = judge_stage(SCHEME, 2, entries, seed="x")
    assert [(one.team, one.pays, one.grade) for one in money_after(SCHEME, 2, rulings, {})] == [
        ("a", D("200000.00"), "优秀"),
        ("b", D("200000.00"), "优秀"),
        ("c", D("0.00"), "一般"),
        ("d", D("0.00"), ""),
    ]


def test_a_ruling_that_an_objection_changes_says_what_to_pay_and_to_recover() -> None:
    wrong = judge_stage(SCHEME, 1, [entry("a", "0.4"), entry("b", "0.4", 70), entry("c", "0.6")], seed="x")
    right = judge_stage(SCHEME, 1, [entry("a", "0.4"), entry("b", "0.9", 70), entry("c", "0.5")], seed="x")
    paid = {team: Paid(D(1_000_000), D(1_000_000)) for team in "abc"}
    both = {one.team: (one.verdict, other.verdict) for one in wrong for other in right if one.team == other.team}
    before, after = (money_after(SCHEME, 1, rulings, paid) for rulings in (wrong, right))
    found = {one.team: (one.before, one.after, one.to_pay, one.to_recover) for one in corrections(before, after, both)}
    assert found == {
        "b": (Verdict.ON, Verdict.OUT, D(0), D(1_500_000)),
        "c": (Verdict.OUT, Verdict.ON, D(1_500_000), D(0)),
    }


def test_a_team_twice_or_too_many_teams_are_refused() -> None:
    with pytest.raises(StageFault):
        judge_stage(SCHEME, 1, [entry("a", "0.4"), entry("a", "0.4")], seed="x")
    with pytest.raises(StageFault):
        judge_stage(SCHEME, 1, [entry(name, "0.4") for name in "abcde"], seed="x")


ENTRIES = st.lists(
    st.builds(
        Entry,
        st.sampled_from("abcd"),
        st.dictionaries(st.just("leak"), st.sampled_from([D("0.4"), D("0.5"), D("0.6")])),
        st.fixed_dictionaries({"experts": st.sampled_from([D(60), D(80)]), "demander": st.just(D(70))}),
        st.sampled_from([None, None, None, *Leaving]),
        st.booleans(),
    ),
    max_size=4,
    unique_by=lambda one: one.team,
)
SCHEMES = st.builds(
    lambda keep, ties, remedy, keeps: Scheme(
        "s", 4, (Stage("one", 1, (D(100),), (LEAK,), FIRST.judges, keep=keep, remedy_days=remedy), LAST), ties, keeps
    ),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([("lot",), ("together",), ("indicator:leak", "lot"), ("judge:experts", "together")]),
    st.sampled_from([0, 7]),
    st.sampled_from(list(Keeps)),
)


@given(SCHEMES, ENTRIES, st.permutations(range(4)))
def test_the_order_of_arrival_decides_nothing(scheme: Scheme, entries: list[Entry], order: list[int]) -> None:
    shuffled = [entries[place] for place in order if place < len(entries)]
    assert judge_stage(scheme, 1, entries, seed="s") == judge_stage(scheme, 1, shuffled, seed="s")


@given(SCHEMES, ENTRIES)
def test_nobody_who_is_out_is_ever_paid_and_nobody_returns_more_than_it_got(
    scheme: Scheme, entries: list[Entry]
) -> None:
    rulings = judge_stage(scheme, 1, entries, seed="s")
    paid = {one.team: Paid(D(100), D(30)) for one in entries}
    for ruling, money in zip(rulings, money_after(scheme, 1, rulings, paid), strict=True):
        assert (money.pays > 0) == (ruling.verdict is Verdict.ON)
        assert 0 <= money.returns <= (D(100) if ruling.verdict is Verdict.OUT else D(0))


@given(SCHEMES, ENTRIES)
def test_everybody_on_passed_and_places_are_kept(scheme: Scheme, entries: list[Entry]) -> None:
    rulings = judge_stage(scheme, 1, entries, seed="s")
    by_team = {one.team: one for one in entries}
    on = [one for one in rulings if one.verdict is Verdict.ON]
    assert all(by_team[one.team].measured.get("leak", D(1)) <= D("0.5") for one in on)
    keep = scheme.stages[0].keep
    if keep is not None and scheme.ties[-1] == "lot":
        assert len(on) <= keep
    assert {one.team for one in rulings} == set(by_team)
