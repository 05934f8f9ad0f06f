"""Finds the turns of phrase by which a page speaks of itself or to its reader, in one pass over the text.

These are no words of a topic: they are the grammar of publishing and selling - deixis (this site, you),
legal modals, imperatives, prices, ways to get in touch - and stay the same whatever is sold.
"""

import re
from collections.abc import Iterable
from string import ascii_lowercase
from typing import Final

import numpy as np
from numpy.typing import NDArray

from qunli.engines.reading.pairs import CharacterTable, PairTable

__all__ = ["Cues", "cues_of", "openings_in", "reading_copy"]

_CUES: Final = {
    # the page names itself
    "itself": (
        r"本[网站](?!络)|[本此]邮件|本报告版权|自动发送|本网站|本文(?=内容|章|来源|由|仅|系|所|不|为)|"
        r"本(?:平台|公众号|页面|栏目|微信)|"
        r"(?:原文|文章|内容|图片|数据|信息)(?:均?来[源自]|由)|以上(?:内容|信息|文章|观点|资料)"
        r"|文中|声明:|风险提示|网友"
        r"|\bthis (?:web)?site\b|\bthis (?:article|page|post|material|newsletter|message|email)\b|\bour "
        r"(?:site|website)\b|\bpublication\b|\bpublisher\b|\bherein\b"
    ),
    # rights in the text
    "rights": (
        r"版权(?:所有|均?[属归为]|声明|问题)|著作权(?:所有|均?[属归为])|转载(?:请|时|自|须|需|于|目的|"
        r"此文)|禁止转载|不[得许](?:转载|复制)|谢绝转载|书面(?:许可|授权|同意)|翻版|侵[权删](?:请|联系|"
        r"必究|行为请|,|必)"
        r"|未经(?:书面|本\w{0,3}|许可|授权|同意|允许)|非经授权|注明(?:出处|来源)|原作者|©|\(c\) ?\d{4}"
        r"|all rights reserved|\bcopyright\b|\btrademarks? of\b|\bwithout (?:prior )?(?:written "
        r")?(?:permission|consent)|property of the publisher|redistribut"
    ),
    # rights or liability as they are named anywhere
    "law": (
        r"版权|著作权|转载|摘编|侵权|不构成|谨慎|法律责任|真实性|核实|作者本?人?观点|\bliab(?:le|ility)|"
        r"\bwarrant(?:y|ies)\b|\breproduc|\bconfidential\b"
    ),
    # liability for it
    "liability": (
        r"免责|不承担|概不负责|不对\w{0,8}负责|不构成(?:任何)?(?:投资|购买|交易|建议)|不代表(?:本|其|我|"
        r"\w{1,4}(?:观点|立场))|不表明本|不作为\w{0,6}依据|仅代表作者|仅供(?:参考|网友|读者)"
        r"|指定收件人|误收|收件人(?:使用|阅读)|请勿(?:直接)?回复|do not reply|风险自担|责任自负|自行承担|"
        r"不作任何保证|不保证|据此操作|(?:投资|[市股]市?场?)有风险|入市|服务条款|"
        r"隐私(?:政策|条款|声明)|用户协议"
        r"|\bdisclaim|not constitute|investment advice|\bat your own risk|terms of (?:use|service)|"
        r"\baccepts? no (?:liability|responsibility)|not necessarily reflect"
        r"|privacy policy|\bcookies?\b|informational purposes|not accept (?:any )?responsibility|intended "
        r"recipient"
    ),
    # what to do about it
    "request": (
        r"如有(?:侵|异议|疑问|不妥|问题)|若有|如需|如涉及|如涉|与我们联系|请(?:联系|与本|及时|核实|注明|勿|"
        r"告知|注意|在\d+日内)|删除|处理|举报|投诉|\bplease notify\b"
    ),
    # the page's own furniture
    "furniture": (
        r"责任编辑|责编|(?:编辑|作者|来源|校对|审核|监制|供稿|摄影|发布时间|浏览次数|阅读量|点击数|字号|"
        r"字体) ?[:|]|分享到|打印本?页|关闭窗口|我要评论|条评论|点赞|"
        r"[上下]一?[篇页条](?=[:\s]|$)|阅读原文|在看”|长按识别|评论区|返回(?:顶部|首页|列表|目录)|回上页|"
        r"相关(?:阅读|新闻|链接|推荐|文章|报道)|"
        r"热门(?:推荐|文章|新闻|标签|搜索)?|猜你喜欢|推荐阅读|延伸阅读|扫一扫|"
        r"(?:主办|承办|技术支持)(?:单位)?:|网站标识码|icp备|icp证|公网安备|网站地图|联系我们|关于我们|"
        r"友[情善]链接|当前位置|您(?:所在|现在)的?位置|设为首页|加入收藏|评论\(\d+\)|忘记密码|验证码|"
        r"powered by\b|\bshare (?:this|on)\b|\bread more\b|\brelated (?:articles|news|stories|posts)\b|"
        r"\bposted by\b|\bback to top\b|"
        r"\bskip to\b|\bsitemap\b|\bmost (?:read|popular)\b|\bleave a comment\b|\btags?:|\bfollow us\b|"
        r"\bpage \d+ of \d+|\bunsubscribe\b|\bview in browser\b"
    ),
    # labels of buttons, which are words of any text too
    "button": (
        r"首页|登录|注册|打印|收藏|搜索|更多|分享|点赞|尾页|加载中|\blog ?in\b|\bsign in\b|\bprint\b|"
        r"\bsearch\b|\bmenu\b|\bhome\b|\bhelp\b"
    ),
    # how to reach whoever is behind the page
    "contact": r"(?:地址|电话|传真|邮编|邮箱|网址)[::]|\b(?:tel|fax|e-?mail|address)[::]",
    # talk, not writing
    "casual": (
        r"[哒啦哦呀哟嘛噢]|姐妹们?|宝妈|闺蜜|亲测|真的(?:太|是)|太\w{1,3}了|必[看备]|强推|省心|手慢无|囤了|"
        r"回购|链接|我(?:已经|用了|家)|脱颖而出|排忧解难|竭诚"
    ),
    # an office speaking to the bodies it serves, or a report of what was said and done
    "office": (
        r"各(?:有关|相关|成员)?(?:单位|企业|部门|区|县|市|镇|街道)|有关单位|特此(?:通知|公告|公示)|"
        r"附件[::\d]|印发|申报|公示|推荐单位|联系人[::]|受理|报送|贯彻|揭榜|工作日"
        r"|\bcomments on the draft\b"
    ),
    "reports": (
        r"记者|获悉|据悉|据了解|了解到|介绍|表示|指出|强调|公布|召开|举行|签[署订]|审议|批准|规定|座谈|"
        r"调研|集群|产业园|同比|负责人"
        r"|\bsaid\b|\bannounced\b|\breported\b|\baccording to\b|\bapproved\b|\bofficials?\b|\bministry\b"
    ),
    # to whom it speaks
    "you": (
        r"[您你]|亲爱的|亲,|家长们?|(?:各位|新老)(?:老板|顾客|朋友|客户|车主|业主)|朋友(?:们|可以|圈)|"
        r"\byou(?:r|rs|rself)?\b"
    ),
    "we": r"我们|我司|本[店厂院]|本公司|小编|咱们|加我|跟着|\bwe(?:'re|'ll|'ve)?\b|\bour(?:s)?\b",
    "shout": r"!+|~+",
    "asks": (
        r"(?:吗|么|呢|怎么办|不够|不上去|影响\w{1,4}|想要?|是否)[^。!\n]{0,12}\?|\b(?:tired|looking|want|"
        r"need|ready)\b[^.!?\n]{3,60}\?"
    ),
    "touch": (
        r"微信|vx\b|v信|qq|扣扣|line(?=了|咨|好友|id)|加群|进群|热线|咨询电话|扫码|二维码|客服|公众号|来电|"
        r"致电|上门|到店|到院|whatsapp|telegram|\btoll.free\b|https?://|www\."
    ),
    "urge": (
        r"立即|马上|赶紧|赶快|快来|抓紧|点击|拨打|添加|关注我|扫描|下载|安装|预约|抢购|抢先|先到先得|领取|"
        r"报名从速|现在(?:报名|联系|预约)|联系还可|咨询即|戳\w{0,3}链接|想要链接|拍下|试试|报名中|订购|"
        r"选购|下单|开户|充值|了解更多|了解详情|详情请|详聊|不要错过|切勿错过|"
        r"机不可失|欢迎(?:来|您|新|各|广|选|咨|加|订|惠|光|致|垂|预)|敬请|值得(?:信赖|拥有)|首选|诚招|"
        r"招商加盟|全国招商|代理商|专业承接|火热开启|震撼上市|行动起来|坚持使用|"
        r"\bclick\b|\bsign up\b|\bsubscribe\b|\border (?:now|today)\b|\bbuy (?:now|today)\b|\bcall (?:now|"
        r"us|today)\b|\bcontact us\b|\bdownload (?:our|now|the app)\b|\bjoin (?:now|us|thousands)\b|"
        r"\bdon't miss\b|\bact now\b|\bget (?:yours|started|a free)\b|\bbook (?:now|your)\b|\btry it\b|"
        r"\bapply now\b|\blearn more\b|\baccept\b|\bregister now\b|\bswitch to\b|\bstart earning\b|\bearn "
        r"money\b"
    ),
    "price": (
        r"仅需|只需|只要|仅售|低至|原价|现价|特价|[\d一二三四五六七八九]折|优惠|免费|免(?:中介|首|押|"
        r"手续)|包邮|免息|秒批|秒到|当天放款|买一送|赠送|获赠|诊断报告一份|不收费|买\w{1,2}送|退费|立减|"
        r"即送|还送|加送|存\d+送|送\d+|好礼|礼品|红包|彩金|"
        r"限时|限量|名额|返现|返利|返水|大促|促销|钜惠|"
        r"无需抵押|无抵押|零首付|低(?:利率|息)|超低|日赚|月入|月收入|稳赚|涨停|零风险|零基础|高价回收|现款|"
        r"实惠|划算|退款|先\w{2}后付|块[九钱]|一个疗程|"
        r"\d% off|\bfree (?:trial|shipping|quote|consultation|gift|spins)\b|\bdiscount\b|\bsave (?:up to|"
        r"\d)|\blimited.time\b|"
        r"\bspecial offer\b|\bbest price|\blow(?:est)? price|\bonly \$\d|\bfrom (?:only|just) \$|"
        r"\bmoney.back\b|\bbonus\b|\bno (?:contracts?|hidden fees)\b"
    ),
    "praise": (
        r"老品牌|年老店|第一品牌|顶级|百分百|100%(?:正品|通过|有效|满意)|包(?:过|您|你|教|赚)|轻松|放心|"
        r"无忧|一对一|量身|专业团队|资深|名师|专家告诉|口碑|尊享|尽享|专享|至尊|奢华|祖传|根治|见效|不反弹|"
        r"圆梦|拎包入住|应有尽有|看得见|自用两相宜|变美|告别|正品|精美|领先的\w{0,6}平台|"
        r"\bguarantee|\btop.rated\b|\bworld.class\b|\btrusted by\b|\bamazing\b|\beasy\b|\bhassle.free\b|"
        r"\bexclusive\b|\bvisit our\b|\bready to\b|\balways wanted\b|\bno risk\b|\bproven\b|\bluxury\b|"
        r"\bbreathtaking\b|\blightning.fast\b|\bsimple "
        r"trick\b|\bwithout dieting\b|\bperfect\b|\baward.winning\b"
    ),
}


def _alternatives(pattern: str) -> list[str]:
    """Split a pattern at its outermost bars."""
    parts: list[str] = []
    depth = begun = 0
    for place, character in enumerate(pattern):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "|" and not depth:
            parts.append(pattern[begun:place])
            begun = place + 1
    return [*parts, pattern[begun:]]


_QUANTIFIER: Final = re.compile(r"[?+]|\\{\d+(?:,\d*)?\\}|")
_DIGITS: Final = "0123456789"


def _openings(pattern: str, length: int = 3) -> set[str]:
    """Return how the texts that a pattern matches can begin; what is shorter than asked can have anything behind it."""
    pattern = pattern.removeprefix("\\b")
    if not pattern or not length or pattern.startswith(("(?=", "(?!", "\\w", ".")):
        return {""}
    if pattern.startswith("(?:"):
        inner, rest = pattern[3:].split(")", 1)
        options = [*_alternatives(inner), ""] if rest.startswith("?") else _alternatives(inner)
        return {found for option in options for found in _openings(option + rest.removeprefix("?"), length)}
    members, rest = _members(pattern)
    how_often = _QUANTIFIER.match(rest)
    sign = how_often.group() if how_often else ""
    rest = rest.removeprefix(sign)
    behind = _openings(rest, length - 1) | (set(members) if sign == "+" and length > 1 else set[str]())
    without = _openings(rest, length) if sign == "?" else set[str]()
    return {one + more for one in members for more in behind} | without


def _members(pattern: str) -> tuple[str, str]:
    """Split a pattern behind its first character or class; return the characters that can stand there, and the rest."""
    if pattern.startswith("["):
        inner, rest = pattern[1:].split("]", 1)
        return inner.replace("\\d", _DIGITS), rest
    if pattern.startswith("\\d"):
        return _DIGITS, pattern[2:]
    pattern = pattern.removeprefix("\\")
    return pattern[0], pattern[1:]


_OPENINGS: Final = {pattern: _openings(pattern) for cue in _CUES.values() for pattern in _alternatives(cue)}


def _by_first_character() -> dict[str, re.Pattern[str]]:
    """Return for each first character the turns of phrase that begin with it: the text is long, the list too."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, cue in _CUES.items():
        for pattern in _alternatives(cue):
            for first in {opening[0] for opening in _OPENINGS[pattern]}:
                found.setdefault(first, {}).setdefault(name, []).append(pattern)
    return {
        first: re.compile("|".join(f"(?P<{name}>{'|'.join(parts)})" for name, parts in cues.items()))
        for first, cues in found.items()
    }


_AT: Final = _by_first_character()
_SMALL_LETTERS: Final = CharacterTable(ascii_lowercase)
_ALL_OPENINGS: Final = {opening for openings in _OPENINGS.values() for opening in openings}
_FIRST_TWO: Final = PairTable({opening[:2]: 1 for opening in _ALL_OPENINGS if len(opening) > 1})
_NEXT_TWO: Final = PairTable({opening[1:]: 1 for opening in _ALL_OPENINGS if len(opening) > 2})  # noqa: PLR2004 -- a third
_ONE_WILL_DO: Final = CharacterTable("".join(opening for opening in _ALL_OPENINGS if len(opening) == 1))
_TWO_WILL_DO: Final = CharacterTable("".join(opening[1] for opening in _ALL_OPENINGS if len(opening) == 2))  # noqa: PLR2004 -- a pair
Cues = dict[str, int]


def reading_copy(folded: str) -> str:
    """Return half-width text in small letters, one for one."""
    small = folded.lower().replace("\u2019", "'")
    return small if len(small) == len(folded) else "".join(one.lower()[:1] for one in folded)


def openings_in(codes: NDArray[np.uint16], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places where a turn of phrase may begin, told by its first three characters, two at a time.

    ``codes`` are the characters of some texts, one behind the other; ``starts`` says where each text begins.
    """
    goes_on = (_NEXT_TWO.of(codes) > 0) | _TWO_WILL_DO.of(codes)
    begins = _FIRST_TWO.of(codes) > 0
    begins[:-1] &= goes_on[1:]
    begins |= _ONE_WILL_DO.of(codes)
    small_letter = _SMALL_LETTERS.of(codes)
    within_word = np.concatenate(([False], small_letter[1:] & small_letter[:-1]))
    within_word[starts] = False
    return np.flatnonzero(begins & ~within_word)


def cues_of(copy: str, openings: Iterable[int]) -> Cues:
    """Count the turns of phrase in a text, which is its reading copy, at the places where one may begin."""
    found: Cues = {}
    done = 0
    for place in openings:
        match = _AT[copy[place]].match(copy, place) if place >= done else None
        if match is not None:
            done = match.end()
            name = match.lastgroup or ""
            found[name] = found.get(name, 0) + 1
    return found
