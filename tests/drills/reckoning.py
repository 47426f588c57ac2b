"""What people typed, what the store holds and what the messenger was sent, compared message by message."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot import say
from bot.wire import message_from_json, reply_from_json
from store import audit, ledger
from store.db import Database, Row, looking
from tests.drills.messengers import Arrival

SHOWN = 5
MOST = "most "
"""Figures with such names are not added up."""


@dataclass(frozen=True, slots=True)
class Typed:
    chat: str
    message: str
    text: str


@dataclass
class Tally:
    """Figures and, where something is wrong, sentences that say what."""

    figures: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def check(self, name: str, wrong: Iterable[object]) -> None:
        """None of these should be there; counted under `name` in any case."""
        found = list(wrong)
        self.figures[name] += len(found)
        self.violations += [f"{name}: {one}" for one in found[:SHOWN]]

    def add(self, other: Tally) -> None:
        for name, figure in other.figures.items():
            self.figures[name] = max(self.figures[name], figure) if name.startswith(MOST) else self.figures[name] + figure
        self.violations += other.violations


@dataclass(frozen=True, slots=True)
class Stored:
    """A store's rows, as they are at the end."""

    inbox: list[Row]
    outbox: list[Row]
    broken: int


def read_store(path: Path, channel: str) -> Stored:
    with looking(path) as db:
        return Stored(
            db.rows("SELECT id, chat, event, body, state FROM inbox WHERE channel = ? ORDER BY id", channel),
            db.rows("SELECT id, chat, cause, body, state, sent_id, last_error FROM outbox WHERE channel = ? ORDER BY id", channel),
            int(db.value("SELECT COUNT(*) FROM broken")),
        )


def is_drained(path: Path) -> bool:
    """Whether everything in the store has been answered and sent."""
    with looking(path) as db:
        unanswered = db.value("SELECT COUNT(*) FROM inbox WHERE state = 'new'")
        unsent = db.value("SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending')")
        return not unanswered and not unsent


def compare(
    typed: Sequence[Typed],
    stored: Stored,
    sent: Sequence[Arrival],
    told: Sequence[Sequence[int]],
    gone: Collection[tuple[str, str]] = (),
    *,
    in_order: bool = True,
) -> Tally:
    """`told`: the numbers of the replies that the bot's log says may be repeated, for each run of the bot. `gone`: chats and
    messages that the messenger itself lost. `in_order`: whether it delivers what is typed in a chat in that order."""
    tally = Tally()
    tally.figures["messages typed"] += len(typed)
    tally.figures["messages that the service cannot give back"] += len(gone)
    tally.figures["replies queued"] += len(stored.outbox)
    tally.figures["repeats logged"] += sum(map(len, told))
    _compare_messages(tally, [one for one in typed if (one.chat, one.message) not in gone], stored, in_order=in_order)
    _compare_causes(tally, stored)
    _compare_replies(tally, stored, sent, told)
    return tally


def check_file(path: Path) -> Tally:
    """The engine's, the audit log's and the ledger's own checks, of a copy: to look at the file itself would heal it."""
    tally = Tally()
    with _copy(path) as copy, contextlib.closing(sqlite3.connect(copy)) as connection:
        connection.row_factory = sqlite3.Row
        tally.figures["integrity checks"] += 1
        try:
            faults = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            faults += [f"key that leads nowhere: {tuple(row)}" for row in connection.execute("PRAGMA foreign_key_check")]
            tables = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master")}
            altered = audit.first_altered(Database(connection)) if "audit" in tables else None
            unlike = ledger.first_altered(Database(connection)) if "submissions" in tables and altered is None else None
        except sqlite3.DatabaseError as problem:
            faults, altered, unlike = [str(problem)], None, None
        tally.check("integrity faults", [fault for fault in faults if fault != "ok"])
        tally.check("breaks in the audit chain", [] if altered is None else [f"entry {altered}"])
        tally.check("numbers other than recorded", [] if unlike is None else [f"row {unlike}"])
    return tally


@contextlib.contextmanager
def _copy(path: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("", "-wal"):
            if Path(f"{path}{suffix}").exists():
                shutil.copy(f"{path}{suffix}", folder)
        yield Path(folder) / path.name


def _compare_messages(tally: Tally, typed: Sequence[Typed], stored: Stored, *, in_order: bool) -> None:
    """Each message is there once, as it was typed and dealt with, and each chat's in the order of typing."""
    wanted = {(one.chat, f"message {one.message}"): one.text for one in typed}
    places = {key: place for place, key in enumerate(wanted)}
    rows = Counter((row["chat"], row["event"]) for row in stored.inbox)
    done = {(row["chat"], row["event"]): message_from_json(row["body"]).text for row in stored.inbox if row["state"] == "done"}
    tally.check("messages lost", [key for key, text in wanted.items() if done.get(key) != text])
    tally.check("messages kept twice", [key for key, count in rows.items() if count > 1])
    tally.check("messages that nobody typed", rows.keys() - wanted.keys())
    tally.check("messages put aside", range(stored.broken))
    late = _out_of_order([(row["chat"], places.get((row["chat"], row["event"]), len(places))) for row in stored.inbox])
    if in_order:
        tally.check("messages out of order", late)
    else:
        tally.figures["messages delivered out of order"] += len(late)


def _compare_causes(tally: Tally, stored: Stored) -> None:
    """Each message was handled once: it has one reply, and the replies of a chat stand in the order of its messages."""
    replies = Counter(row["cause"] for row in stored.outbox)
    tally.check("messages handled twice", [row["id"] for row in stored.inbox if replies[row["id"]] > 1])
    tally.check("messages without a reply", [row["id"] for row in stored.inbox if not replies[row["id"]]])
    tally.check("replies without a message", replies.keys() - {row["id"] for row in stored.inbox})
    tally.check("replies queued out of order", _out_of_order([(row["chat"], row["cause"]) for row in stored.outbox]))


def _compare_replies(tally: Tally, stored: Stored, sent: Sequence[Arrival], told: Sequence[Sequence[int]]) -> None:
    """Each reply arrived, but for those that were not sent again because they may have; what arrived again was announced in the
    log and marked; each chat saw its replies in order."""
    numbers = {(row["chat"], _bare(reply_from_json(row["body"]).text)): int(row["id"]) for row in stored.outbox}
    tally.check("replies that cannot be told apart", range(len(stored.outbox) - len(numbers)))
    arrivals: dict[int, list[Arrival]] = defaultdict(list)
    shown: list[tuple[str, int]] = []
    unknown = []
    for message in sent:
        number = numbers.get((message.chat, _bare(message.text)))
        if number is None:
            unknown.append(message.text)
            continue
        arrivals[number].append(message)
        shown.append((message.chat, number))
    repeated = {number: len(messages) - 1 for number, messages in arrivals.items() if len(messages) > 1}
    tally.figures["replies repeated"] += sum(repeated.values())
    after_each = [len(repeated.keys() & set(run)) for run in told]
    tally.figures["ends with more than one repeat"] += sum(times > 1 for times in after_each)
    tally.figures["most repeats after one end"] = max(after_each, default=0)
    times_told = Counter(number for run in told for number in run)
    unsure = {row["id"] for row in stored.outbox if row["state"] == "sent" and row["last_error"]}
    tally.figures["replies that may not have arrived"] += len(unsure)
    tally.check("replies lost", [row["id"] for row in stored.outbox if row["id"] not in arrivals and row["id"] not in unsure])
    tally.check("replies that the store does not call sent", [row["id"] for row in stored.outbox if row["state"] != "sent"])
    ids = {number: [message.id for message in messages] for number, messages in arrivals.items()}
    known = [row for row in stored.outbox if row["id"] not in unsure]
    tally.check("replies under a wrong id", [row["id"] for row in known if row["sent_id"] != ids.get(row["id"], [None])[-1]])
    tally.check("sent without being in the store", unknown)
    tally.check("repeats not logged", [number for number, times in repeated.items() if times_told[number] < times])
    tally.check("repeats not marked", [number for number in repeated if not _all_marked(arrivals[number][1:])])
    tally.check("replies out of order", _out_of_order(shown))


def _all_marked(messages: Iterable[Arrival]) -> bool:
    return all(message.text.startswith(say.repeated("")) for message in messages)


def _bare(text: str) -> str:
    return text.removeprefix(say.repeated("")).strip()


def _out_of_order(numbers: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """The numbers that come after a higher one of the same chat; the same one again is no matter here."""
    highest: dict[str, int] = {}
    late = []
    for chat, number in numbers:
        if number < highest.get(chat, number):
            late.append((chat, number))
        highest[chat] = max(number, highest.get(chat, number))
    return late


def table(figures: Iterable[tuple[str, object]], print_line: Callable[[str], object] = print) -> None:
    for name, figure in figures:
        print_line(f"{name:<45}{figure:>12}")
