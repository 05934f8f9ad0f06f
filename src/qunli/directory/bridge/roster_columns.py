"""The columns of a roster: the names they bear in practice, and how their cells are read."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from qunli.core.bridge.cells import parts_of, plain_form, read_day, read_email, read_website, text_upto
from qunli.directory.bridge.places import PlaceNames
from qunli.directory.models import Cluster, Industry, Jurisdiction
from qunli.directory.states import OrganizationKind, SizeClass, Stream, Tier
from qunli.engines.notation.script import to_simplified
from qunli.engines.notation.sheets import (
    Column,
    Found,
    NotAChoice,
    Reader,
    as_money,
    as_text,
    as_uscc,
    chosen_from,
    counted_in,
)
from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.engines.notation.width import fold_width

_COUNTED: Final = counted_in("人")


class UnknownIndustry(Unreadable):
    """The standard has no such class."""

    code: ClassVar[str] = "unknown_industry"


class UnknownSegment(Unreadable):
    """The cluster has no such segment."""

    code: ClassVar[str] = "unknown_segment"


@dataclass(frozen=True, slots=True)
class SegmentsFound:
    """Segments by id, and parts of the chain that name more than one segment and so none."""

    ids: tuple[int, ...]
    open_streams: tuple[str, ...] = ()


_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("企业", "公司", "民营企业", "国有企业", "外资企业", "enterprise", "company", "firm"),
        OrganizationKind.ENTERPRISE,
    ),
    **dict.fromkeys(("高校", "大学", "学院", "高等院校", "university", "college"), OrganizationKind.UNIVERSITY),
    **dict.fromkeys(("研究所", "研究院", "科研院所", "科研机构", "institute"), OrganizationKind.INSTITUTE),
    **dict.fromkeys(("实验室", "重点实验室", "laboratory", "lab"), OrganizationKind.LABORATORY),
    **dict.fromkeys(("协会", "商会", "学会", "社会团体", "association"), OrganizationKind.ASSOCIATION),
    **dict.fromkeys(("政府部门", "机关", "事业单位", "public body"), OrganizationKind.PUBLIC_BODY),
    **dict.fromkeys(("载体", "园区", "孵化器", "carrier"), OrganizationKind.CARRIER),
    **dict.fromkeys(("其他", "other"), OrganizationKind.OTHER),
}
_SIZES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("大型", "大", "大型企业", "large"), SizeClass.LARGE),
    **dict.fromkeys(("中型", "中", "中型企业", "medium"), SizeClass.MEDIUM),
    **dict.fromkeys(("小型", "小", "小型企业", "small"), SizeClass.SMALL),
    **dict.fromkeys(("微型", "微", "微型企业", "micro"), SizeClass.MICRO),
}
_STREAMS: Final[Mapping[str, str]] = {
    "上游": Stream.UPSTREAM, "中游": Stream.MIDSTREAM, "下游": Stream.DOWNSTREAM,
    "upstream": Stream.UPSTREAM, "midstream": Stream.MIDSTREAM, "downstream": Stream.DOWNSTREAM,
}  # fmt: skip
_TIERS: Final[Mapping[str, str]] = {
    "科技型中小企业": Tier.TECH_SME,
    "创新型中小企业": Tier.INNOVATIVE_SME,
    "专精特新": Tier.SPECIALIZED,
    "专精特新中小企业": Tier.SPECIALIZED,
    "市级专精特新": Tier.SPECIALIZED,
    "小巨人": Tier.LITTLE_GIANT,
    "专精特新小巨人": Tier.LITTLE_GIANT,
    "专精特新小巨人企业": Tier.LITTLE_GIANT,
    "国家级专精特新小巨人": Tier.LITTLE_GIANT,
    "高新技术企业": Tier.HIGH_TECH,
    "国家高新技术企业": Tier.HIGH_TECH,
    "国家级高新技术企业": Tier.HIGH_TECH,
    "高企": Tier.HIGH_TECH,
    "单项冠军": Tier.CHAMPION,
    "制造业单项冠军": Tier.CHAMPION,
    "科技领军企业": Tier.LEADER,
    "科技小巨人": Tier.SHANGHAI_LITTLE_GIANT,
    "上海科技小巨人": Tier.SHANGHAI_LITTLE_GIANT,
    "上海市科技小巨人": Tier.SHANGHAI_LITTLE_GIANT,
    "high-techenterprise": Tier.HIGH_TECH,
    "littlegiant": Tier.LITTLE_GIANT,
}


_ALIASES: Final[Mapping[str, str]] = {
    "name": (
        "企业名称 | 单位名称 | 机构名称 | 公司名称 | 成员单位 | 名称 | 全称 | name | company | organization | "
        "enterprise"
    ),
    "name_en": "英文名称 | 英文名 | english name | name (english) | name_en",
    "uscc": ("统一社会信用代码 | 社会信用代码 | 信用代码 | 统一代码 | uscc | credit code | unified social credit code"),
    "kind": "机构类型 | 单位性质 | 单位类型 | 类型 | kind | type",
    "jurisdiction": "所在地 | 所在地区 | 所属区域 | 所在区 | 行政区划 | 属地 | 街镇 | jurisdiction | location | region",
    "industry": "行业代码 | 行业 | 所属行业 | 国民经济行业 | 国民经济行业代码 | industry | industry code",
    "size_class": "企业规模 | 规模 | 规模类型 | size | size class",
    "segments": "产业链环节 | 环节 | 所属环节 | 产业链位置 | segment | segments",
    "tiers": "梯度 | 资质 | 企业资质 | 培育梯度 | 认定情况 | 荣誉资质 | tier | tiers | certification",
    "since": "入群日期 | 加入日期 | 加入时间 | 入会日期 | 入群时间 | joined | joined on | member since",
    "founded_on": "成立日期 | 成立时间 | 注册日期 | founded | founded on",
    "website": "网址 | 官网 | 网站 | website | web",
    "staff": "职工人数 | 员工人数 | 从业人员 | 从业人数 | 人数 | staff | employees | headcount",
    "revenue": (
        "营业收入 | 2024年营业收入 | 2025年营业收入 | 上年营业收入 | 主营业务收入 | 年营业收入 | "
        "revenue | revenue 2024 | revenue 2025"
    ),
    "contact_name": "联系人 | 联系人姓名 | 负责人 | contact | contact name | contact person",
    "contact_title": "联系人职务 | 职务 | contact title",
    "contact_phone": "电话 | 联系电话 | 手机 | 手机号 | 联系方式 | phone | telephone | mobile",
    "contact_email": "邮箱 | 电子邮箱 | 电子邮件 | e-mail | email",
}


def roster_columns(cluster: Cluster) -> tuple[Column, ...]:
    """Return the columns for a cluster's roster; its lists are read once, not for each cell."""
    places = PlaceNames(Jurisdiction.objects.all())
    readers: dict[str, Reader] = {
        "name": text_upto(200),
        "name_en": text_upto(200),
        "uscc": as_uscc,
        "kind": chosen_from(_KINDS),
        "jurisdiction": lambda found: places.read(found.text),
        "industry": _industry_reader(),
        "size_class": chosen_from(_SIZES),
        "segments": _segment_reader(cluster),
        "tiers": _read_tiers,
        "since": read_day,
        "founded_on": read_day,
        "website": read_website,
        "staff": _read_staff,
        "revenue": as_money,
        "contact_name": text_upto(100),
        "contact_title": text_upto(100),
        "contact_phone": text_upto(60),
        "contact_email": read_email,
    }
    return tuple(
        Column(
            key,
            tuple(_ALIASES[key].split(" | ")),
            read,
            required=key == "name",
            unique=key == "uscc",
            spread=key not in {"uscc", "revenue"},
        )
        for key, read in readers.items()
    )


def _read_staff(found: Found) -> Hashable:
    """Read a number of people; “about 90” is kept as 90."""
    text = found.value.strip().removeprefix("大").removeprefix("约") if isinstance(found.value, str) else found.value
    return _COUNTED(Found(text, found.unit, found.sheet_unit))


def _industry_reader() -> Reader:
    named: dict[str, str] = {}
    for code, name in Industry.objects.order_by("level").values_list("code", "name"):
        named[code] = code
        named[name] = code  # of one name on several levels the finest wins

    def read(found: Found) -> str:
        text = to_simplified(fold_width(as_text(found))).upper()
        for asked in (text, text.lstrip("ABCDEFGHIJKLMNOPQRST"), text.zfill(4) if text.isdigit() else text):
            if asked in named:
                return named[asked]
        code, _space, name = text.partition(" ")
        if code in named and name:
            return named[code]
        raise UnknownIndustry(found.text, 0, Expected.CHOICE)

    return read


def _segment_reader(cluster: Cluster) -> Reader:
    named: dict[str, int] = {}
    of_stream: dict[str, list[int]] = {}
    for segment in cluster.segments.order_by("position", "id"):
        for name in (segment.name, segment.name_en):
            named[plain_form(name)] = segment.pk
        of_stream.setdefault(segment.stream, []).append(segment.pk)

    def read(found: Found) -> Hashable:
        ids: list[int] = []
        streams: list[str] = []
        for part in parts_of(found.text):
            if part in named:
                ids.append(named[part])
            elif part in _STREAMS and len(of_stream.get(_STREAMS[part], [])) == 1:
                ids += of_stream[_STREAMS[part]]
            elif part in _STREAMS:
                streams.append(_STREAMS[part])
            else:
                raise UnknownSegment(found.text, 0, Expected.CHOICE)
        return SegmentsFound(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(streams)))

    return read


def _read_tiers(found: Found) -> Hashable:
    tiers: list[str] = []
    for part in parts_of(re.sub("[“”\"'「」]", "", found.text)):
        if part not in _TIERS:
            raise NotAChoice(found.text, 0, Expected.CHOICE)
        tiers.append(_TIERS[part])
    return tuple(dict.fromkeys(tiers))
