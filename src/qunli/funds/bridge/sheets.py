"""Statements as sheets of an Excel file, and as the yearly report on paper."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qunli.core.bridge.papers import Block, Closing, Fields, Heading, PaperContent, TableBlock, Text
from qunli.core.states import Words
from qunli.core.tables import Sheet
from qunli.funds.bridge.statements import PartyStatement, Statement
from qunli.funds.models import Fund
from qunli.funds.queries.books import Stages

Cells = list[Any]  # a cell may be anything that a sheet can show


def stage_words() -> tuple[Words, ...]:
    """Name the stages in the order of `stage_cells`."""
    return (
        pgettext("joint fund", "Promised"),
        _("Paid in"),
        _("Committed, not paid"),
        _("Paid out"),
        _("To be recovered"),
        _("Returned"),
        _("Left"),
    )


def stage_cells(money: Stages) -> Cells:
    """Give the amounts of the stages, in yuan."""
    return [
        money.promised,
        money.paid_in,
        money.committed,
        money.paid,
        money.recoverable,
        money.returned,
        money.left,
    ]


def project_words() -> tuple[Words, ...]:
    """Name the columns of a project."""
    return (
        _("Number"),
        _("Project"),
        _("Lead"),
        _("Lead region"),
        _("Programme"),
        _("Committed, not paid"),
        _("Paid out"),
        _("To be recovered"),
        _("Other money"),
        _("State"),
    )


def sheets_of_party(statement: PartyStatement) -> list[Sheet]:
    """Write a party's own account as sheets: in all, by year, by project, by region, and every entry."""
    money = statement.money
    return [
        Sheet(_("In all"), (_("Stage"), _("Yuan")), list(zip(stage_words(), stage_cells(money), strict=True))),
        Sheet(
            _("By year"),
            (_("Year"), pgettext("joint fund", "Promised"), _("Cap")),
            [[row.year, row.amount, row.cap] for row in statement.years],
        ),
        Sheet(_("By project"), project_words(), [_project_cells(row) for row in statement.projects]),
        Sheet(
            _("By region"),
            (
                _("Lead region"),
                pgettext("joint fund", "Projects"),
                _("Committed, not paid"),
                _("Paid out"),
                _("To be recovered"),
            ),
            [
                [str(row.region), row.projects, row.money.committed, row.money.paid, row.money.recoverable]
                for row in statement.regions
            ],
        ),
        Sheet(
            _("Entries"),
            (
                _("Number"),
                _("Day"),
                _("What"),
                _("From"),
                _("To"),
                _("Yuan"),
                _("Project"),
                _("Proof"),
                _("Note"),
            ),
            [
                [
                    row.entry.number_in_fund,
                    row.entry.day,
                    row.entry.get_kind_display(),
                    row.source,
                    row.target,
                    row.amount,
                    str(row.entry.support or ""),
                    row.entry.proof,
                    row.entry.note,
                ]
                for row in statement.entries
            ],
        ),
    ]


def yearly_report_of(fund: Fund, statement: Statement, *, year: int, entered: dict[str, Decimal]) -> PaperContent:
    """Write the report on a year: the agreement, what was entered in the year, and how everything stands now."""
    names = [str(row.party) for row in statement.parties]
    promised = dict(statement.years).get(year, [])
    blocks: list[Block] = [
        Fields(
            (
                (_("Fund"), f"{fund.title} ({fund.number})"),
                (pgettext("joint fund", "Parties"), "、".join(names)),
                (_("Who pays"), str(fund.get_pay_rule_display())),
                (pgettext("joint fund", "Term"), f"{fund.starts_on.isoformat()} – {fund.ends_on.isoformat()}"),
                (_("May be carried over"), f"{fund.carry_over} %"),
            )
        ),
        Heading(_("Entered in %(year)s") % {"year": year}),
        TableBlock(
            (_("What"), _("Yuan")),
            tuple((words, _amount(entered.get(kind, Decimal(0)))) for kind, words in _kinds()),
        ),
        Heading(_("Promised for %(year)s") % {"year": year}),
        TableBlock(
            (_("Party"), _("Yuan"), _("Cap")),
            tuple(
                (name, _amount(row.amount), _amount(row.cap) if row.cap is not None else "—")
                for name, row in zip(names, promised, strict=False)
                if row is not None
            ),
        ),
        Heading(_("How the money stands")),
        TableBlock(
            (_("Party"), *map(str, stage_words())),
            (
                *((str(row.party), *map(_amount, stage_cells(row.money))) for row in statement.parties),
                (_("Together"), *map(_amount, stage_cells(statement.total))),
            ),
        ),
        Heading(pgettext("joint fund", "Projects")),
        *_projects(statement),
        Text(_leverage_words(statement)),
        Closing(fund.keeper.name),
    ]
    title = _("Yearly report %(year)s of the joint fund %(fund)s") % {"year": year, "fund": fund.title}
    return PaperContent(title=title, blocks=tuple(blocks))


def _projects(statement: Statement) -> list[Block]:
    if not statement.projects:
        return [Text(_("No project is supported yet."))]
    rows = tuple(
        tuple(_amount(cell) if isinstance(cell, Decimal) else str(cell) for cell in _project_cells(row))
        for row in statement.projects
    )
    return [TableBlock(tuple(map(str, project_words())), rows)]


def _leverage_words(statement: Statement) -> str:
    if statement.leverage is None:
        return _("No money is committed yet, so nothing can be said of leverage.")
    return _(
        "Leverage: %(all)s yuan of all money to %(public)s yuan of the fund's, that is %(leverage)s to 1. Other money "
        "is what the teams have promised."
    ) % {
        "all": _amount(statement.total.supported + statement.other_money),
        "public": _amount(statement.total.supported),
        "leverage": statement.leverage,
    }


def _kinds() -> list[tuple[str, str]]:
    return [
        ("pay_in", _("paid in")),
        ("commit", _("committed to a project")),
        ("free", _("freed again")),
        ("pay", _("paid to a project")),
        ("claim", _("to be recovered")),
        ("recover", _("recovered")),
        ("return", _("returned to a party")),
    ]


def _project_cells(row: Any) -> Cells:  # noqa: ANN401 -- a row of either statement
    line = row.support.line
    return [
        row.support.number,
        line.title,
        line.lead.name,
        str(line.party),
        row.support.programme.title,
        row.money.committed,
        row.money.paid,
        row.money.recoverable,
        line.other_money,
        str(row.support.get_state_display()),
    ]


def _amount(amount: Decimal) -> str:
    return f"{amount:,.2f}"
