"""The dossier of a cluster, its papers and its ledger."""

from qunli.reports.bridge.dossier import Dossier, dossier_of, name_of
from qunli.reports.bridge.ledger import ledger_sheets, rows_by_name, values_by_name
from qunli.reports.bridge.papers import leaders_page_of, yearly_report_of
from qunli.reports.bridge.saying import figure_said, result_said, source_said, time_said
from qunli.reports.bridge.standing import UnmetRule, standing_told, unmet_rules
from qunli.reports.bridge.template import Filled, TemplateRefused, filled_template

__all__ = [
    "Dossier",
    "Filled",
    "TemplateRefused",
    "UnmetRule",
    "dossier_of",
    "figure_said",
    "filled_template",
    "leaders_page_of",
    "ledger_sheets",
    "name_of",
    "result_said",
    "rows_by_name",
    "source_said",
    "standing_told",
    "time_said",
    "unmet_rules",
    "values_by_name",
    "yearly_report_of",
]
