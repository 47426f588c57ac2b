"""What is said about inviting people, handing over, leaving, removing, and who there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from corpus.writing import write_date
from handlers.say.basics import lines
from handlers.say.people import channel_name, person_name, phone_number
from store.people import Role

HAND_OVER_ALL = "Bàn giao tất cả"
LISTED = 60
"""Lines of a list of people that a chat may show; `kehoach people list` shows all."""


def invitation_made(what_for: str, until: datetime, name: str = "") -> str:
    known, to = (f" ({name})", f"anh/chị {name}") if name else ("", "người đó")
    return f"Mã cho {what_for}{known}, dùng một lần đến hết ngày {write_date(until.date())}. Anh/chị chuyển tin dưới đây cho {to}."


def invitation(what_for: str, plan_number: str, code: str, until: datetime, ways: Sequence[str], *, name: str = "") -> str:
    """The text that a coordinator sends on; `ways` are addresses where the assistant is met, those unknown being empty."""
    return lines(
        f"Kính gửi anh/chị {name}, {what_for}." if name else f"Kính gửi anh/chị, {what_for}.",
        f"Để trao đổi với trợ lý của Kế hoạch {plan_number}, anh/chị nhắn riêng cho trợ lý:",
        f"ĐĂNG KÝ {code}",
        f"Mở trợ lý: {' hoặc '.join(filter(None, ways))}" if any(ways) else "",
        f"Mã dùng một lần, đến hết ngày {write_date(until.date())}; xin không chuyển cho người khác.",
    )


def code_to_link(code: str, until: datetime, link: str) -> str:
    return lines(
        f"Ở kênh muốn thêm (Zalo, Telegram hoặc trang web), anh/chị nhắn cho trợ lý: ĐĂNG KÝ {code}",
        f"Trên Telegram có thể mở: {link}" if link else "",
        f"Mã chỉ dành cho anh/chị, dùng một lần đến hết ngày {write_date(until.date())}.",
    )


def which_agency(name: str) -> str:
    return f"“{name}” có thể là đơn vị nào dưới đây? Mỗi mã chỉ cho một đơn vị."


def no_agency_called(name: str) -> str:
    return f"Không có đơn vị nào tên “{name}” trong danh mục. Anh/chị gõ tên đầy đủ, ví dụ: mời Sở Xây dựng."


def agency_of_many(name: str) -> str:
    return f"“{name}” là tên chung của nhiều đơn vị, mỗi mã chỉ cho một đơn vị; mời từng đơn vị, ví dụ: mời Sở Xây dựng, mời xã Ia Krái."


def invite_label(role: Role, agency: str) -> str:
    return f"Mời lãnh đạo {agency}" if role is Role.LEADER else f"Mời {agency}"


def invite_whom() -> str:
    return "Anh/chị mời ai? Ví dụ: mời Sở Xây dựng; mời xã Ia Krái; mời lãnh đạo Sở Xây dựng; mời cán bộ điều phối."


def invite_with_a_name(whom: str) -> str:
    return f"Sau dấu hai chấm là họ tên, có thể kèm số điện thoại. Anh/chị nhắn lại, ví dụ: mời {whom}: Nguyễn Văn An, 0269 3824 000"


def revoke_which() -> str:
    return "Anh/chị hủy mã của đơn vị nào? Ví dụ: hủy mã Sở Xây dựng. Xem mã chưa dùng: nhắn “danh sách đầu mối”."


def remove_whom() -> str:
    return "Anh/chị gỡ ai? Ví dụ: gỡ Nguyễn Văn An. Xem ai đã đăng ký: nhắn “danh sách đầu mối”."


def only_admin_invites() -> str:
    return "Chỉ quản trị viên mời được cán bộ điều phối và quản trị viên."


def code_row(title: str, name: str, until: date) -> str:
    return f"{title}{f' ({name})' if name else ''}, hết hạn {write_date(until)}"


def codes_revoked(rows: Sequence[str]) -> str:
    return f"Đã hủy {len(rows)} mã chưa dùng: {rows[0]}." if len(rows) == 1 else lines(f"Đã hủy {len(rows)} mã chưa dùng:", *_listed(rows))


def no_code_to_revoke(name: str) -> str:
    return f"Không có mã nào chưa dùng của {name}."


def really_revoke(rows: Sequence[str]) -> str:
    return lines(f"Hủy {len(rows)} mã chưa dùng sau đây?", *_listed(rows))


def nothing_revoked() -> str:
    return "Không hủy mã nào."


def _listed(rows: Sequence[str]) -> list[str]:
    return [f"• {row}" for row in rows]


def code_replaced() -> str:
    return "Trước đó đã có một mã chưa dùng; mã cũ nay bị hủy, chỉ mã mới này dùng được."


def has_enrolled(name: str, titles: Sequence[str], invited: str) -> str:
    return lines(
        f"{person_name(name)} đã đăng ký: {'; '.join(titles)}.",
        f"Mã này cấp cho {invited}; nếu không đúng người, anh/chị nhắn “gỡ {name}”." if invited and invited != name else "",
    )


def code_shown_in_group() -> str:
    return "Mã vừa gửi vào nhóm nên đã bị hủy. Anh/chị xin mã mới ở cơ quan điều phối và nhắn riêng cho trợ lý."


def your_code_was_shown(what_for: str) -> str:
    return f"Mã cho {what_for} vừa bị gửi vào một nhóm nên đã bị hủy. Anh/chị cấp mã mới nếu cần."


# ---- handing over, leaving


def hand_over_which() -> str:
    return "Anh/chị bàn giao phần việc của đơn vị nào? Xin chọn hoặc nhắn đủ chữ như dưới đây."


def hand_over_label(agency: str) -> str:
    return f"Bàn giao {agency}"


def hand_over_made(titles: Sequence[str], until: datetime) -> str:
    return lines(
        f"Mã bàn giao {'; '.join(titles)}, dùng một lần đến hết ngày {write_date(until.date())}.",
        "Anh/chị chuyển tin dưới đây cho người kế nhiệm. Đến khi người đó đăng ký, anh/chị vẫn giữ nhiệm vụ.",
    )


def hand_over_begun(name: str, titles: Sequence[str]) -> str:
    return f"{person_name(name)} ({'; '.join(titles)}) vừa lấy mã để bàn giao cho người kế nhiệm."


def taken_over(successor: str, titles: Sequence[str], *, erased: bool) -> str:
    return lines(
        f"Anh/chị đã bàn giao xong: {'; '.join(titles)}. Người kế nhiệm: {person_name(successor)}.",
        "Anh/chị không còn nhiệm vụ nào nên dữ liệu cá nhân đã được xóa; số liệu đã báo cáo vẫn là của đơn vị." if erased else "",
    )


def took_over_from(predecessor: str, titles: Sequence[str]) -> str:
    return f"Anh/chị nhận bàn giao {'; '.join(titles)} từ {person_name(predecessor)}."


def handed_over(predecessor: str, successor: str, titles: Sequence[str]) -> str:
    return f"Đã bàn giao {'; '.join(titles)}: {person_name(predecessor)} → {person_name(successor)}."


def last_admin_stays() -> str:
    return "Anh/chị là quản trị viên duy nhất nên chưa thôi được. Trước hết mời một người khác: nhắn “mời quản trị viên”."


def leave_yourself() -> str:
    return "Để tự thôi, anh/chị nhắn “thôi nhiệm vụ”; gỡ chỉ dùng cho người khác."


def really_leave(titles: Sequence[str], *, last: bool, successor: bool) -> str:
    return lines(
        f"Anh/chị muốn thôi làm {'; '.join(titles)}?",
        "Nếu có người thay, anh/chị nhắn “bàn giao” để chuyển việc cho người đó." if successor else "",
        "Anh/chị không còn nhiệm vụ nào khác nên dữ liệu cá nhân cũng được xóa; số liệu đã báo cáo vẫn là của đơn vị." if last else "",
    )


def left(titles: Sequence[str], *, erased: bool) -> str:
    return lines(
        f"Anh/chị đã thôi làm {'; '.join(titles)}.",
        "Dữ liệu cá nhân của anh/chị đã được xóa. Cảm ơn anh/chị." if erased else "",
    )


def not_left() -> str:
    return "Anh/chị vẫn giữ nhiệm vụ như trước."


def has_left(name: str, titles: Sequence[str]) -> str:
    return f"{person_name(name)} đã thôi làm {'; '.join(titles)}. Anh/chị mời người khác nếu cần."


def not_your_post(name: str, titles: Sequence[str]) -> str:
    return f"Anh/chị không giữ phần việc của {name}; anh/chị đang là: {'; '.join(titles)}."


# ---- removing


def remove_which(name: str, count: int) -> str:
    return f"{f'Có nhiều người khớp với “{name}”' if count > 1 else f'“{name}” có một người'}. Anh/chị chọn:"


def remove_label(name: str, titles: Sequence[str], number: str) -> str:
    """A command by itself: typed or pressed late it means the same."""
    known = f", {phone_number(number)}" if number else ""
    return f"Gỡ {person_name(name)} ({'; '.join(titles)}{known})"


def really_remove(name: str, titles: Sequence[str]) -> str:
    return lines(
        f"Gỡ {person_name(name)}, {'; '.join(titles)}?",
        "Người này mất quyền ngay, dữ liệu cá nhân bị xóa, mã đang chờ bị hủy; số liệu đã báo cáo vẫn là của đơn vị.",
    )


def removed(name: str) -> str:
    return f"Đã gỡ {person_name(name)}."


def nobody_removed() -> str:
    return "Không gỡ ai."


def gone_already() -> str:
    return "Người này đã không còn trong danh sách."


def nobody_called(name: str) -> str:
    return f"Trong danh sách đã đăng ký không có ai tên “{name}”. Xem: nhắn “danh sách đầu mối”."


def may_not_remove() -> str:
    return "Chỉ quản trị viên gỡ được cán bộ điều phối và quản trị viên."


def you_are_removed(titles: Sequence[str]) -> str:
    return (
        f"Anh/chị không còn là {'; '.join(titles)} trong danh sách của trợ lý; dữ liệu cá nhân của anh/chị đã được xóa. "
        "Nếu có nhầm lẫn, anh/chị liên hệ cơ quan điều phối."
    )


# ---- who there is


def roster_title(people: int, agencies: int) -> str:
    return f"Đã đăng ký: {people} người, {agencies} đơn vị có người."


def roster_empty(name: str) -> str:
    return f"{name} chưa có ai đăng ký." if name else "Chưa có ai đăng ký."


def roster_heading(agency: str) -> str:
    return f"{agency}:"


def roster_line(name: str, role: str, number: str, channels: Sequence[str], *, reachable: bool) -> str:
    where = ", ".join(dict.fromkeys(map(channel_name, channels)))
    problem = "" if reachable else " – không gửi tin được" + (" (đã chặn trợ lý)" if where else "")
    known = f", {phone_number(number)}" if number else ""
    return f"• {person_name(name)} – {role}{known}{f' ({where})' if where else ''}{problem}"


def no_agency_heading() -> str:
    return "Điều phối, quản trị, người xem:"


def open_codes(rows: Sequence[tuple[str, str, date]]) -> str:
    if not rows:
        return ""
    return lines(f"Mã chưa dùng ({len(rows)}):", *_listed([code_row(*row) for row in rows]))


def without_contact(names: Sequence[str]) -> str:
    return f"Chưa có đầu mối: {'; '.join(names)}." if names else ""


def more_people(count: int) -> str:
    return f"Còn {count} dòng nữa; xem riêng từng đơn vị, ví dụ: danh sách đầu mối Sở Y tế."


# ---- messages that did not arrive


def undelivered(count: int, days: int) -> str:
    return f"Trong {days} ngày qua có {count} tin chưa gửi được:" if count else f"Trong {days} ngày qua, mọi tin đều đã gửi được."


def undelivered_to(name: str, channel: str, reason: str) -> str:
    return f"• {name} ({channel_name(channel)}): {reason}"


def somebody_unknown() -> str:
    return "người chưa đăng ký"
