"""Every role and a stranger at every route, by typing and by pressing: as the table of access declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from handlers import desk as desk_module
from handlers import say
from handlers.access import ACCESS, OF_AGENCIES, may
from handlers.desk import ROUTES, Route
from handlers.people.pending import DECISIONS
from handlers.turn import Pending, Reply, Rules
from store import invites, people, plan_settings
from store.db import Database
from store.erasure import remove
from store.invites import Invited
from store.people import NotAllowedError, Person, Post, Role
from store.plan_settings import Setting
from tests.handlers.desk import BUILDING, HEALTH, HOME_AFFAIRS, Chat, Desk

STRANGER = None
EVERYONE: tuple[Role | None, ...] = (STRANGER, *Role)
AGENCY = {Role.CONTACT: BUILDING, Role.LEADER: BUILDING}
HERE = Reply("the route itself")


@dataclass(frozen=True)
class Way:
    """A way to a route: words, or a label under a question that waits; `asked` prepares the chat. `other` are the roles for
    whom the same words are another route's."""

    route: str
    typed: str = ""
    pressed: str = ""
    asked: Callable[[Desk, Chat], None] = lambda desk, chat: None
    other: frozenset[Role | None] = frozenset()


def waiting(route: str, step: str) -> Callable[[Desk, Chat], None]:
    """A question that was asked while the person still might be asked it."""

    def ask(desk: Desk, chat: Chat) -> None:
        data = {"step": step, "person": "nobody", "agencies": BUILDING, "invite": "none", "notice": say.NOTICE_VERSION, "last": "1"}
        chat.conversation.pending = Pending(route, desk.now.replace(year=2027), data)
        chat.heard.append(Reply("?", (tuple(label for label, (of, *steps) in DECISIONS.items() if of == route and step in steps),)))

    return ask


def about_a_number(desk: Desk, chat: Chat) -> None:
    """A question about a number that waits to be answered."""
    data = {"step": "target", "items": "[]", "sending": "", "labels": "{}", "last": "1"}
    chat.conversation.pending = Pending("report_answer", desk.now.replace(year=2027), data)


def progress_is_open(desk: Desk, _: Chat) -> None:
    plan = desk.assistant.plans[0].id
    opened = (plan, Setting.PROGRESS, plan_settings.EVERYBODY, desk.now)
    desk.store.transact(lambda db: plan_settings.change(db, people.COMMAND_LINE, *opened))


WAYS = [
    Way("ask", "chỉ tiêu bảo hiểm y tế là bao nhiêu?"),
    Way("ask", "xin chào"),
    Way("register", "ĐĂNG KÝ"),
    Way("register", "ĐĂNG KÝ 7KQ2-9XMB-3TVZ-0FGH"),
    Way("my_data", "dữ liệu của tôi"),
    Way("my_data", "sửa tên: Nguyễn Văn B"),
    Way("my_data", "xóa dữ liệu của tôi"),
    Way("link", "thêm kênh"),
    Way("hand_over", "bàn giao"),
    Way("leave", "thôi làm đầu mối"),
    Way("invite", "mời Sở Nội vụ"),
    Way("invite", "mời cán bộ điều phối"),
    Way("revoke", "hủy mã Sở Nội vụ"),
    Way("roster", "danh sách đầu mối"),
    Way("remove", "gỡ Hoàng Văn Khách"),
    Way("assign", "giao nhà ở xã hội cho Sở Xây dựng"),
    Way("assign", "giao NOXH năm 2026: 800 căn cho Sở Xây dựng theo QĐ 123/QĐ-UBND"),
    Way("assign", "thu hồi giao NOXH"),
    Way("assign", "lộ trình NOXH: 2026 800; 2030 3.700"),
    Way("assign", "mốc đầu kỳ NOXH 2024: 250"),
    Way("accept", "tiếp nhận tất cả"),
    Way("accept", "tiếp nhận NOXH"),
    Way("accept", "đề nghị rà soát NOXH của Sở Nội vụ: số tháng 9 thấp hơn tháng 8"),
    Way("periods", "mở kỳ báo cáo năm 2026, chốt 15/11, hạn 24/11"),
    Way("periods", "đóng kỳ báo cáo năm 2026"),
    Way("periods", "mở lại cho Sở Nội vụ đến 30/11"),
    Way("periods", "mở lại kỳ"),
    Way("periods", "các kỳ báo cáo"),
    Way("announce", "thông báo tất cả: hạn gửi là 24/11"),
    Way("announce", "thông báo Sở Nội vụ: hạn gửi là 24/11"),
    Way("plan_settings", "cài đặt"),
    Way("plan_settings", "số liệu chờ lãnh đạo duyệt"),
    Way("plan_settings", "cho mọi người xem tiến độ"),
    Way("remind", "danh sách gọi"),
    Way("remind", "nhắc các đơn vị chưa gửi"),
    Way("remind", "soạn đôn đốc"),
    Way("remind", "tình trạng nhắc"),
    Way("remind", "nhắc Sở Nội vụ"),
    Way("ladder", "lịch nhắc"),
    Way("workdays", "giờ làm việc"),
    Way("urgent", "cần gấp nhà ở xã hội trước 16h30"),
    Way("remind_answer", "ngừng nhắc"),
    Way("remind_answer", "nhắc tiếp"),
    Way("agenda", "lịch báo cáo"),
    Way("agenda", "tệp lịch"),
    Way("own_answers", "câu hỏi chưa trả lời được"),
    Way("own_answers", "trả lời câu “lịch tiêm chủng”: ngày 10 (nguồn: CV 12/SYT)"),
    Way("own_answers", "trả lời A: ngày 10 (nguồn: CV 12/SYT)"),
    Way("own_answers", "các câu trả lời"),
    Way("own_answers", "xóa câu trả lời A"),
    Way("undo_coordination", "hoàn tác"),
    Way("report", "NOXH 1.250"),
    Way("report", "nhà ở đô thị 33,1; NOXH không phát sinh"),
    Way("report_refused", "NOXH 1.250", other=OF_AGENCIES),
    Way("report_answer", "không ghi", asked=about_a_number),
    Way("undo", "rút lại"),
    Way("undo", "hủy số vừa gửi"),
    Way("release", "đồng ý gửi"),
    Way("release", "số chờ duyệt"),
    Way("on_behalf", "nhập hộ Sở Xây dựng: NOXH 1.250", other=OF_AGENCIES),
    Way("practice", "tập thử"),
    Way("practice", "thôi tập"),
    Way("standing", "tiến độ nhà ở xã hội", asked=progress_is_open),
    Way("standing", "lịch sử BHYT", asked=progress_is_open),
    Way("standing", "chỉ tiêu nào đang chậm", asked=progress_is_open),
    Way("reporting", "ai chưa gửi"),
    Way("reporting", "ai chưa gửi", asked=progress_is_open),
    Way("reporting", "tổng quan"),
    Way("reporting", "gửi bảng"),
    Way("help", "trợ giúp"),
    Way("hint", "mời Sở Trên Trời"),
    Way("undelivered", "tin chưa gửi được"),
    Way("outdated", pressed=say.ERASE),
    Way("unclear", "a", asked=waiting("my_data", "erase")),
    *(
        Way(route, pressed=label, asked=waiting(route, step))
        for label, (route, *steps) in DECISIONS.items()
        for step in steps
    ),
]  # fmt: skip


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Routes that only say that they were reached."""

    def here(route: Route) -> Route:
        return replace(route, answer=lambda _: [Reply(f"{HERE.text}: {route.name}")])

    monkeypatch.setattr(desk_module, "ROUTES", tuple(map(here, ROUTES)))


def somebody(desk: Desk, role: Role | None) -> Chat:
    return desk.enrolled("Nguyễn Văn An", (role, AGENCY.get(role, ""))) if role else desk.chat("a stranger")


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.route}: {way.typed or way.pressed}")
def test_a_route_is_reached_by_exactly_those_whom_the_table_names(way: Way, role: Role | None, desk: Desk) -> None:
    chat = somebody(desk, role)
    way.asked(desk, chat)
    outdated = way.route == "outdated"
    said = desk.say(chat, way.typed) if way.typed else desk.press(chat, way.pressed, outdated=outdated)
    assert (said == f"{HERE.text}: {way.route}") == (role in ACCESS[way.route])


@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.route}: {way.typed or way.pressed}")
def test_who_is_refused_changes_nothing_and_learns_no_name(way: Way, role: Role | None, desk: Desk) -> None:
    desk.enrolled("Hoàng Văn Khách", (Role.CONTACT, HOME_AFFAIRS), number="0905123456")
    chat = somebody(desk, role)
    way.asked(desk, chat)
    before = desk.dump()
    said = desk.say(chat, way.typed) if way.typed else desk.press(chat, way.pressed, outdated=way.route == "outdated")
    if role not in ACCESS[way.route] | way.other:
        assert desk.dump() == before
        assert "Khách" not in said
        assert "0905" not in said


def test_every_route_is_tried_and_the_table_names_no_other() -> None:
    assert {route.name for route in ROUTES} == set(ACCESS) == {way.route for way in WAYS}
    assert len(ROUTES) == len({route.name for route in ROUTES})


def test_a_route_without_a_rule_cannot_be_built() -> None:
    with pytest.raises(LookupError, match="route without a rule: secret"):
        Route("secret", lambda _: True, lambda _: [])


def test_a_label_that_decides_belongs_to_a_route() -> None:
    assert {route for route, *_ in DECISIONS.values()} <= set(ACCESS)


@pytest.mark.parametrize("role", EVERYONE)
def test_only_a_stranger_loses_anything_where_asking_is_closed(role: Role | None) -> None:
    person = Person("id", "An", "", (Post(role, AGENCY.get(role, "")),)) if role else None
    closed = Rules(open_to_all=False)
    lost = {name for name in ACCESS if may(person, name) != may(person, name, closed)}
    assert lost == (set() if role else {"ask", "standing"})


# ---- the same once more where the data is touched


def person_with(role: Role) -> Person:
    return Person(f"the {role}", "An", "", (Post(role, AGENCY.get(role, "")),))


def refused(desk: Desk, job: Callable[[Database], object]) -> bool:
    try:
        desk.store.transact(job)
    except NotAllowedError:
        return True
    return False


MAY_GIVE_AND_REMOVE = {Role.COORDINATOR: {Role.CONTACT, Role.LEADER, Role.VIEWER}, Role.ADMIN: set(Role)}


@pytest.mark.parametrize("by", Role)
@pytest.mark.parametrize("given", Role)
def test_who_may_give_which_role(by: Role, given: Role, desk: Desk) -> None:
    allowed = given in MAY_GIVE_AND_REMOVE.get(by, set())
    invited = Invited((Post(given, AGENCY.get(given, "")),))
    assert refused(desk, lambda db: invites.create(db, person_with(by), invited, desk.now)) == (not allowed)
    assert desk.rows("SELECT COUNT(*) FROM invites") == [(int(allowed),)]


@pytest.mark.parametrize("by", Role)
@pytest.mark.parametrize("other", Role)
def test_who_may_remove_whom(by: Role, other: Role, desk: Desk) -> None:
    allowed = other in MAY_GIVE_AND_REMOVE.get(by, set())
    person = desk.person(somebody(desk, other))
    assert person is not None
    assert refused(desk, lambda db: remove(db, person_with(by), person, desk.now)) == (not allowed)
    assert (desk.everybody() == []) == allowed


@pytest.mark.parametrize("by", Role)
def test_who_may_see_the_list_and_the_codes(by: Role, desk: Desk) -> None:
    hidden = by not in (Role.COORDINATOR, Role.ADMIN)
    assert refused(desk, lambda db: people.everybody(db, person_with(by))) == hidden
    assert refused(desk, lambda db: invites.open_invites(db, person_with(by), desk.now)) == hidden


@pytest.mark.parametrize("by", [Role.CONTACT, Role.ADMIN])
@pytest.mark.parametrize(
    "invited",
    [
        Invited((Post(Role.CONTACT, HEALTH),), replaces="the contact"),
        Invited((Post(Role.ADMIN, ""),), replaces="the contact"),
        Invited((Post(Role.CONTACT, BUILDING),), replaces="somebody else"),
        Invited((), replaces="the contact"),
        Invited(person="somebody else"),
        Invited((Post(Role.ADMIN, ""),), person="the contact"),
        Invited((Post(Role.CONTACT, ""),)),
        Invited((Post(Role.ADMIN, BUILDING),)),
        Invited(),
    ],
)
def test_nobody_hands_over_or_opens_what_is_not_theirs(invited: Invited, by: Role, desk: Desk) -> None:
    assert refused(desk, lambda db: invites.create(db, person_with(by), invited, desk.now))
