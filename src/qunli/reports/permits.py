"""Who takes which step on the road of a recognition, and who reads a cluster's dossier."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import AnonymousUser

from qunli.core.states import Doer
from qunli.directory.models import Cluster
from qunli.people.models import User
from qunli.people.queries import standing_of
from qunli.people.states import Role
from qunli.reports.models import Recognition, YearlyReport

Who = Doer | AnonymousUser

BY_APPLICANT: Final = frozenset({"submit", "withdraw", "ask_recheck", "hand_in", "report", "note_change"})
BY_DISTRICT: Final = frozenset({"recommend"})
BY_AUTHORITY: Final = frozenset({"check", "recognise", "refuse", "pass_recheck", "revoke", "take", "hand_back", "see"})
BY_BOTH: Final = frozenset({"post", "prepare"})
"""The authority posts, and the operator for it."""


def may_apply(who: Who, cluster: Cluster) -> bool:
    """The cluster's operator applies for it."""
    return isinstance(who, User) and standing_of(who).holds(Role.OPERATOR, cluster.operator_id)


def may_take_step(who: Who, recognition: Recognition, step: str) -> bool:
    """Tell whether a step is somebody's: of the applicant, the district or the authority."""
    if not isinstance(who, User):
        return False
    standing = standing_of(who)
    is_applicant = standing.holds(Role.OPERATOR, recognition.applicant_id)
    is_district = standing.holds(Role.RECOMMENDING_UNIT, recognition.district_id)
    is_authority = standing.holds(Role.AUTHORITY, recognition.authority_id)
    if step == "return":
        return is_district if recognition.state == "submitted" else is_authority
    return (
        (is_applicant and step in BY_APPLICANT | BY_BOTH)
        or (is_district and step in BY_DISTRICT)
        or (is_authority and step in BY_AUTHORITY | BY_BOTH)
    )


def reads_reports(who: Who) -> bool:
    """Operator, authority, districts and the auditor read recognitions and dossiers."""
    if isinstance(who, User | AnonymousUser):
        return standing_of(who).holds_any(Role.OPERATOR, Role.AUTHORITY, Role.RECOMMENDING_UNIT, Role.AUDITOR)
    return True


def may_make_leaders_page(who: Who, cluster: Cluster) -> bool:
    """The office that operates a cluster puts it on one page; whoever reads the dossier reads the page."""
    return may_apply(who, cluster)


def may_make_yearly_paper(who: Who, report: YearlyReport) -> bool:
    """The applicant, who writes the report, makes its paper, and the authority that reads it."""
    recognition = report.recognition
    return may_take_step(who, recognition, "hand_in") or may_take_step(who, recognition, "take")


def makes_reports(who: Who) -> bool:
    """The operator and the authority fill templates and make ledgers."""
    if isinstance(who, User | AnonymousUser):
        return standing_of(who).holds_any(Role.OPERATOR, Role.AUTHORITY)
    return True
