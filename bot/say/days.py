"""Days and hours as Vietnamese write them."""

from __future__ import annotations

from datetime import date, datetime


def day(of: date) -> str:
    return f"{of.day}/{of.month}/{of.year}"


def hour_and_day(moment: datetime) -> str:
    return f"{moment:%H:%M} ngày {day(moment)}"
