"""The bodies that a document names, each with its record in the directory where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qunli.directory.models import Organization
from qunli.directory.states import OrganizationKind, Tier
from qunli.engines.notation.names import name_key
from qunli.engines.notation.script import to_simplified
from qunli.evidence.models import Mention
from qunli.portal.bridge.linking import Linked, Linker, behind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qunli.evidence.models import Claim

_WHOLE: Final = 100
KINDS: Final = {
    "enterprise": OrganizationKind.ENTERPRISE,
    "university": OrganizationKind.UNIVERSITY,
    "institute": OrganizationKind.INSTITUTE,
    "laboratory": OrganizationKind.LABORATORY,
    "association": OrganizationKind.ASSOCIATION,
}
_TIERS: Final = (
    ("科技小巨人", Tier.SHANGHAI_LITTLE_GIANT),
    ("小巨人", Tier.LITTLE_GIANT),
    ("专精特新", Tier.SPECIALIZED),
    ("高新技术企业", Tier.HIGH_TECH),
    ("创新型中小企业", Tier.INNOVATIVE_SME),
    ("科技型中小企业", Tier.TECH_SME),
    ("单项冠军", Tier.CHAMPION),
    ("科技领军企业", Tier.LEADER),
)
"""The words of each tier, the narrower before the wider."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body by its first mention; without a record it is a suggestion, with a score below 1 a likely one."""

    mention: Mention
    organization: Organization | None
    per_cent: int = 100

    @property
    def is_sure(self) -> bool:
        """Tell whether it is in the directory beyond doubt: under this name, or under the code beside it."""
        return self.organization is not None and self.per_cent == _WHOLE


def bodies_of(mentions: Iterable[Mention], text: str = "") -> list[Body]:
    """Return each body once, in the order in which they are named.

    One statement looks up all names; those that it does not find are linked by the code that `text` has behind them,
    by another name, or by likeness.
    """
    first: dict[str, Mention] = {}
    for one in mentions:
        first.setdefault(name_key(one.quote), one)
    known: dict[str, Organization] = {}
    for organization in Organization.objects.filter(name_key__in=list(first), merged_into=None).order_by("-id"):
        known[organization.name_key] = organization
    open_ones = {one.quote: behind(text, one.end) for key, one in first.items() if key and key not in known}
    linked = Linker().link(list(open_ones.items())) if open_ones else {}
    found: list[Body] = []
    for key, mention in first.items():
        link = linked.get(mention.quote)
        if key in known:
            found.append(Body(mention, known[key]))
        elif key:
            found.append(Body(mention, link.organization, link.per_cent) if link else Body(mention, None))
    return found


def links_of(bodies: Iterable[Body]) -> dict[str, Linked]:
    """Return what each of the bodies is in the directory, by the name that the text uses."""
    return {one.mention.quote: Linked(one.organization, one.per_cent / _WHOLE) for one in bodies if one.organization}


def named_in(claims: Sequence[Claim]) -> dict[int, list[Organization]]:
    """Return the organizations of the directory that the very words of each claim name, none of them guessed."""
    mentions = list(Mention.objects.filter(document__in={one.document_id for one in claims}).order_by("start"))
    known = {one.mention.quote: one.organization for one in bodies_of(mentions) if one.organization and one.is_sure}
    by_key = {name_key(quote): organization for quote, organization in known.items()}
    found: dict[int, list[Organization]] = {}
    for claim in claims:
        keys = (name_key(one.quote) for one in mentions if _stands_in(one, claim))
        found[claim.pk] = [by_key[key] for key in dict.fromkeys(keys) if key in by_key]
    return found


def _stands_in(mention: Mention, claim: Claim) -> bool:
    within = claim.start <= mention.start and mention.end <= claim.end
    return mention.document_id == claim.document_id and within


def kind_of(mention: Mention) -> str:
    """Return the kind of organization that a mention's role stands for; an enterprise where it stands for none."""
    return KINDS.get(mention.role, OrganizationKind.ENTERPRISE)


def tier_in(quote: str) -> str:
    """Return the tier that words speak of, in either script; nothing where they speak of none.

    >>> tier_in("獲評國家級專精特新“小巨人”企業"), tier_in("总产值56.48亿元")
    ('little_giant', '')
    """
    plain = to_simplified(quote)
    return next((tier.value for words, tier in _TIERS if words in plain), "")
