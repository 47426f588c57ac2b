"""What the coordinator has decided for a plan."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from store import audit
from store.db import Database
from store.people import NotAllowedError, Person, may_coordinate


class Setting(StrEnum):
    """`RELEASE`: "at_once" (a contact's number counts when it is recorded) or "leader" (when the unit's leader has agreed).
    `PROGRESS`: who sees numbers, "enrolled" or "everybody". `FORM`: the columns of the form to report on, empty for our own.
    `LADDER`: the days before and after the due day on which units are reminded. `HOURS`: the office's hours.
    `CULTURE_DAY`: whether 24/11 is a day "off" or "worked"."""

    RELEASE = "release"
    PROGRESS = "progress"
    FORM = "form"
    LADDER = "ladder"
    HOURS = "hours"
    CULTURE_DAY = "culture_day"


DEFAULTS = {
    Setting.RELEASE: "at_once",
    Setting.PROGRESS: "enrolled",
    Setting.FORM: "",
    Setting.LADDER: "-14 -5 -1 0 1 3 w",
    Setting.HOURS: "07:30-11:30 13:30-17:00",
    Setting.CULTURE_DAY: "off",
}
AT_ONCE, BY_LEADER = "at_once", "leader"
ENROLLED, EVERYBODY = "enrolled", "everybody"


def setting(db: Database, plan: str, name: Setting) -> str:
    return str(db.value("SELECT value FROM plan_settings WHERE plan = ? AND name = ?", plan, name) or DEFAULTS[name])


def change(db: Database, by: Person, plan: str, name: Setting, value: str, now: datetime) -> None:
    """Raises NotAllowedError."""
    if not may_coordinate(by):
        raise NotAllowedError
    db.execute(
        "INSERT INTO plan_settings (plan, name, value, by, at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (plan, name) DO UPDATE SET value = excluded.value, by = excluded.by, at = excluded.at",
        plan,
        name,
        value,
        by.id,
        now.isoformat(),
    )
    audit.append(db, now, by.id, "setting changed", plan, name=name, value=value)
