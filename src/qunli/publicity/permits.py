"""Who may prepare, post, and settle."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from qunli.directory.models import Cluster
from qunli.people.models import Grant
from qunli.people.queries import Anyone, standing_of
from qunli.people.states import Role
from qunli.publicity.models import Objection, PublicNotice
from qunli.publicity.states import NoticeState


def acted_for_by(user: Anyone, prefix: str = "") -> Q:
    """Return the notices that somebody acts for.

    These are the authority in whose name a notice stands, the operators of that authority's clusters, and the
    operators of the office whose member prepared it.
    """
    standing = standing_of(user)
    offices = standing.parties(Role.OPERATOR)
    named = f"{prefix}in_name_of__in"
    operated = Cluster.objects.filter(operator__in=offices).values("authority")
    colleagues = Grant.objects.filter(role=Role.OPERATOR, party__in=offices).values("user")
    return (
        Q(**{named: standing.parties(Role.AUTHORITY)})
        | Q(**{named: operated})
        | Q(**{f"{prefix}posted_by__in": colleagues})
    )


def acts_for_notice(user: Anyone, notice: PublicNotice) -> bool:
    """Tell whether somebody acts for a notice."""
    if not standing_of(user).holds_any(Role.OPERATOR, Role.AUTHORITY):
        return False
    return PublicNotice.objects.filter(acted_for_by(user), pk=notice.pk).exists()


def may_prepare_notice(user: Anyone) -> bool:
    """The operator and the authority prepare notices; about which record is for the room of that record."""
    return standing_of(user).holds_any(Role.OPERATOR, Role.AUTHORITY)


def may_check_notice(user: Anyone, notice: PublicNotice) -> bool:
    """The check before publication is made by somebody else than the one who prepared the notice."""
    return standing_of(user).user_id != notice.posted_by_id and acts_for_notice(user, notice)


def may_post_notice(user: Anyone, notice: PublicNotice) -> bool:
    """The body in whose name it stands posts it, and the operator for it."""
    return acts_for_notice(user, notice)


def may_look_inside_notice(user: Anyone, notice: PublicNotice) -> bool:
    """Papers, their stamped scans and the history are the office's and the auditor's."""
    return standing_of(user).holds(Role.AUDITOR) or acts_for_notice(user, notice)


def may_read_notice(user: Anyone, notice: PublicNotice) -> bool:
    """Everybody reads what is or was public; the office also what is being prepared."""
    was_public = notice.state in {NoticeState.RUNNING, NoticeState.ENDED} or notice.first_day is not None
    return was_public or may_look_inside_notice(user, notice)


def may_settle_objection(user: Anyone, objection: Objection) -> bool:
    """The body in whose name the notice stands settles objections to it."""
    return standing_of(user).holds(Role.AUTHORITY, objection.notice.in_name_of_id)


def may_read_objection(user: Anyone, objection: Objection) -> bool:
    """An objector's name and evidence are read by those who settle and prepare, and by the auditor."""
    return may_look_inside_notice(user, objection.notice)


def may_print_notice(user: Anyone, notice: PublicNotice) -> bool:
    """The operator and the authority make the paper of a notice."""
    return acts_for_notice(user, notice)


def sees_notices_inside(user: Anyone) -> bool:
    """The list shows offices and auditors what waits and how many objections are open."""
    return standing_of(user).holds_any(Role.OPERATOR, Role.AUTHORITY, Role.AUDITOR)


def takes_objections(notice: PublicNotice, *, today: date) -> bool:
    """Objections are taken while the notice runs, to the end of its last day."""
    return notice.state == NoticeState.RUNNING and (notice.last_day is None or today <= notice.last_day)
