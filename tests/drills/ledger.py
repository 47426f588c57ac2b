"""What stands in the ledger, held against what was typed and against what the senders were told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot import say
from bot.wire import reply_from_json
from corpus.writing import write_number
from store.db import Database, Row, looking
from store.ledger import first_altered
from tests.drills.messengers import Arrival
from tests.drills.reckoning import Tally

RECEIPT, UNDONE = "Đã ghi: ", "Đã hủy: "


@dataclass(frozen=True, slots=True)
class Told:
    """One row that one message is to leave; no value where it takes a number back and none is in force instead. `replaces` counts
    from 1, within the same agency. `anew`: whether the row names its message, which what is in force again does not."""

    value: Decimal | None
    day: date
    replaces: int | None = None
    anew: bool = True


def reckon(database: Path, channel: str, told: Mapping[str, Sequence[Told]], sent: Iterable[Arrival]) -> Tally:
    """`told`: of each agency every row, in the order of typing."""
    tally = Tally()
    with looking(database) as db:
        rows = db.rows("SELECT * FROM submissions ORDER BY id")
        replies = db.rows("SELECT id, chat, cause, body, sent_id FROM outbox WHERE channel = ? ORDER BY id", channel)
        altered = first_altered(db)
        tally.check("standings that are not what follows from the rows", wrong_standings(db))
    tally.check("rows other than recorded", [] if altered is None else [f"row {altered}"])
    tally.figures["numbers in the ledger"] += len(rows)
    _compare_rows(tally, rows, told)
    _compare_receipts(tally, rows, replies, sent)
    return tally


def _compare_rows(tally: Tally, rows: Sequence[Row], told: Mapping[str, Sequence[Told]]) -> None:
    """Each message left its row, once, as it was typed and in the order of typing."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["agency"]].append(row)
    tally.check("numbers of nobody", found.keys() - told.keys())
    for agency, wanted in told.items():
        mine = found[agency]
        places = {row["id"]: place for place, row in enumerate(mine, start=1)}
        tally.check("numbers lost", range(len(mine), len(wanted)))
        tally.check("numbers counted twice", range(len(wanted), len(mine)))
        pairs = list(zip(mine, wanted, strict=False))
        tally.check("numbers other than typed", [f"{agency} {_said(row)}, not {one}" for row, one in pairs if not _is(row, one, places)])
    times = Counter(row["message"] for row in rows if row["message"])
    tally.check("messages that count twice", [message for message, count in times.items() if count > 1])


def _is(row: Row, wanted: Told, places: Mapping[int, int]) -> bool:
    value = None if row["value"] is None else Decimal(row["value"])
    report = "withdrawn" if wanted.value is None else "value"
    told = (report, wanted.value, wanted.day.isoformat(), wanted.replaces, wanted.anew)
    return (row["report"], value, row["as_of"], places.get(row["replaces"]), bool(row["message"])) == told


def _said(row: Row) -> str:
    return f"{row['id']}: {row['report']} {row['value']} {row['as_of']} for {row['replaces']} by {row['message']}"


def _compare_receipts(tally: Tally, rows: Sequence[Row], replies: Sequence[Row], sent: Iterable[Arrival]) -> None:
    """Whoever reads "Đã ghi: 1.250 …" has a row with that number, which came of the message that is answered."""
    by_message = {row["message"]: row for row in rows if row["message"]}
    causes = {(reply["chat"], reply_from_json(reply["body"]).text.strip()): reply["cause"] for reply in replies}
    without_row, unreceipted = [], set(by_message)
    for message in sent:
        text = message.text.removeprefix(say.repeated("")).strip()
        if text.startswith(RECEIPT):
            row = by_message.get(causes.get((message.chat, text), 0))
            tally.figures["receipts read"] += 1
            if row is None or not text.startswith(f"{RECEIPT}{write_number(Decimal(row['value']))} "):
                without_row.append(text)
            else:
                unreceipted.discard(row["message"])
        elif text.startswith(UNDONE):
            tally.figures["withdrawals read"] += 1
        else:
            tally.check("answers that are no receipt", [text])
    tally.check("receipts without a row", without_row)
    tally.check("numbers without a receipt", unreceipted)


def wrong_standings(db: Database) -> list[str]:
    """Where the standing number of a target and agency is not what its rows come to, worked out anew from all of them."""
    rows = db.rows("SELECT * FROM submissions ORDER BY id")
    released = {row["submission"] for row in db.rows("SELECT submission FROM rulings WHERE ruling = 'released'")}
    in_force = {row["slot"]: row for row in rows if not row["draft"] or row["id"] in released}
    best: dict[tuple[str, str, str], Row] = {}
    for row in in_force.values():
        key = (row["plan"], row["target"], row["agency"])
        counts = not row["practice"] and row["report"] in ("value", "unchanged", "state")
        if counts and (key not in best or _rank(row) > _rank(best[key])):
            best[key] = row
    wanted = {key: row["id"] for key, row in best.items()}
    kept = {(row["plan"], row["target"], row["agency"]): row["submission"] for row in db.rows("SELECT * FROM standings")}
    return [f"{key}: {kept.get(key)}, not {wanted.get(key)}" for key in kept.keys() | wanted.keys() if kept.get(key) != wanted.get(key)]


def _rank(row: Row) -> tuple[bool, bool, str, int]:
    """No part of a period before an estimate, no estimate before a number; then the newest day, told last."""
    is_part = row["kind"] == "increment"
    return (not is_part, row["nature"] != "estimate" and not is_part, row["as_of"], row["id"])
