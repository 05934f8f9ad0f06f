"""Every write of the room."""

from qunli.reports.actions.applying import (
    VetoStands,
    apply_for_recognition,
    check_application,
    recommend_cluster,
    refuse_application,
    return_application,
    submit_application,
    withdraw_application,
)
from qunli.reports.actions.changes import note_change, report_change, see_change
from qunli.reports.actions.lapsing import lapse_recognitions
from qunli.reports.actions.papers import TakenAsItIs, make_leaders_page, make_yearly_paper
from qunli.reports.actions.recognising import (
    NoticeMissing,
    RecognitionEntry,
    ask_recheck,
    pass_recheck,
    post_recognition,
    prepare_publicity,
    recognise_cluster,
    revoke_recognition,
)
from qunli.reports.actions.yearly import (
    hand_back_yearly_report,
    hand_in_yearly_report,
    raise_yearly_reports,
    take_yearly_report,
)

__all__ = [
    "NoticeMissing",
    "RecognitionEntry",
    "TakenAsItIs",
    "VetoStands",
    "apply_for_recognition",
    "ask_recheck",
    "check_application",
    "hand_back_yearly_report",
    "hand_in_yearly_report",
    "lapse_recognitions",
    "make_leaders_page",
    "make_yearly_paper",
    "note_change",
    "pass_recheck",
    "post_recognition",
    "prepare_publicity",
    "raise_yearly_reports",
    "recognise_cluster",
    "recommend_cluster",
    "refuse_application",
    "report_change",
    "return_application",
    "revoke_recognition",
    "see_change",
    "submit_application",
    "take_yearly_report",
    "withdraw_application",
]
