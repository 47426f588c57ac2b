"""Messages as nobody should send them: what people do type, spoiled in every way that has ever broken a program."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

QUALITY = Path(__file__).parents[1] / "quality"
LONGEST = 4_096
"""Telegram's longest message."""
ENORMOUS = 100_000
INJECTIONS = (
    "'; DROP TABLE inbox; --", "' OR '1'='1", '"; UPDATE people SET name=\'x\'; --', "%' ESCAPE '\\", "\\", "\\\\'", "NULL", "0x1A",
    "<script>alert(1)</script>", "<b>", "</b></blockquote>", "&lt;&amp;&#x0;", "<a href='tg://user?id=1'>x</a>", "“”", "“<i>”",
    "=cmd|' /C calc'!A0", "=1+1", "+84905123456", "-1+1", "@SUM(1)", "\t=1", '=HYPERLINK("http://x")',
    "%s%s%n%x", "{0.__class__}", "${jndi:ldap://x}", "{{7*7}}", "$(reboot)", "`id`", "../../../../etc/passwd", "C:\\..\\x", "file:///etc",
    "/start", "/hoi@ke_hoach_bot", "@ke_hoach_bot", "/" * 32, "//", "http://x/?start=0123456789ABCDEF", "tg://resolve?domain=x",
)  # fmt: skip
ODD = (
    "\0", "\x01", "\x1b[2J", "\x7f", "\x85", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufffd", "\uffff", "\U0010ffff",
    "\ud800", "\udfff", "\r", "\n", "\t", "\u2028", "\u00a0", "\u3000", "😀",
    "👨\u200d👩\u200d👧", "🇻🇳", "\u0301", "\u0323\u0302", "ﬁ", "ß", "İ",
    "ı", "ſ", "\u212a", "Ǆ", "１２３", "١٢٣", "𝟏𝟐", "½", "²", "Ⅳ", "٪",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "-1", "1e999999", "NaN", "-Infinity", "9" * 400, "1" + "0" * 4_000, "0." + "0" * 300 + "1", "3,700", "3.700.000", "95,5%",
    "100%%", "2" * 20, "31/2/2026", "99/99/9999", "0/0/0", "24:60", "năm 99999", "2026-2025", "1/1/1", "−5", "5" + " " * 50 + "%",
    "1.2.3.4.5.6.7.8.9",
)  # fmt: skip
CODES = ("7KQ2-9XMB-3TVZ-0FGH", "7kq29xmb3tvz0fgh", "7KQ2-9XMB-3TVZ-0FG", "ĐĂNG KÝ " + "7KQ2-" * 40, "0" * 16, "ABCD-EFGH-JKMN-PQRS")
COMMANDS = (
    "ĐĂNG KÝ", "đăng ký", "dữ liệu của tôi", "sửa tên: Nguyễn Văn B", "số điện thoại 0905123456", "xóa dữ liệu của tôi", "Xóa dữ liệu",
    "Không xóa", "thêm kênh", "bàn giao", "thôi làm đầu mối", "mời Sở Y tế", "mời Sở Y tế: Trần Thị Bình, 0905 123 456",
    "mời cán bộ điều phối", "hủy mã Sở Y tế", "danh sách đầu mối", "gỡ An", "gỡ Nguyễn Văn An", "Xác nhận gỡ", "tin chưa gửi được",
    "trợ giúp", "Đồng ý", "Không đồng ý", "vâng", "không", "A", "b.", "Nguyễn Văn An", "còn nông thôn?",
)  # fmt: skip


def spoken() -> list[str]:
    """What officials ask, and what is typed about oneself and others."""
    files = sorted(QUALITY.glob("questions*.jsonl"))
    questions = [json.loads(line)["q"] for file in files for line in file.read_text("utf-8").splitlines()[::7]]
    return [*questions, *COMMANDS]


class Mutator:
    """The same messages for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._spoken = spoken()

    def text(self) -> str:
        """Mostly short, now and then as long as Telegram lets it be, hardly ever longer than that."""
        chance = self._chance
        text = chance.choice(self._spoken)
        for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
            text = self._spoiled(text)
        size = chance.random()
        if size < 0.004:
            return (text * (ENORMOUS // max(len(text), 1) + 1))[:ENORMOUS]
        if size < 0.03:
            return (f"{text}{chance.choice((' ', '', ', ', chr(10)))}" * (LONGEST // max(len(text), 1) + 1))[:LONGEST]
        return text[:LONGEST]

    def _spoiled(self, text: str) -> str:
        chance = self._chance
        at = chance.randint(0, len(text))
        match chance.randrange(12):
            case 0 | 1:
                return text[:at] + chance.choice(ODD) * chance.choice((1, 1, 2, 50)) + text[at:]
            case 2 | 3:
                return text[:at] + chance.choice(INJECTIONS) + text[at:]
            case 4:
                return text[:at] + chance.choice(NUMBERS) + text[at:]
            case 5:
                return chance.choice((f"{text} {chance.choice(CODES)}", chance.choice(CODES)))
            case 6:
                return text[at:] + text[:at]
            case 7:
                return "".join(chr(chance.randrange(chance.choice((0x250, 0x110000)))) for _ in range(chance.randrange(40)))
            case 8:
                return chance.choice((text.upper(), text.lower(), text.title(), text.swapcase(), text[::-1]))
            case 9:
                return chance.choice(("[" * 200, "{" * 200, "(" * 500, '{"a":' * 100, "\\" * 300, '"' * 99, "“" * 99))
            case 10:
                return f"{text}{chance.choice((' ', '; ', ' và ', chr(10)))}{chance.choice(self._spoken)}"
            case _:
                return chance.choice(("", " ", "?", ".", text * 5, text.replace(" ", ""), " ".join(text)))

    def button(self, numbers: int) -> str:
        chance = self._chance
        return chance.choice((f"{chance.randint(0, numbers + 2)}.{chance.randrange(12)}", self.text()[:64], f"{'9' * 18}.99"))

    def json(self) -> Any:
        """Where a text or a number should stand."""
        return self._chance.choice((None, True, -1, 10**30, 1.5, "", "x", "\ud800", [], [[[]]], {}, {"id": {}}, "9" * 5_000))

    def pick(self, some: Sequence[Any]) -> Any:
        return self._chance.choice(some)

    def now_and_then(self, share: float) -> bool:
        return self._chance.random() < share

    def places(self, value: Any) -> Iterator[tuple[Any, Any]]:
        """Each place in a JSON object that can be spoiled: what holds it, and its name there."""
        if isinstance(value, dict):
            for name, inner in list(value.items()):
                yield value, name
                yield from self.places(inner)
