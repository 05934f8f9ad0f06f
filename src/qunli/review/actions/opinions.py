"""One opinion, gathered by the head, signed by everybody who judged."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import NotPermitted, Refused, WrongInput, listed
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.review.actions.panels import require_full
from qunli.review.actions.scoring import SCORE
from qunli.review.models import Opinion, Panel, Seat, Signature
from qunli.review.permits import is_own_seat, may_run_panels
from qunli.review.queries.bench import Bench, bench_of
from qunli.review.queries.scores import all_given, progress_of, ranking
from qunli.review.states import PANEL_LIFECYCLE, PanelState, SeatRank

SIGN = "sign opinion"


class ScoresMissing(Refused):
    """The opinion waits for every score sheet."""


class SignaturesMissing(Refused):
    """A panel concludes when everybody who judged has signed the present version."""


class CannotSign(Refused):
    """There is nothing to sign, or it is signed already."""


@action(_("Panel's opinion written"))
def write_opinion(*, panel: Panel, text: str, by: User, at: datetime) -> Opinion:
    """Gather the opinion as its next version, with the ranking as it stands; signatures of an older one are void."""
    held = lock(Panel.objects.select_related("call"), panel.pk)
    bench = bench_of(held)
    seat = next((one for one in bench.serving if is_own_seat(by, one) and one.rank == SeatRank.HEAD), None)
    if seat is None:
        raise NotPermitted(_("The head of the panel gathers its opinion."))
    was, now = take_step(held, lifecycle=PANEL_LIFECYCLE, step="write_opinion")
    require_full(held)
    if not all_given(bench):
        given, due = progress_of(bench)
        raise ScoresMissing(_("%(given)d of %(due)d score sheets are given.") % {"given": given, "due": due})
    if not text.strip():
        raise WrongInput({"text": _("Write the opinion.")})
    opinion = Opinion.objects.create(
        panel=held,
        version=Opinion.objects.filter(panel=held).count() + 1,
        text=text.strip(),
        ranking=[
            {"rank": row.rank, "proposal": row.proposal.pk, "number": row.proposal.number, "score": str(row.score)}
            for row in ranking(held, bench=bench)
        ],
        written_by=seat,
        written_at=at,
    )
    held.save(update_fields=["state"])
    _owe_signatures(bench, opinion, at=at)
    digest = hashlib.sha256(opinion.text.encode()).hexdigest()
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"version": opinion.version, "text_sha256": digest})
    return opinion


@action(_("Panel's opinion signed"))
def sign_opinion(*, panel: Panel, seat: Seat, dissent: str, by: User, at: datetime) -> Signature:
    """Sign the present version, with a dissent where there is one."""
    held = lock(Panel.objects.select_related("call"), panel.pk)
    if held.state != PanelState.SIGNING:
        raise CannotSign(_("There is no opinion to sign."))
    signer = next((one for one in bench_of(held).signers if one.pk == seat.pk), None)
    require(signer is not None and is_own_seat(by, signer))
    opinion = latest_opinion(held)
    if Signature.objects.filter(opinion=opinion, seat=signer).exists():
        raise CannotSign(_("You have signed this version."))
    signature = Signature.objects.create(opinion=opinion, seat=seat, dissent=dissent.strip(), signed_at=at)
    meet_duties(about=seat, key=SIGN, at=at)
    facts = {"version": opinion.version, "seat": seat.pk, "dissents": bool(dissent.strip())}
    write_journal(on=held, by=by, at=at, facts=facts)
    return signature


@action(_("Panel concluded"))
def conclude_panel(*, panel: Panel, by: User, at: datetime) -> Panel:
    """Close a panel whose opinion everybody who judged has signed."""
    held = lock(Panel.objects.select_related("call"), panel.pk)
    bench = bench_of(held)
    heads = [one for one in bench.serving if one.rank == SeatRank.HEAD]
    require(may_run_panels(by, held.call) or any(is_own_seat(by, one) for one in heads))
    was, now = take_step(held, lifecycle=PANEL_LIFECYCLE, step="conclude")
    opinion = latest_opinion(held)
    signed = set(Signature.objects.filter(opinion=opinion).values_list("seat_id", flat=True))
    missing = [str(seat.expert) for seat in bench.signers if seat.pk not in signed]
    if missing:
        raise SignaturesMissing(_("Not signed yet by %(names)s.") % {"names": listed(missing)})
    held.save(update_fields=["state"])
    for seat in bench.seats:
        drop_duties(about=seat, at=at, key=SCORE)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"version": opinion.version, "signed": len(signed)})
    return held


def latest_opinion(panel: Panel) -> Opinion:
    """Return the present version; raises `CannotSign` before there is one."""
    opinion = Opinion.objects.filter(panel=panel).order_by("-version").first()
    if opinion is None:
        raise CannotSign(_("There is no opinion to sign."))
    return opinion


def _owe_signatures(bench: Bench, opinion: Opinion, *, at: datetime) -> None:
    for seat in bench.signers:
        raise_duty(
            owner=seat.expert.party,
            promise=Promise(
                key=SIGN,
                words=gettext_noop("Sign version %(version)s of the opinion of panel %(panel)s"),
                params={"version": opinion.version, "panel": bench.panel.number},
                due=None,
                undated_because=gettext_noop("before the panel can conclude"),
                role=Role.EXPERT,
            ),
            about=seat,
            at=at,
        )
