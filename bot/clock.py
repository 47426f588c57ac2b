"""The time in Vietnam: the real one, or the one that a rehearsal sets."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam has kept UTC+7 the year round since 1975, so no time zone tables are needed."""


def moment(text: str) -> datetime:
    """An ISO date and time; Vietnamese time where it names no zone. Raises ValueError."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=VIETNAM)


class Clock:
    """Tells the real time until it is set; from then on it stands still at the time it was set to."""

    def __init__(self, fixed: datetime | None = None) -> None:
        self._fixed = fixed

    def now(self) -> datetime:
        return self._fixed or datetime.now(VIETNAM)

    def set(self, to: datetime) -> None:
        self._fixed = to
