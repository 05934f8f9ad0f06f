"""Words that every room shares: refs, who acts, refusals, and core's own choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from django.db import models
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qunli.engines.lifecycle import Lifecycle, Step

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
"""A text, perhaps translated only when shown."""


def listed(things: Iterable[object]) -> str:
    """Join names as the reader's language lists them: “a, b”, or “甲、乙”."""
    return pgettext("between names in a list", ", ").join(map(str, things))


def named(record: object) -> str:
    """Return what a record with names in two languages is called for an English reader, or else its own name."""
    english = getattr(record, "name_en", "") if get_language() == "en" else ""
    return english or str(record)


def strung(sentences: Iterable[object]) -> str:
    """Join what is too long for a list of names: “one; two”, or “其一；其二”."""
    return pgettext("between sentences in a list", "; ").join(map(str, sentences))


@dataclass(frozen=True, slots=True)
class Ref:
    """What a record is about, kept without a foreign key: room, kind, id, and its label at that time."""

    room: str
    kind: str
    id: int
    label: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Show the label, or the address where there is none."""
        return self.label or f"{self.room}/{self.kind}/{self.id}"


class Doer(Protocol):
    """Who acts: a signed-in user, or the system itself."""

    @property
    def doer_id(self) -> int | None:
        """The user's id; None when the system acts."""
        ...

    @property
    def doer_label(self) -> str:
        """The name to write down."""
        ...


@dataclass(frozen=True, slots=True)
class SystemDoer:
    """The system acting by itself, as in a daily pass."""

    doer_id: int | None = None
    doer_label: str = "Qunli"


SYSTEM = SystemDoer()
THE_PUBLIC = SystemDoer(doer_label="public")  # somebody without an account


class Refused(Exception):
    """An act that was not done, with the reason and what would make it possible."""

    def __init__(self, message: Words, *, remedy: Words = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Show the reason and the remedy in the language of the moment."""
        return f"{self.message} {self.remedy}".strip()


class NotPermitted(Refused):
    """The one who asks may not do this."""

    def __init__(self, message: Words = "", *, remedy: Words = "") -> None:
        super().__init__(message or _("You may not do this."), remedy=remedy)


class StepNotOpen(Refused):
    """The record is in a state from which this step does not lead."""

    def __init__(self, *, record: Words, state: Words, step: Words) -> None:
        super().__init__(
            _("%(record)s is %(state)s: “%(step)s” is not possible now.")
            % {"record": record, "state": state, "step": step},
            remedy=_("Reload the page to see what has happened meanwhile."),
        )
        self.step = step


class WrongInput(Refused):
    """Input with faults, all of them, each at its place."""

    def __init__(self, faults: Mapping[str, Words]) -> None:
        super().__init__(strung(faults.values()))
        self.faults = dict(faults)


class Tone(models.TextChoices):
    """How a state looks on a page; red is kept for what is late or wrong."""

    QUIET = "quiet"
    OPEN = "open"
    GOOD = "good"
    WARN = "warn"
    WRONG = "wrong"


class Channel(models.TextChoices):
    """Ways in which a message leaves the site."""

    EMAIL = "email", _("e-mail")


class DeliveryState(models.TextChoices):
    """How far a message has come on a channel."""

    WAITING = "waiting", pgettext_lazy("delivery", "waiting")
    SENT = "sent", pgettext_lazy("delivery", "sent")
    FAILED = "failed", pgettext_lazy("delivery", "failed")


DELIVERY_LIFECYCLE = Lifecycle(
    "delivery",
    DeliveryState.WAITING,
    (
        Step("send", (DeliveryState.WAITING,), DeliveryState.SENT, _("Send")),
        Step("give_up", (DeliveryState.WAITING,), DeliveryState.FAILED, _("Give up")),
        Step("retry", (DeliveryState.FAILED,), DeliveryState.WAITING, _("Try again")),
    ),
)


class DatabaseKind(models.TextChoices):
    """What a database was made for; the demo and the tests refuse any other than their own."""

    LIVE = "live", _("live")
    DEMO = "demo", _("demonstration")
    TEST = "test", _("test")


class PaperKind(models.TextChoices):
    """The papers that go with a call, from guide to acceptance certificate (domain rules 8.10), and with a cluster."""

    GUIDE = "guide", _("guide")
    APPLICATION = "application", _("application")
    RECOMMENDATION = "recommendation", _("recommendation summary")
    COMMITMENT = "commitment", _("commitment letter")
    PANEL_OPINION = "panel_opinion", _("panel opinion")
    PUBLICITY = "publicity", _("publicity text")
    APPROVAL_DRAFT = "approval_draft", _("approval draft")
    TASK_BOOK = "task_book", _("task book")
    CHANGE_REQUEST = "change_request", _("change request")
    USERS_OPINION = "users_opinion", _("user's opinion")
    ACCEPTANCE = "acceptance", _("acceptance certificate")
    LEADERS_PAGE = "leaders_page", _("the cluster on one page")
    YEARLY_REPORT = "yearly_report", _("yearly report")
