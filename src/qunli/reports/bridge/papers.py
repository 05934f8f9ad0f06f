"""The leader's one page, and the yearly report, as papers."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qunli.core.bridge import Block, Closing, Fields, Heading, PaperContent, TableBlock, Text
from qunli.core.states import listed
from qunli.indicators.models import Figure
from qunli.reports.bridge.dossier import Dossier, name_of
from qunli.reports.bridge.saying import figure_said, result_said, source_said, time_said
from qunli.reports.models import YearlyReport

FIRST_FIGURES = 6
"""What fits on one page beside verdicts and tiers."""


def leaders_page_of(dossier: Dossier) -> PaperContent:
    """Put on one page what somebody who decides asks first: size, growth, tiers, how it stands before the rules."""
    figures = tuple((name_of(one.indicator), _told(one.latest)) for one in dossier.told[:FIRST_FIGURES])
    blocks: list[Block] = [Fields(figures)] if figures else [Text(_("No figure is confirmed yet."))]
    said = _("%(what)s: %(formula)s")
    lines = [
        said % {"what": f"{one.words} {one.period}", "formula": one.result.formula} for one in dossier.measured[:2]
    ]
    lines += [tiers_words(dossier), *_short_verdicts(dossier)]
    sources = dict.fromkeys(source_said(one.latest) for one in dossier.told[:FIRST_FIGURES])
    if sources:
        lines.append(_("Sources of the figures: %(sources)s.") % {"sources": listed(sources)})
    blocks.append(Text("\n".join(lines)))
    return PaperContent(title=_("%(cluster)s at a glance") % {"cluster": dossier.cluster.name}, blocks=tuple(blocks))


def yearly_report_of(report: YearlyReport, dossier: Dossier) -> PaperContent:
    """Write the yearly report: what was done in words, the figures with their sources, verdicts, the year to come."""
    recognition = report.recognition
    title = _("Yearly report %(year)s of %(cluster)s") % {"year": report.year, "cluster": dossier.cluster.name}
    blocks: list[Block] = [
        Heading(_("What the year brought")),
        Text(report.words or _("Not written yet.")),
        Heading(_("Figures and their sources")),
        figures_table(dossier),
        Heading(_("Measured of them")),
        measured_table(dossier),
        Text(rounding_words()),
        Text(tiers_words(dossier)),
        Heading(_("Before the rules")),
        Text("\n".join(_whole_verdicts(dossier)) or _("Not held against any standard yet.")),
        Heading(_("The year to come")),
        Text(report.next_year or _("Not written yet.")),
        Closing(recognition.applicant.name),
    ]
    return PaperContent(title=title, addressee=recognition.authority.name, blocks=tuple(blocks))


def rounding_words() -> str:
    """Say how results are rounded."""
    return _(
        "Rounded half up, ratios to two decimals of a percent: = stands before an exact result, ≈ before a rounded one."
    )


def figures_table(dossier: Dossier) -> TableBlock:
    """Put every figure into a row, where sources differ all of them."""
    head = (_("Indicator"), _("Value"), _("Period"), _("Scope"), _("Source"))
    rows = tuple(
        (name_of(one.indicator), figure_said(figure), time_said(figure), figure.scope or "—", source_said(figure))
        for one in dossier.told
        for figure in one.figures
    )
    return TableBlock(head, rows)


def measured_table(dossier: Dossier) -> TableBlock:
    """Put every result into a row with its formula."""
    head = (pgettext("computed", "Measured"), _("Period"), _("Result"), _("Formula"))
    rows = tuple((one.words, one.period, result_said(one.result), one.result.formula) for one in dossier.measured)
    return TableBlock(head, rows)


def tiers_words(dossier: Dossier) -> str:
    """Say how many members hold each tier, and how many hold any, each counted once."""
    if not dossier.tiers.by_tier:
        return _("The directory knows of no tier.")
    words = _("Members by tier in the directory: %(each)s. Tiers overlap; each firm counted once: %(formula)s.")
    each = _("; ").join(f"{name} {count}" for name, count in dossier.tier_rows)
    return words % {"each": each, "formula": dossier.tiers.formula}


def _told(figure: Figure) -> str:
    return _("%(value)s (%(time)s)") % {"value": figure_said(figure), "time": time_said(figure)}


def _short_verdicts(dossier: Dossier) -> list[str]:
    lines = []
    for one in dossier.stood:
        counts = listed(f"{verdict.label} {count}" for verdict, count in one.counts)
        lines.append(_("%(title)s: %(counts)s.") % {"title": one.title, "counts": counts})
    return lines or [_("Not held against any standard yet.")]


def _whole_verdicts(dossier: Dossier) -> list[str]:
    lines = []
    for one, short in zip(dossier.stood, _short_verdicts(dossier), strict=False):
        day = date_format(one.assessment.stated_at, "DATE_FORMAT")
        said = _("%(verdicts)s Held on %(day)s.") % {"verdicts": short, "day": day}
        if one.unmet:
            said += " " + _("Unmet: %(what)s.") % {"what": _("; ").join(one.unmet)}
        if one.unknown:
            said += " " + _("Unknown: %(what)s.") % {"what": _("; ").join(one.unknown)}
        lines.append(said)
    return lines
