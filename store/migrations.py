"""How the tables came to be, one step after the other. A step that has been released is never changed: the next one mends it."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from store import schema

steps = Migrations("kehoach")
PLACE = {"channel": str, "account": str, "chat": str}
"""Where a conversation takes place: the messenger, which of our accounts there, and whose chat with it."""


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the tables up to date in one transaction, so that a process killed halfway leaves the file as it was."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        steps.apply(Database(connection, execute_plugins=False))
        connection.execute(f"PRAGMA user_version = {schema.VERSION:d}")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@steps()
def m001_messages(db: Database) -> None:
    _table(db, "inbox", {"id": int, **PLACE, "event": str, "body": str, "received_at": str, "state": str}, "id")
    db.table("inbox").create_index(["channel", "account", "chat", "event"], "inbox_event", unique=True)
    db.execute("CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'new'")
    _table(
        db,
        "outbox",
        {
            "id": int,
            **PLACE,
            "key": str,
            "cause": int,
            "body": str,
            "state": str,
            "attempts": int,
            "created_at": str,
            "next_try": str,
            "last_error": str,
            "sent_id": str,
            "settled_at": str,
            "repeats": int,
        },
        "id",
        optional={"key", "cause", "next_try", "last_error", "sent_id", "settled_at"},
    )
    db.table("outbox").create_index(["key"], "outbox_key", unique=True)
    db.execute("CREATE INDEX outbox_unsettled ON outbox (id) WHERE state IN ('waiting', 'sending')")
    db.execute("CREATE INDEX outbox_cause ON outbox (cause) WHERE cause IS NOT NULL")
    _table(
        db,
        "broken",
        {"id": int, "inbox": int, "channel": str, "account": str, "raw": str, "mark": str, "error": str, "at": str},
        "id",
        optional={"inbox"},
    )
    db.table("broken").create_index(["mark"], "broken_mark", unique=True)
    _table(db, "conversations", {**PLACE, "sender": str, "body": str, "updated_at": str}, ("channel", "account", "chat", "sender"))
    _table(db, "facts", {"name": str, "value": str, "at": str}, "name")


@steps()
def m002_people(db: Database) -> None:
    """`person` is a random id: the only thing about a person that the audit log and the ledger ever hold."""
    _table(
        db,
        "people",
        {"id": str, "name": str, "phone": str, "created_at": str, "erased_at": str},
        "id",
        optional={"erased_at"},
    )
    _table(
        db,
        "roles",
        {"id": int, "person": str, "role": str, "agency": str, "since": str, "until": str},
        "id",
        optional={"until"},
        references=[("person", "people", "id")],
    )
    db.execute("CREATE UNIQUE INDEX roles_held ON roles (person, role, agency) WHERE until IS NULL")
    _table(
        db,
        "addresses",
        {**PLACE, "person": str, "since": str, "blocked_at": str},
        ("channel", "account", "chat"),
        optional={"blocked_at"},
        references=[("person", "people", "id")],
    )
    db.table("addresses").create_index(["person"], "addresses_person")
    _table(
        db,
        "agreements",
        {"id": int, "person": str, "version": str, "channel": str, "at": str},
        "id",
        references=[("person", "people", "id")],
    )
    _table(
        db,
        "invites",
        {
            "id": str,
            "code_hash": str,
            "name": str,
            "phone": str,
            "person": str,
            "replaces": str,
            "created_by": str,
            "created_at": str,
            "expires_at": str,
            "used_at": str,
            "used_by": str,
            "revoked_at": str,
        },
        "id",
        optional={"person", "replaces", "used_at", "used_by", "revoked_at"},
    )
    db.table("invites").create_index(["code_hash"], "invites_code", unique=True)
    _table(
        db,
        "invite_posts",
        {"invite": str, "role": str, "agency": str},
        ("invite", "role", "agency"),
        references=[("invite", "invites", "id")],
    )
    _table(db, "tries", {"id": int, **PLACE, "at": str}, "id")
    db.table("tries").create_index(["at"], "tries_at")
    db.table("tries").create_index(["channel", "account", "chat", "at"], "tries_chat")
    _table(
        db,
        "audit",
        {"id": int, "at": str, "actor": str, "action": str, "subject": str, "detail": str, "previous": str, "hash": str},
        "id",
    )
    for change in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END"
        )


@steps()
def m003_progress(db: Database) -> None:
    """What agencies report. Submissions and rulings on them are only ever added to; `standings` is worked out from them."""
    _table(
        db,
        "submissions",
        {
            "id": int,
            "plan": str,
            "target": str,
            "agency": str,
            "period": int,
            "report": str,
            "value": str,
            "numerator": str,
            "denominator": str,
            "state": str,
            "kind": str,
            "nature": str,
            "as_of": str,
            "note": str,
            "document": str,
            "document_on": str,
            "by": str,
            "on_behalf": int,
            "batch": str,
            "origin": str,
            "message": int,
            "slot": int,
            "replaces": int,
            "unassigned": int,
            "late": int,
            "practice": int,
            "draft": int,
            "at": str,
        },
        "id",
        optional={"period", "value", "numerator", "denominator", "document_on", "replaces"},
    )
    db.execute("CREATE INDEX inbox_fetching ON inbox (id) WHERE state = 'fetching'")
    db.table("submissions").create_index(["plan", "target", "agency", "as_of", "id"], "submissions_series")
    db.table("submissions").create_index(["by", "id"], "submissions_by")
    db.table("submissions").create_index(["batch"], "submissions_batch")
    db.table("submissions").create_index(["origin"], "submissions_origin")
    db.table("submissions").create_index(["slot", "id"], "submissions_slot")
    db.execute("CREATE INDEX submissions_period ON submissions (plan, period, agency, target) WHERE period IS NOT NULL")
    _table(
        db,
        "rulings",
        {"id": int, "submission": int, "ruling": str, "by": str, "reason": str, "batch": str, "at": str},
        "id",
        references=[("submission", "submissions", "id")],
    )
    db.table("rulings").create_index(["submission", "id"], "rulings_submission")
    _only_added_to(db, "submissions", "rulings")
    _table(
        db,
        "standings",
        {"plan": str, "target": str, "agency": str, "submission": int},
        ("plan", "target", "agency"),
        references=[("submission", "submissions", "id")],
    )
    _table(
        db,
        "allocations",
        {
            "id": int,
            "plan": str,
            "target": str,
            "agency": str,
            "year": int,
            "goal": str,
            "part": str,
            "document": str,
            "by": str,
            "batch": str,
            "at": str,
            "ended_at": str,
        },
        "id",
        optional={"year", "goal", "ended_at"},
    )
    db.execute("CREATE INDEX allocations_held ON allocations (plan, target, agency, year) WHERE ended_at IS NULL")
    db.execute("CREATE INDEX allocations_agency ON allocations (plan, agency) WHERE ended_at IS NULL")
    db.table("allocations").create_index(["batch"], "allocations_batch")
    _table(
        db,
        "periods",
        {
            "id": int,
            "plan": str,
            "name": str,
            "starts": str,
            "cutoff": str,
            "due_on": str,
            "by": str,
            "opened_at": str,
            "closed_at": str,
        },
        "id",
        optional={"closed_at"},
    )
    _table(
        db,
        "reopenings",
        {"id": int, "period": int, "agency": str, "until": str, "by": str, "batch": str, "at": str, "ended_at": str},
        "id",
        optional={"ended_at"},
        references=[("period", "periods", "id")],
    )
    db.table("reopenings").create_index(["period", "agency"], "reopenings_period")
    _table(
        db,
        "signed_reports",
        {
            "id": int,
            "plan": str,
            "agency": str,
            "period": int,
            "number": str,
            "signed_on": str,
            "by": str,
            "on_behalf": int,
            "batch": str,
            "at": str,
            "ended_at": str,
        },
        "id",
        optional={"period", "signed_on", "ended_at"},
    )
    db.table("signed_reports").create_index(["plan", "agency", "id"], "signed_reports_agency")
    _table(
        db,
        "evidence",
        {"id": int, "batch": str, "name": str, "path": str, "kind": str, "size": int, "digest": str, "by": str, "at": str},
        "id",
    )
    db.table("evidence").create_index(["batch"], "evidence_batch")
    _table(db, "practising", {"person": str, "since": str}, "person", references=[("person", "people", "id")])
    _table(db, "plan_settings", {"plan": str, "name": str, "value": str, "by": str, "at": str}, ("plan", "name"))
    _table(db, "unanswered", {"id": int, "day": str, "text": str, "times": int, "settled": int}, "id")
    db.table("unanswered").create_index(["text"], "unanswered_text", unique=True)
    _table(
        db,
        "own_answers",
        {"id": int, "plan": str, "question": str, "answer": str, "source": str, "by": str, "at": str, "ended_at": str},
        "id",
        optional={"ended_at"},
    )


@steps()
def m004_reminders(db: Database) -> None:
    db.table("outbox").add_column("until", str)
    # What answers a reminder names it by the messenger's number; few messages have a key.
    db.execute("CREATE INDEX outbox_reminders ON outbox (chat, sent_id) WHERE key IS NOT NULL")
    db.execute("ALTER TABLE periods ADD COLUMN document TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE periods ADD COLUMN ladder TEXT NOT NULL DEFAULT ''")
    _table(
        db,
        "period_items",
        {"period": int, "target": str, "agency": str},
        ("period", "target", "agency"),
        references=[("period", "periods", "id")],
    )
    _table(
        db,
        "requests",
        {"id": int, "plan": str, "asked": str, "due_at": str, "by": str, "at": str, "ended_at": str},
        "id",
        optional={"ended_at"},
    )
    _table(
        db,
        "request_items",
        {"request": int, "target": str, "agency": str},
        ("request", "target", "agency"),
        references=[("request", "requests", "id")],
    )
    _table(
        db,
        "reminders",
        {"id": int, "deadline": str, "due_on": str, "agency": str, "person": str, "step": str, "at": str, "message": int, "tries": int},
        "id",
        optional={"message"},
    )
    db.table("reminders").create_index(["deadline", "due_on", "step", "agency", "person"], "reminders_once", unique=True)
    db.table("reminders").create_index(["message"], "reminders_message")
    _table(
        db,
        "promises",
        {"id": int, "deadline": str, "agency": str, "person": str, "until": str, "at": str, "ended_at": str},
        "id",
        optional={"ended_at"},
    )
    db.table("promises").create_index(["deadline", "agency"], "promises_deadline")
    _table(
        db,
        "holds",
        {"id": int, "person": str, "kind": str, "deadline": str, "agency": str, "target": str, "until": str, "at": str, "ended_at": str},
        "id",
        optional={"until", "ended_at"},
    )
    db.execute("CREATE INDEX holds_person ON holds (person) WHERE ended_at IS NULL")
    _table(db, "day_changes", {"day": str, "worked": int, "note": str, "by": str, "at": str}, "day")


@steps()
def m005_zalo(db: Database) -> None:
    # When somebody last wrote from there: Zalo lets a bot write to them for some days after it.
    db.table("addresses").add_column("heard_at", str)
    _table(
        db,
        "sends",
        {"channel": str, "account": str, "month": str, "kind": str, "count": int},
        ("channel", "account", "month", "kind"),
    )


def _only_added_to(db: Database, *tables: str) -> None:
    for table in tables:
        for change in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'what was reported is only ever added to'); END"
            )


def _table(
    db: Database,
    name: str,
    columns: dict[str, type],
    key: str | tuple[str, ...],
    *,
    optional: frozenset[str] | set[str] = frozenset(),
    references: list[tuple[str, str, str]] | None = None,
) -> None:
    """A STRICT table; every column must be given but the `optional` ones."""
    db.table(name).create(columns, pk=key, not_null=set(columns) - optional, foreign_keys=references or [], strict=True)
