"""What happened, in numbers; and who can sign in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Sum

from qunli.awards.models import Award, Decision
from qunli.awards.states import Standing
from qunli.calls.models import Call, Proposal
from qunli.cli.terminal import say, say_table
from qunli.core.models import JournalEntry, Message
from qunli.core.queries.journal import verify_journal
from qunli.directory.models import Expert, Membership, Organization
from qunli.duties.models import Duty
from qunli.evidence.models import Claim, Document, Passage
from qunli.funds.bridge.proving import prove_books
from qunli.funds.models import Fund
from qunli.indicators.models import Assessment, Event, Figure
from qunli.needs.models import Need
from qunli.people.states import Role
from qunli.projects.models import Payment, Project

if TYPE_CHECKING:
    from qunli.cli.demo.world import World

SIGN_INS: Final = (
    "p-operator", "p-authority", "p-recommend-meilong", "p-admin-hefei", "p-editor-m001", "p-lead-hefei", "e02",
    "p-finance", "p-finance-2", "p-auditor", "p-service", "p-administrator",
)  # fmt: skip


def summary_of(world: World) -> dict[str, Any]:
    """Count what the stages left in the database."""
    verdict = verify_journal()
    return {
        "counts": {
            "organizations": Organization.objects.count(),
            "members of the cluster": Membership.objects.count(),
            "experts": Expert.objects.count(),
            "documents": _by_state(Document.objects.values_list("state", flat=True)),
            "passages": _by_state(Passage.objects.values_list("state", flat=True)),
            "claims": _by_state(Claim.objects.values_list("state", flat=True)),
            "confirmed figures": Figure.objects.count(),
            "events": Event.objects.count(),
            "assessments": Assessment.objects.count(),
            "needs": _by_state(Need.objects.values_list("state", flat=True)),
            "calls": _by_state(Call.objects.values_list("state", flat=True)),
            "proposals": _by_state(Proposal.objects.values_list("state", flat=True)),
            "projects": _by_state(Project.objects.values_list("state", flat=True)),
            "duties": _by_state(Duty.objects.values_list("state", flat=True)),
            "joint fund": _fund(),
            "messages": Message.objects.count(),
        },
        "ranking": _ranking(world),
        "money": _money(),
        "acts": JournalEntry.objects.values("act").aggregate(n=Count("act", distinct=True))["n"],
        "journal_entries": verdict.entries,
        "journal_head": verdict.head,
        "journal_sound": verdict.sound,
        "sign_ins": _sign_ins(world),
    }


def _by_state(states: Any) -> str:  # noqa: ANN401 -- a flat queryset of texts
    counted = Counter(str(state) for state in states)
    parts = ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in sorted(counted.items()))
    return f"{counted.total()} ({parts})" if parts else "0"


def _fund() -> str:
    fund = Fund.objects.first()
    if fund is None:
        return "0"
    proof = prove_books(fund)
    sums = ", ".join(f"{name} {proof.sums[name]}" for name in ("paid_in", "committed", "paid", "left"))
    proved = "proved from zero" if proof.sound else "FAULTS IN ITS BOOKS"
    return f"{fund.parties.count()} parties, {sums.replace('_', ' ')} yuan, {proof.entries} entries {proved}"


def _ranking(world: World) -> list[list[str]]:
    if not world.decisions:
        return []
    awards = Award.objects.filter(decision=world.decisions[0]).select_related("proposal__lead").order_by("rank")
    return [
        [str(award.rank), str(award.score), Standing(award.standing).value.replace("_", " "), award.proposal.lead.name]
        for award in awards
    ]


def _money() -> list[list[str]]:
    rows = Payment.objects.values("stream", "state").annotate(yuan=Sum("amount")).order_by("stream", "state")
    return [[row["stream"].replace("_", " "), row["state"], f"{row['yuan']:,.2f}"] for row in rows]


def _sign_ins(world: World) -> list[list[str]]:
    names = {row["key"]: row["name_en"] for row in (*world.example.rows("people"), *world.example.rows("experts"))}
    rows = []
    for key in SIGN_INS:
        user = world.users[key]
        role = Role(user.grants.filter(ended_at=None).values_list("role", flat=True)[0]).value.replace("_", " ")
        rows.append([role, user.email, world.passwords[key], names[key]])
    return rows


def say_summary(note: dict[str, Any]) -> None:
    """Print what happened."""
    say()
    say("What stands in the demonstration")
    say_table([(name, str(value)) for name, value in note["counts"].items()])
    if note["ranking"]:
        say("Ranking of the call (rank, score, standing, lead)")
        say_table([tuple(row) for row in note["ranking"]])
    for decision in Decision.objects.select_related("call").order_by("pk"):
        say(f"  {decision.number}: {decision.state}, {decision.meeting_record} {decision.document_number}".rstrip())
    if note["money"]:
        say("Money by stream (yuan)")
        say_table([tuple(row) for row in note["money"]])
    sound = "whole" if note["journal_sound"] else "BROKEN"
    say(f"Journal: {note['journal_entries']} entries by {note['acts']} kinds of acts, {sound}")
    say(f"  head {note['journal_head']}")
    seconds = note["seconds"]
    say(f"Built in {sum(seconds.values()):.1f} s: " + ", ".join(f"{name} {value}" for name, value in seconds.items()))


def say_sign_ins(note: dict[str, Any], bind: str) -> None:
    """Print who can sign in, and how."""
    say()
    say(f"Sign in on http://{bind}/account/login/ as")
    say_table([tuple(row) for row in note["sign_ins"]])
    say()
