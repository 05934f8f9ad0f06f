"""The papers of a project, as its records stand; they speak the language of whoever makes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qunli.core.bridge import Fields, Heading, PaperContent, Signatures, TableBlock, Text
from qunli.needs.states import Comparator
from qunli.projects.bridge.moves import Move, read_moves, words_of
from qunli.projects.states import Stream

if TYPE_CHECKING:
    from qunli.people.models import User
    from qunli.projects.models import Acceptance, ChangeRequest, Project, TaskBook

Content = dict[str, Any]  # a task book's content, as JSON keeps it


def task_book_of(book: TaskBook) -> PaperContent:
    """Print one version of a task book word for word as it is kept, with both signatures as they stand."""
    kept: Content = book.content
    return PaperContent(
        title=_("Task book"),
        document_number=f"{book.number} {book}",
        addressee=kept["authority"],
        blocks=(
            Fields(
                (
                    (_("Project"), kept["project"]),
                    (_("Title"), kept["title"]),
                    (_("Approval"), kept["document_number"]),
                    (_("Lead"), kept["lead"]),
                    (_("Leader"), kept["leader"]),
                    (_("Poster"), kept["poster"]),
                    (_("Authority"), kept["authority"]),
                    (_("Begins on"), _kept_day(kept["starts_on"])),
                    (_("Ends on"), _kept_day(kept["ends_on"])),
                )
            ),
            Heading(_("Milestones")),
            TableBlock(
                (_("Milestone"), _("Due on"), _("Deliverables"), _("Indicators")),
                tuple(_milestone_row(row) for row in kept["milestones"]),
            ),
            Heading(_("Payments")),
            TableBlock(
                (_("Stream"), _("Paid for"), _("Payer"), _("Payee"), _("Amount in yuan")),
                tuple(_payment_row(row) for row in kept["payments"]),
            ),
            Fields(tuple((str(Stream(stream).label), money(total)) for stream, total in kept["totals"].items())),
            *((Heading(_("Signed as an exception")), Text(book.exception_reason)) if book.exception_reason else ()),
            *((Fields(((_("Fingerprint"), book.fingerprint),)),) if book.fingerprint else ()),
            Signatures(
                (
                    _signature(_("Lead"), kept["lead"], book.lead_signed_by, book.lead_signed_at),
                    _signature(_("Authority"), kept["authority"], book.authority_signed_by, book.authority_signed_at),
                )
            ),
        ),
    )


def change_request_of(change: ChangeRequest) -> PaperContent:
    """Print a request: what was asked for and why, from what to what, and how it was settled."""
    project = change.project
    moves = read_moves(change.details)
    head = (_("What"), pgettext("a change", "From"), pgettext("a change", "To"))
    settled: tuple[Fields, ...] = ()
    if change.settled_at is not None:
        settled = (
            Fields(
                (
                    (_("Settled by"), str(change.settled_by)),
                    (_("Settled on"), _day(change.settled_at)),
                    (_("Reason"), change.settle_reason),
                )
            ),
        )
    return PaperContent(
        title=_("Change request"),
        document_number=change.number,
        addressee=project.authority.name,
        blocks=(
            Fields(
                (
                    *_head_of(project),
                    (pgettext("a change", "Asked for"), change.get_kind_display()),
                    (pgettext("change", "Asked by"), str(change.stated_by)),
                    (_("Asked on"), _day(change.stated_at)),
                    (_("State"), change.get_state_display()),
                )
            ),
            Heading(_("Reason")),
            Text(change.reason),
            *((TableBlock(head, _move_rows(moves)),) if moves else ()),
            *settled,
            Signatures((_stamp(_("Asked for by"), ""), _stamp(_("Authority"), project.authority.name))),
        ),
    )


def users_opinion_of(project: Project) -> PaperContent:
    """Print what the poster says the result is worth to it."""
    given_at, given_by = project.users_opinion_at, project.users_opinion_by
    return PaperContent(
        title=_("User's opinion"),
        document_number=project.number,
        addressee=project.authority.name,
        blocks=(
            Fields(_head_of(project)),
            Heading(pgettext("check", "Opinion")),
            Text(project.users_opinion),
            Signatures((_signature(_("Poster"), project.poster.name, given_by, given_at),)),
        ),
    )


def acceptance_certificate_of(acceptance: Acceptance) -> PaperContent:
    """Print the verdict, the grade apart from it, the opinion, and the user's own."""
    project = acceptance.project
    return PaperContent(
        title=_("Acceptance certificate"),
        document_number=acceptance.number,
        addressee=project.lead.name,
        blocks=(
            Fields(
                (
                    *_head_of(project),
                    (_("Begins on"), _day(project.starts_on)),
                    (_("Ends on"), _day(project.ends_on)),
                    (_("Verdict"), acceptance.get_verdict_display()),
                    (_("Grade"), acceptance.get_grade_display() or "—"),
                )
            ),
            Heading(_("Indicators")),
            TableBlock(
                (_("Milestone"), _("Indicator"), _("Promised"), _("Measured"), _("Met")), _measured_rows(project)
            ),
            Heading(pgettext("acceptance", "Opinion")),
            Text(acceptance.opinion),
            *((Heading(_("User's opinion")), Text(acceptance.users_opinion)) if acceptance.users_opinion else ()),
            Signatures(
                (_signature(_("Authority"), project.authority.name, acceptance.accepted_by, acceptance.stated_at),)
            ),
        ),
    )


def money(amount: str | Decimal) -> str:
    """Write an amount as papers do."""
    return f"{Decimal(amount):,.2f}"


def _head_of(project: Project) -> tuple[tuple[str, str], ...]:
    return (
        (_("Project"), project.number),
        (_("Title"), project.title),
        (_("Approval"), project.document_number),
        (_("Lead"), project.lead.name),
        (_("Leader"), project.leader_name),
        (_("Poster"), project.poster.name),
    )


def _milestone_row(row: Content) -> tuple[str, ...]:
    return (
        f"M{row['position']} {row['title']}",
        _kept_day(row["due_on"]),
        row["deliverables"],
        "\n".join(_promise(one) for one in row["indicators"]),
    )


def _promise(one: Content) -> str:
    promised = f"{one['name']} {Comparator(one['comparator']).label} {one['target']} {one['unit']}".strip()
    return f"{promised} ({one['how_measured']})" if one["how_measured"] else promised


def _payment_row(row: Content) -> tuple[str, ...]:
    paid_for = _("signing, or a pass") if row["milestone"] is None else f"M{row['milestone']}"
    return (str(Stream(row["stream"]).label), paid_for, row["payer"], row["payee"], money(row["amount"]))


def _move_rows(moves: tuple[Move, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((words_of(move), move.was or "—", move.now) for move in moves)


def _measured_rows(project: Project) -> tuple[tuple[str, ...], ...]:
    met = {True: _("yes"), False: _("no"), None: "—"}
    return tuple(
        (
            f"M{milestone.position}",
            row.name,
            f"{row.get_comparator_display()} {row.target} {row.unit}".strip(),
            row.measured or "—",
            met[row.is_met],
        )
        for milestone in project.milestones.prefetch_related("indicators").order_by("position")
        for row in sorted(milestone.indicators.all(), key=lambda row: (row.position, row.pk))
    )


def _signature(side: str, name: str, by: User | None, at: datetime | None) -> str:
    if by is None or at is None:
        return _stamp(side, name)
    return _("%(side)s: %(name)s · signed by %(by)s on %(day)s") % {
        "side": side,
        "name": name,
        "by": by,
        "day": _day(at),
    }


def _stamp(side: str, name: str) -> str:
    return _("%(side)s (stamp): %(name)s") % {"side": side, "name": name}


def _kept_day(kept: str | None) -> str:
    return _day(date.fromisoformat(kept)) if kept else "—"


def _day(moment: date | datetime | None) -> str:
    if moment is None:
        return "—"
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return date_format(day, "DATE_FORMAT")
