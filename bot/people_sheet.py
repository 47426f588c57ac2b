"""What is handed out after a list was read: an .xlsx of codes, and a sheet to print with a QR code for each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from io import BytesIO
from pathlib import Path

from bot.say import people as say
from corpus.writing import write_date

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_STYLE = """
@page { size: A4; margin: 12mm }
* { box-sizing: border-box }
body { font: 11pt/1.35 "Times New Roman", serif; color: #000; margin: 0 auto; max-width: 186mm }
h1 { font-size: 15pt; margin: 0 0 2mm }
p { margin: 0 0 4mm }
ul { display: grid; grid-template-columns: 1fr 1fr; gap: 4mm; list-style: none; margin: 0; padding: 0 }
li { border: 1px dashed #666; padding: 4mm; break-inside: avoid; display: flex; gap: 3mm; align-items: center }
svg { width: 27mm; height: 27mm; flex: none }
b, span { display: block }
.code { font: 8.5pt "Courier New", monospace; margin: 1mm 0; white-space: nowrap }
.until { font-size: 9pt }
"""


@dataclass(frozen=True, slots=True)
class Card:
    """One code to hand out; `link` is empty where the bot has no account on Telegram."""

    agency: str
    role: str
    name: str
    phone: str
    code: str
    link: str
    until: date


def workbook(cards: Sequence[Card]) -> bytes:
    """Every cell is a text: nothing that somebody wrote into a list is calculated."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    headings = (say.AGENCY, say.ROLE, say.NAME, say.PHONE, say.CODE, say.LINK, say.UNTIL)
    rows = [(card.agency, card.role, card.name, card.phone, card.code, card.link, write_date(card.until)) for card in cards]
    for at, row in enumerate((headings, *rows), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(at, column, harmless(text))
            cell.data_type, cell.number_format = "s", "@"
            if at == 1:
                cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFG", (36, 14, 26, 16, 24, 52, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    to = BytesIO()
    book.save(to)
    return to.getvalue()


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def printable(cards: Sequence[Card], plan_number: str) -> bytes:
    """A page of its own: it fetches nothing and runs nothing."""
    title = escape(say.sheet_title(plan_number))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    page = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="referrer" content="no-referrer"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1><p>{escape(say.sheet_how())}</p><ul>{''.join(map(_card, cards))}</ul></body></html>\n"
    )
    return page.encode()


def _card(card: Card) -> str:
    lines = (
        f"<b>{escape(card.agency)}</b>" if card.agency else "",
        f"<span>{escape(', '.join(part for part in (card.role, card.name) if part))}</span>",
        f'<span class="code">{escape(say.sheet_code(card.code))}</span>',
        f'<span class="until">{escape(say.sheet_until(card.until))}</span>',
    )
    return f"<li>{_qr(card.link or say.scanned(card.code))}<div>{''.join(lines)}</div></li>"


def _qr(text: str) -> str:
    import segno

    return str(segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2, omitsize=True))


def write_private(path: Path, data: bytes) -> None:
    """A new file for the owner alone. Raises OSError, FileExistsError among them."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
