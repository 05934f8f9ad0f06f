"""One search across the rooms, through what each room says somebody may see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qunli.calls.queries import calls_seen_by, proposals_seen_by
from qunli.core.models import Record
from qunli.core.queries.refs import page_of
from qunli.core.states import Words
from qunli.directory.queries import organizations_matching, organizations_seen_by
from qunli.engines.notation import script
from qunli.evidence.queries import documents_seen_by
from qunli.needs.models import ListItem
from qunli.needs.queries import needs_matching, needs_seen_by
from qunli.projects.queries.seen import outcomes_seen_by, projects_seen_by, public_projects
from qunli.publicity.queries import notices_seen_by

if TYPE_CHECKING:
    from qunli.people.permits import Anyone

SHOWN: Final = 8
SHORTEST: Final = 2
NUMBER: Final = re.compile(r"\s*([A-Za-z]{1,2})(\d{4})-0*(\d{1,18})\s*\Z")


@dataclass(frozen=True, slots=True)
class Found:
    """One record that was found."""

    label: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """What one room found; `more` when there is more than is shown, `url` the room's own list narrowed the same way."""

    title: Words
    found: tuple[Found, ...]
    more: bool
    page: str


@dataclass(frozen=True, slots=True)
class _Searched:
    title: Words
    page: str
    rows: QuerySet[Any]  # of any room's records
    matching: Callable[[QuerySet[Any], str], QuerySet[Any]]
    label: Callable[[Any], str]
    note: Callable[[Any], str]
    public_page: str = ""

    def url_of(self, record: Any) -> str:  # noqa: ANN401 - of any room
        """Return the page of a record: for visitors the one of its project where that is another."""
        if self.public_page:
            return reverse(self.public_page, args=[getattr(record, "project_id", record.pk)])
        return page_of(record.ref)


def search_for(user: Anyone, words: str, *, at: datetime) -> list[Group]:
    """Search what somebody may see; a record's number leads to that record alone."""
    asked = words.strip()
    number = NUMBER.match(asked)
    if len(asked) < SHORTEST:
        return []
    groups = []
    for searched in _rooms(user, at):
        rows = _numbered(searched.rows, number) if number else searched.matching(searched.rows, asked)
        if rows is not None and (group := _group(searched, rows)) is not None:
            groups.append(group)
    return groups


def titled(*fields: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Return a search for words in any of the fields, in either script."""

    def matching(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        for word in words.split()[:8]:
            spellings = {word, script.to_simplified(word), script.to_traditional(word)}
            anywhere = Q()
            for field in fields:
                for spelling in spellings:
                    anywhere |= Q(**{f"{field}__icontains": spelling})
            rows = rows.filter(anywhere)
        return rows

    return matching


def _rooms(user: Anyone, at: datetime) -> Iterator[_Searched]:
    yield _Searched(
        _("Calls"), "calls:calls", calls_seen_by(user), titled("title", "title_en", "guide"), _title, _number_and_state
    )
    items = ListItem.objects.filter(checked_at__isnull=False).select_related("field")
    yield _Searched(
        _("Key-technology list"),
        "needs:lists",
        items,
        titled("public_title", "public_title_en", "public_summary"),
        lambda item: str(item.public_title),
        lambda item: f"{item.field} · {item.get_state_display()}",
    )
    yield _Searched(
        _("Needs"),
        "needs:needs",
        needs_seen_by(user, at).select_related("organization"),
        needs_matching,
        _title,
        lambda need: f"{need.number} · {need.organization.name} · {need.get_state_display()}",
    )
    yield _Searched(
        _("Proposals"),
        "calls:proposals",
        proposals_seen_by(user, at=at),
        titled("title", "leader_name", "lead__name"),
        _title,
        lambda proposal: f"{proposal.number} · {proposal.lead.name} · {proposal.get_state_display()}",
    )
    yield _Searched(
        _("Organizations"),
        "directory:organizations",
        organizations_seen_by(user),
        organizations_matching,
        lambda organization: str(organization.name),
        lambda organization: organization.uscc or "",
    )
    yield _Searched(
        _("Public notices"),
        "publicity:notices",
        notices_seen_by(user),
        titled("title", "text"),
        _title,
        _number_and_state,
    )
    yield _Searched(
        _("Documents"),
        "evidence:documents",
        documents_seen_by(user),
        titled("title", "source"),
        _title,
        lambda document: f"{document.number} · {document.source}",
    )
    yield from _results(user, at)


def _results(user: Anyone, at: datetime) -> Iterator[_Searched]:
    signed_in = user.is_authenticated
    projects = projects_seen_by(user, at=at) if signed_in else public_projects()
    yield _Searched(
        _("Projects"),
        "projects:projects" if signed_in else "projects:public",
        projects.select_related("lead"),
        titled("title", "title_en", "lead__name"),
        _title,
        lambda project: f"{project.number} · {project.lead.name} · {project.get_state_display()}",
        "" if signed_in else "projects:public_project",
    )
    yield _Searched(
        _("Outcomes"),
        "projects:outcomes" if signed_in else "projects:public",
        outcomes_seen_by(user, at=at).select_related("owner"),
        titled("title", "title_en", "identifier"),
        _title,
        lambda outcome: f"{outcome.get_kind_display()} · {outcome.owner.name}",
        "" if signed_in else "projects:public_project",
    )


def _title(record: Any) -> str:  # noqa: ANN401 - calls, needs, notices: all have a title
    return str(record.title)


def _number_and_state(record: Any) -> str:  # noqa: ANN401 - as above
    return f"{record.number} · {record.get_state_display()}"


def _numbered(rows: QuerySet[Any], number: re.Match[str]) -> QuerySet[Any] | None:
    """Return the one record that bears a number; None where this room's records bear others."""
    prefix, year, key = number.groups()
    model: type[Record] = rows.model
    if not model.NUMBER_PREFIX or prefix.upper() != model.NUMBER_PREFIX:
        return None
    return rows.filter(pk=int(key), stated_at__year=int(year))


def _group(searched: _Searched, rows: QuerySet[Any]) -> Group | None:
    records = list(rows.order_by("-pk")[: SHOWN + 1])
    if not records:
        return None
    found = tuple(
        Found(searched.label(record), searched.url_of(record), searched.note(record)) for record in records[:SHOWN]
    )
    return Group(searched.title, found, len(records) > SHOWN, searched.page)
