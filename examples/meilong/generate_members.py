"""Fill the cluster up to its 86 key enterprises with made-up members.

Only a few of the 86 are named in a source. The others are invented here, from
a fixed seed, so that every machine gets the same bytes:

    python examples/meilong/generate_members.py

Every row says `synthetic=yes`, every name contains 示例, every telephone
number is impossible and every credit code carries the letters EXMPL where a
real one has digits or a batch: both check characters are right, yet no
registry would have issued it.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
SEED = 20251014
KEY_ENTERPRISES = 86
HIGH_TECH, SPECIALIZED, LITTLE_GIANTS = 20, 23, 8

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ROLES_OF_CLUSTER_MEMBERS = ("member", "rotating chain leader")

HEADER = (
    "key",
    "name",
    "name_en",
    "kind",
    "uscc",
    "jurisdiction",
    "industry",
    "segment",
    "field",
    "product",
    "size",
    "staff",
    "revenue_yuan",
    "hnte_since",
    "srdi_since",
    "little_giant_since",
    "joined",
    "contact_name",
    "contact_phone",
    "contact_email",
    "key_enterprise",
    "synthetic",
)

# What a made-up member makes: segment, industry, field, Chinese, English.
PRODUCTS = (
    ("parts", "2913", "sunroof", "天窗密封件", "Sunroof Seals"),
    ("parts", "3670", "sunroof", "天窗导轨", "Sunroof Rails"),
    ("materials", "2651", "materials-process", "车用弹性体", "Elastomers"),
    ("materials", "2929", "materials-process", "工程塑料件", "Plastic Parts"),
    ("equipment", "3599", "smart-manufacturing", "装配设备", "Assembly Lines"),
    ("equipment", "3525", "smart-manufacturing", "精密模具", "Precision Moulds"),
    ("parts", "3670", "electric-drive", "电驱部件", "Drive Parts"),
    ("parts", "3670", "electric-drive", "电池结构件", "Battery Housings"),
    ("sensors", "3983", "testing", "压力传感器", "Pressure Sensors"),
    ("sensors", "3983", "smart-manufacturing", "位置传感器", "Position Sensors"),
    ("parts", "3670", "hydrogen", "储氢阀件", "Hydrogen Valves"),
    ("parts", "3670", "materials-process", "内饰件", "Interior Parts"),
    ("vehicles", "3630", "testing", "专用车改装", "Special Vehicles"),
    ("aftermarket", "8111", "electric-drive", "汽车维修服务", "Vehicle Repair"),
    ("aftermarket", "7452", "testing", "汽车检测技术", "Vehicle Testing"),
)

WORDS = (
    "澄远 Chengyuan|启衡 Qiheng|沐川 Muchuan|卓岩 Zhuoyan|云岫 Yunxiu|景禾 Jinghe|"
    "拓宁 Tuoning|瑞榆 Ruiyu|朗驰 Langchi|安砺 Anli|博澜 Bolan|和铸 Hezhu|青桐 Qingtong|"
    "恒屹 Hengyi|知行 Zhixing|明枢 Mingshu|广茂 Guangmao|兴澈 Xingche|思源 Siyuan|合曜 Heyao"
)
SURNAMES = "赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕张孔"
GIVEN = ("文清", "思远", "雨桐", "嘉禾", "明哲", "若溪", "景行", "子衿", "亦凡", "书宁")

# Staff, inside the bands of the 2011 size classes for industry. Revenue follows from
# the staff and stays in the band too; all together stays below the cluster's output.
SIZES = (
    ("micro", 0.06, (6, 19)),
    ("small", 0.76, (24, 180)),
    ("medium", 0.18, (310, 520)),
)
REVENUE_PER_HEAD = (300_000, 500_000)


@dataclass(frozen=True, slots=True)
class Tiers:
    """Since when a member holds which certification; they overlap."""

    high_tech: str = ""
    specialized: str = ""
    little_giant: str = ""


def credit_code(serial: int, *, prefix: str = "91", division: str = "310112") -> str:
    """Return a code with both check characters right that nobody can hold."""
    body = f"EXMPL{serial:03d}"
    inner_sum = sum(weight * int(character, 36) for weight, character in zip(BODY_WEIGHTS, body, strict=True))
    inner = "0123456789X0"[(11 - inner_sum % 11)]
    code = prefix + division + body + inner
    outer_sum = sum(pow(3, place, 31) * ALPHABET.index(character) for place, character in enumerate(code))
    return code + ALPHABET[-outer_sum % 31]


def pick(rng: random.Random, low: int, high: int) -> int:
    """Return a whole number of the closed range, the same on every version of Python."""
    return low + int(rng.random() * (high - low + 1))


def shuffled(rng: random.Random, count: int) -> list[int]:
    """Return 0..count-1 in an order that only the seed decides."""
    return sorted(range(count), key=lambda _: rng.random())


def some_day(rng: random.Random, first: date, last: date) -> str:
    return (first + timedelta(days=pick(rng, 0, (last - first).days))).isoformat()


def choose_tiers(rng: random.Random, count: int) -> dict[int, Tiers]:
    """Spread the certifications: little giants are specialized, 12 of the high-tech too."""
    order = shuffled(rng, count)
    high_tech = set(order[LITTLE_GIANTS - 4 : LITTLE_GIANTS - 4 + HIGH_TECH])
    chosen: dict[int, Tiers] = {}
    for place, member in enumerate(order):
        specialized = place < SPECIALIZED - 7 or HIGH_TECH + 4 <= place < HIGH_TECH + 11
        chosen[member] = Tiers(
            high_tech=some_day(rng, date(2023, 11, 15), date(2025, 6, 30)) if member in high_tech else "",
            specialized=some_day(rng, date(2023, 3, 1), date(2024, 6, 30)) if specialized else "",
            little_giant=some_day(rng, date(2024, 7, 1), date(2025, 6, 30)) if place < LITTLE_GIANTS else "",
        )
    return chosen


def choose_size(rng: random.Random, *, certified: bool) -> tuple[str, int, int]:
    """Draw a size class, then staff and revenue inside it; a certified firm is no micro one."""
    drawn = rng.random()
    chosen = SIZES[1]
    for size in SIZES:
        drawn -= size[1]
        if drawn < 0:
            chosen = size
            break
    name, _, band = SIZES[1] if certified and chosen[0] == "micro" else chosen
    staff = pick(rng, *band)
    return name, staff, staff * pick(rng, *REVENUE_PER_HEAD) // 10_000 * 10_000


def make_member(rng: random.Random, index: int, tiers: Tiers) -> tuple[str, ...]:
    words = [word.split(" ") for word in WORDS.split("|")]
    product = PRODUCTS[index % len(PRODUCTS)]
    segment, industry, field, product_zh, product_en = product
    # 15 products and 20 words: a step of one at each full round keeps every pair new.
    word_zh, word_en = words[(index + index // 60) % len(words)]
    size, staff, revenue = choose_size(rng, certified=tiers != Tiers())
    surname = SURNAMES[pick(rng, 0, len(SURNAMES) - 1)]
    key = f"m{index + 1:03d}"
    return (
        key,
        f"上海示例{word_zh}{product_zh}有限公司",
        f"Example {word_en} {product_en} Co., Ltd.",
        "enterprise",
        credit_code(index + 1),
        "310112108",
        industry,
        segment,
        field,
        product_zh,
        size,
        str(staff),
        str(revenue),
        tiers.high_tech,
        tiers.specialized,
        tiers.little_giant,
        some_day(rng, date(2024, 10, 14), date(2025, 8, 31)),
        surname + GIVEN[pick(rng, 0, len(GIVEN) - 1)],
        f"021-0000{index + 1:04d}",
        f"{key}@example.org",
        "yes",
        "yes",
    )


def real_members() -> int:
    """Count the organizations of the sources that are members of the cluster."""
    with (HERE / "organizations.csv").open(encoding="utf-8", newline="") as file:
        return sum(row["role"] in ROLES_OF_CLUSTER_MEMBERS for row in csv.DictReader(file))


def write_members(path: Path) -> int:
    """Write the made-up members to `path`; return how many they are."""
    rng = random.Random(SEED)  # noqa: S311 - a reproducible example, not a secret
    count = KEY_ENTERPRISES - real_members()
    tiers = choose_tiers(rng, count)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(make_member(rng, index, tiers[index]) for index in range(count))
    return count


if __name__ == "__main__":
    write_members(HERE / "members.csv")
