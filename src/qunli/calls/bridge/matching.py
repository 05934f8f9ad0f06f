"""Holds what the public reads of items against what organizations can do; the engine says who fits, and why.

The engine is loaded when it is asked for, in the queue's worker: the web process never imports it. Its index is made
for one run, in a folder of its own, so that it can neither be out of date nor tell anybody anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.calls.models import CallTopic
from qunli.calls.queries.matches import FoundMatch, capability_text
from qunli.core.states import Refused
from qunli.directory.models import Certification, CreditMark, Organization

if TYPE_CHECKING:
    from qunli.engines.matching import Capability, Matched, Need
    from qunli.needs.models import ListItem

TOP: Final = 12
"""So many organizations are kept for an item."""
LEAST: Final = 0.2
"""One that reaches less of the best one's score shares small words with the need and no more: our working value."""
STATED_IT: Final = gettext_noop("It stated the need itself.")
MARKED: Final = gettext_noop("A credit mark is in force against it.")


class MatchingMissing(Refused):
    """The engine is not installed on this site."""

    def __init__(self) -> None:
        super().__init__(
            _("Matching is not installed here."), remedy=_("Ask the administrator to install qunli[matching].")
        )


def matching_is_installed() -> bool:
    """Tell whether the engine can run here; does not load it."""
    return find_spec("tantivy") is not None


def matches_of(items: Iterable[ListItem], *, on: date) -> Iterator[tuple[ListItem, list[FoundMatch]]]:
    """Yield for each item the organizations that fit it, the best first, and those that a conflict takes out.

    Raises `MatchingMissing` where the engine is not installed.
    """
    if not matching_is_installed():
        raise MatchingMissing
    from qunli.engines.matching import Matcher, MatchIndex, Options  # noqa: PLC0415 -- an extra, loaded by the worker alone

    marked = set(CreditMark.objects.filter(since__lte=on, until__gte=on).values_list("party_id", flat=True))
    with TemporaryDirectory(prefix="qunli-match-") as folder:
        begin = MatchIndex.create  # files in a folder, no record
        index = begin(folder)
        index.put(_capabilities(on))
        matcher = Matcher(index, Options(top=TOP))
        for item in items:
            yield item, _kept(matcher.match(_need(item, marked)))


def _capabilities(on: date) -> Iterator[Capability]:
    from qunli.engines.matching import Capability  # noqa: PLC0415 -- as above

    held = Certification.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("tier")
    bodies = Organization.objects.filter(merged_into=None).prefetch_related(
        "capabilities", Prefetch("certifications", held, to_attr="held")
    )
    for body in bodies.order_by("pk").iterator(chunk_size=500):
        text = capability_text(body)
        if text:
            yield Capability(
                id=body.pk,
                text=text,
                title=body.name,
                party=str(body.party_id),
                tiers=tuple(dict.fromkeys(one.tier for one in body.held)),
                region=body.jurisdiction_id or "",
            )


def _need(item: ListItem, marked: set[int]) -> Need:
    """What the public reads of an item and of its topic in a call, never the need behind it."""
    from qunli.engines.matching import Conflict, Need  # noqa: PLC0415 -- as above

    topic = CallTopic.objects.filter(item=item).prefetch_related("indicators").order_by("-pk").first()
    told = [item.public_summary]
    if topic is not None:
        told += [topic.summary, topic.bidder_conditions, *(one.name for one in topic.indicators.all())]
    return Need(
        id=f"item {item.pk}",
        text="\n".join(dict.fromkeys(part for part in told if part)) or item.public_title,
        title=item.public_title,
        party=str(item.need.organization.party_id),
        conflicts=tuple(Conflict(str(party), MARKED) for party in sorted(marked)),
    )


def _kept(matched: Matched) -> list[FoundMatch]:
    least = LEAST * max((one.score for one in matched.matches), default=0.0)
    telling = (one for one in matched.matches if one.score >= least and _says_a_word(one))
    found = [FoundMatch(int(one.id), one.score, _reasons(one)) for one in telling]
    out = [
        FoundMatch(int(one.id), 0.0, {}, MARKED if one.conflict == MARKED else STATED_IT) for one in matched.excluded
    ]
    return [*found, *out]


def _says_a_word(match: Any) -> bool:  # noqa: ANN401 -- the engine is not loaded here
    """Tell whether anything but single characters is shared: those alone are chance."""
    return any(len(term.term) > 1 or term.through == "meaning" for term in match.terms)


def _reasons(match: Any) -> dict[str, Any]:  # noqa: ANN401 -- as above
    return {
        "terms": [
            [term.term, round(term.share / match.score, 4), term.through] for term in match.terms if term.share > 0
        ],
        "passages": [passage.quote for passage in match.passages],
        "fits": [[fit.about, list(fit.found)] for fit in match.fits],
    }
