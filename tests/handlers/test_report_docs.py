"""What the guide for officials says about reporting is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from store.people import Role
from tests.handlers.desk import BUILDING, Desk

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/can-bo.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8").partition("## Report to it")[2].partition("\n## ")[0]
IN_README = {row.split("|")[1].strip(): re.findall(r"`([^`]+)`", row) for row in re.findall(r"^\| .+ \|$", README, re.M)}
SECTION = GUIDE.partition("## Báo số liệu")[2].partition("\n## ")[0]
IN_TABLE = [message for row in re.findall(r"^\| .+ \|$", SECTION, re.M) for message in re.findall(r"\*\*(.+?)\*\*", row)]
AFTER_A_NUMBER = ["rút lại", "rút lại NOXH", "sửa lại 1.260", "không phải, 1.205"]


def test_the_section_has_its_examples() -> None:
    assert len(IN_TABLE) >= 13
    assert all(f"**{message}**" in SECTION for message in AFTER_A_NUMBER)


@pytest.mark.parametrize("message", IN_TABLE)
def test_every_report_to_send_is_recorded(desk: Desk, message: str) -> None:
    contact = desk.enrolled("c", (Role.CONTACT, BUILDING))
    desk.say(contact, "NOXH 1.200 tính đến 30/6/2026")
    assert desk.say(contact, message).startswith("Đã ghi")


@pytest.mark.parametrize("message", AFTER_A_NUMBER)
def test_every_correction_to_send_changes_the_number(desk: Desk, message: str) -> None:
    contact = desk.enrolled("c", (Role.CONTACT, BUILDING))
    desk.say(contact, "NOXH 1.250")
    assert desk.say(contact, message).startswith(("Đã ghi", "Đã hủy", "Đã rút"))


@pytest.mark.parametrize("message", ["số chờ duyệt", "tập thử"])
def test_every_other_message_is_understood(desk: Desk, message: str) -> None:
    contact = desk.enrolled("c", (Role.CONTACT, BUILDING))
    assert "Kế hoạch 743" not in desk.say(contact, message)


@pytest.mark.parametrize("message", [message for messages in IN_README.values() for message in messages])
def test_every_message_in_the_readme_is_understood(desk: Desk, message: str) -> None:
    who = desk.enrolled("c", (Role.CONTACT, BUILDING), (Role.CONTACT, "bao-hiem-xa-hoi"))
    if message in (*IN_README["coordinate"], *IN_README["see to those who are late"]):
        who = desk.enrolled("k", (Role.COORDINATOR, ""))
    if message in IN_README["undo, correct"]:
        desk.say(who, "NOXH 1.250")
    told = desk.say(who, message)
    assert not re.search("không nêu|chưa xử lý được|hỏi về việc gì", told), told
