"""Every write of the room."""

from qunli.projects.actions.acceptance import NotAllSettled, accept_project, give_users_opinion
from qunli.projects.actions.changes import LimitPassed, MovedMeanwhile, ask_change, settle_change
from qunli.projects.actions.contracts import ContractDraft, SignedAlready, draft_contract, sign_contract
from qunli.projects.actions.earlier import CreditMarkStands
from qunli.projects.actions.endings import Reckoning, claims_now, note_recovery
from qunli.projects.actions.falling_due import let_payment_fall_due
from qunli.projects.actions.gates import (
    GateNotReady,
    StageNotPublic,
    correct_stage,
    decide_stage,
    prepare_stage_notice,
    propose_stage,
    put_stage_in_force,
    set_stage_aside,
)
from qunli.projects.actions.holding import ProjectNotRunning
from qunli.projects.actions.milestones import IndicatorsUnmet, RemedyOver, judge_milestone, report_milestone
from qunli.projects.actions.outcomes import (
    NotForThePublic,
    OutcomeEntry,
    publish_outcome,
    record_outcome,
    unpublish_outcome,
)
from qunli.projects.actions.papers import (
    NothingToPrint,
    make_acceptance_paper,
    make_change_paper,
    make_task_book_paper,
    make_users_opinion_paper,
)
from qunli.projects.actions.payments import (
    AboveTaskBook,
    BehindTheGate,
    SamePerson,
    confirm_payment,
    hold_payment,
    note_payment,
    release_payment,
)
from qunli.projects.actions.racing import go_on_at_own_cost, leave_race, score_stage
from qunli.projects.actions.starting import (
    AwardNotApproved,
    NoChanceForReserve,
    TopicTaken,
    leave_reserve,
    pass_project_to_reserve,
    start_project,
)
from qunli.projects.actions.task_books import (
    ContractMissing,
    RulesUnmet,
    TaskBookIncomplete,
    draft_task_book,
    hand_back_task_book,
    sign_task_book,
)
from qunli.projects.actions.transfers import (
    NoticeMissing,
    ObjectionUpheld,
    TransferEntry,
    asks_for_publicity,
    conclude_transfer,
    give_up_transfer,
    post_transfer,
    prepare_price_notice,
    prepare_transfer,
)
from qunli.projects.bridge.drafts import IndicatorDraft, MilestoneDraft, PaymentDraft, TaskBookDraft
from qunli.projects.bridge.moves import Move

__all__ = [
    "AboveTaskBook",
    "AwardNotApproved",
    "BehindTheGate",
    "ContractDraft",
    "ContractMissing",
    "CreditMarkStands",
    "GateNotReady",
    "IndicatorDraft",
    "IndicatorsUnmet",
    "LimitPassed",
    "MilestoneDraft",
    "Move",
    "MovedMeanwhile",
    "NoChanceForReserve",
    "NotAllSettled",
    "NotForThePublic",
    "NothingToPrint",
    "NoticeMissing",
    "ObjectionUpheld",
    "OutcomeEntry",
    "PaymentDraft",
    "ProjectNotRunning",
    "Reckoning",
    "RemedyOver",
    "RulesUnmet",
    "SamePerson",
    "SignedAlready",
    "StageNotPublic",
    "TaskBookDraft",
    "TaskBookIncomplete",
    "TopicTaken",
    "TransferEntry",
    "accept_project",
    "ask_change",
    "asks_for_publicity",
    "claims_now",
    "conclude_transfer",
    "confirm_payment",
    "correct_stage",
    "decide_stage",
    "draft_contract",
    "draft_task_book",
    "give_up_transfer",
    "give_users_opinion",
    "go_on_at_own_cost",
    "hand_back_task_book",
    "hold_payment",
    "judge_milestone",
    "leave_race",
    "leave_reserve",
    "let_payment_fall_due",
    "make_acceptance_paper",
    "make_change_paper",
    "make_task_book_paper",
    "make_users_opinion_paper",
    "note_payment",
    "note_recovery",
    "pass_project_to_reserve",
    "post_transfer",
    "prepare_price_notice",
    "prepare_stage_notice",
    "prepare_transfer",
    "propose_stage",
    "publish_outcome",
    "put_stage_in_force",
    "record_outcome",
    "release_payment",
    "report_milestone",
    "score_stage",
    "set_stage_aside",
    "settle_change",
    "sign_contract",
    "sign_task_book",
    "start_project",
    "unpublish_outcome",
]
