"""Who may prepare, post, and settle."""

from __future__ import annotations

from datetime import date

from qunli.people.queries import Anyone, standing_of
from qunli.people.states import Role
from qunli.publicity.models import Objection, PublicNotice
from qunli.publicity.states import NoticeState


def may_prepare_notice(user: Anyone) -> bool:
    """The operator and the authority prepare notices."""
    return standing_of(user).holds_any(Role.OPERATOR, Role.AUTHORITY)


def may_check_notice(user: Anyone, notice: PublicNotice) -> bool:
    """The check before publication is made by somebody else than the one who prepared the notice."""
    standing = standing_of(user)
    return standing.holds_any(Role.OPERATOR, Role.AUTHORITY) and standing.user_id != notice.posted_by_id


def may_post_notice(user: Anyone, notice: PublicNotice) -> bool:
    """The body in whose name it stands posts it, and the operator for it."""
    standing = standing_of(user)
    return standing.holds(Role.AUTHORITY, notice.in_name_of_id) or standing.holds(Role.OPERATOR)


def may_read_notice(user: Anyone, notice: PublicNotice) -> bool:
    """Everybody reads what is or was public; the office also what is being prepared."""
    was_public = notice.state in {NoticeState.RUNNING, NoticeState.ENDED} or notice.first_day is not None
    return was_public or standing_of(user).holds_any(Role.OPERATOR, Role.AUTHORITY, Role.AUDITOR)


def may_settle_objection(user: Anyone, objection: Objection) -> bool:
    """The body in whose name the notice stands settles objections to it."""
    return standing_of(user).holds(Role.AUTHORITY, objection.notice.in_name_of_id)


def may_read_objection(user: Anyone, objection: Objection) -> bool:
    """An objector's name and evidence are read by those who settle and prepare, and by the auditor."""
    standing = standing_of(user)
    return may_settle_objection(user, objection) or standing.holds_any(Role.OPERATOR, Role.AUDITOR)


def may_print_notice(user: Anyone) -> bool:
    """The operator and the authority make the paper of a notice."""
    return standing_of(user).holds_any(Role.OPERATOR, Role.AUTHORITY)


def may_read_papers_of_notice(user: Anyone) -> bool:
    """Papers and their stamped scans are the office's and the auditor's."""
    return standing_of(user).holds_any(Role.OPERATOR, Role.AUTHORITY, Role.AUDITOR)


def takes_objections(notice: PublicNotice, *, today: date) -> bool:
    """Objections are taken while the notice runs, to the end of its last day."""
    return notice.state == NoticeState.RUNNING and (notice.last_day is None or today <= notice.last_day)
