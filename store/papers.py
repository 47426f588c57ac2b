"""What stands behind the numbers: signed reports, each a fact of its own, and the files sent along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from store import audit
from store.db import Database, Row
from store.people import NotAllowedError, Person, Post, Role, may_coordinate


@dataclass(frozen=True, slots=True)
class SignedReport:
    """ "BC 512/BC-SXD ngày 20/11": that an agency's signed report exists, apart from any number."""

    plan: str
    agency: str
    number: str
    signed_on: date | None = None
    period: int | None = None
    on_behalf: bool = False
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file kept with the numbers of one message; `name` is its sender's, for showing alone."""

    batch: str
    name: str
    path: str
    kind: str
    size: int
    digest: str


def sign(db: Database, by: Person, report: SignedReport, now: datetime) -> bool:
    """Whether it was not known before. Raises NotAllowedError."""
    own = any(Post(role, report.agency) in by.posts for role in (Role.CONTACT, Role.LEADER))
    if not (may_coordinate(by) if report.on_behalf else own):
        raise NotAllowedError
    if any((one.number, one.signed_on) == (report.number, report.signed_on) for one in signed(db, report.plan, report.agency)):
        return False
    number = db.value(
        "INSERT INTO signed_reports (plan, agency, period, number, signed_on, by, on_behalf, batch, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        report.plan,
        report.agency,
        report.period,
        report.number,
        report.signed_on.isoformat() if report.signed_on else None,
        by.id,
        int(report.on_behalf),
        report.batch,
        now.isoformat(),
    )
    audit.append(db, now, by.id, "signed report noted", str(number), agency=report.agency, number=report.number)
    return True


def signed(db: Database, plan: str, agency: str = "") -> list[SignedReport]:
    """The newest last."""
    sql, values = "SELECT * FROM signed_reports WHERE plan = ? AND ended_at IS NULL", [plan]
    if agency:
        sql, values = sql + " AND agency = ?", [*values, agency]
    return [_signed(row) for row in db.rows(sql + " ORDER BY id", *values)]


def unsign(db: Database, by: Person, batch: str, now: datetime) -> int:
    """Takes back what one message noted; only who noted it, or a coordinator, may."""
    own = "" if may_coordinate(by) else " AND by = ?"
    ended = db.execute(
        f"UPDATE signed_reports SET ended_at = ? WHERE batch = ? AND ended_at IS NULL{own}",  # noqa: S608
        *(now.isoformat(), batch, *(() if may_coordinate(by) else (by.id,))),
    )
    if ended:
        audit.append(db, now, by.id, "signed report taken back", batch)
    return ended


def keep(db: Database, by: Person, evidence: Evidence, now: datetime) -> None:
    db.execute(
        "INSERT INTO evidence (batch, name, path, kind, size, digest, by, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        evidence.batch,
        evidence.name,
        evidence.path,
        evidence.kind,
        evidence.size,
        evidence.digest,
        by.id,
        now.isoformat(),
    )
    audit.append(db, now, by.id, "file kept", evidence.batch, digest=evidence.digest)


def evidence_paths(db: Database) -> set[str]:
    """Where files lie that belong to numbers."""
    return {str(row["path"]) for row in db.rows("SELECT path FROM evidence")}


def _signed(row: Row) -> SignedReport:
    return SignedReport(
        row["plan"],
        row["agency"],
        row["number"],
        date.fromisoformat(row["signed_on"]) if row["signed_on"] else None,
        row["period"],
        bool(row["on_behalf"]),
        row["batch"],
    )
