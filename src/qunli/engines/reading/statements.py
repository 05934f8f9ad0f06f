"""Reads what is said in words: fields, mechanisms, segments with their firms, relations, programmes, events."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from qunli.engines.reading.results import Bound, Claim, ClaimKind, Organization
from qunli.engines.reading.subjects import Subjects
from qunli.engines.reading.times import find_mentions

__all__ = ["statements_in"]

_FIELDS: Final = re.compile(
    r"(?:涵盖|覆盖|围绕|聚焦|涉及|包括|"
    r"瞄准)(?P<items>(?:[\w\-]{2,14}、)+[\w\-]{2,14}?(?:和[\w\-]{2,12}?)?)(?:等|"
    r"[一二三四五六七八九十\d]+(?:大|个))[\w]{0,12}?(?:领域|方向|赛道)"
)
_MECHANISM: Final = re.compile(
    r"(?P<verb>实施|建立|推行|完善|创新|健全|探索|构建|"
    r"实行)[^,。;“”「」『』\"]{0,4}?(?P<name>[“「『\"][^”」』\"]{2,16}[”」』\"][\w“”「」『』、]{0,14}?(?:机制|"
    r"制度|模式|方式|体系)?|[\w]{2,24}?(?:机制|制度))"
)
_SEGMENT: Final = re.compile(
    r"(?P<stream>上[游遊]|中[游遊]|"
    r"下[游遊])(?P<verb>[有为以是包括覆盖涉及主要涵盖]{0,5})(?P<items>[^,。;]{2,60}?)(?=等|,|。|;|"
    r"及[上中下][游遊]|\Z)"
)
_AGREES: Final = re.compile(
    r"(?:签订|签署|签约|籤订|达成|结成|缔结|共建|合作|携手|联合成立|战略合作|sign(?:ed|s)?|agreed)", re.IGNORECASE
)
_AGREEMENT: Final = re.compile(
    r"(?:签订|签署|籤订|达成)(?:了)?(?P<name>[\w“”「」]{2,24}?(?:协议|合同|备忘录|意向书|协定|公约))|"
    r"(?P<built>共建[\w]{2,16})|sign(?:ed|s)?\s(?P<english>an? [\w\s]{2,30}?(?:agreement|memorandum|"
    r"contract))",
    re.IGNORECASE,
)
_PROGRAMME: Final = re.compile(
    r"[“「『\"](?P<name>[^”」』\"\n]{4,60})[”」』\"][^。;]{0,24}?(?:纳入|列入|入选|获批|"
    r"获)(?:了)?(?P<plan>(?:国家|省|市)?[\w]{0,14}?(?:计划|专项|项目|工程|名单))"
)
_QUOTES: Final = re.compile(r"[”」』\"]")
_EVENT: Final = re.compile(
    r"(?P<verb>成立|揭牌|投产|开工|竣工|入驻|落户|启用|开园|获评|入选|公示|出口|发布|召开|举行|签署|"
    r"签订|开幕|认定|施行|实施|挂牌|获批|授牌|下线|通过验收|启动)"
)
_DATE: Final = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年)(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?|(?P<part>[初底末]))|"
    r"(?<!\d)(?P<only>\d{1,2}月\d{1,2}日)(?![电讯])|今年\d{1,2}月(?:\d{1,2}日)?"
)
_LISTED: Final = re.compile(r"[^、与和及]+")
_PARTY: Final = re.compile(r"(?!.*[的了在于为将是对向])[\w·()]{3,20}")
_BEFORE_PARTY: Final = re.compile(
    r"(?:\s|近日|日前|昨日|今日|当天|会上|期间|上午|下午|(?:今年|去年|\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|由)+"
)
_BEHIND_PARTY: Final = re.compile(
    r"(?:\([^)]*\))?(?:等|双方|三方|多方|共同|联合|签约|正式|分别|成功|现场|当场|再次|还|已|又)*\Z"
)
_MARK: Final = re.compile(r"[,。;!?]")
_DIGITS: Final = re.compile(r"\d+(?:\.\d+)?[%万亿家项个件]")
_LONGEST: Final = 120
_MONTHS: Final = 12
_DAYS: Final = 31


def statements_in(
    text: str, original: str, sentence: tuple[int, int], organizations: Sequence[Organization], subjects: Subjects
) -> Iterator[Claim]:
    """Read what one sentence states in words; ``organizations`` are those it names."""
    start, end = sentence
    said = text[start:end]
    for kind, pattern in (
        *(((ClaimKind.FIELD, _FIELDS),) if "、" in said else ()),
        (ClaimKind.MECHANISM, _MECHANISM),
        *(((ClaimKind.PROGRAMME, _PROGRAMME),) if _QUOTES.search(said) else ()),
    ):
        for match in pattern.finditer(text, start, end):
            yield from _claims_of(text, original, kind, match, subjects.of(start, match.start()))
    yield from _segments(text, original, sentence, organizations, subjects)
    yield from _relations(text, original, sentence, organizations)
    yield from _events(text, original, sentence, subjects)


def _claim(original: str, kind: ClaimKind, span: tuple[int, int], subject: str, name: str) -> Claim:
    start, end = span
    return Claim(start, end, original[start:end], kind, subject, name, bound=Bound.EXACT, confidence=0.6)


def _claims_of(text: str, original: str, kind: ClaimKind, match: re.Match[str], subject: str) -> Iterator[Claim]:
    if kind is not ClaimKind.FIELD:
        name = re.sub(r"[“”「」『』\"]", "", match["name"])
        yield _claim(original, kind, match.span(), subject, name)
        return
    place = match.start("items")
    for item in re.split(r"(、|和)", match["items"]):
        if item not in {"、", "和"} and len(item) > 1:
            yield _claim(original, kind, (place, place + len(item)), subject, text[place : place + len(item)])
        place += len(item)


def _segments(
    text: str, original: str, sentence: tuple[int, int], organizations: Sequence[Organization], subjects: Subjects
) -> Iterator[Claim]:
    said = text[slice(*sentence)]
    if "游" not in said and "遊" not in said:
        return
    for match in _SEGMENT.finditer(text, *sentence):
        if len(match["items"]) < 3 or match["items"][0] in "下上产资企供协业的联":  # noqa: PLR2004 -- 上下游 says nothing of what is made there
            continue
        firms = tuple(
            text[one.start : one.end] for one in organizations if match.start() <= one.start and one.end <= match.end()
        )
        claim = _claim(
            original,
            ClaimKind.SEGMENT,
            match.span(),
            subjects.cluster(match.start()),
            match["stream"].replace("遊", "游"),
        )
        items = tuple(item for item in re.split(r"[、和]", match["items"].strip("有为以是包括")) if item)
        yield _with_others(claim, firms or items)


def _relations(
    text: str, original: str, sentence: tuple[int, int], organizations: Sequence[Organization]
) -> Iterator[Claim]:
    said = text[slice(*sentence)]
    if len(organizations) < 2 or not _AGREES.search(said):  # noqa: PLR2004 -- it takes two
        return
    agreement = _AGREEMENT.search(said)
    if agreement is None:
        return
    act = sentence[0] + agreement.start()
    parties = _parties(text, _clause_of_parties(text, sentence[0], act, organizations), organizations)
    begin, stop = min(parties[0][0], act), max(parties[-1][1], sentence[0] + agreement.end())
    if stop - begin > _LONGEST:
        begin, stop = act, sentence[0] + agreement.end()
    names = [text[start:end] for start, end in parties]
    what = agreement["name"] or agreement["built"] or agreement["english"] or ""
    yield _with_others(_claim(original, ClaimKind.RELATION, (begin, stop), names[0], what), tuple(names[1:]))


def _parties(text: str, clause: tuple[int, int], organizations: Sequence[Organization]) -> list[tuple[int, int]]:
    """Return where the parties stand: the organizations, and what is listed with them before the act.

    In 甲商会与乙包装、丙银行签订 a name without an ending of its own is a party as its neighbours are.
    """
    known = [(one.start, one.end) for one in organizations]
    if not any(clause[0] <= start < clause[1] for start, _end in known):
        return known
    listed = [_bare(text, match.start(), match.end()) for match in _LISTED.finditer(text, *clause)]
    others = [
        (start, end)
        for start, end in listed
        if _PARTY.fullmatch(text, start, end) and not any(start < last and first < end for first, last in known)
    ]
    return sorted(known + others) if len(listed) > 1 else known


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out a time before a name, and 等 or 共同 behind it."""
    lead, tail = _BEFORE_PARTY.match(text, start, end), _BEHIND_PARTY.search(text, start, end)
    return lead.end() if lead else start, tail.start() if tail else end


def _events(text: str, original: str, sentence: tuple[int, int], subjects: Subjects) -> Iterator[Claim]:
    """Read a dated happening: the clause chain from the date to the verb and what follows it."""
    for date in _DATE.finditer(text, *sentence):
        verb = _EVENT.search(text, date.end(), min(sentence[1], date.end() + _LONGEST))
        if verb is None or _DIGITS.search(text, date.end(), verb.start()):
            continue
        stop = _clause_end(text, verb.end(), sentence[1])
        if re.match(r"[^,;]{0,6}公布数据", text[verb.start() : stop]):
            continue
        claim = _claim(
            original,
            ClaimKind.EVENT,
            (date.start(), stop),
            subjects.of(sentence[0], verb.start()),
            text[date.end() : stop].strip(" ,"),
        )
        yield _dated(claim, text, date)
        return


def _clause_of_parties(text: str, start: int, act: int, organizations: Sequence[Organization]) -> tuple[int, int]:
    """Return the last clause before the act that names an organization: 甲、乙现场签约，签订协议."""
    stop = act
    for mark in reversed(list(_MARK.finditer(text, start, act))):
        if any(mark.end() <= one.start < stop for one in organizations):
            return mark.end(), stop
        stop = mark.start()
    return start, stop


def _clause_end(text: str, place: int, end: int) -> int:
    match = _MARK.search(text, place, end)
    return match.start() if match else end


def _dated(claim: Claim, text: str, date: re.Match[str]) -> Claim:
    mentions = [one for one in find_mentions(text, date.start(), date.end()) if one.kind == "year"]
    period = mentions[0].period if mentions else None
    day = None
    if (
        date["year"]
        and date["month"]
        and 1 <= int(date["month"]) <= _MONTHS
        and (not date["day"] or 1 <= int(date["day"]) <= _DAYS)
    ):
        day = f"{date['year']}-{int(date['month']):02}" + (f"-{int(date['day']):02}" if date["day"] else "")
    return Claim(
        claim.start, claim.end, claim.quote, claim.kind, claim.subject, claim.name, period=period or date["year"],
        confidence=claim.confidence, scope=date.group(), date=day,
    )  # fmt: skip


def _with_others(claim: Claim, others: tuple[str, ...]) -> Claim:
    return Claim(
        claim.start, claim.end, claim.quote, claim.kind, claim.subject, claim.name, bound=claim.bound,
        confidence=claim.confidence, others=others,
    )  # fmt: skip
