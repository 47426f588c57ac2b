"""`kehoach people`, as whoever runs the bot types it."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.cli import main
from bot.clock import VIETNAM
from bot.people_sheet import Card, harmless, printable, workbook
from store import audit, facts, invites
from store.address import Address
from store.codes import read_code
from store.db import Store
from store.enrolment import Details, enrol
from store.invites import Invite, Invited
from store.people import COMMAND_LINE, Agreement, Post, Role

NOW = datetime.now(VIETNAM)
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b")
HEADINGS = ["Đơn vị", "Vai trò", "Họ tên", "Số điện thoại"]
GOOD = [
    HEADINGS,
    ["Sở Xây dựng", "đầu mối", "Nguyễn Văn An", "0905 123 456"],
    ["so y te", "Lãnh đạo", "", ""],
    ["", "Cán bộ điều phối", "Lê Chi", "905123457"],
]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """What `kehoach people …` returns and prints."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["people", *arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return run


def with_store(work: Callable[..., Any]) -> Any:
    store = Store.open(Path("home/kehoach.db"))
    try:
        return store.transact(work)
    finally:
        store.close()


def enrolled(name: str, *posts: Post, number: str = "") -> None:
    def job(db: Any) -> None:
        invite, _ = invites.create(db, COMMAND_LINE, Invited(posts), NOW)
        details = Details(name, number, Agreement("2026-11", "telegram", NOW))
        enrol(db, invite, Address("telegram", "bot", name), details, NOW)

    with_store(job)


def opened(code: str) -> Invite:
    found = with_store(lambda db: invites.present(db, code, Address("web", "", "1"), NOW))
    assert isinstance(found, Invite)
    return found


def as_csv(rows: list[list[str]], to: Path, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    to.write_bytes(text.getvalue().encode(encoding))
    return to


def as_xlsx(rows: list[list[object]], to: Path) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(to)
    return to


# ---- invite, list, remove


def test_an_invitation_prints_a_code_that_opens_and_the_text_to_send_on(run: Run) -> None:
    status, out, _ = run("invite", "--agency", "Sở Xây dựng", "--role", "contact")
    code = CODE.search(out)
    assert code is not None
    assert (status, opened(code[0]).posts) == (0, (Post(Role.CONTACT, "so-xay-dung"),))
    assert f"ĐĂNG KÝ {code[0]}" in out
    assert "https://" not in out


def test_where_the_bots_name_is_known_the_link_is_printed_too(run: Run) -> None:
    with_store(lambda db: facts.remember(db, "telegram.username", "kehoach_bot", NOW))
    with_store(lambda db: facts.remember(db, "telegram.heard", "", datetime.now(VIETNAM)))
    _, out, _ = run("invite", "--role", "coordinator")
    code = CODE.search(out)
    assert code is not None
    assert f"https://t.me/kehoach_bot?start={read_code(code[0])}" in out


@pytest.mark.parametrize("role", ["coordinator", "admin", "viewer", "quản trị viên"])
def test_roles_of_no_agency_need_none(role: str, run: Run) -> None:
    assert run("invite", "--role", role)[0] == 0
    assert run("invite", "--role", role, "--agency", "Sở Y tế")[0] == 2


def test_one_person_may_be_invited_for_several_agencies_with_name_number_and_days(run: Run) -> None:
    _, out, _ = run(
        *("invite", "--role", "đầu mối", "--agency", "Sở Y tế", "--agency", "so noi vu"),
        *("--name", "Nguyễn Văn An", "--phone", "0905123456", "--days", "3"),
    )
    code = CODE.search(out)
    assert code is not None
    invite = opened(code[0])
    assert {post.agency for post in invite.posts} == {"so-y-te", "so-noi-vu"}
    assert (invite.name, invite.phone) == ("Nguyễn Văn An", "0905123456")
    assert invite.expires_at.date() == NOW.date() + timedelta(days=3)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--role", "contact"), "phải gắn với một đơn vị"),
        (("--role", "contact", "--agency", "Sở Thú"), "Không có đơn vị nào"),
        (("--role", "contact", "--agency", "Các sở, ban, ngành"), "nhiều đơn vị"),
        (("--role", "contact", "--agency", "Sở LĐTBXH"), "Sở Nội vụ"),
        (("--role", "chief"), "Không có vai trò"),
        (("--role", "admin", "--name", "=1+1"), "không phải là họ tên"),
        (("--role", "admin", "--phone", "12"), "không phải là số điện thoại"),
        (("--role", "admin", "--days", "0"), "từ 1 đến 90"),
        (("--role", "admin", "--days", "9999"), "từ 1 đến 90"),
    ],
)
def test_what_cannot_be_invited_is_refused_with_the_reason_and_nothing_is_kept(arguments: tuple[str, ...], part: str, run: Run) -> None:
    status, out, err = run("invite", *arguments)
    assert (status, out) == (2, "")
    assert part in err
    assert with_store(lambda db: db.value("SELECT COUNT(*) FROM invites")) == 0


def test_the_list_shows_people_and_open_codes_and_no_code_itself(run: Run) -> None:
    enrolled("Nguyễn Văn An", Post(Role.CONTACT, "so-xay-dung"), number="0905123456")
    _, made, _ = run("invite", "--agency", "Sở Y tế", "--role", "leader")
    _, out, _ = run("list")
    row = next(line for line in out.splitlines() if line.startswith("Nguyễn"))
    assert row.split("\t")[:5] == ["Nguyễn Văn An", "đầu mối Sở Xây dựng", "0905 123 456", "Telegram", "được"]
    assert "lãnh đạo Sở Y tế" in out
    code = CODE.search(made)
    assert code is not None
    assert code[0] not in out


def test_the_list_comes_as_json_too(run: Run) -> None:
    enrolled("Nguyễn Văn An", Post(Role.CONTACT, "so-xay-dung"))
    found = json.loads(run("list", "--json")[1])
    assert found["invites"] == []
    (person,) = found["people"]
    assert (person["name"], person["posts"][0]["agency"], person["channels"][0]["channel"]) == ("Nguyễn Văn An", "so-xay-dung", "telegram")


def test_somebody_is_removed_by_name_or_id_and_erased(run: Run) -> None:
    for name in ("Nguyễn Văn An", "Trần Bình"):
        enrolled(name, Post(Role.CONTACT, "so-xay-dung"))
    ids = {one["name"]: one["id"] for one in json.loads(run("list", "--json")[1])["people"]}
    assert "Đã gỡ Nguyễn Văn An" in run("remove", "nguyen", "van", "an", "--yes")[1]
    assert "Đã gỡ Trần Bình" in run("remove", ids["Trần Bình"], "--yes")[1]
    assert json.loads(run("list", "--json")[1])["people"] == []
    log = with_store(audit.entries)
    assert [entry["actor"] for entry in log if entry["action"] == "erased"] == ["cli", "cli"]
    assert "Bình" not in str(log)


def test_whoever_is_removed_is_told_so(run: Run) -> None:
    enrolled("Nguyễn Văn An", Post(Role.CONTACT, "so-xay-dung"))
    run("remove", "Nguyễn Văn An", "--yes")
    (told,) = with_store(lambda db: [row["body"] for row in db.rows("SELECT body FROM outbox WHERE chat = 'Nguyễn Văn An'")])
    assert "không còn là đầu mối Sở Xây dựng" in told


def test_two_names_at_once_are_refused_in_a_sentence(run: Run) -> None:
    for name in ("Nguyễn Văn An", "Trần Bình"):
        enrolled(name, Post(Role.CONTACT, "so-xay-dung"))
    status, _, err = run("remove", "Nguyễn Văn An", "Trần Bình", "--yes")
    assert (status, "mỗi lần gỡ một người" in err) == (2, True)


@pytest.mark.parametrize("many", ["UBND xã", "Mặt trận Tổ quốc Việt Nam (tỉnh và các cấp)", "các sở, ban, ngành"])
def test_a_code_is_for_one_body(many: str, run: Run) -> None:
    status, _, err = run("invite", "--role", "contact", "--agency", many)
    assert (status, "tên chung của nhiều đơn vị" in err) == (2, True)


def test_a_name_that_several_have_lists_them_and_removes_nobody(run: Run) -> None:
    enrolled("Nguyễn Văn An", Post(Role.CONTACT, "so-xay-dung"))
    enrolled("Trần An", Post(Role.CONTACT, "so-y-te"))
    status, _, err = run("remove", "An", "--yes")
    assert status == 2
    assert "Nguyễn Văn An (đầu mối Sở Xây dựng)" in err
    assert len(json.loads(run("list", "--json")[1])["people"]) == 2


def test_without_a_terminal_to_ask_at_nobody_is_removed_unasked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    enrolled("An", Post(Role.CONTACT, "so-xay-dung"))
    status, _, err = run("remove", "An")
    assert (status, "--yes" in err) == (2, True)
    monkeypatch.setattr(type(sys.stdin), "isatty", lambda _: True, raising=False)
    for answer, gone in (("không", False), ("", False), ("có", True)):
        monkeypatch.setattr("builtins.input", lambda _, answer=answer: answer)
        assert ("Đã gỡ" in run("remove", "An")[1]) == gone


def test_a_store_that_cannot_be_opened_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home/kehoach.db").write_text("not a database, and longer than a header would be. " * 20)
    status, _, err = run("list")
    assert status == 2
    assert "Không dùng được tệp dữ liệu" in err


# ---- import


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8-sig"), (";", "utf-8")]
)
def test_a_list_is_read_however_a_spreadsheet_saved_it(delimiter: str, encoding: str, run: Run, tmp_path: Path) -> None:
    file = as_csv(GOOD, tmp_path / "list.csv", delimiter, encoding)
    status, out, err = run("import", str(file))
    assert (status, err) == (0, "")
    assert "Đã tạo 3 mã" in out
    rows = codes(tmp_path / "ma-dang-ky.xlsx")
    assert [opened(code).posts[0] for code in rows] == [
        Post(Role.CONTACT, "so-xay-dung"),
        Post(Role.LEADER, "so-y-te"),
        Post(Role.COORDINATOR, ""),
    ]
    assert [opened(code).phone for code in rows] == ["0905123456", "", "0905123457"]


def codes(book: Path) -> list[str]:
    sheet = load_workbook(book).active
    return [str(row[4]) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_an_xlsx_with_a_title_other_columns_in_any_order_and_numbers_is_read(run: Run, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["DANH SÁCH ĐẦU MỐI"],
        [],
        ["STT", "SĐT", "HỌ VÀ TÊN", "Cơ quan, đơn vị", "Ghi chú"],
        [1, 905123456, "NGUYỄN VĂN AN", "SXD", "=1+1"],
        [],
        [2, "0269.3824.000", None, "Sở Y tế", None],
    ]
    status, _, err = run("import", str(as_xlsx(rows, tmp_path / "list.xlsx")), "--out", "out")
    assert (status, err) == (0, "")
    first, second = map(opened, codes(tmp_path / "out/ma-dang-ky.xlsx"))
    assert (first.name, first.phone, first.posts) == ("Nguyễn Văn An", "0905123456", (Post(Role.CONTACT, "so-xay-dung"),))
    assert (second.name, second.phone) == ("", "02693824000")


def test_communes_are_read_and_an_old_district_is_asked_back(run: Run, tmp_path: Path) -> None:
    good = [["đơn vị", "họ tên"], ["UBND xã Ia Krái", "Rơ Châm H'Lan"], ["P. Pleiku", ""]]
    assert run("import", str(as_csv(good, tmp_path / "list.csv")))[0] == 0
    assert [opened(code).posts[0].agency for code in codes(tmp_path / "ma-dang-ky.xlsx")] == ["xa-23776", "xa-23575"]
    status, _, err = run("import", str(as_csv([["đơn vị"], ["huyện Ia Pa"]], tmp_path / "old.csv")))
    assert status == 2
    assert "“huyện Ia Pa” có thể là: UBND xã Ia Pa; UBND xã Pờ Tó; UBND xã Ia Tul." in err


def test_every_wrong_row_is_told_with_its_number_and_nothing_is_kept(run: Run, tmp_path: Path) -> None:
    rows = [
        *GOOD,
        ["Sở Thú", "đầu mối", "An", ""],
        ["", "đầu mối", "An", ""],
        ["Sở Y tế", "sếp", "An", ""],
        ["Sở Y tế", "", '=HYPERLINK("http://x";"An")', "12"],
        ["Sở LĐTBXH", "", "", ""],
        ["Các sở, ban, ngành", "", "", ""],
        ["SXD", "contact", "NGUYỄN VĂN AN", ""],
        ["Sở Y tế", "", "😀\u202e" + "A" * 5000, ""],
    ]
    status, out, err = run("import", str(as_csv(rows, tmp_path / "list.csv")))
    assert (status, out) == (2, "")
    lines = err.splitlines()
    assert [re.match(r"Dòng (\d+): ", line)[1] for line in lines[:-1]] == ["5", "6", "7", "8", "8", "9", "10", "11", "12"]  # type: ignore[index]
    assert "trùng với dòng 2" in err
    assert all(len(line) < 400 for line in lines)
    assert with_store(lambda db: db.value("SELECT COUNT(*) FROM invites")) == 0
    assert not list(tmp_path.glob("ma-dang-ky.*"))


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "rỗng"),
        (b"Ten,Tuoi\nAn,3\n", "cột"),
        ("Đơn vị,Họ tên\n".encode(), "không có dòng nào"),
        ("Đơn vị,Họ tên,họ và tên\nSở Y tế,An,An\n".encode(), "hai cột"),
        ("Đơn vị\n".encode() + b"S\xf4\x93\n", "bảng mã"),
        ('Đơn vị\n"Sở Y tế'.encode(), "hỏng"),
        (("Đơn vị\n" + "Sở Y tế\n" * 2500).encode(), "quá 2000 dòng"),
        (b"\x00" * 100, "cột"),
        (b"PK\x03\x04" + b"\x00" * 50, "hỏng"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "chỉ đọc"),
        (b"x" * 2_000_001, "quá lớn"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(content: bytes, part: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    status, _, err = run("import", str(file))
    assert status == 2
    assert part in err
    assert run("import", str(tmp_path / "nothing.csv"))[0] == 2


def test_an_xlsx_that_would_unpack_to_gigabytes_is_refused_at_once(run: Run, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    assert bomb.stat().st_size < 100_000
    many = tmp_path / "many.xlsx"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(300):
            archive.writestr(f"xl/{number}.xml", "")
    for file in (bomb, many):
        status, _, err = run("import", str(file))
        assert (status, "quá lớn" in err) == (2, True)


def test_a_second_import_replaces_the_codes_that_nobody_has_used(run: Run, tmp_path: Path) -> None:
    file = as_csv(GOOD, tmp_path / "list.csv")
    run("import", str(file), "--out", "first")
    run("import", str(file), "--out", "second")
    old, new = codes(tmp_path / "first/ma-dang-ky.xlsx"), codes(tmp_path / "second/ma-dang-ky.xlsx")
    assert [with_store(lambda db, code=code: invites.present(db, code, Address("web", "", code), NOW)) for code in old] == ["unknown"] * 3
    assert all(opened(code) for code in new)


def test_codes_that_may_not_yet_be_handed_out_are_not_overwritten(run: Run, tmp_path: Path) -> None:
    file = as_csv(GOOD, tmp_path / "list.csv")
    run("import", str(file))
    before = (tmp_path / "ma-dang-ky.xlsx").read_bytes()
    status, _, err = run("import", str(file))
    assert (status, "Đã có tệp" in err) == (2, True)
    assert (tmp_path / "ma-dang-ky.xlsx").read_bytes() == before
    assert all(opened(code) for code in codes(tmp_path / "ma-dang-ky.xlsx"))


def test_where_the_files_cannot_be_written_no_code_is_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    status, _, err = run("import", str(as_csv(GOOD, tmp_path / "list.csv")), "--out", "out")
    assert (status, "Không ghi được" in err) == (2, True)
    assert with_store(lambda db: db.value("SELECT COUNT(*) FROM invites")) == 0


def test_where_the_second_file_cannot_be_written_the_first_is_taken_back(run: Run, tmp_path: Path) -> None:
    # A name that is not there for `exists`, yet cannot be made: a link into nowhere.
    (tmp_path / "ma-dang-ky.html").symlink_to(tmp_path / "nowhere/else")
    assert run("import", str(as_csv(GOOD, tmp_path / "list.csv")))[0] == 2
    assert not (tmp_path / "ma-dang-ky.xlsx").exists()
    assert with_store(lambda db: db.value("SELECT COUNT(*) FROM invites")) == 0


def test_the_files_are_for_the_owner_alone(run: Run, tmp_path: Path) -> None:
    run("import", str(as_csv(GOOD, tmp_path / "list.csv")))
    for name in ("ma-dang-ky.xlsx", "ma-dang-ky.html"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


# ---- the sheets

HOSTILE = Card("<script>alert(1)</script>", '"><img src=x onerror=y>', "=1+1 & 'An'", "+84905", "7KQ2-9XMB-3TVZ-0FGH", "", NOW.date())


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_the_printable_sheet_has_a_qr_code_for_each_fetches_nothing_and_is_escaped() -> None:
    page = printable([HOSTILE] * 5, "743/KH-UBND").decode()
    tags = Tags()
    tags.feed(page)
    names = [tag for tag, _ in tags.seen]
    assert names.count("svg") == 5
    assert not {"script", "img", "link", "iframe", "object", "base", "form"} & set(names)
    assert not any(name in attributes for _, attributes in tags.seen for name in ("src", "href", "onerror", "onload"))
    assert "url(" not in page
    assert page.count("ĐĂNG KÝ 7KQ2-9XMB-3TVZ-0FGH") == 5
    assert "A4" in page


def test_a_list_of_hostile_texts_gives_a_workbook_of_texts() -> None:
    starts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(1)", "'=1"]
    cards = [Card(start, start, start, start, start, start, NOW.date()) for start in starts]
    sheet = load_workbook(io.BytesIO(workbook(cards))).active
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            assert cell.data_type == "s"
            assert not str(cell.value).startswith(("=", "+", "-", "@", "\t"))
    assert (harmless("=1"), harmless("An"), harmless("7KQ2-9XMB")) == ("'=1", "An", "7KQ2-9XMB")


def test_the_installed_command_prints_its_usage_in_vietnamese() -> None:
    command = Path(sys.executable).with_name("kehoach")
    done = subprocess.run([command, "people", "import", "--help"], capture_output=True, text=True, check=True)
    assert "Họ tên" in done.stdout
