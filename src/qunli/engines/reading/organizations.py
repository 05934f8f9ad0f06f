"""Finds organizations by how their names end and by the small words that stand before names."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from qunli.engines.notation.codes import NotAUscc, read_uscc
from qunli.engines.notation.names import name_key, name_likeness
from qunli.engines.reading.results import Link, Organization

__all__ = ["Known", "find_organizations", "linked"]

LIKE_ENOUGH: Final = 0.72

_FIRM: Final = (
    r"(?:股份有限责任公司|股份有限公司|有限责任公司|有限公司|集团公司|总公司|分公司|"
    r"(?<![上子母总分])公司|集团(?![化军式])|合作社|事务所|(?<![工矿建])厂(?![商房区家内外矿长址]))"
)
_ROLES: Final = (
    ("enterprise", _FIRM),
    ("university", r"(?:大学(?![生城教])|(?<!科)学院(?!派)|职业技术学院)"),
    ("institute", (
r"(?:研究总院|研究院|研究所|设计院|科学院|工程院|实验室|(?:研究|检测|检验|计量|测试|技术|创新|研发|"
r"设计|孵化|赋能|创制|转化|培训|物流|算力|展示|会议|认证|鉴定|评价|审评|仲裁|调解|康复|诊疗|医学|试验|中试|工艺|"
r"材料|装备|仿真|信息|会展|共享)中心)"
)),
    ("association", r"(?:协会|学会|商会|(?<!办)公会(?!堂)|联合会|促进会|联盟|基金会|工会)"),
    ("bank", r"(?:银行)"),
    ("authority", (
r"(?:人大常委会|常务委员会|管理委员会|委员会|管委会|常委会|人民政府|(?<![各级人民])政府|经信委|"
r"发改委|国资委|科委|商务委|建交委|办公厅|(?:[市区县省州镇乡]|街道)(?:委|办)(?![员托属])"
r"|(?:工信|科技|商务|财政|统计|税务|发改|经信|教育|人社|市监|市场监管|信息化|发展|管理|监督|监管|"
r"保障|规划|资源|环境|农业|农村|文化|旅游|体育|卫生|健康|交通|运输|水利|水务|应急|审计|能源|海关|"
r"知识产权|气象|安全|科学技术|公安|民政|司法|投资促进|邮政|铁路|事务|"
r"建设)[局厅](?![长级面部限部]))|(?:科技|工业和信息化|财政|教育|商务|公安|民政|生态环境|交通运输|"
r"农业农村|国防|外交|水利|文化和旅游)部(?![门分署长队位件])|办事处|调查总?队|(?:人民)?(?:法院|检察院)"
)),
    ("park", r"(?:产业园|科技园|工业园|软件园|科创园|产业园区|孵化器|众创空间|试验场|示范园)"),
    ("media", r"(?:日报|晚报|晨报|电视台|通讯社|出版社|杂志社)"),
    ("hospital", r"(?:医院)"),
    ("platform", (
r"(?:服务中心|促进中心|运营中心|推进中心|管理中心|发展中心|指导中心|交易中心|体验中心|数据中心|"
r"服务站)"
)),
)  # fmt: skip
# The characters that a suffix begins with: most places of a text are passed over by this alone.
_FIRST: Final = (
    "[股有集总分公合事厂大学职研设科工实检计测技创孵赋协商联促基银人常委管政经发国建办市区县省州镇乡街"
    "转培物算展认鉴评仲调康诊中材装仿会共财统税教信监保规资环农文旅体卫健交运水应审能海知气安民司投邮铁生外法产软众试示日晚晨电通出杂医服推指数同]"
)
_SUFFIX: Final = re.compile(f"(?={_FIRST})(?:" + "|".join(f"(?P<{role}>{pattern})" for role, pattern in _ROLES) + ")")
_CANDIDATE: Final = re.compile(r"(?:[\u3400-\u9fffA-Za-z0-9·&]|\([\u4e00-\u9fffA-Za-z]{2,5}\))+")
_BREAKS_BEGIN: Final = (  # the characters that a break begins with, as above
    r"[\d"
    "、一七三下与两为主九了二于五今介从代以企会位作使例依停入八公六共其判到加包十协占印即参及发各同向和四在培"
    "壮多头如委子宣对将就属带平并应开引强当总成或打承把投报拟指据授控推提携支收教新旗日昨是暨服本机来核根检此"
    "比民牵状由百的目看称等签组给考联聘至荣获落董表被裁认让记设访该调负责赋赔走赴起近这连透通邀那重链院隶项骨"
    "龙"
    "]"
)
_BREAK: Final = re.compile(
    rf"(?={_BREAKS_BEGIN})"
    r"(?:由|(?<=[送交寄达迁递报])至|报送|提交|(?:会|连|携)同|同(?![创济方仁盛兴力心泰德和花舟程辉])(?=[\u4e00-\u9fff]{2,12}(?:大学|公司|学院|研究))|与|及|以及|在(?!线)|"
    r"(?<![方面定])向|对(?![外])|(?<![华因作])为(?!民|为)|是|的|据(?=[\u4e00-\u9fff]{2,})(?<!数据|证据|"
    r"根据)|根据|依据|(?<!数)据|了|将|被|让|使|(?<!服)从|(?<!终)到|于|给(?!排)|就|赴|称|以(?!色|上|下|"
    r"内|来)|等(?![温离静压效级])|并|或|该|占|把|暨|拟建|新增|公示|公告|认定|获悉|本(?=[公院])|这家|那家|[一二三四五六七八九十百两\d]+余?多?[家名个所项条批座]月?|"
    r"多家|各家|走进|来自|位于|落户|"
    r"龙头企业|链主企业|核心企业|重点企业|骨干企业|民营企业|头部企业|代表企业|当地企业|企业(?!家|服务|"
    r"管理|发展|联合|协|集团|总部|孵|技术|研)|项目(?!管理)|子公司(?=[\u4e00-\u9fff])|检测机构|"
    r"机构(?!编)|平台(?=[\u4e00-\u9fff]{4,}公司)|近日|日前|昨日|昨天|今日|今天|目前|此前|近年来?|其中|"
    r"包括|例如|比如|如(?!皋|东|意)|即|引进|引入|走访|调研|考察|访问|参观|邀请|委托|授予|授权|依托|"
    r"通过|收购|控股(?!集团|有限|股份)|牵手|携手|联合(?!会|体|国|基金|实验|集团|创新|大学)|入选|获批|"
    r"获评|获得|荣获|聘请|聘任|成为|作为|属于|隶属|旗下|下属|主办|承办|协办|记者|负责人|董事长|总经理|"
    r"院长|教授|"
    r"支持(?=[\u4e00-\u9fff]{3,})|应当|发挥|推进(?!中心)|提升|强化|加强|培育|壮大|共同|赋能(?!中心)|"
    r"成立|组建(?=[\u4e00-\u9fff]{3,})|设立|共建(?=[\u4e00-\u9fff]{3,})|打造|推动|带动|"
    r"服务(?=[\u4e00-\u9fff]{2,}(?:公司|大学))|投资(?=[\u4e00-\u9fff]{4,}公司)(?!有限|管理|控股|集团|"
    r"发展|咨询|促进)|开业|签约|公布|发布|印发|宣布|表示|指出|介绍|透露|赔偿|停止|判决|判令|判定|裁定|责令|起诉|状告|看到|和(?!信息|改革|旅游|"
    r"社会|城乡|规划|金融|国(?!家)|平|计划|技术|科技|自然|体育|应急|商务|谐|合|利|顺|记|林|田|县|监督|"
    r"管理|发展|财|质量|市场|对外)|、)"
)
_LEAD: Final = re.compile(
    r"\A(?:\d{1,4}年度?|\d{1,2}月|\d{1,2}日|[\d.·]+|我[省市区县国]|[我其此每某另各首本批]|首批|全市|全省|全区|全县|"
    r"全国(?=各)|当地|上午|下午|现有|拥有|还有|共有|有(?!色|研|机|限)|包含|涵盖|去年|今年|上年|目前|"
    r"[个名家项])+(?=[\u4e00-\u9fffA-Z])"
)
_GENERIC: Final = re.compile(
    r"\A(?:以上|现有|会员|成员|园区|高水平|研究型|一流|科研|该|本|我|各|贵|全|一家|这家|大型|中小|上市|国有|民营|外资|"
    r"合资|跨国|科技|高新|相关|有关|主管|地方|国家|省级|市级|区级|县级|各级|多家|多个|知名|大|小|独立|"
    r"联合|重点|共享|合作|产业|企业|行业|专业|公共|国家级|省部级|中试|技术|创新|研发|检测|工程|集群|"
    r"城市|国际|服务|人才|校企|高校|职业|投资|一|两|三|四|五|新|老|原|母|子|分|总|县|区|市|省|镇|街道|"
    r"村|乡|当地|上海|股份|有限|责任|管理|运营|综合|区域|数据|体验|指挥|会展|展览|运动|购物|科技创新|"
    r"产业创新|工业设计|企业技术|国家技术|工业|计量|国家|产业|检验|制造业|计量测试|协同|共性技术|"
    r"协同创新|成果转化|全国|全省|全市|全区|家|所|个|级|建设|建成|开放|共享|培育|标准化|线上|现代|智慧|绿色|特色|"
    r"的)*\Z"
)
_LIST: Final = re.compile(
    r"(?=[以包诸例比有如由与和整:])(?:以及|包括|包含|诸如|例如|比如|有|以|如|由|与|和|整合|"
    r":)(?P<names>(?:[\u4e00-\u9fffA-Za-z·()]{2,12}、)+[\u4e00-\u9fffA-Za-z·()]{2,12}?)(?P<tail>等(?:[一二三四五六七八九十两\d百多余]+家)?[\u4e00-\u9fff]{0,12}?(?:企业|"
    r"公司|厂商|龙头|巨头|供应商|品牌|车企|链主|单位|高校|院所))"
)
_IS_FIRM: Final = re.compile(
    r"(?:(?<=[,。;:、(])|(?<=其中,)|(?<=比如,)|"
    r"\A)(?P<name>[\u4e00-\u9fff·]{2,8}?(?:\([\u4e00-\u9fff]{2,4}\))?)是[\u4e00-\u9fffA-Za-z0-9]{0,24}?(?:供应商|"
    r"提供商|制造商|生产商|运营商|服务商|企业|公司|厂商)(?=[,。;])"
)
_NO_NAME: Final = re.compile(
    r"[的了是在与和将为以对有其这那该各我他它都也就很更最不]|企业|产业|公司|集群|环节|领域|方面|技术$|"
    r"系统$|材料$|零部件|设备$|我们|他们|目前|其中|工作|服务$|平台$|人才|市场|政策|资金"
)
_ENGLISH: Final = re.compile(
    r"(?=[A-Z])\b(?:[A-Z][\w&'’-]*\.? (?:(?:of|and|for) (?=[A-Z]))?){1,6}?(?:(?:Co\.,?\s?Ltd\.?|Company Limited|"
    r"Corporation|Corp\.?|Incorporated|Inc\.?|Limited|Ltd\.?|LLC|GmbH|AG|PLC|plc|S\.A\.)(?![\w])"
    r"|(?:University|Institute|College|Laboratory|Laboratories|Academy|Bank|Commission|Committee|"
    r"Association|Alliance|Council|Agency|Office|Bureau|Foundation|Federation|Consortium|Center|Centre|"
    r"Group|Authority|Department|Ministry|Society|Hospital)(?: of(?: [A-Z][\w&-]*)+(?: and"
    r"(?! (?:[A-Z][\w-]* )*(?:Corp|Inc|Ltd|Limited|LLC|GmbH|Group|"
    r"Univer|Instit|College|Academy|Bank|Council|Association))"
    r"(?: [A-Z][\w-]*)+)?)?)"
    r"|(?=[A-Z])\b(?:Ministry|Department|University|Institute|Bank|Academy|Bureau|Chamber) of(?: "
    r"(?:[A-Z][\w&-]*|and(?= [A-Z])))+"
)
_ENGLISH_LEAD: Final = re.compile(
    r"(?:(?:The|the|In|At|By|With|For|From|On|And|But|Revenues?|Sales|Output|Shares|Profits?|Turnover|Employees|Members|"
    r"Officials|Engineers|Researchers|President|Chairman|Director|Head)\s(?:(?:of|at|from)\s(?:the\s)?)?)+(?=[A-Z])"
)
_ENGLISH_ROLES: Final = (
    ("enterprise", re.compile(r"(?:Ltd|Inc|Corp|LLC|GmbH|AG|PLC|plc|Limited|Corporation|Company|Group)\b")),
    ("university", re.compile(r"Universit|College")),
    ("institute", re.compile(r"Institut|Laborator|Academy|Cent(?:er|re)")),
    ("bank", re.compile(r"Bank")),
    ("association", re.compile(r"Association|Alliance|Federation|Consortium|Society|Chamber|Foundation")),
)
_USCC: Final = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])")
_AROUND: Final = 24
_CHAIN_LEADER: Final = re.compile(r"链主")
_SUPPLIES: Final = re.compile(r"\A\)?是[^,。]{0,24}(?:供应商|提供商)")

Known = tuple[str, str]


def find_organizations(
    text: str, original: str, spans: Sequence[tuple[int, int]], known: Sequence[Known] = ()
) -> list[Organization]:
    """Find the organizations that the passages name.

    ``known`` holds names, each with its unified social credit code or nothing, as the caller keeps them.
    """
    found: dict[tuple[int, int], str] = {}
    for start, end in spans:
        for begin, stop, role in _named(text, start, end):
            found.setdefault((begin, stop), role)
    made: list[Organization] = []
    done = 0
    for (begin, stop), role in sorted(found.items(), key=lambda one: (one[0][0], -one[0][1])):
        if begin < done:
            continue
        done = stop
        quote = original[begin:stop]
        made.append(Organization(begin, stop, quote, _role(text, begin, stop, role), linked(text, stop, quote, known)))
    return made


def linked(text: str, stop: int, quote: str, known: Sequence[Known]) -> Link | None:
    """Return the known organization meant: by the code written behind the name, else by the likest name."""
    if not known:
        return None
    code = _USCC.search(text, stop, stop + 40)
    if code is not None:
        for name, uscc in known:
            if uscc and uscc == _valid(code.group()):
                return Link(name, 1.0, uscc)
    key = name_key(quote)
    scored = [(_score(key, quote, name), name, uscc) for name, uscc in known]
    score, name, uscc = max(scored)
    return Link(name, round(score, 3), uscc) if score >= LIKE_ENOUGH else None


def _valid(code: str) -> str:
    try:
        return read_uscc(code).code
    except NotAUscc:
        return ""


def _score(key: str, quote: str, name: str) -> float:
    other = name_key(name)
    if key == other:
        return 1.0
    if len(key) >= 2 and (key in other or other in key):  # noqa: PLR2004 -- a single character names nobody
        return 0.75 + 0.2 * min(len(key), len(other)) / max(len(key), len(other))
    return name_likeness(quote, name)


def _role(text: str, begin: int, stop: int, role: str) -> str:
    near = text[max(0, begin - _AROUND) : begin] + text[stop : stop + 6]
    if _CHAIN_LEADER.search(near):
        return "chain leader"
    return "supplier" if _SUPPLIES.match(text[stop : stop + 40]) else role


def _named(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for begin, stop in _lines_with_an_ending(text, start, end):
        for run in _CANDIDATE.finditer(text, begin, stop):
            if run.end() - run.start() >= 3:  # noqa: PLR2004 -- shorter ones name nobody
                yield from _in_run(run.group(), run.start())
    yield from _listed(text, start, end)
    for match in _IS_FIRM.finditer(text, start, end):
        if not _NO_NAME.search(match["name"]):
            yield match.start("name"), match.end("name"), "enterprise"
    for match in _ENGLISH.finditer(text, start, end):
        lead = _ENGLISH_LEAD.match(match.group())
        begin = match.start() + (lead.end() if lead else 0)
        yield begin, match.end(), _english_role(match.group())


def _lines_with_an_ending(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Return the lines in which a name of an organization may end."""
    place = start
    while (ending := _SUFFIX.search(text, place, end)) is not None:
        begin = max(text.rfind("\n", place, ending.start()) + 1, place)
        found = text.find("\n", ending.end(), end)
        place = found if found >= 0 else end
        yield begin, place


def _in_run(run: str, offset: int) -> Iterator[tuple[int, int, str]]:
    if _SUFFIX.search(run) is None:
        return
    begun = 0
    for stop in [*_BREAK.finditer(run), None]:
        cut = stop.start() if stop else len(run)
        yield from _in_chunk(run[begun:cut], offset + begun)
        begun = stop.end() if stop else cut


def _in_chunk(chunk: str, offset: int) -> Iterator[tuple[int, int, str]]:
    matches = list(_SUFFIX.finditer(chunk))
    if not matches:
        return
    match = next((one for one in matches if one.lastgroup == "enterprise" and "公司" in one.group()), matches[-1])
    lead = _LEAD.match(chunk)
    if lead and (lead.end() == match.start() or "各" in lead.group()):
        return  # 全省法院, 各区财政局: all of a kind, and none by name
    begin = lead.end() if lead and lead.end() < match.start() else 0
    name = chunk[begin : match.end()]
    stem = chunk[begin : match.start()]
    if len(name) < 3 or (_GENERIC.match(stem) and not _short_authority(name)):  # noqa: PLR2004 -- as above
        return
    yield offset + begin, offset + match.end(), match.lastgroup or ""


def _short_authority(name: str) -> bool:
    """Say whether a name is one as short as offices are called, such as 市经信委."""
    return (
        re.fullmatch(
            r"国家\w{2,8}(?:局|署|委员会|部)|[市区县省](?:人民政府|经信委|发改委|科委|国资委|商务委|\w{2,10}[局厅]|\w{2,9}委员会)",
            name,
        )
        is not None
    )


def _listed(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Find firms that a sentence lists by their short names: 包括甲、乙、丙等企业."""
    for match in _LIST.finditer(text, start, end):
        place = match.start("names")
        for name in match["names"].split("、"):
            if not _NO_NAME.search(name) and not _SUFFIX.search(name):
                yield place, place + len(name), "enterprise"
            place += len(name) + 1


def _english_role(name: str) -> str:
    for role, pattern in _ENGLISH_ROLES:
        if pattern.search(name):
            return role
    return "authority"
