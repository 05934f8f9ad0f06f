"""Single sentences: what is counted, how much, when, and how sure the wording is."""

from __future__ import annotations

import pytest

from qunli.engines.reading import Claim, read_text


def figures(text: str) -> list[tuple[str, str, str, str | None, str]]:
    return [
        (one.name, "..".join(format(value, "f") for value in one.value), one.unit, one.period, one.bound.value)
        for one in read_text(text).claims
        if one.value
    ]


def of_kind(text: str, kind: str) -> list[Claim]:
    return [one for one in read_text(text).claims if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024年，某某集群實現總產值達56.48億元。", ("总产值", "5648000000", "元", "2024", "exact")),
        ("全市中小企业产值贡献率超50%，增势良好。", ("中小企业产值贡献率", "50", "%", None, "more than")),
        ("集群现有重点企业86家。", ("重点企业", "86", "家", None, "exact")),
        ("该条例共十九条，自明年起施行。", ("条例", "19", "条", None, "exact")),
        ("研发投入不足三百万元。", ("研发投入", "3000000", "元", None, "less than")),
        ("园区面积约３．２万平方米。", ("园区面积", "32000", "平方米", None, "about")),
        ("预计产值增长8%至10%。", ("产值增长", "8..10", "%", None, "range")),
        ("单个项目补助50万—100万元。", ("单个项目补助", "500000..1000000", "元", None, "range")),
        ("2022年至2024年，研发投入合计2.1亿元。", ("研发投入", "210000000", "元", "2022..2024", "exact")),
        ("梳理出92项关键技术攻关清单。", ("关键技术攻关清单", "92", "项", None, "exact")),
        ("该集群2023年营业收入达到1280.5亿元。", ("营业收入", "128050000000", "元", "2023", "exact")),
        ("平台拥有32.74万项发明专利。", ("发明专利", "327400", "项", None, "exact")),
        ("园区企业产值约56.5亿。", ("产值", "5650000000", "元", None, "about")),
        ("集群聚集上下游企业近百家。", ("企业", "100", "家", None, "about")),
        ("三成半的受访企业表示订单增加。", ("受访企业", "35", "%", None, "exact")),
        ("2021—2024年，市财政累计安排专项资金9.6亿元。", ("专项资金", "960000000", "元", "2021..2024", "exact")),
        ("截至2025年6月底，园区累计投资额达42亿元。", ("投资额", "4200000000", "元", "2025", "exact")),
        ("与2021年相比，工厂增加112家。", ("工厂", "112", "家", None, "exact")),
    ],
)
def test_a_figure_is_read_with_name_unit_period_and_bound(text: str, wanted: tuple[str, ...]) -> None:
    (found,) = figures(text)
    assert found[1:] == wanted[1:]
    assert found[0].endswith(wanted[0]) or wanted[0].endswith(found[0])
    assert found[0]


@pytest.mark.parametrize(
    "text",
    [
        "该企业是世界100强供应商，连续三年入选500强，排名第12位。",
        "公司秉持“一车一世界”的理念，坚持三位一体。",
        "会议于2024年10月14日上午9:30在3号楼召开。",
        "热线电话021-64120000，邮编200237，文号沪经信〔2024〕12号。",
        "支持5G、6G和L4级自动驾驶技术研发。",
        "公示期为5个工作日，项目周期3年。",
        "统一社会信用代码91310112MA1GBQ0X3U。",
    ],
)
def test_rankings_slogans_dates_and_identifiers_are_no_figures(text: str) -> None:
    assert figures(text) == []


def test_a_figure_that_rose_to_another_keeps_its_name() -> None:
    assert figures("高新技术企业由2021年的12家增加到2024年的20家。") == [
        ("高新技术企业", "12", "家", "2021", "exact"),
        ("高新技术企业", "20", "家", "2024", "exact"),
    ]


def test_a_whole_year_is_that_of_the_year_named_before() -> None:
    assert [one[3] for one in figures("2023年营运中工厂5,846家，全年营业收入7,312亿元。")] == ["2023", "2023"]


def test_a_year_that_the_text_does_not_state_is_left_open() -> None:
    assert [one[3] for one in figures("去年集群产值达20亿元，今年预计25亿元，近三年新增企业12家。")] == [
        None,
        None,
        None,
    ]


def test_an_average_over_running_years_keeps_the_year_of_its_clause_and_says_its_span() -> None:
    (_output, growth) = [one for one in read_text("2024年，集群产值20亿元，近三年年均增长13.14%。").claims if one.value]
    assert (growth.period, growth.scope, growth.name) == ("2024", "近三年", "产值近三年年均增长")


def test_what_is_cumulative_does_not_belong_to_the_year_before_it() -> None:
    text = "2024年，研发投入3.32亿元；累计授权发明专利103项；近三年参与制定产业标准51项。"
    assert [one[3] for one in figures(text)] == ["2024", None, None]


def test_tiers_are_read_one_by_one_and_never_added() -> None:
    text = "集群有国家级高新技术企业20家、专精特新企业23家、专精特新“小巨人”8家。"
    assert [(one.kind.value, one.name, format(one.value[0], "f")) for one in read_text(text).claims] == [
        ("tier", "国家级高新技术企业", "20"),
        ("tier", "专精特新企业", "23"),
        ("tier", "专精特新“小巨人”", "8"),
    ]


def test_kinds_tell_patents_standards_growth_and_shares_apart() -> None:
    text = "公司授权发明专利103项，参与制定行业标准51项，营收同比增长5%，出口占比达30%。"
    assert [one.kind.value for one in read_text(text).claims] == ["patent", "standard", "growth", "share"]


def test_the_subject_is_followed_through_that_cluster() -> None:
    text = "近日，“东川轴承产业集群”成功入选。2024年，该集群实现产值20亿元。"
    assert [one.subject for one in read_text(text).claims if one.value] == ["东川轴承产业集群"]


def test_english_figures_are_read_in_the_same_units() -> None:
    text = (
        "The cluster reported output of 5.6 billion yuan in 2024, up 12.5 percent, and more than 120 companies joined."
    )
    assert [one[1:] for one in figures(text)] == [
        ("5600000000", "元", "2024", "exact"),
        ("12.5", "%", "2024", "exact"),
        ("120", "companies", "2024", "more than"),
    ]


def test_a_table_is_read_by_its_head_and_its_caption() -> None:
    head = "表1 2023年各镇情况\n| 镇 | 企业数（家） | 产值（亿元） |\n|---|---|---|\n"
    text = head + "| 白石镇 | 56 | 23.4 |\n| 青溪镇 | 41 | 17.9 |\n"
    assert [
        (one.subject, one.name, format(one.value[0], "f"), one.unit, one.period) for one in read_text(text).claims
    ] == [
        ("白石镇", "企业数", "56", "家", "2023"),
        ("白石镇", "产值", "2340000000", "元", "2023"),
        ("青溪镇", "企业数", "41", "家", "2023"),
        ("青溪镇", "产值", "1790000000", "元", "2023"),
    ]


def test_a_table_with_a_column_of_units_reads_each_row_in_its_own() -> None:
    text = "指标\t单位\t2024年\n总产值\t亿元\t86.2\n企业数\t家\t132\n"
    assert [(one.name, format(one.value[0], "f"), one.unit, one.period) for one in read_text(text).claims] == [
        ("总产值", "8620000000", "元", "2024"),
        ("企业数", "132", "家", "2024"),
    ]


def test_a_relation_names_who_agreed_what_with_whom() -> None:
    text = "3月28日，矽谷微电子有限公司与东湖理工大学签订战略合作协议。"
    (relation,) = of_kind(text, "relation")
    assert (relation.subject, relation.name, relation.others) == (
        "矽谷微电子有限公司",
        "战略合作协议",
        ("东湖理工大学",),
    )


def test_segments_come_with_their_firms_and_fields_one_by_one() -> None:
    text = "产业链上游包括晶源硅材料有限公司、科仪光学有限公司等，攻关清单涵盖智能制造、氢能储运、测试验证三大领域。"
    assert [one.others for one in of_kind(text, "segment")] == [("晶源硅材料有限公司", "科仪光学有限公司")]
    assert [one.name for one in of_kind(text, "field") if not one.value] == ["智能制造", "氢能储运", "测试验证"]


def test_an_event_has_its_date_and_a_mechanism_its_name() -> None:
    (event,) = of_kind("2024年10月14日，东川轴承产业联盟在镇里正式成立。", "event")
    assert (event.date, event.period) == ("2024-10-14", "2024")
    (mechanism,) = of_kind("集群创新协作方式，实施“轮值链主”制度，成效明显。", "mechanism")
    assert mechanism.name == "轮值链主制度"


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "今年5月，南湖商会、泵阀产业集群与蓝天包装、北山银行（优购平台）等签订采购合作协议。",
            ("南湖商会", "泵阀产业集群", "蓝天包装", "北山银行"),
        ),
        ("甲乙机床有限公司、海风科技、北山银行共同签订采购框架协议。", ("甲乙机床有限公司", "海风科技", "北山银行")),
        ("市科技局在会上与江海大学签订合作协议。", ("市科技局", "江海大学")),
        ("江海大学、北山银行现场签约，签订人才培养协议。", ("江海大学", "北山银行")),
    ],
)
def test_who_is_listed_among_the_parties_is_a_party_without_an_ending_of_its_own(
    text: str, parties: tuple[str, ...]
) -> None:
    (relation,) = of_kind(text, "relation")
    assert (relation.subject, *relation.others) == parties


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "预算金额：185万元；最高限价：180万元。",
            [("预算金额", "1850000", "元", None, "exact"), ("最高限价", "1800000", "元", None, "exact")],
        ),
        ("办公时间：9:30至17:00，编号：No.3项。", []),
        ("公司年产300万片红外镜片。", [("年产", "3000000", "片", None, "exact")]),
        ("The institute was founded in 1998 and employs 260 people.", [("people", "260", "people", None, "exact")]),
        (
            "The plant cost €38 million and will supply rings from the spring of 2026.",
            [("The plant cost", "38000000", "欧元", None, "exact")],
        ),
    ],
)
def test_a_label_before_and_another_act_behind_leave_a_figure_as_it_is(
    text: str, wanted: list[tuple[str, str, str, str | None, str]]
) -> None:
    assert figures(text) == wanted
