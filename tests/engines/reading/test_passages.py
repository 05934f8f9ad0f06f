"""What is kept and what is set aside, line by line, and why."""

from __future__ import annotations

import pytest

from qunli.engines.reading import Dropped, read_text

GENUINE = "昨日，东湾大桥钢结构智能制造基地正式投产，年产能可达十二万吨，带动了当地配套企业的发展。"

LOG = "\n".join(f"2024-10-08 08:00:{second:02} INFO worker {second} started" for second in range(1, 6))


def fate(text: str) -> list[tuple[str, Dropped]]:
    reading = read_text(text)
    return [
        (text[one.start : one.end].strip(), one.reason) for one in reading.passages if text[one.start : one.end].strip()
    ]


@pytest.mark.parametrize(
    ("junk", "reason"),
    [
        ("79164\n74\n2026-01-18 16:30\n62154\n28", Dropped.MACHINE_ROWS),
        ("代开发票 办证刻章 私家侦探 网络兼职 贷款中介 高仿手表批发市场 电影下载", Dropped.LOOSE_WORDS),
        ("棋牌下载 棋牌平台 棋牌官网 手机棋牌 真人棋牌 最新棋牌 棋牌游戏", Dropped.REPEATED_WORDS),
        ("首页 | 新闻 | 政务公开 | 互动交流", Dropped.PAGE_LINKS),
        ("责任编辑：某某", Dropped.PAGE_FURNITURE),
        ("本文仅供参考，不构成投资建议，据此操作风险自担。", Dropped.LEGAL_NOTICE),
        ("您还在等什么？立即扫码咨询，前一百名免费领取大礼包！", Dropped.SOLICITS),
        ("ÖÐ¹úÐÅÏ¢²úÒµÍøÕ¾¹ØÓÚ±¾Õ¾µÄËµÃ÷ÎÄ×Ö", Dropped.MOJIBAKE),
        (LOG, Dropped.SAME_ROWS),
    ],
)
def test_junk_beside_a_sentence_is_set_aside_with_its_reason(junk: str, reason: Dropped) -> None:
    assert fate(f"{GENUINE}\n{junk}\n{GENUINE}\n") == [(GENUINE, Dropped.KEPT), (junk, reason), (GENUINE, Dropped.KEPT)]


def test_a_bulletin_of_one_sentence_is_kept() -> None:
    assert fate("昨日，东湾大桥钢结构智能制造基地正式投产。") == [
        ("昨日，东湾大桥钢结构智能制造基地正式投产。", Dropped.KEPT)
    ]


def test_a_table_of_firms_is_kept_beside_one_of_keywords() -> None:
    firms = "企业名称\t产值（万元）\n东川轴承有限公司\t12600\n恒远传动科技有限公司\t5400"
    spam = "影院在线\t免费影院\n高清影院\t影院大全\n神马影院\t影院手机版\n最新影院\t午夜影院"
    assert fate(f"{firms}\n\n{spam}\n") == [(firms, Dropped.KEPT), (spam, Dropped.LOOSE_TABLE)]


def test_a_line_of_news_that_quotes_a_person_is_no_advertisement() -> None:
    text = "“你能想象吗，三个月就投产了！”负责人说，“我们拿到订单的时候，厂房还在装修。”"
    assert fate(text) == [(text, Dropped.KEPT)]


def test_a_court_report_about_copyright_is_no_notice() -> None:
    text = "知识产权法庭去年受理著作权纠纷案件1,206件，侵权案件调解率43%。"
    assert fate(text) == [(text, Dropped.KEPT)]


def test_nothing_is_made_of_nothing() -> None:
    assert read_text("").passages == ()
    assert [one.keep for one in read_text(" \n\n").passages] == [False]


def test_a_sentence_padded_with_nul_is_kept_and_the_padding_is_not() -> None:
    text = "\x00" * 100 + GENUINE + "\x00" * 60
    assert fate(text) == [
        ("\x00" * 100, Dropped.MOJIBAKE),
        (GENUINE, Dropped.KEPT),
        ("\x00" * 60, Dropped.MOJIBAKE),
    ]
