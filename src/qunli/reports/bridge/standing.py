"""What an assessment says against an application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from qunli.core.states import strung
from qunli.indicators.models import Assessment
from qunli.indicators.states import RuleVerdict
from qunli.rulebook.queries import in_reading_language


@dataclass(frozen=True, slots=True)
class UnmetRule:
    """A rule that is missed; a veto is answered for by nothing."""

    words: str
    is_veto: bool


def unmet_rules(kept: Assessment) -> list[UnmetRule]:
    """Return the rules of an assessment that count and are unmet."""
    rules = _counting(kept, RuleVerdict.UNMET)
    return [UnmetRule(in_reading_language(one["text"]), bool(one["veto"])) for one in rules]


def standing_told(kept: Assessment | None) -> str:
    """Say how a cluster stood before a list when it was last held against it: what is unmet, and what nobody knows."""
    held_anew = _("It is held against the list once more when it is submitted; what is unmet then needs a reason.")
    if kept is None:
        return _("The cluster has not been held against this list yet.") + " " + held_anew
    parts = [_("Held against this list on %(day)s.") % {"day": date_format(kept.stated_at, "DATE_FORMAT")}]
    for verdict, words in ((RuleVerdict.UNMET, _("Unmet: %(what)s.")), (RuleVerdict.UNKNOWN, _("Unknown: %(what)s."))):
        rules = [in_reading_language(one["text"]) for one in _counting(kept, verdict)]
        if rules:
            parts.append(words % {"what": strung(rules)})
    return " ".join([*parts, held_anew])


def _counting(kept: Assessment, verdict: RuleVerdict) -> list[dict[str, Any]]:
    return [one for one in kept.result["rules"] if one["counts"] and one["verdict"] == verdict]
