"""Acts on notices and objections."""

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
    "post_notice",
    "prepare_notice",
    "uphold_objection",
    "withdraw_notice",
]
