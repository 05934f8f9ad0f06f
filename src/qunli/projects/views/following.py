"""What follows once a request is granted: said on the form that asks for it and on the one that settles it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from qunli.people.models import Party
from qunli.projects import actions
from qunli.projects.states import ChangeKind, Stream

if TYPE_CHECKING:
    from qunli.projects.models import Project


def what_follows(project: Project, kind: ChangeKind) -> dict[str, object]:
    """Return what the page of an early end shows: who decides, what stays, and what would be given back as of now."""
    claims = actions.claims_now(project=project, kind=kind)
    names = dict(Party.objects.filter(pk__in={claim.payer for claim in claims}).values_list("pk", "name"))
    rows = [
        {
            "stream": Stream(claim.stream).label,
            "payer": names[claim.payer],
            "paid": claim.paid,
            "spent": claim.spent,
            "amount": claim.amount,
        }
        for claim in claims
    ]
    return {"follows": _follows(kind, paid=bool(rows)), "claims": rows}


def _follows(kind: ChangeKind, *, paid: bool) -> list[str]:
    decided = _("The authority decides, and nobody decides on their own request. Until then everything goes on.")
    stopped = _(
        "Once granted, it cannot be undone: open milestones are dropped and payments not yet made are cancelled. "
        "Milestones that were accepted, payments that were made and outcomes on record stay."
    )
    back = [_returned(kind), _("To be given back as of now, with the spending that was reported:") if paid else ""]
    nothing = "" if paid else _("As of now nothing was paid that could come back.")
    next_one = _("The need is open again; where nothing was paid and there is a reserve, it may take over first.")
    return [words for words in (decided, stopped, next_one, *back, nothing) if words]


def _returned(kind: ChangeKind) -> str:
    if kind == ChangeKind.REVOCATION:
        return _(
            "A revocation is for a fault: public money comes back whole, the poster's as far as it was not spent. "
            "The lead gives it back; own funds are never recovered."
        )
    return _(
        "A termination is an honest stop: the team keeps what it spent on the work, the lead gives back the rest to "
        "each payer, and own funds are never recovered. The authority may recognize other spending than was reported."
    )


def moving_words(kind: ChangeKind) -> str:
    """Return what an extension or a change asks for and what comes of it."""
    what = (
        _("Set the new days; what you leave as it is does not move.")
        if kind == ChangeKind.EXTENSION
        else _("Change what is to be otherwise; what you leave as it is does not move.")
    )
    then = _("The authority decides; once granted, a new version of the task book is in force and the old one is kept.")
    return _("%(what)s %(then)s") % {"what": what, "then": then}
