"""Who may read a need, and who may do what with it.

`entitled_to` is the one rule of sight: lists, pages, search, the API, exports and files all stand on it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from qunli.core.states import Doer
from qunli.directory.models import Cluster, Organization
from qunli.needs.models import CollectionNotice, ListItem, Need, NeedAdvice
from qunli.needs.states import NEED_LIFECYCLE, ItemState, NeedState
from qunli.people.models import SightGrant, User
from qunli.people.queries import Anyone, Standing, holders_of, standing_of
from qunli.people.states import Role

OWN_ROLES: Final = (Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR)
OPEN_STATES: Final = (NeedState.ACCEPTED, NeedState.MERGED)
CHANGEABLE: Final = (NeedState.DRAFT, NeedState.RETURNED)


# Sight


def entitled_to(standing: Standing, *, at: datetime) -> Q:
    """Whose a need is, or who was asked about it: they read it even when it is confidential.

    A draft is its owner's alone. The auditor needs a logged grant.
    """
    own = Q(organization__party__in=standing.parties(*OWN_ROLES))
    office = Q(cluster__operator__in=standing.parties(Role.OPERATOR)) | Q(
        cluster__authority__in=standing.parties(Role.AUTHORITY)
    )
    units = standing.parties(Role.RECOMMENDING_UNIT)
    unit = Q(recommending_unit__in=units) | Q(recommended_by__in=units)
    asked = Q(Exists(NeedAdvice.objects.filter(need=OuterRef("pk"), expert=standing.own_party_id)))
    return own | ~Q(state=NeedState.DRAFT) & (office | unit | asked | Q(_granted(standing, at=at)))


def sight_of(standing: Standing, *, at: datetime) -> Q:
    """Every need that somebody may read: the entitled, and for what is not confidential also the others.

    Recommending units, auditors and service bodies read what was submitted; everybody with a role what was accepted.
    """
    if not standing.grants:
        return entitled_to(standing, at=at) if standing.user_id else Q(pk__in=())
    plain = Q(is_confidential=False, state__in=OPEN_STATES)
    if standing.holds_any(Role.RECOMMENDING_UNIT, Role.AUDITOR, Role.SERVICE_BODY):
        plain = Q(is_confidential=False) & ~Q(state=NeedState.DRAFT)
    return entitled_to(standing, at=at) | plain


def may_read_need(user: Anyone, need: Need, at: datetime) -> bool:
    """Tell whether somebody may read a need now."""
    return Need.objects.filter(sight_of(standing_of(user), at=at), pk=need.pk).exists()


def may_read_confidential(user: Anyone, need: Need, at: datetime) -> bool:
    """Tell whether somebody may open what is confidential about a need: its confidential files."""
    standing = standing_of(user)
    return standing.user_id is not None and Need.objects.filter(entitled_to(standing, at=at), pk=need.pk).exists()


def _granted(standing: Standing, *, at: datetime) -> Exists:
    return Exists(
        SightGrant.objects.filter(
            user=standing.user_id,
            about_room="needs",
            about_kind="need",
            about_id=OuterRef("pk"),
            granted_at__lte=at,
            until__gt=at,
            ended_at=None,
        )
    )


# Acts


def may_state_need(user: Anyone, organization: Organization) -> bool:
    """Its own people state an organization's needs."""
    return bool(standing_of(user).parties(*OWN_ROLES) & {organization.party_id})


def owns_need(user: Anyone, need: Need) -> bool:
    """Tell whether the need is of an organization that somebody speaks for."""
    return may_state_need(user, need.organization)


def may_change_need(user: Anyone, need: Need) -> bool:
    """The owner's people change what is not sent yet, or came back."""
    return owns_need(user, need) and need.state in CHANGEABLE


def may_import_needs(who: Doer | Anyone, cluster: Cluster) -> bool:
    """The cluster's operator writes needs down from a sheet, as does who runs commands on the server."""
    return may_prepare(who, cluster) if isinstance(who, User | AnonymousUser) else True


def may_prepare(user: Anyone, cluster: Cluster) -> bool:
    """The cluster's operator collects, screens and lists."""
    return standing_of(user).holds(Role.OPERATOR, cluster.operator_id)


def may_screen_need(user: Anyone, need: Need) -> bool:
    """The operator of the cluster screens its needs."""
    return may_prepare(user, need.cluster)


def may_recommend_need(user: Anyone, need: Need) -> bool:
    """The unit that was asked recommends, once; where none was asked, any unit a need that is not confidential."""
    if need.state != NeedState.SUBMITTED or need.recommended_by_id is not None:
        return False
    if need.recommending_unit_id is None:
        return not need.is_confidential and standing_of(user).holds(Role.RECOMMENDING_UNIT)
    return standing_of(user).holds(Role.RECOMMENDING_UNIT, need.recommending_unit_id)


def may_give_advice(user: Anyone, advice: NeedAdvice) -> bool:
    """Only the expert who was asked answers, until the advice is taken."""
    return standing_of(user).own_party_id == advice.expert_id and advice.taken_at is None


def may_take_advice(user: Anyone, need: Need) -> bool:
    """The owner takes advice, or the operator who asked for it."""
    return owns_need(user, need) or may_screen_need(user, need)


def may_answer_collection(user: Anyone, notice: CollectionNotice, organization: Organization) -> bool:
    """An organization's own people say that it has nothing to state."""
    return notice.opened_at is not None and may_state_need(user, organization)


def may_check_item(user: Anyone, item: ListItem) -> bool:
    """The check before publication is made by the office, by somebody else than who listed it wherever there is one."""
    if item.state != ItemState.OPEN or not in_office(user, item.key_list.cluster):
        return False
    return standing_of(user).user_id != item.stated_by_id or not _others_could_check(item)


def in_office(user: Anyone, cluster: Cluster) -> bool:
    """Tell whether somebody prepares or decides for a cluster."""
    standing = standing_of(user)
    return standing.holds(Role.OPERATOR, cluster.operator_id) or (
        cluster.authority_id is not None and standing.holds(Role.AUTHORITY, cluster.authority_id)
    )


def _others_could_check(item: ListItem) -> bool:
    cluster = item.key_list.cluster
    operators = holders_of(Role.OPERATOR, [cluster.operator_id])
    authorities = holders_of(Role.AUTHORITY, [cluster.authority_id] if cluster.authority_id else [])
    return any(user.pk != item.stated_by_id for user in (*operators, *authorities))


# The buttons of a need: what its state allows, to whom

STEP_PERMITS: Final[dict[str, Callable[[Anyone, Need], bool]]] = {
    "submit": owns_need,
    "take_back": owns_need,
    "return": may_screen_need,
    "accept": may_screen_need,
    "merge": may_screen_need,
    "part": may_screen_need,
    "reconsider": may_screen_need,
}


def may_step(user: Anyone, need: Need, step: str) -> bool:
    """Tell whether somebody may take a step that the need's state allows."""
    return NEED_LIFECYCLE.allows(step=step, state=need.state) and STEP_PERMITS[step](user, need)
