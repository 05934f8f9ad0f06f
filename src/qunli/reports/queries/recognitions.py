"""Recognitions, what their pack fixes, and the yearly reports that fall due."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from qunli.directory.models import Cluster
from qunli.people.permits import standing_of
from qunli.people.states import Role
from qunli.reports.models import Recognition
from qunli.reports.permits import reads_reports
from qunli.reports.states import RecognitionState
from qunli.rulebook.models import RulePack
from qunli.rulebook.queries import NoSuchParameter, Value, parameter, title_in_reading_language

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qunli.people.queries import Anyone

STANDING = (RecognitionState.RECOGNISED, RecognitionState.RECHECK)


def whole(rows: QuerySet[Recognition]) -> QuerySet[Recognition]:
    """Bring along what every page of a recognition names."""
    return rows.select_related("cluster", "pack", "applicant", "district", "authority", "notice", "assessment")


def recognitions_seen_by(user: Anyone) -> QuerySet[Recognition]:
    """Return all recognitions to operators, authorities and auditors, and its own to the district that checks."""
    rows = whole(Recognition.objects.all())
    standing = standing_of(user)
    if not reads_reports(user):
        return rows.none()
    if standing.holds_any(Role.OPERATOR, Role.AUTHORITY, Role.AUDITOR):
        return rows
    return rows.filter(district__in=standing.parties(Role.RECOMMENDING_UNIT)).exclude(state=RecognitionState.DRAFT)


def recognition_of(cluster: Cluster) -> Recognition | None:
    """Return the newest recognition of a cluster."""
    return whole(Recognition.objects.filter(cluster=cluster)).order_by("-stated_at", "-id").first()


def running_recognitions() -> QuerySet[Recognition]:
    """Return the recognitions that stand."""
    return whole(Recognition.objects.filter(state__in=STANDING)).order_by("id")


def standing_words(cluster: Cluster) -> list[str]:
    """Say on which lists a cluster stands: list, document, from when until when."""
    found = []
    for one in running_recognitions().filter(cluster=cluster):
        until = one.valid_to.isoformat() if one.valid_to else _("no end is fixed")
        begun = one.recognised_on.isoformat() if one.recognised_on else ""
        title = title_in_reading_language(one.pack)
        words = _("%(list)s (%(document)s, %(from)s to %(until)s)")
        found.append(words % {"list": title, "document": one.document_number, "from": begun, "until": until})
    return found


def lapsed_on(day: date) -> QuerySet[Recognition]:
    """Return the recognitions whose last day is over and for which no re-check was applied."""
    return whole(Recognition.objects.filter(state=RecognitionState.RECOGNISED, valid_to__lt=day)).order_by("id")


def reports_to_raise(on: date) -> list[tuple[Recognition, int]]:
    """Return each standing recognition with the past year of which no report is owed yet."""
    year = on.year - 1
    rows = running_recognitions().exclude(reports__year=year).filter(recognised_on__year__lte=year)
    return [(one, year) for one in rows]


def fixed(pack: RulePack, key: str) -> Value | None:
    """Return what a pack fixes under a key; `None` where nobody found it, or the pack does not speak of it."""
    try:
        found = parameter(pack.content, key)
    except NoSuchParameter:
        return None
    return None if found.is_empty else found.value
