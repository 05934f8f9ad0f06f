"""Finds what a figure counts: the noun before it, or the one after it, and what kind of claim that makes."""

import re
from functools import lru_cache
from typing import Final

from qunli.engines.reading.results import ClaimKind

__all__ = ["Name", "is_growth", "kind_of", "name_of", "without_subject"]

LONGEST: Final = 26
LONGEST_TAIL: Final = 4
_OPENS: Final = "“「『《"
_LINKS: Final = frozenset("、和与及")  # behind one of them a figure has its noun behind it
_CLOSES: Final = "”」』》"

Name = tuple[str, int, int]

_EDGE: Final = re.compile(r"[,。;:!?()\[\]\n\t|<>]")
_TIMES: Final = re.compile(
    r"(?:截至|截止|到|自|从|于|在|由)?(?:(?:1[89]|2[01])\d{2}年度?(?:至|[-—~])?)+(?:底|末|初|全年|间|"
    r"以来|前|度)?(?:\d{1,2}月(?:份|底|末)?(?:\d{1,2}日)?)?(?:上半年|下半年|前?第?[一二三四]季度)?"
    r"|(?:截至|截止)[^,]{0,10}?(?:目前|月底|年底|日)|(?:近|过去|最近|未来|"
    r"连续)[一二两三四五六七八九十\d]{1,2}年来?间?|今年以?来?|去年|上年|全年|目前|当前|如今|报告期内?|"
    r"每年|本月|年末|\d{1,2}[-—至到]\d{1,2}月|[上下]半年|[一二三四]季度|前三季度"
)
_VERBS: Final = re.compile(
    r"实现|完成|拥有|现有|共有|已有|还有|设有|建有|持有|具有|有(?!色|机|限|效|源|关)|集聚|聚集|汇聚|"
    r"汇集|形成|建成|建设|建立|获得|获(?=[经补奖资投])|获批|获评|荣获|取得|引进|引入|新增|培育|培养|梳理出?|梳理|签约|"
    r"签订|签署|配备|配置|设立|带动|"
    r"落地|认定|拟认定|收集|走访|受理|发布|达成|创造|吸纳|吸引|提供|"
    r"(?<!研发)(?<!经费)(?<!资金)(?<!总)投入(?!强度|占|产|力|品|比|$)|覆盖|服务|开展|实施|明确|提出|"
    r"安排|下达|给予|贡献(?![率度值])|补助|奖励|赔偿|涵盖|包括|包含|成立|入驻|注册|入选|入围|帮助|解决|攻克|"
    r"突破(?=\w{2,})|支持|举办|组织|参与(?!制定|、)|"
    r"节约|同比|预计|计划|力争|确保|争取|按|经(?![费济营贸理验纪信销常开办])|其中|以及|以|对|将|为(?=\w{2,})|了(?=\w)|"
    r"和(?=\w{2,}(?:产值|收入|利润))|其|该|里|内|中(?!小|心|试|介|药|国|级|期|游|间|高|西|外|型|医|央)|"
    r"等(?=\w)|共(?!同|享|性|建|有)"
)
_TAIL: Final = re.compile(
    r"(?:达到?了?|已达|高达|多达|实现了?|完成|突破了?|超过?|约为?|近|为|(?<![拥持现设建享具已还])有|共有|共计?|合计|总计|累计|"
    r"已经?|至|增至|升至|降至|增加[至到]?|提高[至到]|提升[至到]|上升[至到]|下降[至到]|回落[至到]|"
    r"扩大[至到]|发展[至到]|调整[为至]|保持在|稳定在|维持在|在|是|的|了|均|都|分别|也|又|就|还|仅|只|"
    r"不|各|(?<![总人户])数|介于|处于|人民币|由|从|到|及|与|和|将|可|能|预计|力争|每(?:年|家|个|户|月|小时)|单个?)\Z"
)
_HEAD: Final = re.compile(
    r"(?:其中|同时|此外|另外|另有|并且?|还|也|已经?|再|又|将|先后|现|共|"
    r"总(?![产投额量收面经规成资部数体销利人])|累计|新增?|首批|全部|分别|平均|约|仅|均|以及|及|和|与|"
    r"、|,|的|了|在|是|让|使|把|向|到|当|于|之|出|对|将|给予|实际)"
)
_SUBJECTS: Final = re.compile(
    r"(?:(?:我|全|本|该|各)(?:省|市|区|县|镇|国|行业|厂|院|校|所|社会)|(?:省|市|区|县|"
    r"镇)(?![级域块外内]|重点|场)|(?:全|该|本|我|各)(?:公司|企业|集群|园区|产业集群|项目|中心|平台|"
    r"基地|院|所|联盟)|集群内?|公司|园区内?|企业(?=研发|营|产|实|年))(?:的|内|共|中|里)?"
)
_NO_NAME: Final = re.compile(r"首批|第[一二三四五六七八九十\d]+批|新增|累计|其余|另|全部")
_GROWTH: Final = re.compile(
    r"(?P<base>[^,;。]*?)(?P<growth>(?:同比|环比|年均|累计|比上年(?:同期)?|较上年(?:同期)?|"
    r"比去年(?:同期)?|较去年(?:同期)?|较(?:前|上)一年|按可比价格计算|复合|实际|名义|"
    r"近?[一二三三四五\d]年|预计|平均|分别)*\s*"
    r"(?:增长率?|增速|增幅|增加|成长|下降|降低|提高|提升|上升|回落|减少|下滑|上涨|升高|缩短|扩大|"
    r"高于[^,。]{0,12}|低于[^,。]{0,12})(?:率|了|约|达|为|到|至|至少)*)(?P<more>达到?|为|约|了|超过?|"
    r"近|不低于|不少于)?\Z"
)
_GROWS: Final = re.compile(r"[增成下降提上回减升缩扩高低]")  # what all words of growth begin with
_AFTER: Final = re.compile(r"(?:的|以上的?|左右的?)?(?P<noun>[\w“”「」\"、·\-]{2,26})")
_STOPS: Final = re.compile(
    r"(?:表示|认为|反映|计划|还|已|均|将|获|入|参|组|共同|从|在|由|被|为|是|可|达|以|到|与|和|及|并|正|先|再|也|都|仍|须|"
    r"应|能|对|向|其中|建设|同比|提出|予|用于|作为|成为|实现|完成|落户|落地|投产|开工|竣工|签约|通过|"
    r"进入|需|按|比|较|占|给予|左右|以上|以下|,|了|未|的(?:企业|单位))"
)
_NO_NOUN: Final = re.compile(
    r"\A(?:以上|以下|以内|左右|上下|之多|不等|同比|增长|下降|和|与|及|或|、|到|至|提高|的\Z|后|前)"
)
_KINDS: Final = (
    (
        ClaimKind.TIER,
        re.compile(
            r"高新技术企业|高企|专精特新|小巨人|单项冠军|创新型(?:中小)?企业|科技型(?:中小)?企业|"
            r"科技(?:型)?企业|独角兽|瞪羚|领军企业|high-tech enterprise|little giant|unicorn"
        ),
    ),
    (ClaimKind.PATENT, re.compile(r"专利|著作权|知识产权|商标|patent|trademark", re.IGNORECASE)),
    (
        ClaimKind.STANDARD,
        re.compile(
            r"(?:国家|行业|产业|国际|团体|地方|技术|企业|定|修订|订)标准|标准(?:\Z|制)|\bstandards?\b", re.IGNORECASE
        ),
    ),
    (ClaimKind.FIELD, re.compile(r"领域|方向|赛道|关键技术|\bfields?\b|\bareas?\b")),
    (ClaimKind.PROGRAMME, re.compile(r"项目|计划|专项|课题|工程|\bprojects?\b|\bprogram")),
)
_SHARE: Final = re.compile(r"占|比重|率\Z|份额|渗透|强度|\bshare\b|accounted for|percentage of")


@lru_cache(maxsize=4096)
def kind_of(name: str, unit: str) -> ClaimKind:
    """Return the kind of claim that a named figure makes."""
    if unit in {"%", "‰", "百分点"}:
        if is_growth(name):
            return ClaimKind.GROWTH
        return ClaimKind.SHARE if _SHARE.search(name) else ClaimKind.INDICATOR
    if unit in {"元", "美元", "欧元", "港元", "日元"}:
        return ClaimKind.INDICATOR
    for kind, pattern in _KINDS:
        if pattern.search(name):
            return kind
    return ClaimKind.INDICATOR


def is_growth(name: str) -> bool:
    """Say whether a name ends in a word of growth or decline."""
    return _GROWTH.search(name) is not None or re.search(r"增长|增速|增幅|成长|下降|回落", name[-8:]) is not None


def growth_of(left: str) -> tuple[str, str] | None:
    """Split the words before a percentage into what grows and how; nothing where nothing grows."""
    match = _GROWTH.search(left) if _GROWS.search(left) else None
    return (match["base"], match["growth"]) if match else None


def without_subject(words: str) -> str:
    """Drop times, small words and the body from the front of a noun, and links from its end."""
    words = next((piece for piece in reversed(_TIMES.split(words)) if piece.strip(" 、,的")), "")
    while True:
        shorter = _without_tail(_unquoted(words.strip(" 、,")))
        shorter = _strip_head(shorter)
        if shorter == words:
            return "" if _NO_NAME.fullmatch(words) else words
        words = shorter


def _without_tail(words: str) -> str:
    tail = _TAIL.search(words, max(0, len(words) - LONGEST_TAIL))
    return words[: tail.start()] if tail else words


def _unquoted(words: str) -> str:
    """Drop quotation marks at the ends that have no partner within, or that hold the whole."""
    if words and words[0] in _OPENS and _CLOSES[_OPENS.index(words[0])] not in words[:-1]:
        words = words[1:]
    if words and words[-1] in _CLOSES and _OPENS[_CLOSES.index(words[-1])] not in words:
        words = words[:-1]
    return words.lstrip("”」』").rstrip("“「『")


def _strip_head(words: str) -> str:
    for pattern in (_SUBJECTS, _HEAD):
        match = pattern.match(words)
        if match and match.end() < len(words):
            return words[match.end() :]
        if match and pattern is _SUBJECTS:
            return ""
    return words


def name_of(text: str, floor: int, begin: int, end: int, counts: bool) -> Name:  # noqa: FBT001 -- a fact of the unit
    """Return the name of a figure between ``begin`` and ``end``, and where the name stands.

    ``floor`` is where its clause may begin: behind the figure before it or the last mark.
    """
    great = text[end - 1 : end] == "大"
    before = ("", begin, begin) if great else _noun_before(text, floor, begin)
    name = before[0]
    if text[begin - 1 : begin] in _LINKS and not great:
        after = _noun_after(text, end)
        if after[0]:
            return after
    if counts and name[-1:] in _CLOSES and (name[:1] in _OPENS or not any(map(name.count, _OPENS))):
        before = ("", begin, begin)
    if before[0]:
        return before
    after = _noun_after(text, end)
    return after if after[0] else _noun_before(text, floor, begin, whole=True)


def _noun_before(text: str, floor: int, begin: int, *, whole: bool = False) -> Name:
    left = text[max(floor, begin - 60) : begin]
    offset = begin - len(left)
    edges = [match.end() for match in _EDGE.finditer(left)]
    if edges and edges[-1] == len(left) and left[-1] == ":":
        edges.pop()
    cut = edges[-1] if edges else 0
    clause = _trimmed(left[cut:])
    verbs = [
        match.end() for match in _VERBS.finditer(clause) if match.end() < len(clause) or match.end() == len(clause)
    ]
    noun = without_subject(clause[verbs[-1] :] if verbs else clause)
    if whole and not noun and verbs:
        noun = without_subject(clause[verbs[-2] if len(verbs) > 1 else 0 :])
    noun = noun[-LONGEST:]
    if noun and noun[-1] not in _CLOSES and sum(map(noun.count, _OPENS)) > sum(map(noun.count, _CLOSES)):
        noun += text[begin - 1] if text[begin - 1] in _CLOSES else ""
    place = text.rfind(noun, offset, begin) if noun else -1
    return (noun, place, place + len(noun)) if place >= 0 else ("", begin, begin)


def _trimmed(clause: str) -> str:
    """Drop the links at the end of a clause, so that the verb before the noun is the last one left."""
    while True:
        shorter = _without_tail(clause.rstrip(" :、,"))
        if shorter == clause:
            return clause
        clause = shorter


def _noun_after(text: str, end: int) -> Name:
    right = text[end : end + 40]
    edge = _EDGE.search(right)
    right = right[: edge.start()] if edge else right
    if _NO_NOUN.match(right):
        return ("", end, end)
    match = _AFTER.match(right)
    if match is None:
        return ("", end, end)
    noun = match["noun"]
    stop = _STOPS.search(noun, 1)
    noun = (noun[: stop.start()] if stop else noun).rstrip("、的")
    start = end + match.start("noun")
    return (noun, start, start + len(noun)) if len(noun) > 1 else ("", end, end)
