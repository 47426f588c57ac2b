"""What agencies have reported: only ever added to, every version kept with who, when and from which message.

All versions of one number share a slot, and the newest is in force; a withdrawal is a version too. A draft is in force for its
own agency alone until it is released; outside, the version before it stands.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from corpus.plan import ValueKind
from store import audit
from store.db import Database, Row
from store.people import NotAllowedError, Person, Post, Role, may_coordinate


class Report(StrEnum):
    """What a row says: a number; nothing to report; no number yet; as before; a deed's state; taken back."""

    VALUE = "value"
    NIL = "nil"
    NONE_YET = "none_yet"
    UNCHANGED = "unchanged"
    STATE = "state"
    WITHDRAWN = "withdrawn"


class Nature(StrEnum):
    """Ước thực hiện, sơ bộ, chính thức."""

    ESTIMATE = "estimate"
    PRELIMINARY = "preliminary"
    OFFICIAL = "official"


class Ruling(StrEnum):
    """By the agency's leader: released. By the coordinator: accepted, to be reviewed, or neither any more."""

    RELEASED = "released"
    ACCEPTED = "accepted"
    REVIEW = "review"
    REOPENED = "reopened"


class Standing(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded. `state` is a deed's state in words; `origin` tells the message that it came in from any other,
    so that an edited message corrects what it said before; `message` is its number in the inbox."""

    plan: str
    target: str
    agency: str
    report: Report = Report.VALUE
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    state: str = ""
    kind: ValueKind = ValueKind.LEVEL
    nature: Nature = Nature.OFFICIAL
    as_of: date = date.min
    note: str = ""
    document: str = ""
    document_on: date | None = None
    period: int | None = None
    batch: str = ""
    origin: str = ""
    message: int = 0
    replaces: int | None = None
    on_behalf: bool = False
    unassigned: bool = False
    late: bool = False
    practice: bool = False
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    id: int
    entry: Entry
    by: str
    at: datetime
    ruling: Ruling | None = None
    reason: str = ""
    """Why the coordinator asks to review it."""

    @property
    def standing(self) -> Standing:
        if self.entry.draft and self.ruling is None:
            return Standing.DRAFT
        if self.ruling in (Ruling.ACCEPTED, Ruling.REVIEW):
            return Standing(self.ruling)
        return Standing.SENT

    @property
    def value(self) -> Decimal | None:
        return self.entry.value


def new_batch() -> str:
    return secrets.token_hex(8)


# ---- adding


def record(db: Database, by: Person, entry: Entry, now: datetime, *, version_of: int | None = None) -> Submission:
    """A number, or a new version of the one that it replaces (of `version_of`, where that is another).

    Raises NotAllowedError where `by` speaks neither for the agency nor, on its behalf, as a coordinator.
    """
    if not may_report(by, entry):
        raise NotAllowedError
    number, earlier = int(db.value("SELECT MAX(id) FROM submissions") or 0) + 1, version_of or entry.replaces
    slot = db.value("SELECT slot FROM submissions WHERE id = ?", earlier) if earlier else number
    columns = {"id": number, "slot": slot, **_columns(entry), "by": by.id, "at": now.isoformat()}
    marks = ", ".join("?" for _ in columns)
    db.execute(f"INSERT INTO submissions ({', '.join(columns)}) VALUES ({marks})", *columns.values())  # noqa: S608
    audit.append(db, now, by.id, "reported", str(number), digest=_digest(columns))
    _stand(db, entry)
    return Submission(number, entry, by.id, now)


def may_report(by: Person, entry: Entry) -> bool:
    if entry.on_behalf:
        return may_coordinate(by)
    return any(Post(role, entry.agency) in by.posts for role in (Role.CONTACT, Role.LEADER))


def rule(db: Database, by: Person, submission: Submission, ruling: Ruling, now: datetime, *, reason: str = "", batch: str = "") -> None:
    """Raises NotAllowedError: the agency's own people release, the coordinators do the rest."""
    entry = submission.entry
    own = any(post.agency == entry.agency for post in by.agency_posts)
    if not (own if ruling is Ruling.RELEASED else may_coordinate(by)):
        raise NotAllowedError
    db.execute(
        "INSERT INTO rulings (submission, ruling, by, reason, batch, at) VALUES (?, ?, ?, ?, ?, ?)",
        submission.id,
        ruling,
        by.id,
        reason,
        batch,
        now.isoformat(),
    )
    audit.append(db, now, by.id, ruling, str(submission.id))
    if ruling is Ruling.RELEASED:
        _stand(db, entry)


def undo(db: Database, by: Person, submission: Submission, batch: str, now: datetime) -> Submission:
    """Takes a row back: what it had replaced is in force again, else nothing is; undone twice, two steps are taken back.

    Raises NotAllowedError.
    """
    before = called(db, submission.entry.replaces) if submission.entry.replaces else None
    if before is None or before.entry.report is Report.WITHDRAWN:
        return withdraw(db, by, submission, batch, now)
    again = replace(before.entry, batch=batch, message=0, draft=submission.entry.draft, on_behalf=submission.entry.on_behalf)
    return record(db, by, again, now, version_of=submission.id)


def withdraw(db: Database, by: Person, submission: Submission, batch: str, now: datetime) -> Submission:
    """Nothing of the row is in force any more. Raises NotAllowedError."""
    entry = replace(
        submission.entry,
        report=Report.WITHDRAWN,
        value=None,
        numerator=None,
        denominator=None,
        state="",
        note="",
        replaces=submission.id,
        batch=batch,
        message=0,
        draft=False,
    )
    return record(db, by, entry, now)


def _stand(db: Database, entry: Entry) -> None:
    """The newest number that counts, kept where an overview finds it without looking at every row."""
    newest = _newest(db, entry.plan, entry.target, entry.agency)
    key = (entry.plan, entry.target, entry.agency)
    if newest is None:
        db.execute("DELETE FROM standings WHERE plan = ? AND target = ? AND agency = ?", *key)
    else:
        db.execute(
            "INSERT INTO standings (plan, target, agency, submission) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (plan, target, agency) DO UPDATE SET submission = excluded.submission",
            *key,
            newest.id,
        )


# ---- looking

_RULING = "(SELECT r.ruling FROM rulings AS r WHERE r.submission = s.id ORDER BY r.id DESC LIMIT 1) AS ruling"
_REASON = "(SELECT r.reason FROM rulings AS r WHERE r.submission = s.id ORDER BY r.id DESC LIMIT 1) AS reason"
_SELECT = f"SELECT s.*, {_RULING}, {_REASON} FROM submissions AS s "  # noqa: S608
_RELEASED = "(n.draft = 0 OR EXISTS (SELECT 1 FROM rulings AS r WHERE r.submission = n.id AND r.ruling = 'released'))"
_STANDS = f"NOT EXISTS (SELECT 1 FROM submissions AS n WHERE n.slot = s.slot AND n.id > s.id AND {_RELEASED})"  # noqa: S608
_STANDS_INSIDE = "NOT EXISTS (SELECT 1 FROM submissions AS n WHERE n.slot = s.slot AND n.id > s.id)"
_COUNTED = f"s.practice = 0 AND s.report <> 'withdrawn' AND {_RELEASED.replace('n.', 's.')} AND {_STANDS}"
_INSIDE = f"s.practice = 0 AND s.report <> 'withdrawn' AND {_STANDS_INSIDE}"
_A_NUMBER = "s.report IN ('value', 'unchanged', 'state')"
_OF_SERIES = "WHERE s.plan = ? AND s.target = ? AND s.agency = ? AND "
_NEWEST_FIRST = "ORDER BY s.as_of DESC, s.id DESC "


def newest(db: Database, plan: str, target: str, agency: str) -> Submission | None:
    """The newest number in force that counts: not an estimate, nor a part, where there is anything else."""
    row = db.row(
        _SELECT + "JOIN standings AS t ON t.submission = s.id WHERE t.plan = ? AND t.target = ? AND t.agency = ?", plan, target, agency
    )
    return _submission(row) if row else None


def _newest(db: Database, plan: str, target: str, agency: str) -> Submission | None:
    for wanted in ("s.nature <> 'estimate' AND s.kind <> 'increment'", "s.kind <> 'increment'", "1 = 1"):
        rows = db.rows(
            f"{_SELECT}{_OF_SERIES}{_COUNTED} AND {_A_NUMBER} AND {wanted} {_NEWEST_FIRST}LIMIT 1",
            plan,
            target,
            agency,
        )
        if rows:
            return _submission(rows[0])
    return None


def series(db: Database, plan: str, target: str, agency: str, most: int = 500, *, inside: bool = False) -> list[Submission]:
    """What is in force, the newest day first; `inside`: as its own agency sees it, drafts among it."""
    seen = _INSIDE if inside else _COUNTED
    rows = db.rows(f"{_SELECT}{_OF_SERIES}{seen} {_NEWEST_FIRST}LIMIT ?", plan, target, agency, most)
    return [_submission(row) for row in rows]


def near(db: Database, plan: str, target: str, agency: str, day: date, most: int = 8) -> list[Submission]:
    """What its own agency sees around a day and at the end of the series, the newest first: enough to judge a number by."""
    found: dict[int, Submission] = {}
    for where, order in (("s.as_of <= ?", "DESC"), ("s.as_of > ?", "ASC"), ("? <> ''", "DESC")):
        rows = db.rows(
            f"{_SELECT}{_OF_SERIES}{_INSIDE} AND {where} ORDER BY s.as_of {order}, s.id {order} LIMIT ?",
            plan,
            target,
            agency,
            day.isoformat(),
            most,
        )
        found |= {row["id"]: _submission(row) for row in rows}
    return sorted(found.values(), key=lambda one: (one.entry.as_of, one.id), reverse=True)


def practised(db: Database, by: Person, most: int = 50) -> list[Submission]:
    rows = db.rows(
        f"{_SELECT}WHERE s.by = ? AND s.practice = 1 AND s.report <> 'withdrawn' AND {_STANDS_INSIDE} ORDER BY s.id DESC LIMIT ?",
        by.id,
        most,
    )
    return [_submission(row) for row in rows]


def versions(db: Database, plan: str, target: str, agency: str, most: int = 500) -> list[Submission]:
    """Every row, whether in force or not, in the order of recording, the newest last."""
    rows = db.rows(f"{_SELECT}{_OF_SERIES}s.practice = 0 ORDER BY s.id DESC LIMIT ?", plan, target, agency, most)
    return [_submission(row) for row in reversed(rows)]


def standings(db: Database, plan: str, *, targets: Iterable[str] = (), agency: str = "") -> list[Submission]:
    """The newest number of every target and agency, or of some."""
    wanted = list(targets)
    sql, values = _SELECT + "JOIN standings AS t ON t.submission = s.id WHERE t.plan = ?", [plan]
    if agency:
        sql, values = sql + " AND t.agency = ?", [*values, agency]
    if wanted:
        sql, values = sql + f" AND t.target IN ({', '.join('?' for _ in wanted)})", [*values, *wanted]
    return [_submission(row) for row in db.rows(sql + " ORDER BY t.target, t.agency", *values)]


def of_period(db: Database, plan: str, period: int, agency: str = "") -> list[Submission]:
    """What counts of a period's reports, nil reports among them."""
    sql, values = f"{_SELECT}WHERE s.plan = ? AND s.period = ? AND {_COUNTED}", [plan, period]
    if agency:
        sql, values = sql + " AND s.agency = ?", [*values, agency]
    return [_submission(row) for row in db.rows(sql + " ORDER BY s.agency, s.target, s.id", *values)]


def drafts(db: Database, plan: str, agency: str) -> list[Submission]:
    """What waits for the agency's leader."""
    rows = db.rows(
        f"{_SELECT}WHERE s.plan = ? AND s.agency = ? AND s.draft = 1 AND {_INSIDE} ORDER BY s.id",
        plan,
        agency,
    )
    return [one for one in map(_submission, rows) if one.standing is Standing.DRAFT]


def called(db: Database, number: int) -> Submission | None:
    row = db.row(_SELECT + "WHERE s.id = ?", number)
    return _submission(row) if row else None


def of_batch(db: Database, batch: str) -> list[Submission]:
    """The rows that one message brought and that nothing has replaced."""
    return _rows(db, f"WHERE s.batch = ? AND s.report <> 'withdrawn' AND {_STANDS_INSIDE} ORDER BY s.id", batch)


def of_origin(db: Database, origin: str) -> list[Submission]:
    """The same of the message that `origin` names, whatever it brought in its earlier wordings."""
    return _rows(db, f"WHERE s.origin = ? AND s.report <> 'withdrawn' AND {_STANDS_INSIDE} ORDER BY s.id", origin) if origin else []


def newest_by(db: Database, by: Person, since: datetime) -> list[Submission]:
    """The rows of the last message by which a person recorded anything, as far as nothing has replaced them."""
    row = db.row("SELECT batch FROM submissions WHERE by = ? AND at >= ? ORDER BY id DESC LIMIT 1", by.id, since.isoformat())
    return of_batch(db, row["batch"]) if row else []


def recent_by(db: Database, by: Person, since: datetime, most: int = 30) -> list[Submission]:
    """What a person recorded lately, as far as nothing has replaced it, the newest first."""
    return _rows(
        db,
        f"WHERE s.by = ? AND s.at >= ? AND s.report <> 'withdrawn' AND {_STANDS_INSIDE} ORDER BY s.id DESC LIMIT ?",
        by.id,
        since.isoformat(),
        most,
    )


def everything(db: Database, plan: str) -> Sequence[Submission]:
    """Every row of a plan in the order of recording, for an export."""
    return _rows(db, "WHERE s.plan = ? ORDER BY s.id", plan)


def first_altered(db: Database) -> int | None:
    """The number of the first row that is not what the audit log says was recorded; None where all are."""
    told = {
        row["subject"]: json.loads(row["detail"])["digest"]
        for row in db.rows("SELECT subject, detail FROM audit WHERE action = 'reported' ORDER BY id")
    }
    for row in db.rows("SELECT * FROM submissions ORDER BY id"):
        columns = {name: row[name] for name in ("id", "slot", *_COLUMNS, "by", "at")}
        if told.pop(str(row["id"]), "") != _digest(columns):
            return int(row["id"])
    return int(min(told, key=int)) if told else None


def _rows(db: Database, where: str, *values: object) -> list[Submission]:
    return [_submission(row) for row in db.rows(_SELECT + where, *values)]


# ---- rows

_COLUMNS = tuple(field.name for field in fields(Entry))
_DECIMALS = ("value", "numerator", "denominator")
_FLAGS = ("on_behalf", "unassigned", "late", "practice", "draft")


def _columns(entry: Entry) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(entry, name) for name in _COLUMNS}
    for name in _DECIMALS:
        values[name] = None if values[name] is None else f"{values[name]:f}"
    for name in _FLAGS:
        values[name] = int(bool(values[name]))
    for name in ("report", "kind", "nature"):
        values[name] = str(values[name])
    return {**values, "as_of": entry.as_of.isoformat(), "document_on": entry.document_on.isoformat() if entry.document_on else None}


def _digest(columns: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(columns, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _submission(row: Row) -> Submission:
    values = {name: row[name] for name in _COLUMNS}
    for name in _DECIMALS:
        values[name] = None if values[name] is None else Decimal(values[name])
    for name in _FLAGS:
        values[name] = bool(values[name])
    entry = Entry(
        **{
            **values,
            "report": Report(row["report"]),
            "kind": ValueKind(row["kind"]),
            "nature": Nature(row["nature"]),
            "as_of": date.fromisoformat(row["as_of"]),
            "document_on": date.fromisoformat(row["document_on"]) if row["document_on"] else None,
        }
    )
    ruling = Ruling(row["ruling"]) if row["ruling"] else None
    return Submission(row["id"], entry, row["by"], datetime.fromisoformat(row["at"]), ruling, row["reason"] or "")
