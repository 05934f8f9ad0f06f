"""How a fund, a pooled project, a joint list and a supported project go; the accounts and entries of the books."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.engines.lifecycle import Lifecycle, Step


class FundState(models.TextChoices):
    """An agreement is drafted, in force once every party has signed the same version, and ends."""

    DRAFT = "draft", pgettext_lazy("joint fund", "agreement being drafted")
    IN_FORCE = "in_force", pgettext_lazy("joint fund", "in force")
    ENDED = "ended", pgettext_lazy("joint fund", "ended")


FUND_LIFECYCLE: Final = Lifecycle(
    "joint fund",
    FundState.DRAFT,
    (
        Step("enter", (FundState.DRAFT,), FundState.IN_FORCE, _("Enter into force")),
        Step("end", (FundState.IN_FORCE,), FundState.ENDED, _("End")),
    ),
)


class PayRule(models.TextChoices):
    """Whose money supports a project: that of its lead region, or everybody's by share (domain rules 1.13)."""

    LEAD_REGION = "lead_region", _("the lead region pays")
    SHARES = "shares", _("all pay by share")


class MoneyFor(models.TextChoices):
    """What a party's money may pay for."""

    OWN_REGION = "own_region", _("projects in which a team of its region takes part")
    ALL = "all", _("all projects of the fund")


class PoolState(models.TextChoices):
    """A project waits in the reserve pool, is taken out, or is supported."""

    IN_POOL = "in_pool", pgettext_lazy("reserve pool", "in the pool")
    TAKEN_OUT = "taken_out", pgettext_lazy("reserve pool", "taken out")
    SUPPORTED = "supported", pgettext_lazy("reserve pool", "supported")


POOL_LIFECYCLE: Final = Lifecycle(
    "project of the reserve pool",
    PoolState.IN_POOL,
    (
        Step("take_out", (PoolState.IN_POOL,), PoolState.TAKEN_OUT, _("Take out")),
        Step("put_back", (PoolState.TAKEN_OUT,), PoolState.IN_POOL, _("Put back")),
        Step("support", (PoolState.IN_POOL,), PoolState.SUPPORTED, pgettext_lazy("reserve pool", "Support")),
    ),
)


class ListState(models.TextChoices):
    """A list is drafted, lies before the parties, and is settled when all have approved the same version."""

    DRAFT = "draft", pgettext_lazy("joint list", "draft")
    BEFORE_PARTIES = "before_parties", pgettext_lazy("joint list", "before the parties")
    SETTLED = "settled", pgettext_lazy("joint list", "settled by all")
    COMMITTED = "committed", pgettext_lazy("joint list", "money committed")
    WITHDRAWN = "withdrawn", pgettext_lazy("joint list", "withdrawn")


LIST_LIFECYCLE: Final = Lifecycle(
    "joint list",
    ListState.DRAFT,
    (
        Step("lay", (ListState.DRAFT,), ListState.BEFORE_PARTIES, _("Lay before the parties")),
        Step("send_back", (ListState.BEFORE_PARTIES, ListState.SETTLED), ListState.DRAFT, _("Send back")),
        Step("settle", (ListState.BEFORE_PARTIES,), ListState.SETTLED, _("Settle")),
        Step("commit", (ListState.SETTLED,), ListState.COMMITTED, _("Commit the money")),
        Step(
            "withdraw",
            (ListState.DRAFT, ListState.BEFORE_PARTIES, ListState.SETTLED),
            ListState.WITHDRAWN,
            pgettext_lazy("joint list", "Withdraw"),
        ),
    ),
)


class SupportState(models.TextChoices):
    """A supported project runs until what it does not need is freed."""

    RUNNING = "running", pgettext_lazy("supported project", "running")
    ENDED = "ended", pgettext_lazy("supported project", "ended")


SUPPORT_LIFECYCLE: Final = Lifecycle(
    "supported project",
    SupportState.RUNNING,
    (Step("end", (SupportState.RUNNING,), SupportState.ENDED, pgettext_lazy("supported project", "End")),),
)


class AccountKind(models.TextChoices):
    """Where a party's money stands. Only the source falls below zero: its debit is what the party has promised."""

    SOURCE = "source", _("promised in all")
    RECEIVABLE = "receivable", _("promised, not paid in")
    AVAILABLE = "available", _("paid in, free")
    COMMITTED = "committed", _("committed")
    PAID = "paid", _("paid out")
    RECOVERABLE = "recoverable", _("to be recovered")
    RETURNED = "returned", _("returned to the party")


OF_A_PROJECT: Final = (AccountKind.COMMITTED, AccountKind.PAID, AccountKind.RECOVERABLE)
"""Kinds of accounts that each supported project has of its own, for each party that pays."""


class EntryKind(models.TextChoices):
    """What an entry of the books says."""

    PROMISE = "promise", _("promised by the agreement")
    PAY_IN = "pay_in", _("paid in")
    COMMIT = "commit", _("committed to a project")
    FREE = "free", _("freed again")
    PAY = "pay", _("paid to a project")
    CLAIM = "claim", _("to be recovered")
    RECOVER = "recover", _("recovered")
    RETURN = "return", _("returned to a party")
    CORRECTION = "correction", _("correction")


MOVES: Final[dict[str, tuple[AccountKind, AccountKind]]] = {
    EntryKind.PROMISE: (AccountKind.SOURCE, AccountKind.RECEIVABLE),
    EntryKind.PAY_IN: (AccountKind.RECEIVABLE, AccountKind.AVAILABLE),
    EntryKind.COMMIT: (AccountKind.AVAILABLE, AccountKind.COMMITTED),
    EntryKind.FREE: (AccountKind.COMMITTED, AccountKind.AVAILABLE),
    EntryKind.PAY: (AccountKind.COMMITTED, AccountKind.PAID),
    EntryKind.CLAIM: (AccountKind.PAID, AccountKind.RECOVERABLE),
    EntryKind.RECOVER: (AccountKind.RECOVERABLE, AccountKind.AVAILABLE),
    EntryKind.RETURN: (AccountKind.AVAILABLE, AccountKind.RETURNED),
}
"""From which account to which each kind of entry moves a party's money; a correction moves one back."""
