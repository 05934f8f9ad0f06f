"""The list of rule packs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qunli.core.tables import Column, Filter, Table
from qunli.rulebook.models import RulePack
from qunli.rulebook.queries import title_in_reading_language
from qunli.rulebook.states import PackKind, source_words


def packs_table() -> Table[RulePack]:
    """The newest version of each pack."""
    return Table(
        name="rule-packs",
        title=_("Rule packs"),
        columns=(
            Column("title", _("Title"), title_in_reading_language, "link", "title"),
            Column("kind", _("Governs"), lambda pack: pack.get_kind_display(), sort="kind"),
            Column("issuer", _("Issuer"), lambda pack: source_words(pack.issuer), sort="issuer"),
            Column("number", _("Document number"), lambda pack: pack.issue_number),
            Column("in_force_from", _("In force from"), lambda pack: pack.in_force_from, "day", "in_force_from"),
            Column("version", _("Version"), lambda pack: pack.version, "number"),
        ),
        order=("title", "id"),
        url_of=lambda pack: reverse("rulebook:rulepack", args=[pack.pk]),
        filters=(Filter("kind", _("Governs"), lambda: PackKind.choices, lambda rows, kind: rows.filter(kind=kind)),),
        empty_title=_("No rule pack is loaded yet"),
        empty_text=_("Whoever runs the site loads the shipped packs first."),
    )
