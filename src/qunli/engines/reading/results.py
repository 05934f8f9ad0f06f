"""What comes out of reading: passages, claims, organizations and defects, all with offsets in code points."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "Bound",
    "Claim",
    "ClaimKind",
    "Defect",
    "DefectKind",
    "Dropped",
    "Link",
    "Organization",
    "Passage",
    "PassageKind",
    "Reading",
]


class PassageKind(StrEnum):
    """What a passage is by its form."""

    PROSE = "prose"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    ROWS = "rows"
    LINKS = "links"
    NOTICE = "notice"
    ADVERTISEMENT = "advertisement"
    KEYWORDS = "keywords"
    UNREADABLE = "unreadable"
    BLANK = "blank"


class Dropped(StrEnum):
    """Why a passage is set aside: a closed list, so that the edge can translate each one."""

    KEPT = ""
    EMPTY = "nothing but spaces"
    MACHINE_ROWS = "rows of numbers, codes or times without words"
    SAME_ROWS = "rows that differ in their numbers only"
    REPEATED_WORDS = "the same words over and over, without sentences"
    LOOSE_WORDS = "words side by side without the small words that make a sentence"
    LOOSE_TABLE = "table cells that repeat one theme, without head, figures or names"
    PAGE_LINKS = "short labels in a row, as a page's links are"
    HEADLINES = "headlines that lead to other pages"
    PAGE_FURNITURE = "the page speaking of itself: source, editor, sharing, page number"
    PAGE_REGION = "stands in a part of the page marked as navigation, footer or script"
    LEGAL_NOTICE = "terms, rights or liability of the publisher"
    SOLICITS = "speaks to the reader to sell, sign up or get in touch"
    MOJIBAKE = "characters damaged by a wrong encoding"
    OUT_OF_PLACE = "short lines that share no word with the sentences around them"
    AMONG_DROPPED = "a short line among lines set aside"


class ClaimKind(StrEnum):
    """What a claim is about."""

    INDICATOR = "indicator"
    GROWTH = "growth"
    SHARE = "share"
    TIER = "tier"
    PATENT = "patent"
    STANDARD = "standard"
    PROGRAMME = "programme"
    FIELD = "field"
    EVENT = "event"
    MECHANISM = "mechanism"
    SEGMENT = "segment"
    RELATION = "relation"


class Bound(StrEnum):
    """How a value stands to the number written."""

    EXACT = "exact"
    MORE = "more than"
    LESS = "less than"
    ABOUT = "about"
    RANGE = "range"


class DefectKind(StrEnum):
    """What is wrong with a text, or with its file."""

    CONVERTER_SLIP = "converter_slip"
    GARBLED_NAME = "garbled_name"
    NUL = "nul"
    UNDECODABLE = "undecodable"
    ENCODING_GUESSED = "encoding_guessed"
    MOJIBAKE = "mojibake"
    CUT_SHORT = "cut_short"
    NO_TEXT = "no_text"
    REFUSED_CLAIM = "refused_claim"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text; the passages of a text follow each other without gap or overlap."""

    start: int
    end: int
    kind: PassageKind
    keep: bool
    reason: Dropped = Dropped.KEPT


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with the exact characters it stands on.

    ``value`` holds no number (a statement in words), one, or the two ends of a range. ``subject``,
    ``name``, ``unit`` and ``others`` are in simplified characters. ``period`` is a year or a span
    of years that the text states; ``scope`` narrows it in the text's own words.
    """

    start: int
    end: int
    quote: str
    kind: ClaimKind
    subject: str
    name: str
    value: tuple[Decimal, ...] = ()
    unit: str = ""
    period: str | None = None
    bound: Bound = Bound.EXACT
    confidence: float = 1.0
    scope: str = ""
    date: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An organization that the caller knows, and how sure it is that it is meant, up to 1."""

    name: str
    score: float
    uscc: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """A mention of an organization; without ``known`` it is a suggestion."""

    start: int
    end: int
    quote: str
    role: str
    known: Link | None = None


@dataclass(frozen=True, slots=True)
class Defect:
    """Something wrong at a place of the text; reported, never repaired."""

    start: int
    end: int
    quote: str
    kind: DefectKind
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read out of one text."""

    text: str
    passages: tuple[Passage, ...] = ()
    claims: tuple[Claim, ...] = ()
    organizations: tuple[Organization, ...] = ()
    defects: tuple[Defect, ...] = field(default=())
