"""Who may read a fund, and who acts in it for whom.

A party's office acts through its authority; its money is moved by its finance or by that of the keeper of the books.
"""

from __future__ import annotations

from django.db.models import Q

from qunli.core.states import Doer
from qunli.funds.models import Fund, FundParty, JointList, PoolProject
from qunli.funds.states import FundState, ListState, PoolState
from qunli.people.models import Party, User
from qunli.people.queries import Anyone, standing_of
from qunli.people.states import Role

MEMBERS = (Role.OPERATOR, Role.AUTHORITY, Role.FINANCE)


def fund_sight_of(user: Anyone) -> Q:
    """Funds that somebody keeps, acts for or pays for; the auditor reads all. A draft is read by the same people."""
    standing = standing_of(user)
    if standing.holds(Role.AUDITOR):
        return Q()
    held = standing.parties(*MEMBERS)
    return Q(keeper__in=held) | Q(pk__in=FundParty.objects.filter(office__in=held).values("fund"))


def party_sight_of(user: Anyone) -> Q:
    """Parties whose own account somebody reads: their own office, the keeper of the books, the auditor."""
    standing = standing_of(user)
    if standing.holds(Role.AUDITOR):
        return Q()
    held = standing.parties(*MEMBERS)
    return Q(office__in=held) | Q(fund__keeper__in=held)


def may_draft_fund(user: Anyone, keeper: Party) -> bool:
    """Who prepares or decides for an office drafts a fund whose books that office keeps."""
    standing = standing_of(user)
    return standing.holds(Role.OPERATOR, keeper.pk) or standing.holds(Role.AUTHORITY, keeper.pk)


def drafts_funds(user: Anyone) -> bool:
    """Tell whether somebody may draft a fund at all."""
    return standing_of(user).holds_any(Role.OPERATOR, Role.AUTHORITY)


def keeps_fund(user: Anyone, fund: Fund) -> bool:
    """The keeper's people draft the agreement, programmes and lists."""
    standing = standing_of(user)
    return standing.holds(Role.OPERATOR, fund.keeper_id) or standing.holds(Role.AUTHORITY, fund.keeper_id)


def may_change_agreement(user: Anyone, fund: Fund) -> bool:
    """Until it is in force the keeper changes the agreement."""
    return fund.state == FundState.DRAFT and keeps_fund(user, fund)


def acts_for_party(user: Anyone, party: FundParty) -> bool:
    """A party is spoken for by its office's authority."""
    return standing_of(user).holds(Role.AUTHORITY, party.office_id)


def may_sign(user: Anyone, party: FundParty) -> bool:
    """A party's authority signs a draft agreement, each version once."""
    return (
        party.fund.state == FundState.DRAFT
        and party.signed_version != party.fund.version
        and acts_for_party(user, party)
    )


def pays_for_party(user: Anyone, party: FundParty) -> bool:
    """A party's own finance moves its money, and so does the finance of the keeper of the books."""
    standing = standing_of(user)
    return standing.holds(Role.FINANCE, party.office_id) or standing.holds(Role.FINANCE, party.fund.keeper_id)


def pays_for_fund(user: Anyone, fund: Fund) -> bool:
    """The finance of the keeper moves everybody's money."""
    return standing_of(user).holds(Role.FINANCE, fund.keeper_id)


def may_pool(user: Anyone, party: FundParty) -> bool:
    """A party's authority puts its region's projects into the pool; the keeper does so for it."""
    return acts_for_party(user, party) or keeps_fund(user, party.fund)


def may_take_out(user: Anyone, pooled: PoolProject) -> bool:
    """Who may put a project in may take it out."""
    return pooled.state in {PoolState.IN_POOL, PoolState.TAKEN_OUT} and may_pool(user, pooled.party)


def may_approve_list(user: Anyone, party: FundParty, joint_list: JointList) -> bool:
    """A party's authority approves what lies before the parties."""
    return joint_list.state == ListState.BEFORE_PARTIES and acts_for_party(user, party)


def is_on_server(who: Doer | Anyone) -> bool:
    """Tell whether a command on the server acts, and no account."""
    return not isinstance(who, User)
