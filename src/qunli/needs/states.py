"""How a need, a collection notice and an item of the key-technology list go."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.engines.lifecycle import Lifecycle, Step


class Comparator(models.TextChoices):
    """How a measured value is held against a target; “text” is for a person to judge."""

    AT_LEAST = ">=", "≥"
    AT_MOST = "<=", "≤"
    MORE_THAN = ">", ">"
    LESS_THAN = "<", "<"
    EQUAL = "=", "="
    TEXT = "text", pgettext_lazy("comparator", "as described")


class IpTerms(models.TextChoices):
    """Who owns the result."""

    POSTER = "poster", _("owned by the poster")
    TAKER = "taker", _("owned by the taker, licensed to the poster")
    SHARED = "shared", _("owned together")
    AGREED = "agreed", _("to be agreed")


SCREENING_WORKING_DAYS = 10
"""Within how many working days the operator means to screen a need: our working value, no regulation's."""


class NeedState(models.TextChoices):
    """Five states."""

    DRAFT = "draft", pgettext_lazy("need", "draft")
    SUBMITTED = "submitted", pgettext_lazy("need", "submitted")
    RETURNED = "returned", pgettext_lazy("need", "returned")
    ACCEPTED = "accepted", pgettext_lazy("need", "accepted")
    MERGED = "merged", pgettext_lazy("need", "merged")


NEED_LIFECYCLE = Lifecycle(
    "need",
    NeedState.DRAFT,
    (
        Step("submit", (NeedState.DRAFT, NeedState.RETURNED), NeedState.SUBMITTED, _("Submit")),
        Step("return", (NeedState.SUBMITTED,), NeedState.RETURNED, _("Return with a reason")),
        Step("accept", (NeedState.SUBMITTED,), NeedState.ACCEPTED, pgettext_lazy("need", "Accept")),
        Step("merge", (NeedState.SUBMITTED, NeedState.ACCEPTED), NeedState.MERGED, _("Merge into another")),
        Step("take_back", (NeedState.SUBMITTED,), NeedState.DRAFT, _("Take back")),
        Step("reconsider", (NeedState.RETURNED, NeedState.ACCEPTED), NeedState.SUBMITTED, _("Screen again")),
        Step("part", (NeedState.MERGED,), NeedState.SUBMITTED, _("Take apart again")),
    ),
)


class CollectionState(models.TextChoices):
    """A collection notice is written, open, and closed."""

    DRAFT = "draft", pgettext_lazy("collection notice", "draft")
    OPEN = "open", pgettext_lazy("collection notice", "open")
    CLOSED = "closed", pgettext_lazy("collection notice", "closed")


COLLECTION_LIFECYCLE = Lifecycle(
    "collection notice",
    CollectionState.DRAFT,
    (
        Step("open", (CollectionState.DRAFT,), CollectionState.OPEN, _("Send out")),
        Step("close", (CollectionState.OPEN,), CollectionState.CLOSED, _("Close")),
        Step("reopen", (CollectionState.CLOSED,), CollectionState.OPEN, _("Open again")),
    ),
)


class ItemState(models.TextChoices):
    """An item of the key-technology list is open, posted, taken or done."""

    OPEN = "open", pgettext_lazy("list item", "open")
    POSTED = "posted", pgettext_lazy("list item", "posted")
    TAKEN = "taken", pgettext_lazy("list item", "taken")
    DONE = "done", pgettext_lazy("list item", "done")


ITEM_LIFECYCLE = Lifecycle(
    "list item",
    ItemState.OPEN,
    (
        Step("post", (ItemState.OPEN,), ItemState.POSTED, _("Post")),
        Step("take", (ItemState.POSTED,), ItemState.TAKEN, _("Taken")),
        Step("finish", (ItemState.TAKEN,), ItemState.DONE, _("Done")),
        Step("reopen", (ItemState.POSTED, ItemState.TAKEN), ItemState.OPEN, _("Open again")),
    ),
)
