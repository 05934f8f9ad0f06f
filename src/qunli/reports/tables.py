"""Lists of the room."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qunli.core.states import named
from qunli.core.tables import Column, Filter, Table
from qunli.reports.models import Recognition
from qunli.reports.states import RecognitionState
from qunli.rulebook.queries import title_in_reading_language

RECOGNITIONS: Table[Recognition] = Table(
    name="recognitions",
    title=_("Recognitions"),
    columns=(
        Column("cluster", _("Cluster"), lambda row: named(row.cluster), "link"),
        Column("number", _("Number"), lambda row: row.number, "code"),
        Column("list", _("List"), lambda row: title_in_reading_language(row.pack)),
        Column("district", _("Recommending unit"), lambda row: row.district),
        Column("valid_to", _("Valid to"), lambda row: row.valid_to, "day", sort="valid_to"),
        Column("state", _("State"), lambda row: row, "state", sort="state"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("reports:recognition", args=[row.pk]),
    filters=(
        Filter("state", _("State"), lambda: RecognitionState.choices, lambda rows, choice: rows.filter(state=choice)),
    ),
    empty_title=_("No recognition yet"),
    empty_text=_("A cluster's operator applies from the cluster's dossier."),
)
