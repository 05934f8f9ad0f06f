"""How single values read on a page: money as people speak, dates with what is left, changed words."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from difflib import SequenceMatcher
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

__all__ = [
    "NOTHING",
    "changed_words",
    "due_words",
    "exact_amount",
    "in_its_tongue",
    "money_in_yuan",
    "spoken_amount",
]

NOTHING: Final = mark_safe('<span class="nothing">—</span>')

CENT: Final = Decimal("0.01")
LONGEST_WORD_DIFF: Final = 4000
SOON: Final = 3
DAYS_ENDS: Final = {time(0, 0), time(23, 59)}
HAN: Final = re.compile("[\u4e00-\u9fff]")
LATIN: Final = re.compile("[A-Za-z]")
WORD: Final = re.compile(r"[A-Za-z0-9_.%-]+|\s+|.", re.DOTALL)

CHINESE_SCALE: Final = {
    "zh-hans": ((Decimal(10**4), "万元"), (Decimal(10**8), "亿元")),
    "zh-hant": ((Decimal(10**4), "萬元"), (Decimal(10**8), "億元")),
}
ENGLISH_SCALE: Final = ((Decimal(10**6), " million"), (Decimal(10**9), " billion"))


def money_in_yuan(value: Decimal | int) -> Decimal:
    """Money as yuan with two places."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def exact_amount(yuan: Decimal) -> str:
    """Every digit, with separators."""
    return f"{yuan:,.2f}"


def _script() -> str:
    language = (get_language() or "en").lower()
    if not language.startswith("zh"):
        return "en"
    return "zh-hant" if language in {"zh-hant", "zh-tw", "zh-hk"} else "zh-hans"


def _scaled(yuan: Decimal, scale: tuple[tuple[Decimal, str], ...]) -> tuple[str, str]:
    """Digits and word in the largest unit that the rounded amount reaches."""
    size, word = Decimal(1), ""
    for bigger, bigger_word in scale:
        if abs(yuan / size).quantize(CENT, ROUND_HALF_UP) * size < bigger:
            break
        size, word = bigger, bigger_word
    if not word:
        return exact_amount(yuan).removesuffix(".00"), word
    short = (yuan / size).quantize(CENT, ROUND_HALF_UP)
    return f"{short:,.2f}".rstrip("0").rstrip("."), word


def spoken_amount(yuan: Decimal) -> str:
    """Money the way the reader says it: 41.24万元, or ¥1.2 million."""
    script = _script()
    if script == "en":
        digits, word = _scaled(yuan, ENGLISH_SCALE)
        return f"¥{digits}{word}".replace("¥-", "-¥")
    digits, word = _scaled(yuan, CHINESE_SCALE[script])
    return f"{digits} {word or '元'}"


def day_of(value: date | datetime) -> date:
    """The local day of a date or an instant."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def due_words(working_days: int) -> tuple[str, str]:
    """What is left in words, and the tone: calm, soon or late."""
    if working_days < 0:
        late = -working_days
        words = ngettext("%(count)d working day late", "%(count)d working days late", late)
        return words % {"count": late}, "late"
    if working_days == 0:
        return gettext("due today"), "soon"
    words = ngettext("%(count)d working day left", "%(count)d working days left", working_days)
    return words % {"count": working_days}, "soon" if working_days <= SOON else "calm"


def day_words(value: date | datetime) -> str:
    """The day as the reader's language writes it."""
    return date_format(day_of(value), "DATE_FORMAT")


def instant_words(value: date | datetime) -> str:
    """The day, with the hour where a deadline is not simply the end of its day."""
    if isinstance(value, datetime):
        hour = timezone.localtime(value) if timezone.is_aware(value) else value
        if hour.time().replace(second=0, microsecond=0) not in DAYS_ENDS:
            return f"{day_words(value)} {date_format(hour, 'H:i')}"
    return day_words(value)


def changed_words(old: str, new: str) -> SafeString:
    """Both texts in one, what went and what came marked; long texts line by line."""
    before, after = WORD.findall(old), WORD.findall(new)
    if len(before) + len(after) > LONGEST_WORD_DIFF:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    parts: list[tuple[SafeString]] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append((format_html("{}", "".join(before[i:j])),))
            continue
        if i < j:
            parts.append((format_html("<del>{}</del>", "".join(before[i:j])),))
        if k < m:
            parts.append((format_html("<ins>{}</ins>", "".join(after[k:m])),))
    return format_html_join("", "{}", parts)


def in_its_tongue(text: str) -> str:
    """Let a screen reader read Chinese words on a page in another language; what people wrote stays in their words.

    `text` is escaped already. Nothing is marked in Chinese pages, nor where most of the text is in Latin letters.
    """
    if (
        text.isascii()
        or (get_language() or "").startswith("zh")
        or len(HAN.findall(text)) <= len(LATIN.findall(text)) // 2
    ):
        return text
    return mark_safe(f'<span lang="zh">{text}</span>')  # noqa: S308 -- escaped by whoever asks
