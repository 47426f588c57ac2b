"""A period that is open, units that owe, a clock that can be moved: what everybody is then sent."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import Clock, moment
from bot.jsonl import Chats
from bot.local import LocalChats
from bot.work import Desk
from handlers.assistant import Assistant
from handlers.turn import Rules
from store.db import Store

CHIEF: dict[str, Any] = {"agency": "Sở Y tế", "role": "coordinator"}
TRADE: dict[str, Any] = {"agency": "Sở Công Thương", "role": "contact"}
FINANCE: dict[str, Any] = {"agency": "Sở Tài chính", "role": "contact"}
OPEN = "mở kỳ báo cáo năm 2026, chốt 15/11, hạn 27/11"


class Month:
    """The machine form of the chat; what was pushed to each chat is kept with the moment of its coming."""

    def __init__(self, assistant: Assistant, now: str = "2026-11-02T08:00") -> None:
        self.store, self.clock = Store.open(None), Clock(moment(now))
        self.local = LocalChats(self.store, Desk(assistant, Rules(), {}), self.clock.now, Path(tempfile.mkdtemp()))
        self._chats = Chats(self.local, assistant, self.clock)
        self.pushed: list[tuple[datetime, str, str]] = []
        self.labels: dict[str, list[str]] = {}
        self.files: list[str] = []

    def line(self, chat: str, **fields: Any) -> str:
        answer, *pushes = self._chats.take(json.dumps({"chat": chat, **fields}).encode())
        assert answer["kind"] != "error", answer["replies"][0]["text"]
        for one in (answer, *pushes):
            for reply in one["replies"]:
                self.labels[one["chat"]] = [label for row in reply["buttons"] for label in row]
                self.files += [file["path"] for file in reply["files"]]
        self.pushed += [(self.clock.now(), one["chat"], reply["text"]) for one in pushes for reply in one["replies"]]
        return "\n\n".join(reply["text"] for reply in answer["replies"])

    def says(self, chat: str, text: str) -> str:
        return self.line(chat, text=text)

    def press(self, chat: str, label: str) -> str:
        return self.line(chat, press=label)

    def enrol(self, chat: str, post: dict[str, Any], *targets: str) -> None:
        self.line(chat, **{"as": {**post, "targets": list(targets)}})

    def at(self, when: str) -> list[tuple[str, str]]:
        """Moves the clock; what was then sent: to which chat, what."""
        before = len(self.pushed)
        self.line("clock", now=when)
        return [(chat, text) for _, chat, text in self.pushed[before:]]

    def to(self, chat: str) -> list[str]:
        return [text for _, whom, text in self.pushed if whom == chat]

    def run(self, first: str, days: int, hours: tuple[int, ...] = (8, 14)) -> None:
        """Day by day, a look in the morning and one in the afternoon."""
        start = moment(first).replace(hour=0, minute=0)
        for step in range(days):
            for hour in hours:
                self.at((start + timedelta(days=step, hours=hour)).strftime("%Y-%m-%dT%H:%M"))


def opened(assistant: Assistant, **more: Any) -> Month:
    """Sở Công Thương owes one number, Sở Tài chính three; the period is due on 27/11/2026, a Friday."""
    month = Month(assistant, **more)
    month.enrol("chief", CHIEF)
    month.enrol("an", TRADE, "nhà ở xã hội")
    month.enrol("lan", FINANCE, "BHYT", "BHXH", "BHTN")
    month.says("chief", OPEN)
    month.press("chief", "Mở kỳ")
    return month
