"""The working days of a plan's offices: the calendar with what its coordinator has changed."""

from __future__ import annotations

from corpus.workdays import Workdays
from store.day_changes import changes
from store.db import Database
from store.plan_settings import Setting, setting


def of_store(db: Database, plan: str) -> Workdays:
    return Workdays({day: one.worked for day, one in changes(db).items()}, setting(db, plan, Setting.CULTURE_DAY) == "off")
