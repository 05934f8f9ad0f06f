"""An assessment as a paper: the verdicts, by how much, on which figures from where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qunli.core.bridge import Block, Fields, Heading, PaperContent, TableBlock, Text
from qunli.indicators.bridge.sources import SourceTold
from qunli.indicators.bridge.telling import ToldRule
from qunli.indicators.models import Assessment
from qunli.indicators.states import RuleVerdict
from qunli.rulebook.queries import title_in_reading_language


def assessment_content(kept: Assessment, rules: Sequence[ToldRule], sources: Mapping[str, SourceTold]) -> PaperContent:
    """Lay an assessment out for reading and signing."""
    subject = kept.cluster or kept.organization
    pack = kept.pack
    facts = (
        (_("Subject"), str(subject)),
        (_("Held against"), f"{title_in_reading_language(pack)} {pack.issue_number}".strip()),
        (_("Issuer"), pack.issuer),
        (_("For"), str(kept.get_occasion_display())),
        (_("Last year of the figures"), str(kept.year or "—")),
        (_("Held on"), date_format(timezone.localtime(kept.stated_at), "DATE_FORMAT")),
        (_("Outcome"), outcome_words(kept, rules)),
    )
    blocks: list[Block] = [Fields(facts), Heading(_("Rule by rule")), rules_table(rules, sources)]
    blocks.append(Text(_("What is unknown was not guessed. A limit that was not found in the regulation stays open.")))
    return PaperContent(title=_("Held against the rules: %(subject)s") % {"subject": subject}, blocks=tuple(blocks))


def outcome_words(kept: Assessment, rules: Sequence[ToldRule]) -> str:
    """Say the whole in one line: the verdict, and how many rules are met, unmet, unknown, for a person."""
    counts = Counter(one.verdict for one in rules if one.counts)
    parts = ", ".join(f"{one.label} {counts[one]}" for one in RuleVerdict if counts[one])
    return f"{kept.get_verdict_display()} ({parts})" if kept.verdict else parts


def rules_table(rules: Sequence[ToldRule], sources: Mapping[str, SourceTold]) -> TableBlock:
    """Put each rule into a row: verdict, what is known, what is missing or short, where it comes from."""
    head = (
        _("Rule"),
        pgettext("rules", "Verdict"),
        _("What is known"),
        _("Short by, or missing"),
        _("Sources"),
        _("Article"),
    )
    return TableBlock(head, tuple(_row(one, sources) for one in rules if one.counts))


def _row(rule: ToldRule, sources: Mapping[str, SourceTold]) -> tuple[str, ...]:
    known = [f"{one.what} {one.period} {one.found}".replace("  ", " ") for one in rule.lines if one.found]
    lacking = [*rule.shortfalls, *(one.words for one in rule.missing)]
    used = dict.fromkeys(sources[one.source].words for line in rule.lines for one in line.used if one.source in sources)
    article = rule.article or _("article number not verified")
    return (
        rule.words,
        str(rule.verdict.label),
        "\n".join(dict.fromkeys(known)) or "—",
        "\n".join(dict.fromkeys(lacking)) or "—",
        "\n".join(used) or "—",
        article,
    )
