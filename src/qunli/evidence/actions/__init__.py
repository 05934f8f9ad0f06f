"""Keeping documents, reading them, and a person's yes or no to what was read."""

from qunli.evidence.actions.claims import (
    claim_named_body,
    confirm_claim,
    reject_claim,
    reject_claims,
    state_claim,
    take_back_claim,
)
from qunli.evidence.actions.documents import DocumentEntry, KeptAlready, keep_document, supply_text, try_again
from qunli.evidence.actions.passages import keep_passage, set_passage_aside
from qunli.evidence.actions.readings import give_up_reading, record_passage_reading, record_reading

__all__ = [
    "DocumentEntry",
    "KeptAlready",
    "claim_named_body",
    "confirm_claim",
    "give_up_reading",
    "keep_document",
    "keep_passage",
    "record_passage_reading",
    "record_reading",
    "reject_claim",
    "reject_claims",
    "set_passage_aside",
    "state_claim",
    "supply_text",
    "take_back_claim",
    "try_again",
]
