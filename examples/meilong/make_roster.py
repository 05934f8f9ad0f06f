"""Write a roster of enterprises the way offices really keep one in Excel.

    python examples/meilong/make_roster.py roster-as-kept.xlsx

Title rows stand above the header, cells are merged, digits are full-width,
money is in 亿 and 万, dates come in several forms, one sheet has English
headers in another order, some rows repeat each other and some are wrong.
`FAULTS` and `DUPLICATES` say which, so that an import can be held against
them. The same file comes out, byte for byte, every time.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlsxwriter

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | datetime | None

CHINESE, ENGLISH = "成员名单", "Newcomers"

CHINESE_HEADER: Final = (
    "序号",
    "产业链环节",
    "企业名称",
    "统一社会信用代码",
    "所在地",
    "行业代码",
    "职工人数",
    "2024年营业收入",
    "入群日期",
    "联系人",
    "电话",
    "邮箱",
)

# Rows 5 and on of the Chinese sheet. An empty segment continues the merged cell above.
CHINESE_ROWS: Final[tuple[tuple[Cell, ...], ...]] = (
    # row 5: full-width digits, 亿
    (1, "上游", "上海示例墨川特种胶料有限公司", "91310112EXMPL3016R", "梅陇镇", "2652",
     "１２６", "1.2亿元", "2024年10月14日", "闻书宁", "021-00000301", "r301@example.org"),
    # row 6: 万, a date with slashes
    (2, None, "上海示例晴岚模具有限公司", "91310112EXMPL3024L", "闵行区梅陇镇", "3525",
     "58人", "2,350万", "2024/11/5", "褚明哲", "021-00000302", "r302@example.org"),
    # row 7: full-width letters and digits in the code, a date with dots
    (3, None, "上海示例砚舟自动化设备有限公司", "９１３１０１１２ＥＸＭＰＬ３０３２Ｆ",
     "310112108", "3599", 77, "4180万元", "2024.12.3", "卫若溪", "021-00000303",
     "r303@example.org"),
    # row 8: a true date cell, plain yuan
    (4, "中游", "上海示例听潮天窗电机有限公司", "91310112EXMPL3040A", "梅陇镇", "3670", 143,
     58_600_000, datetime(2025, 1, 8, tzinfo=UTC), "蒋文清", "021-00000304",
     "r304@example.org"),
    # row 9: the same code as row 8 (a duplicate), name with blanks and a short suffix
    (5, None, "上海示例听潮天窗电机 公司", "91310112EXMPL3040A", "梅陇", "3670", 143,
     "5860万元", "2025年1月8日", "蒋文清", "021-00000304", "r304@example.org"),
    # row 10: traditional script, the same enterprise as row 11
    (6, None, "上海示例拾光車燈有限公司", None, "梅隴鎮", "3670", "约90", "3千万", "2025-02-17",
     "沈景行", "021-00000306", "r306@example.org"),
    # row 11
    (7, None, "上海示例拾光车灯有限责任公司", "91310112EXMPL30672", "梅陇镇", "3670", 90,
     "3000万", "2025-02-17", "沈景行", "021-00000306", "r306@example.org"),
    # row 12: wrong check character, a day that does not exist
    (8, None, "上海示例远汀线束有限公司", "91310112EXMPL30750", "梅陇镇", "3670", 64, "1800万",
     "2025年2月30日", "韩子衿", "021-00000307", "r307@example.org"),
    # row 13: no name, staff below nothing
    (9, "下游", None, "91310112EXMPL3083P", "梅陇镇", "8111", -5, "600万", "2025/3/3", "杨嘉禾",
     "021-00000308", "r308@example.org"),
    # row 14: unknown place, money that is no number, mail without @
    (10, None, "上海示例归鹭汽车服务有限公司", "91310112EXMPL3091J", "云上镇", "8111", 22, "若干",
     "2025.3.18", "朱亦凡", "021-00000309", "r309.example.org"),
    # row 15: an industry that the standard does not have
    (11, None, "上海示例望舒检测技术有限公司", "91310112EXMPL31048", "梅陇镇", "9999", 35, "0.09亿",
     "20250401", "秦思远", "021-00000310", "r310@example.org"),
)  # fmt: skip

ENGLISH_HEADER: Final = (
    "Joined",
    "Name",
    "Staff",
    "USCC",
    "Segment",
    "Revenue 2024 (10,000 yuan)",
    "E-mail",
    "Industry",
    "Jurisdiction",
)

# Rows 2 and on of the English sheet: the header is the first row here.
ENGLISH_ROWS: Final[tuple[tuple[Cell, ...], ...]] = (
    (datetime(2025, 5, 6, tzinfo=UTC), "上海示例知微传感有限公司", 48, "91310112EXMPL31123",
     "midstream", 1620, "r311@example.org", "3983", "310112108"),
    ("6 May 2025", "上海示例初晴密封材料有限公司", "３１", "91310112EXMPL3120X", "upstream",
     "９８０", "r312@example.org", "2913", "310112108"),
    # row 4: repeats row 5 of the Chinese sheet
    ("2024-10-14", "上海示例墨川特种胶料有限公司", 126, "91310112EXMPL3016R", "upstream", 12000,
     "r301@example.org", "2652", "310112108"),
)  # fmt: skip

# Sheet, row, header of the column, what is wrong.
FAULTS: Final = (
    (CHINESE, 12, "统一社会信用代码", "wrong check character"),
    (CHINESE, 12, "入群日期", "no such day"),
    (CHINESE, 13, "企业名称", "missing"),
    (CHINESE, 13, "职工人数", "below zero"),
    (CHINESE, 14, "所在地", "unknown place"),
    (CHINESE, 14, "2024年营业收入", "no number"),
    (CHINESE, 14, "邮箱", "no address"),
    (CHINESE, 15, "行业代码", "unknown industry"),
)

# Two places that mean one enterprise, and how one can tell.
DUPLICATES: Final = (
    ((CHINESE, 8), (CHINESE, 9), "same code"),
    ((CHINESE, 10), (CHINESE, 11), "same name after script and suffix"),
    ((CHINESE, 5), (ENGLISH, 4), "same code"),
)

# First and last row of each merged segment cell, counted as Excel does.
MERGED_SEGMENTS: Final = ((5, 7, "上游"), (8, 12, "中游"), (13, 15, "下游"))


def write_roster(path: Path) -> None:
    """Write the workbook to `path`."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2025, 9, 1)})  # noqa: DTZ001 - a fixed stamp, no zone in the format
        centred = book.add_format({"align": "center", "valign": "vcenter"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(CHINESE)
        last = len(CHINESE_HEADER) - 1
        sheet.merge_range(0, 0, 0, last, "梅陇镇汽车产业集群企业名册（示例）", centred)
        sheet.merge_range(1, 0, 1, last, "填报单位：集群运营服务中心　　单位：见各列", centred)
        sheet.write(2, 0, "截至2025年9月1日")
        write_rows(sheet, 3, (CHINESE_HEADER, *CHINESE_ROWS), day)
        for first, end, segment in MERGED_SEGMENTS:
            sheet.merge_range(first - 1, 1, end - 1, 1, segment, centred)
        sheet.write(4 + len(CHINESE_ROWS), 0, "合计")
        sheet.write(4 + len(CHINESE_ROWS), 2, f"{len(CHINESE_ROWS)}家")
        write_rows(book.add_worksheet(ENGLISH), 0, (ENGLISH_HEADER, *ENGLISH_ROWS), day)


def write_rows(sheet: Worksheet, top: int, rows: tuple[tuple[Cell, ...], ...], day: object) -> None:
    for row, cells in enumerate(rows, start=top):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                sheet.write_datetime(row, column, cell.replace(tzinfo=None), day)
            elif isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif cell is not None:
                sheet.write_number(row, column, cell)


if __name__ == "__main__":
    write_roster(Path(sys.argv[1] if len(sys.argv) > 1 else "roster-as-kept.xlsx"))
