"""How a document, its passages and its claims go."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.core.states import Tone
from qunli.engines.lifecycle import Lifecycle, Step


class DocumentState(models.TextChoices):
    """A document waits to be read, was read, or could not be."""

    WAITING = "waiting", pgettext_lazy("document", "being read")
    READ = "read", pgettext_lazy("document", "read")
    UNREADABLE = "unreadable", pgettext_lazy("document", "not readable")


DOCUMENT_TONES = {
    DocumentState.WAITING: Tone.OPEN,
    DocumentState.READ: Tone.GOOD,
    DocumentState.UNREADABLE: Tone.WRONG,
}

DOCUMENT_LIFECYCLE = Lifecycle(
    "document",
    DocumentState.WAITING,
    (
        Step("read", (DocumentState.WAITING,), DocumentState.READ, _("Read")),
        Step("give_up", (DocumentState.WAITING,), DocumentState.UNREADABLE, _("Give up")),
        Step("try_again", (DocumentState.READ, DocumentState.UNREADABLE), DocumentState.WAITING, _("Read again")),
    ),
)


class UnreadCause(models.TextChoices):
    """Why no text was read out of a file."""

    TOO_LARGE = "too_large", _("It is larger than 64 MB: keep it in parts.")
    EMPTY = "empty", _("The file is empty.")
    UNKNOWN_FORMAT = "unknown_format", _("Files of this format are not read: paste the text, the file stays beside it.")
    NOT_PLAIN_TEXT = "not_plain_text", _("This is no plain text.")
    ENCRYPTED = "encrypted", _("It is locked by a password: keep an unlocked copy, or paste the text.")
    BROKEN = "broken", _("The file is damaged: open it in its own program, save it and keep it again.")
    EXPANDS = "expands", _("It unpacks to far more than its size, which no honest file does.")
    TOO_LONG = "too_long", _("Reading it took longer than it may: keep it in parts.")
    TOO_MUCH = "too_much", _("Reading it needs more memory than it may: keep it in parts.")
    STOPPED = "stopped", _("The reader stopped on it. Try once more, or paste the text.")
    UNREADABLE = "unreadable", _("The stored file cannot be opened: tell the administrator.")
    NO_TEXT = "no_text", _("It holds no text, as a scan or a picture does: paste the text, the file stays beside it.")
    TOO_MANY_CHARACTERS = "too_many_characters", _("Its text is longer than a document may be: keep it in parts.")
    KEPT_ALREADY = "kept_already", _("The same text is kept already as another document.")


class PassageState(models.TextChoices):
    """A passage is read, or set aside."""

    KEPT = "kept", pgettext_lazy("passage", "kept")
    SET_ASIDE = "set_aside", pgettext_lazy("passage", "set aside")


PASSAGE_LIFECYCLE = Lifecycle(
    "passage",
    PassageState.KEPT,
    (
        Step("set_aside", (PassageState.KEPT,), PassageState.SET_ASIDE, _("Set aside")),
        Step("keep", (PassageState.SET_ASIDE,), PassageState.KEPT, _("Keep after all")),
    ),
)


class PassageKind(models.TextChoices):
    """What a passage is by its form."""

    PROSE = "prose", pgettext_lazy("passage", "sentences")
    HEADING = "heading", pgettext_lazy("passage", "heading")
    LIST = "list", pgettext_lazy("passage", "list")
    TABLE = "table", pgettext_lazy("passage", "table")
    ROWS = "rows", pgettext_lazy("passage", "rows")
    LINKS = "links", pgettext_lazy("passage", "links")
    NOTICE = "notice", pgettext_lazy("passage", "notice of the publisher")
    ADVERTISEMENT = "advertisement", pgettext_lazy("passage", "advertisement")
    KEYWORDS = "keywords", pgettext_lazy("passage", "keywords")
    UNREADABLE = "unreadable", pgettext_lazy("passage", "unreadable signs")
    BLANK = "blank", pgettext_lazy("passage", "blank")


class DropReason(models.TextChoices):
    """Why a passage is set aside: the engine's reasons, and a person's."""

    EMPTY = "EMPTY", _("nothing but spaces")
    MACHINE_ROWS = "MACHINE_ROWS", _("rows of numbers, codes or times without words")
    SAME_ROWS = "SAME_ROWS", _("rows that differ in their numbers only")
    REPEATED_WORDS = "REPEATED_WORDS", _("the same words over and over, without sentences")
    LOOSE_WORDS = "LOOSE_WORDS", _("words side by side without the small words that make a sentence")
    LOOSE_TABLE = "LOOSE_TABLE", _("table cells that repeat one theme, without head, figures or names")
    PAGE_LINKS = "PAGE_LINKS", _("short labels in a row, as a page's links are")
    HEADLINES = "HEADLINES", _("headlines that lead to other pages")
    PAGE_FURNITURE = "PAGE_FURNITURE", _("the page speaking of itself: source, editor, sharing, page number")
    PAGE_REGION = "PAGE_REGION", _("stands in a part of the page marked as navigation, footer or script")
    LEGAL_NOTICE = "LEGAL_NOTICE", _("terms, rights or liability of the publisher")
    SOLICITS = "SOLICITS", _("speaks to the reader to sell, sign up or get in touch")
    MOJIBAKE = "MOJIBAKE", _("characters damaged by a wrong encoding")
    OUT_OF_PLACE = "OUT_OF_PLACE", _("short lines that share no word with the sentences around them")
    AMONG_DROPPED = "AMONG_DROPPED", _("a short line among lines set aside")
    OTHER = "OTHER", _("set aside by the reader")
    PERSON = "PERSON", _("set aside by a person")


class ClaimState(models.TextChoices):
    """A claim waits for a person's yes or no."""

    WAITING = "waiting", pgettext_lazy("claim", "waiting")
    CONFIRMED = "confirmed", pgettext_lazy("claim", "confirmed")
    REJECTED = "rejected", pgettext_lazy("claim", "rejected")


CLAIM_LIFECYCLE = Lifecycle(
    "claim",
    ClaimState.WAITING,
    (
        Step("confirm", (ClaimState.WAITING,), ClaimState.CONFIRMED, _("Confirm")),
        Step("reject", (ClaimState.WAITING,), ClaimState.REJECTED, _("Reject")),
        Step("take_back", (ClaimState.CONFIRMED, ClaimState.REJECTED), ClaimState.WAITING, _("Take back")),
    ),
)


class ClaimKind(models.TextChoices):
    """What a claim is about; what a person read out of a text by hand has no kind."""

    STATED = "stated", pgettext_lazy("claim kind", "read by hand")
    INDICATOR = "indicator", pgettext_lazy("claim kind", "indicator")
    GROWTH = "growth", pgettext_lazy("claim kind", "growth")
    SHARE = "share", pgettext_lazy("claim kind", "share")
    TIER = "tier", pgettext_lazy("claim kind", "count by tier")
    PATENT = "patent", pgettext_lazy("claim kind", "patents")
    STANDARD = "standard", pgettext_lazy("claim kind", "standards")
    PROGRAMME = "programme", pgettext_lazy("claim kind", "programme or project")
    FIELD = "field", pgettext_lazy("claim kind", "technology or field")
    EVENT = "event", pgettext_lazy("claim kind", "event")
    MECHANISM = "mechanism", pgettext_lazy("claim kind", "mechanism")
    SEGMENT = "segment", pgettext_lazy("claim kind", "segment")
    RELATION = "relation", pgettext_lazy("claim kind", "relation")
    ORGANIZATION = "organization", pgettext_lazy("claim kind", "organization")


class ClaimBound(models.TextChoices):
    """How a value stands to the number written."""

    EXACT = "exact", pgettext_lazy("bound", "exactly")
    MORE = "more than", pgettext_lazy("bound", "more than")
    LESS = "less than", pgettext_lazy("bound", "less than")
    ABOUT = "about", pgettext_lazy("bound", "about")
    RANGE = "range", pgettext_lazy("bound", "from … to")


class DefectKind(models.TextChoices):
    """What is wrong with a text, or with its file."""

    CONVERTER_SLIP = "converter_slip", _("a slip of a converter between the scripts")
    GARBLED_NAME = "garbled_name", _("a name that seems damaged")
    NUL = "nul", _("a NUL character, shown as ␀")
    UNDECODABLE = "undecodable", _("bytes that are no characters in the file's encoding")
    ENCODING_GUESSED = "encoding_guessed", _("the encoding was guessed")
    MOJIBAKE = "mojibake", _("characters damaged by a wrong encoding")
    CUT_SHORT = "cut_short", _("the file goes on, but only so much of it was read")
    NO_TEXT = "no_text", _("no text")
    REFUSED_CLAIM = "refused_claim", _("a claim that could not be kept exactly")
    OTHER = "other", _("something else")
