"""Stage 7: recommended, decided, on public notice, objected to, approved."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from qunli.awards.actions import Choice, approve, decide, post_decision, prepare_publicity, recommend
from qunli.awards.models import Decision
from qunli.awards.states import Standing
from qunli.cli.demo.world import paper
from qunli.publicity.actions import Objector, check_notice, dismiss_objection, end_notice, file_objection

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.cli.demo.world import World
    from qunli.people.models import User
    from qunli.publicity.models import PublicNotice

MINUTES: Final = timedelta(minutes=10)


def build(world: World) -> None:
    """Take the panel's list to the numbered document."""
    told = world.example.road["decision"]
    operator, decider = world.users["p-operator"], world.users[told["by"]]
    money = sum((Decimal(amount) for amount in world.example.road["call"]["money"].values()), Decimal(0))
    choices = [
        Choice(world.proposal(told["winner"]), Standing.WINNER, money, told["winner_reason"]),
        Choice(world.proposal(told["reserve"]), Standing.RESERVE, money, told["reserve_reason"]),
        *(
            Choice(world.proposal(row["proposal"]), Standing.NOT_CHOSEN, Decimal(0), row["reason"])
            for row in told["not_chosen"]
        ),
    ]
    decision = recommend(call=world.call, choices=choices, by=operator, at=told["at"] - timedelta(days=2))
    world.decisions.append(decision)
    decide(decision=decision, meeting_record=told["meeting"], met_on=told["at"].date(), by=decider, at=told["at"])
    notice = _publish(world, decision)
    ended = _settle_objections(world, notice)
    end_notice(notice=notice, by=world.users[world.example.road["publicity"]["by"]], at=ended)
    approval = world.example.road["approval"]
    approve(
        decision=Decision.objects.get(pk=decision.pk),
        document_number=approval["document_number"],
        by=world.users[approval["by"]],
        at=approval["at"],
    )


def _publish(world: World, decision: Decision) -> PublicNotice:
    told = world.example.road["publicity"]
    at = told["published_at"]
    preparer: User = world.users["p-operator"]
    contact = "operator@example.org"
    notice = prepare_publicity(decision=decision, contact=contact, by=preparer, at=at - timedelta(hours=1))
    check_notice(notice=notice, by=world.users["p-operator-2"], at=at - MINUTES)
    post_decision(decision=decision, by=world.users[told["by"]], at=at)
    return Decision.objects.select_related("notice").get(pk=decision.pk).notice  # type: ignore[return-value]  # just set


def _settle_objections(world: World, notice: PublicNotice) -> datetime:
    """File and settle the objections; return a time after the last day and the last of them."""
    last: datetime = world.example.road["publicity"]["published_at"] + timedelta(days=7)
    for row in world.example.road["objection"]:
        objection = file_objection(
            notice=notice,
            objector=Objector(name=row["name"], contact=row["email"], body=row["organization"]),
            statement=row["text"],
            files=[paper(row["evidence"], "public curriculum vitae")],
            by=world.by,
            at=row["at"],
        )
        dismiss_objection(
            objection=objection, reason=row["reason"], by=world.users[row["handled_by"]], at=row["handled_at"]
        )
        last = max(last, row["handled_at"])
    return last + MINUTES
