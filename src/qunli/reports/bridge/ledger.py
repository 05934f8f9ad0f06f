"""The ledger of a cluster as tables: figures, what was measured, members with tiers, verdicts."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qunli.core.tables import Sheet
from qunli.directory.queries import organizations_listed, public_members
from qunli.directory.states import Tier
from qunli.reports.bridge.dossier import Dossier, name_of
from qunli.reports.bridge.papers import figures_table, measured_table
from qunli.reports.bridge.saying import bound_words, source_said, time_said


def ledger_sheets(dossier: Dossier) -> list[Sheet]:
    """Return the ledger, a sheet each; values stay numbers, so that Excel can reckon with them."""
    figures = [
        [
            name_of(one.indicator),
            one.indicator.code,
            figure.value,
            one.indicator.unit,
            bound_words(figure.bound),
            time_said(figure),
            figure.scope,
            source_said(figure),
        ]
        for one in dossier.told
        for figure in one.figures
    ]
    head = (_("Indicator"), _("Code"), _("Value"), _("Unit"), _("How exactly"), _("Period"), _("Scope"), _("Source"))
    measured = measured_table(dossier)
    return [
        Sheet(_("Figures"), head, figures),
        Sheet(pgettext("computed", "Measured"), measured.head, [list(row) for row in measured.rows]),
        _members(dossier),
        _verdicts(dossier),
    ]


def values_by_name(dossier: Dossier) -> dict[str, object]:
    """Return what a template's placeholders can name: the cluster, the latest figure by its code, tiers, counts."""
    values: dict[str, object] = {
        "cluster": dossier.cluster.name,
        "day": dossier.on,
        "members": dossier.members,
        "tiers.once": dossier.tiers.once,
    }
    for one in dossier.told:
        code = one.indicator.code
        values |= {
            code: one.latest.value,
            f"{code}.period": time_said(one.latest),
            f"{code}.scope": one.latest.scope,
            f"{code}.source": source_said(one.latest),
            f"{code}.bound": bound_words(one.latest.bound),
        }
        for figure in one.figures:
            if figure.period is not None:
                values.setdefault(f"{code}@{figure.period}", figure.value)
    return values | {f"tiers.{tier}": count for tier, count in dossier.tiers.by_tier.items()}


def rows_by_name(dossier: Dossier) -> dict[str, list[list[object]]]:
    """Return the tables that a template can ask for."""
    return {
        "figures": [list(row) for row in figures_table(dossier).rows],
        "measured": [list(row) for row in measured_table(dossier).rows],
        "members": [list(row) for row in _members(dossier).rows],
    }


def _members(dossier: Dossier) -> Sheet:
    rows = organizations_listed(public_members(dossier.cluster, on=dossier.on), on=dossier.on)
    return Sheet(
        _("Members"),
        (_("Name"), _("Unified social credit code"), _("Segments"), _("Tiers")),
        [
            [
                one.name,
                one.uscc,
                "、".join(one.segment_names),  # type: ignore[attr-defined]  # annotated
                "、".join(str(Tier(tier).label) for tier in one.held_tiers),  # type: ignore[attr-defined]  # annotated
            ]
            for one in rows.order_by("sort_key", "id")
        ],
    )


def _verdicts(dossier: Dossier) -> Sheet:
    return Sheet(
        _("Held against the rules"),
        (_("Rule pack"), pgettext("rules", "Verdict"), _("Unmet"), _("Unknown"), _("Held on")),
        [
            [
                one.title,
                str(one.verdict.label) if one.verdict else "",
                _("; ").join(one.unmet),
                _("; ").join(one.unknown),
                one.assessment.stated_at,
            ]
            for one in dossier.stood
        ],
    )
