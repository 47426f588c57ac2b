"""What the bot could not answer, without a word of who asked; and what the coordinator answers to it instead, with a source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store import audit
from store.db import Database, Row
from store.people import NotAllowedError, Person, may_coordinate

MOST_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Unanswered:
    id: int
    text: str
    times: int


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    id: int
    question: str
    answer: str
    source: str
    at: datetime


def note_unanswered(db: Database, text: str, now: datetime) -> None:
    """Counts a question once more; only the day is kept beside it. Of the newest alone: anybody may ask anything."""
    db.execute(
        "INSERT INTO unanswered (day, text, times, settled) VALUES (?, ?, 1, 0) "
        "ON CONFLICT (text) DO UPDATE SET times = unanswered.times + 1, day = excluded.day, settled = 0",
        now.date().isoformat(),
        text,
    )
    db.execute("DELETE FROM unanswered WHERE id <= (SELECT MAX(id) FROM unanswered) - ?", MOST_KEPT)


def unanswered(db: Database, by: Person, most: int = 20) -> list[Unanswered]:
    """Those asked most often first. Raises NotAllowedError."""
    _coordinating(by)
    rows = db.rows("SELECT id, text, times FROM unanswered WHERE settled = 0 ORDER BY times DESC, id DESC LIMIT ?", most)
    return [Unanswered(row["id"], row["text"], row["times"]) for row in rows]


def settle(db: Database, by: Person, number: int) -> None:
    _coordinating(by)
    db.execute("UPDATE unanswered SET settled = 1 WHERE id = ?", number)


def answer(db: Database, by: Person, plan: str, question: str, text: str, source: str, now: datetime) -> int:
    """The new answer's number; an older one to the same question ends. Raises NotAllowedError."""
    _coordinating(by)
    db.execute("UPDATE own_answers SET ended_at = ? WHERE plan = ? AND question = ? AND ended_at IS NULL", now.isoformat(), plan, question)
    number = db.value(
        "INSERT INTO own_answers (plan, question, answer, source, by, at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        plan,
        question,
        text,
        source,
        by.id,
        now.isoformat(),
    )
    audit.append(db, now, by.id, "answer written", str(number))
    return int(number)


def withdraw(db: Database, by: Person, number: int, now: datetime) -> bool:
    """Raises NotAllowedError."""
    _coordinating(by)
    ended = bool(db.execute("UPDATE own_answers SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now.isoformat(), number))
    if ended:
        audit.append(db, now, by.id, "answer withdrawn", str(number))
    return ended


def answers(db: Database, plan: str) -> list[OwnAnswer]:
    rows = db.rows("SELECT * FROM own_answers WHERE plan = ? AND ended_at IS NULL ORDER BY id", plan)
    return [_answer(row) for row in rows]


def _coordinating(by: Person) -> None:
    if not may_coordinate(by):
        raise NotAllowedError


def _answer(row: Row) -> OwnAnswer:
    return OwnAnswer(row["id"], row["question"], row["answer"], row["source"], datetime.fromisoformat(row["at"]))
