"""Acts on notices and objections."""

from qunli.publicity.actions.following import make_publicity_paper, over_occasion, tell_notice_over
from qunli.publicity.actions.notices import (
    NoticeDraft,
    NoticeNotChecked,
    NoticeNotOver,
    ObjectionsOpen,
    check_notice,
    date_notice,
    end_notice,
    post_notice,
    prepare_notice,
    withdraw_notice,
)
from qunli.publicity.actions.objections import (
    NoticeNotRunning,
    Objector,
    dismiss_objection,
    file_objection,
    uphold_objection,
)

__all__ = [
    "NoticeDraft",
    "NoticeNotChecked",
    "NoticeNotOver",
    "NoticeNotRunning",
    "ObjectionsOpen",
    "Objector",
    "check_notice",
    "date_notice",
    "dismiss_objection",
    "end_notice",
    "file_objection",
    "make_publicity_paper",
    "over_occasion",
    "post_notice",
    "prepare_notice",
    "tell_notice_over",
    "uphold_objection",
    "withdraw_notice",
]
