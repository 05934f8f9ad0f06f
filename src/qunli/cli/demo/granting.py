"""The later steps of one of today's calls: its panel, its decision and notice, and the project that came of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from qunli.awards.actions import Choice, approve, decide, post_decision, prepare_publicity, recommend
from qunli.awards.models import Award, Decision
from qunli.awards.states import Standing
from qunli.cli.demo.reviewing import seats_of, user_of
from qunli.cli.demo.underway import DAYS, HOURS, MINUTES, Walk
from qunli.cli.demo.world import paper
from qunli.projects.actions import (
    ContractDraft,
    IndicatorDraft,
    MilestoneDraft,
    PaymentDraft,
    TaskBookDraft,
    confirm_payment,
    draft_contract,
    draft_task_book,
    judge_milestone,
    note_payment,
    release_payment,
    report_milestone,
    sign_contract,
    sign_task_book,
    start_project,
)
from qunli.projects.models import Milestone, Payment
from qunli.projects.states import Judgement, PaymentState, Stream
from qunli.publicity.actions import Objector, check_notice, end_notice, file_objection
from qunli.review.actions import (
    PanelDraft,
    Slot,
    accept_seat,
    conclude_panel,
    form_panel,
    give_sheet,
    save_sheet,
    seat_expert,
    seat_panel,
    set_slots,
    sign_commitment,
    sign_in,
    sign_opinion,
    start_scoring,
    write_opinion,
)
from qunli.review.models import Panel
from qunli.review.queries import signers_of
from qunli.review.states import SeatRank

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.cli.demo.example import Tree
    from qunli.cli.demo.world import World
    from qunli.projects.models import Project
    from qunli.publicity.models import PublicNotice

LINES: Final = ("need_fit", "approach", "team", "plan", "budget")
STREAMS: Final = {"fiscal": Stream.PRE_SUBSIDY, "poster": Stream.POSTER}


def take(walk: Walk) -> None:
    """Take a call whose forms are checked as far as its row says."""
    if walk.reached("scored"):
        panel = _seat(walk)
        _score(walk, panel)
        if walk.reached("concluded"):
            _conclude(walk, panel)
    if walk.reached("recommended"):
        _decide(walk)


def _seat(walk: Walk) -> Panel:
    told, by, meets = walk.row["panel"], walk.preparer, walk.at("scored")
    at = walk.at("checked") + DAYS
    panel = form_panel(
        call=walk.call,
        proposals=[walk.of(place) for place in range(len(walk.proposals))],
        draft=PanelDraft(
            name=f"{walk.row['title'].removesuffix('揭榜挂帅')}评审组",
            members_wanted=len(told["members"]),
            meets_at=meets,
            place="梅陇示例集群运营服务中心二楼会议室",
        ),
        by=by,
        at=at,
    )
    for key in told["members"]:
        rank = SeatRank.HEAD if key == told["head"] else SeatRank.MEMBER
        seat_expert(panel=panel, expert=walk.world.experts[key], rank=rank, by=by, at=at + MINUTES)
    half = timedelta(minutes=30)
    slots = [
        Slot(proposal.pk, meets + place * half, meets + (place + 1) * half)
        for place, proposal in enumerate(walk.proposals)
    ]
    set_slots(panel=panel, slots=slots, by=by, at=at + HOURS)
    for seat in seats_of(panel):
        user = user_of(walk.world, seat)
        accept_seat(seat=seat, by=user, at=at + 2 * HOURS)
        sign_commitment(seat=seat, by=user, at=at + 2 * HOURS)
    seat_panel(panel=panel, by=by, at=at + 3 * HOURS)
    for seat in seats_of(panel):
        sign_in(seat=seat, by=user_of(walk.world, seat), at=meets)
    start_scoring(panel=panel, by=by, at=meets)
    return panel


def _score(walk: Walk, panel: Panel) -> None:
    """Give the sheets; where only some are given, the head has saved one half-way and given none."""
    told = walk.row["panel"]
    seats = sorted(seats_of(panel), key=lambda seat: seat.rank == SeatRank.HEAD)
    left = told.get("given", len(seats) * len(walk.proposals))
    at = walk.at("scored") + 3 * HOURS
    for offset, seat in enumerate(seats):
        for place, row in enumerate(walk.row["proposal"]):
            if left == 0:
                break
            left -= 1
            points = {line: Decimal(row["points"] + (offset * 2 + step * 3) % 7 - 3) for step, line in enumerate(LINES)}
            give_sheet(
                seat=seat,
                proposal=walk.of(place),
                points=points,
                reason=row["why"],
                by=user_of(walk.world, seat),
                at=at + place * MINUTES,
            )
    if "given" in told:
        head = seats[-1]
        begun: dict[str, Decimal | None] = {"need_fit": Decimal(86), "approach": Decimal(84)}
        save_sheet(seat=head, proposal=walk.of(0), points=begun, reason="", by=user_of(walk.world, head), at=at + HOURS)


def _conclude(walk: Walk, panel: Panel) -> None:
    world, at = walk.world, walk.at("concluded")
    head = next(seat for seat in seats_of(panel) if seat.rank == SeatRank.HEAD)
    first = walk.row["proposal"][0]["title"]
    text = f"各方案均针对榜单指标。“{first}”综合得分最高，建议立项；第二名可作候补。"
    write_opinion(panel=panel, text=text, by=user_of(world, head), at=at)
    for seat in signers_of(Panel.objects.select_related("call").get(pk=panel.pk)):
        sign_opinion(panel=panel, seat=seat, dissent="", by=user_of(world, seat), at=at + MINUTES)
    conclude_panel(panel=panel, by=walk.preparer, at=at + HOURS)


def _decide(walk: Walk) -> None:
    topic, world = walk.call.topics.get(), walk.world
    money = topic.poster_money + topic.fiscal_money
    choices = [
        Choice(walk.of(0), Standing.WINNER, money, "综合得分第一，承诺值达到全部指标。"),
        Choice(walk.of(1), Standing.RESERVE, money, "综合得分第二；首选团队不能签约或被撤销时递补。"),
    ]
    decision = recommend(call=walk.call, choices=choices, by=walk.preparer, at=walk.at("recommended"))
    world.decisions.append(decision)
    if not walk.reached("decided"):
        return
    at = walk.at("decided")
    meeting = walk.row["meeting"].format(year=at.year)
    decide(decision=decision, meeting_record=meeting, met_on=at.date(), by=world.users["p-authority-2"], at=at)
    notice = _post(walk, decision)
    if walk.reached("ended"):
        end_notice(notice=notice, by=world.users["p-authority"], at=walk.at("ended"))
    if walk.reached("approved"):
        approved = walk.at("approved")
        number = walk.row["document_number"].format(year=approved.year)
        held = Decision.objects.get(pk=decision.pk)
        approve(decision=held, document_number=number, by=world.users["p-authority-2"], at=approved)


def _post(walk: Walk, decision: Decision) -> PublicNotice:
    world, at = walk.world, walk.at("posted")
    notice = prepare_publicity(
        decision=decision, contact="operator@example.org", by=world.users["p-operator"], at=at - 2 * HOURS
    )
    check_notice(notice=notice, by=world.users["p-operator-2"], at=at - HOURS)
    post_decision(decision=decision, by=world.users["p-authority"], at=at)
    notice.refresh_from_db()
    told = walk.row.get("objection")
    if told:
        file_objection(
            notice=notice,
            objector=Objector(name=told["name"], contact=told["contact"], body=""),
            statement=told["text"],
            files=[paper(told["evidence"], "photographs")],
            by=world.by,
            at=world.day(told["days"]),
        )
    return notice


def run_project(world: World, told: Tree) -> None:
    """Start the project of the last call; report, judge and pay as far as its milestones say."""
    row = next(one for one in world.example.today["call"] if one["key"] == told["call"])
    signed = world.day(row["at"]["signed"])
    award = Award.objects.get(decision=world.decisions[-1], standing=Standing.WINNER)
    project = start_project(award=award, by=world.users["p-operator"], at=signed - 3 * DAYS)
    world.projects.append(project)
    _sign(world, told, row, project, at=signed)
    milestones = project.milestones.order_by("position")
    for milestone, one in zip(milestones, told["milestone"], strict=True):
        if "reported" in one:
            _report(world, told, one, milestone)
        if "judged" in one:
            judge_milestone(
                milestone=milestone,
                verdicts={},
                outcome=Judgement.ACCEPT,
                reason="",
                by=world.users[told["judge"]],
                at=world.day(one["judged"]) + HOURS,
            )
    _pay(world, project)


def _sign(world: World, told: Tree, row: Tree, project: Project, *, at: datetime) -> None:
    lead, admin = world.users[told["leader"]], world.users[told["admin"]]
    totals = {kind: sum(one["payment"][kind] for one in told["milestone"]) for kind in STREAMS}
    contract = draft_contract(
        project=project,
        draft=ContractDraft(
            amount=Decimal(totals["poster"]),
            terms_text="按任务书里程碑分四期支付；成果权属按榜单约定。",
            ip_terms="专利归揭榜团队，需求方有优先实施权。",
            contract_number=row["contract_number"].format(year=at.year),
        ),
        by=lead,
        at=at - 2 * DAYS,
    )
    plan = TaskBookDraft(
        starts_on=at.date(),
        ends_on=(world.now - told["ends"] * DAYS).date(),
        milestones=tuple(_milestone(world, told, one) for one in told["milestone"]),
        totals={stream: Decimal(totals[kind]) for kind, stream in STREAMS.items()},
    )
    book = draft_task_book(project=project, draft=plan, by=lead, at=at - 2 * DAYS + HOURS)
    sign_contract(contract=contract, side="poster", by=world.users[told["poster_admin"]], at=at - DAYS)
    sign_contract(contract=contract, side="taker", by=admin, at=at - DAYS + HOURS)
    sign_task_book(task_book=book, side="lead", by=admin, at=at - HOURS)
    sign_task_book(task_book=book, side="authority", by=world.users[told["authority"]], at=at)


def _milestone(world: World, told: Tree, row: Tree) -> MilestoneDraft:
    one = row["indicator"]
    payers = {"fiscal": world.parties["finance-minhang"], "poster": world.parties[told["poster"]]}
    return MilestoneDraft(
        title=row["title"],
        due_on=(world.now - row["due"] * DAYS).date(),
        deliverables=row["deliverables"],
        is_final=row is told["milestone"][-1],
        indicators=(IndicatorDraft(one["name"], one["comparator"], one["target"], one["unit"], one["measured"]),),
        payments=tuple(
            PaymentDraft(
                stream=STREAMS[kind], amount=Decimal(yuan), payer=payers[kind], payee=world.parties[told["lead"]]
            )
            for kind, yuan in row["payment"].items()
        ),
    )


def _report(world: World, told: Tree, row: Tree, milestone: Milestone) -> None:
    indicator = milestone.indicators.get()
    report_milestone(
        milestone=milestone,
        text=f"{row['title']}已完成，{row['indicator']['name']}为 {row['measured']}{row['indicator']['unit']}。",
        measured={indicator.pk: row["measured"]},
        spent=Decimal(sum(row["payment"].values())),
        files=[paper("试验报告.pdf", "test report")],
        by=world.users[told["leader"]],
        at=world.day(row["reported"]),
    )


def _pay(world: World, project: Project) -> None:
    """Leave one payment to confirm and one to release; what the poster owes for the first milestone is paid."""
    first, second = world.users["p-finance"], world.users["p-finance-2"]
    due = Payment.objects.filter(project=project, state=PaymentState.DUE)
    fiscal, poster = (due.filter(stream=stream).order_by("milestone__position") for stream in STREAMS.values())
    confirm_payment(payment=fiscal[0], by=first, at=world.day(1) + HOURS)
    private = poster[0]
    confirm_payment(payment=private, by=first, at=world.day(4))
    release_payment(payment=private, by=second, at=world.day(3) + 2 * HOURS)
    paid = world.day(2)
    note_payment(payment=private, paid_on=paid.date(), proof=f"示例付款凭证 {paid:%Y}-101", by=first, at=paid)
