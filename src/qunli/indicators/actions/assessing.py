"""Holding a subject against a pack, and keeping what came of it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, write_journal
from qunli.core.states import Doer, Refused, WrongInput
from qunli.directory.models import Cluster, Organization
from qunli.indicators.bridge import hold, known_of
from qunli.indicators.models import Assessment
from qunli.indicators.permits import assesses_clusters, assesses_organization
from qunli.indicators.queries import subject_fields
from qunli.indicators.states import Occasion
from qunli.people.models import User
from qunli.people.permits import require
from qunli.rulebook.models import RulePack


class NothingToHold(Refused):
    """A pack has no rules that somebody could be held against."""


@action(_("Held against a rule pack"))
def assess_subject(
    *,
    subject: Cluster | Organization,
    pack: RulePack,
    by: Doer,
    at: datetime,
    occasion: Occasion | str = Occasion.NEW,
    year: int | None = None,
) -> Assessment:
    """Hold a subject against a pack as things are known now; the facts are kept, so that it can be run again.

    An enterprise's verdicts are its own matter: the journal names the pack, not what came of it.
    """
    require(assesses_clusters(by) if isinstance(subject, Cluster) else assesses_organization(by, subject))
    if occasion not in Occasion.values:
        raise WrongInput({"occasion": _("Choose a new application or a re-check.")})
    if not pack.content.get("rule") and not pack.content.get("class"):
        raise NothingToHold(_("This rule pack has no rules to hold somebody against."))
    held = hold(pack, known_of(subject, on=timezone.localdate(at)), occasion=occasion, year=year)
    made = Assessment.objects.create(
        **subject_fields(subject),
        pack=pack,
        occasion=occasion,
        year=held.year,
        facts=held.facts,
        sources=held.sources,
        result=held.result,
        verdict=held.outcome.verdict or "",
        stated_by=by if isinstance(by, User) else None,
        stated_at=at,
    )
    facts = {"pack": pack.code, "version": pack.version, "occasion": str(occasion), "year": held.year}
    write_journal(on=made, by=by, at=at, facts=facts)
    return made
