"""What the handbooks tell officials and coordinators to type is understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handlers import desk as desk_module
from handlers.desk import ROUTES
from handlers.turn import Reply
from store.people import Role
from tests.handlers.desk import BUILDING, Desk

DOCS = Path(__file__).parents[2] / "docs"
TOLD = {
    page: re.findall(r"\*\*(.+?)\*\*", (DOCS / page).read_text("utf-8").partition(start)[2], re.S)
    for page, start in (("can-bo.md", "## Đăng ký"), ("dieu-phoi.md", "## Mời một"))
}


@pytest.mark.parametrize(("page", "words"), [(page, " ".join(words.split())) for page, told in TOLD.items() for words in told])
def test_every_command_that_is_told_reaches_a_route_of_its_own(page: str, words: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[str] = []

    def note(name: str) -> list[Reply]:
        reached.append(name)
        return []

    chief = desk.enrolled("Chi", (Role.COORDINATOR, ""))
    desk.say(chief, "mở kỳ báo cáo năm 2026, chốt 15/11, hạn 27/11")
    desk.press(chief, "Mở kỳ")
    noted = [desk_module.Route(route.name, route.recognises, lambda _, name=route.name: note(name)) for route in ROUTES]  # type: ignore[misc]
    monkeypatch.setattr(desk_module, "ROUTES", tuple(noted))
    desk.say(desk.enrolled("An", (Role.CONTACT, BUILDING), (Role.ADMIN, "")), words)
    assert reached != ["ask"]
    assert reached


def test_both_handbooks_tell_commands() -> None:
    assert all(len(told) >= 5 for told in TOLD.values())
