"""A calendar as an .ics file (RFC 5545), for telephones to take over."""

from __future__ import annotations

from datetime import timedelta

from handlers.papers import Agenda, Event

ALARM_AT = timedelta(hours=8)
"""An alarm of a whole day rings in the morning, not at midnight."""


def as_calendar(agenda: Agenda) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    for name, value in (("prodid", "-//kehoach//vi"), ("version", "2.0"), ("method", "PUBLISH"), ("x-wr-calname", _line(agenda.name))):
        calendar.add(name, value)
    for event in agenda.events:
        calendar.add_component(_event(event, agenda))
    return bytes(calendar.to_ical())


def _event(event: Event, agenda: Agenda):  # type: ignore[no-untyped-def]
    from icalendar import Alarm
    from icalendar import Event as Component

    found = Component()
    found.add("uid", event.uid)
    found.add("dtstamp", agenda.made_at)
    found.add("dtstart", event.on)
    found.add("dtend", event.on + timedelta(days=1))
    found.add("summary", _line(event.title))
    found.add("description", event.text)
    found.add("transp", "TRANSPARENT")
    if event.alarm_days is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _line(event.title))
        alarm.add("trigger", ALARM_AT - timedelta(days=event.alarm_days))
        found.add_component(alarm)
    return found


def _line(text: str) -> str:
    return " ".join(text.split())
