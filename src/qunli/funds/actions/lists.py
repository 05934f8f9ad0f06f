"""Lists that all parties settle together: laid before them, approved in one version, and the money committed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.states import Ref, Refused, Words, WrongInput
from qunli.directory.models import Organization
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.funds.actions.booking import NOWHERE, Booking, NotEnough, enter_booking, hold_fund_in_force
from qunli.funds.actions.pooling import is_pooled, support_pooled
from qunli.funds.bridge.apportioning import parts_of_parties
from qunli.funds.bridge.digests import fingerprint_of_list
from qunli.funds.models import Approval, Fund, FundParty, JointLine, JointList, PoolProject, Programme, Support
from qunli.funds.permits import acts_for_party, keeps_fund, may_approve_list
from qunli.funds.queries import approvals_of, lines_of, parties_of
from qunli.funds.queries.books import committed_in_year, promised_by_year
from qunli.funds.queries.regions import region_of, regions_of
from qunli.funds.states import LIST_LIFECYCLE, EntryKind, ListState
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role


class NotSettled(Refused):
    """A list commits money only when every party has approved it."""


class ChangedSince(Refused):
    """The list is not the version that was read."""


@dataclass(frozen=True, slots=True)
class LineEntry:
    """A project for a list: from the pool, or about a record of a later room. Money in yuan."""

    title: str
    lead: Organization
    amount: Decimal
    partners: Sequence[Organization] = ()
    other_money: Decimal = Decimal(0)
    pooled: PoolProject | None = None
    about: Ref = field(default=NOWHERE)


def line_of_pooled(pooled: PoolProject, *, amount: Decimal | None = None) -> LineEntry:
    """Write down a pooled project as a line, with what it asks for unless told otherwise."""
    return LineEntry(
        title=pooled.title,
        lead=pooled.lead,
        amount=pooled.asked_money if amount is None else amount,
        partners=list(pooled.partners.all()),
        other_money=pooled.other_money,
        pooled=pooled,
    )


@action(_("Joint list drafted"))
def draft_list(
    *, programme: Programme, title: str, lines: Sequence[LineEntry], about: Ref = NOWHERE, by: User, at: datetime
) -> JointList:
    """Draft a list of projects for the parties to settle."""
    fund = hold_fund_in_force(programme.fund_id)
    require(keeps_fund(by, fund))
    _require_sound(fund, title, lines)
    made = JointList.objects.create(
        fund=fund,
        programme=programme,
        title=title.strip(),
        about_room=about.room,
        about_kind=about.kind,
        about_id=about.id or None,
        stated_by=by,
        stated_at=at,
    )
    _write_lines(made, lines)
    write_journal(on=made, by=by, at=at, now=made.state, facts={"lines": len(lines)})
    return made


@action(_("Joint list changed"))
def change_list(
    *, joint_list: JointList, title: str, lines: Sequence[LineEntry], version: int, by: User, at: datetime
) -> JointList:
    """Change a draft list: a new version, for which no earlier approval counts."""
    held = _held(joint_list)
    require(keeps_fund(by, held.fund))
    if held.state != ListState.DRAFT:
        raise Refused(_("Only a draft list is changed."), remedy=_("Send it back first: approvals are void then."))
    if held.version != version:
        raise ChangedSince(_("Somebody else has changed the list meanwhile."), remedy=_("Reload the page."))
    _require_sound(held.fund, title, lines)
    JointLine.objects.filter(joint_list=held).delete()
    held.title = title.strip()
    held.version += 1
    held.save(update_fields=["title", "version"])
    _write_lines(held, lines)
    write_journal(on=held, by=by, at=at, facts={"version": held.version, "lines": len(lines)})
    return held


@action(_("Joint list laid before the parties"))
def lay_list(*, joint_list: JointList, by: User, at: datetime) -> JointList:
    """Lay a list before the parties: each is asked to approve this version, or to send it back with a reason."""
    held = _held(joint_list)
    require(keeps_fund(by, held.fund))
    was, now = take_step(held, lifecycle=LIST_LIFECYCLE, step="lay")
    lines = list(lines_of(held))
    if not lines:
        raise Refused(_("There is no project on the list."), remedy=_("Put at least one on it."))
    held.fingerprint, held.laid_at, held.back_reason = fingerprint_of_list(held, lines), at, ""
    held.save(update_fields=["state", "fingerprint", "laid_at", "back_reason"])
    for party in parties_of(held.fund):
        raise_duty(owner=party.office, promise=_approval_owed(held), about=held, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"fingerprint": held.fingerprint})
    return held


@action(_("Joint list approved for a party"))
def approve_list(*, joint_list: JointList, party: FundParty, fingerprint: str, by: User, at: datetime) -> JointList:
    """Approve, for a party, the version with this fingerprint; with the last approval the list is settled.

    Raises `ChangedSince` where the list is another version than the one that was read.
    """
    held = _held(joint_list)
    own = FundParty.objects.select_related("office", "jurisdiction").get(pk=party.pk, fund=held.fund)
    if held.state != ListState.BEFORE_PARTIES:
        take_step(held, lifecycle=LIST_LIFECYCLE, step="settle")  # says in which state it is
    require(may_approve_list(by, own, held), _("A party's authority approves for it."))
    if fingerprint != held.fingerprint:
        raise ChangedSince(_("The list has changed since you read it."), remedy=_("Read the present version."))
    if approvals_of(held).filter(party=own).exists():
        raise Refused(_("%(party)s has approved this version already.") % {"party": own})
    Approval.objects.create(
        joint_list=held, party=own, version=held.version, fingerprint=fingerprint, approved_by=by, approved_at=at
    )
    meet_duties(about=held, key="approve list", at=at, owner=own.office)
    write_journal(on=held, by=by, at=at, facts={"party": own.jurisdiction_id, "version": held.version})
    approved = set(approvals_of(held).values_list("party_id", flat=True))
    if all(one.pk in approved for one in parties_of(held.fund)):
        _settle(held, by=by, at=at)
    return held


@action(_("Joint list sent back"))
def send_list_back(*, joint_list: JointList, reason: str, by: User, at: datetime) -> JointList:
    """Send a list back to its draft, with a reason: any party, or the keeper. The whole list, and every approval of it.

    The next version begins at once, so that no approval given so far can count for it.
    """
    held = _held(joint_list)
    require(keeps_fund(by, held.fund) or any(acts_for_party(by, party) for party in parties_of(held.fund)))
    if not reason.strip():
        raise WrongInput({"reason": _("Say what must change.")})
    was, now = take_step(held, lifecycle=LIST_LIFECYCLE, step="send_back")
    held.version += 1
    held.back_reason, held.fingerprint, held.settled_at = reason.strip(), "", None
    held.save(update_fields=["state", "version", "back_reason", "fingerprint", "settled_at"])
    drop_duties(about=held, at=at)
    tell(
        parties=[held.fund.keeper_id, *(party.office_id for party in parties_of(held.fund))],
        occasion=f"joint list {held.pk} back {held.version}",
        words=gettext_noop("The list %(list)s was sent back: approvals given so far are void"),
        params={"list": held.number},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"version": held.version})
    return held


@action(_("Joint list withdrawn"))
def withdraw_list(*, joint_list: JointList, by: User, at: datetime) -> JointList:
    """Withdraw a list whose money is not committed."""
    held = _held(joint_list)
    require(keeps_fund(by, held.fund))
    was, now = take_step(held, lifecycle=LIST_LIFECYCLE, step="withdraw")
    held.save(update_fields=["state"])
    drop_duties(about=held, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


@action(_("Money of a joint list committed"))
def commit_list(*, joint_list: JointList, by: User, at: datetime) -> JointList:
    """Commit the money of a settled list, of all its projects or of none.

    Each project's amount is borne as the agreement says. Refused with every shortage: above what a party has free, or
    above its cap of the year.
    """
    held = _held(joint_list)
    require(keeps_fund(by, held.fund))
    if held.state != ListState.SETTLED:
        raise NotSettled(_("The list is not settled: every party approves the same version first."))
    was, now = take_step(held, lifecycle=LIST_LIFECYCLE, step="commit")
    parties = list(parties_of(held.fund))
    planned = [(line, _parts(held.fund, line, parties)) for line in lines_of(held)]
    _require_within_caps(held.fund, parties, [parts for _line, parts in planned], at=at)
    for line, parts in planned:
        support = Support.objects.create(fund=held.fund, programme=held.programme, line=line, stated_at=at)
        enter_booking(
            by=by,
            at=at,
            booking=Booking(
                fund=held.fund,
                kind=EntryKind.COMMIT,
                day=timezone.localdate(at),
                parts=parts,
                support=support,
            ),
        )
        write_journal(on=support, by=by, at=at, now=support.state, facts={"amount": line.amount})
        if line.pooled is not None:
            support_pooled(pooled=line.pooled, by=by, at=at)
    held.save(update_fields=["state"])
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"projects": len(planned)})
    return held


def _held(joint_list: JointList) -> JointList:
    fund = hold_fund_in_force(joint_list.fund_id)
    held = lock(JointList.objects.select_related("programme"), joint_list.pk)
    held.fund = fund
    return held


def _require_sound(fund: Fund, title: str, lines: Sequence[LineEntry]) -> None:
    faults: dict[str, Words] = {}
    parties = list(parties_of(fund))
    if not title.strip():
        faults["title"] = _("Give the list a title.")
    for place, line in enumerate(lines, 1):
        where = f"lines.{place}"
        if line.amount <= 0:
            faults[f"{where}.amount"] = _("%(project)s: give an amount above nought.") % {"project": line.title}
        if region_of(line.lead, parties) is None:
            faults[f"{where}.lead"] = _("%(lead)s is of none of the fund's regions.") % {"lead": line.lead}
        if len(regions_of([line.lead, *line.partners], parties)) < 2:  # noqa: PLR2004 -- two regions, domain rules 1.8
            faults[f"{where}.partners"] = _("%(project)s: teams come from at least two of the regions.") % {
                "project": line.title
            }
        if line.pooled is not None and not is_pooled(line.pooled):
            faults[f"{where}.pooled"] = _("%(project)s is not in the pool.") % {"project": line.title}
    if faults:
        raise WrongInput(faults)


def _write_lines(joint_list: JointList, lines: Sequence[LineEntry]) -> None:
    parties = list(parties_of(joint_list.fund))
    for place, line in enumerate(lines, 1):
        JointLine.objects.create(
            joint_list=joint_list,
            position=place,
            pooled=line.pooled,
            about_room=line.about.room,
            about_kind=line.about.kind,
            about_id=line.about.id or None,
            title=line.title,
            lead=line.lead,
            party=region_of(line.lead, parties) or parties[0],
            regions=regions_of([line.lead, *line.partners], parties),
            amount=line.amount,
            other_money=line.other_money,
        )


def _approval_owed(joint_list: JointList) -> Promise:
    return Promise(
        key="approve list",
        words=gettext_noop("Approve the joint list %(list)s, or send it back with a reason"),
        params={"list": joint_list.number},
        due=None,
        undated_because=gettext_noop("the parties have set no date"),
        role=Role.AUTHORITY,
    )


def _settle(joint_list: JointList, *, by: User, at: datetime) -> None:
    was, now = take_step(joint_list, lifecycle=LIST_LIFECYCLE, step="settle")
    joint_list.settled_at = at
    joint_list.save(update_fields=["state", "settled_at"])
    tell(
        parties=[joint_list.fund.keeper_id],
        occasion=f"joint list {joint_list.pk} settled {joint_list.version}",
        words=gettext_noop("All parties have approved the list %(list)s: its money can be committed"),
        params={"list": joint_list.number},
        about=joint_list,
        at=at,
    )
    write_journal(on=joint_list, by=by, at=at, was=was, now=now, facts={"version": joint_list.version})


def _parts(fund: Fund, line: JointLine, parties: Sequence[FundParty]) -> dict[int, Decimal]:
    parts = parts_of_parties(line.amount, rule=fund.pay_rule, lead=line.party, parties=parties, regions=line.regions)
    if not parts:
        raise NotEnough(
            _("%(project)s: the agreement lets no party's money pay for teams of its regions.")
            % {"project": line.title}
        )
    return parts


def _require_within_caps(
    fund: Fund, parties: Sequence[FundParty], planned: Sequence[dict[int, Decimal]], *, at: datetime
) -> None:
    year = timezone.localdate(at).year
    agreed, before = promised_by_year(fund), committed_in_year(fund, year)
    above = []
    for party in parties:
        row = agreed.get((party.pk, year))
        wanted = sum((parts.get(party.pk, Decimal(0)) for parts in planned), before.get(party.pk, Decimal(0)))
        if row is not None and row.cap is not None and wanted > row.cap:
            above.append(
                str(
                    _("%(party)s: %(wanted)s yuan would be committed in %(year)s, its cap is %(cap)s")
                    % {"party": party, "wanted": f"{wanted:,.2f}", "year": year, "cap": f"{row.cap:,.2f}"}
                )
            )
    if above:
        raise NotEnough("; ".join(above))
