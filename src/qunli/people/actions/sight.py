"""Leave to see one sealed or confidential record: asked for with a reason, given for a while, logged."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, tell, write_journal
from qunli.core.models.record import about_fields
from qunli.core.states import Doer, Ref, Refused, WrongInput
from qunli.people.models import SightGrant, User
from qunli.people.permits import is_self, may_ask_for_sight, may_give_sight, require
from qunli.people.queries import holders_of
from qunli.people.states import Role

LONGEST = timedelta(days=30)


class SightSettled(Refused):
    """The request has been answered already, or the grant has ended."""


@action(_("Sight asked for"))
def ask_sight(*, about: Ref, reason: str, by: User, at: datetime) -> SightGrant:
    """Ask to see a sealed or confidential record; administrators and authorities are told, the reason stays here."""
    require(may_ask_for_sight(by))
    grant = SightGrant.objects.create(user=by, reason=_said(reason), asked_at=at, **about_fields(about))
    write_journal(on=about, by=by, at=at, facts={"grant": grant.pk, "reason_digest": _digest(reason)})
    givers = holders_of(Role.ADMINISTRATOR) | holders_of(Role.AUTHORITY)
    tell(
        parties=givers.exclude(pk=by.pk).order_by("pk").values_list("party_id", flat=True),
        occasion=f"sight asked {grant.pk}",
        words=gettext_noop("%(who)s asks for leave to see %(what)s."),
        params={"who": str(by), "what": str(about)},
        about=grant,
        at=at,
    )
    return grant


@action(_("Sight granted"))
def grant_sight(*, user: User, about: Ref, reason: str, until: datetime, by: Doer, at: datetime) -> SightGrant:
    """Let an account see a sealed or confidential record until a time; nobody grants it to themselves."""
    _refuse_giver(by, user)
    _refuse_term(until, at)
    grant = SightGrant.objects.create(
        user=user,
        reason=_said(reason),
        granted_at=at,
        granted_by=by if isinstance(by, User) else None,
        until=until,
        **about_fields(about),
    )
    _granted(grant, by=by, at=at)
    return grant


@action(_("Sight granted"))
def answer_sight(*, grant: SightGrant, until: datetime, by: Doer, at: datetime) -> SightGrant:
    """Grant what was asked for."""
    held = lock(SightGrant.objects.select_related("user__party"), grant.pk)
    _refuse_giver(by, held.user)
    _refuse_settled(held)
    _refuse_term(until, at)
    held.granted_at, held.until = at, until
    held.granted_by = by if isinstance(by, User) else None
    held.save(update_fields=["granted_at", "until", "granted_by"])
    _granted(held, by=by, at=at)
    return held


@action(_("Sight refused"))
def refuse_sight(*, grant: SightGrant, by: Doer, at: datetime) -> SightGrant:
    """Refuse what was asked for."""
    held = lock(SightGrant.objects.select_related("user__party"), grant.pk)
    _refuse_giver(by, held.user)
    _refuse_settled(held)
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    write_journal(on=held.about, by=by, at=at, facts={"grant": held.pk})
    tell(
        parties=[held.user.party_id],
        occasion=f"sight refused {held.pk}",
        words=gettext_noop("You may not see %(what)s."),
        params={"what": held.about_label},
        about=held,
        at=at,
    )
    return held


@action(_("Sight ended"))
def end_sight(*, grant: SightGrant, by: Doer, at: datetime) -> SightGrant:
    """End a grant before its time; its holder may too."""
    held = lock(SightGrant.objects.select_related("user__party"), grant.pk)
    if isinstance(by, User):
        require(may_give_sight(by) or is_self(by, held.user))
    if held.ended_at or held.until is None or held.until <= at:
        raise SightSettled(_("This grant has ended already."))
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    write_journal(on=held.about, by=by, at=at, facts={"grant": held.pk})
    return held


def _granted(grant: SightGrant, *, by: Doer, at: datetime) -> None:
    facts = {"grant": grant.pk, "user": grant.user_id, "until": grant.until, "reason_digest": _digest(grant.reason)}
    write_journal(on=grant.about, by=by, at=at, facts=facts)
    tell(
        parties=[grant.user.party_id],
        occasion=f"sight granted {grant.pk}",
        words=gettext_noop("You may see %(what)s for a while."),
        params={"what": grant.about_label},
        about=grant,
        at=at,
    )


def _refuse_giver(by: Doer, user: User) -> None:
    if isinstance(by, User):
        require(may_give_sight(by) and not is_self(by, user))


def _refuse_settled(grant: SightGrant) -> None:
    if grant.granted_at or grant.ended_at:
        raise SightSettled(_("This has been answered already."))


def _refuse_term(until: datetime, at: datetime) -> None:
    if not at < until <= at + LONGEST:
        raise WrongInput({"until": _("A grant ends within %(days)s days.") % {"days": LONGEST.days}})


def _said(reason: str) -> str:
    if not reason.strip():
        raise WrongInput({"reason": _("Say why.")})
    return reason.strip()


def _digest(reason: str) -> str:
    return hashlib.sha256(reason.strip().encode()).hexdigest()
