"""What is said to people about themselves: enrolling, their data, what they may do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from corpus.writing import write_date
from handlers.say.basics import lines
from store.people import OF_AN_AGENCY, Agreement, Person, Role

NOTICE_VERSION = "2026-11.2"
"""Goes up whenever `data_notice` says something else: agreements are given to a version."""
LAW = "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15 và Nghị định số 356/2025/NĐ-CP"

AGREE, DISAGREE = "Đồng ý", "Không đồng ý"
ERASE, DO_NOT_ERASE = "Xóa dữ liệu", "Không xóa"
LEAVE, DO_NOT_LEAVE = "Thôi nhiệm vụ", "Vẫn làm"
REMOVE, DO_NOT_REMOVE = "Xác nhận gỡ", "Không gỡ"
REVOKE, DO_NOT_REVOKE = "Xác nhận hủy", "Không hủy"
IT_IS_A_QUESTION = "Đây là câu hỏi"
CORRECT_NAME, CORRECT_PHONE, ERASE_MY_DATA = "Sửa tên", "Sửa số điện thoại", "Xóa dữ liệu của tôi"

_ROLE_NAMES = {
    Role.VIEWER: "người xem",
    Role.CONTACT: "đầu mối",
    Role.LEADER: "lãnh đạo đơn vị",
    Role.COORDINATOR: "cán bộ điều phối",
    Role.ADMIN: "quản trị viên",
}
_ABROAD = {"telegram": "Telegram"}
"""Messengers whose servers stand abroad."""
_CHANNELS = {"telegram": "Telegram", "zalo_bot": "Zalo", "zalo_oa": "Zalo OA", "web": "trang web", "console": "cửa sổ lệnh"}


def role_name(role: Role) -> str:
    return _ROLE_NAMES[role]


def post_title(role: Role, agency: str) -> str:
    """ "đầu mối Sở Xây dựng"; `agency` is its name."""
    if role not in OF_AN_AGENCY:
        return _ROLE_NAMES[role]
    return f"{'lãnh đạo' if role is Role.LEADER else _ROLE_NAMES[role]} {agency}"


def committee_of(commune: str) -> str:
    """ "UBND xã Ia Krái" """
    return f"UBND {commune}"


def every_commune(*, towns: bool) -> str:
    return "Các phường" if towns else "Các xã"


def person_name(name: str) -> str:
    """An erased person's numbers stay, without their name."""
    return name or "đầu mối trước đây"


def channel_name(channel: str) -> str:
    return _CHANNELS.get(channel, channel)


def phone_number(number: str) -> str:
    """0905 123 456, and of a landline 0269 3824 000."""
    if number.startswith(("024", "028")):
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    middle = 8 if number.startswith("02") and len(number) == 11 else 7
    return f"{number[:4]} {number[4:middle]} {number[middle:]}" if number else "chưa có"


def hour_and_date(at: datetime) -> str:
    return f"{at:%H:%M} ngày {write_date(at.date())}"


# ---- who may


def not_allowed(allowed: Collection[Role | None]) -> str:
    who = ", ".join(_ROLE_NAMES[role] for role in Role if role in allowed)
    return f"Việc này dành cho {who}. Nếu anh/chị được giao, nhắn ĐĂNG KÝ kèm mã do cơ quan điều phối cấp."


def asking_closed() -> str:
    return "Trợ lý chỉ trả lời người đã đăng ký. Anh/chị xin mã ở cơ quan điều phối kế hoạch, rồi nhắn riêng cho trợ lý: ĐĂNG KÝ kèm mã."


def write_privately() -> str:
    return "Việc này anh/chị nhắn riêng cho trợ lý giúp, không làm trong nhóm; đừng gửi mã vào nhóm."


def outdated_choice() -> str:
    return "Lựa chọn này đã cũ, trợ lý không làm gì. Anh/chị nhắn lại yêu cầu để chọn lại."


def question_lapsed() -> str:
    return "Câu hỏi trước của trợ lý đã quá hạn trả lời, trợ lý không làm gì. Anh/chị nhắn lại yêu cầu giúp."


def in_words(do: str, do_not: str) -> str:
    return f"Việc này không hoàn lại được, nên xin anh/chị nhắn rõ “{do}” hoặc “{do_not}”."


# ---- enrolling


def agreement_waits() -> str:
    return f"Việc đăng ký còn chờ: nhắn “{AGREE}” hoặc “{DISAGREE}”."


def name_waits() -> str:
    return "Việc đăng ký còn chờ họ tên của anh/chị."


def no_name_read() -> str:
    return "Tôi chưa nhận ra họ tên; anh/chị nhắn lại, ví dụ: Nguyễn Văn An. Nếu là câu hỏi về kế hoạch, anh/chị thêm dấu “?”."


def how_to_enrol() -> str:
    return lines(
        "Để đăng ký, anh/chị nhắn: ĐĂNG KÝ kèm mã, ví dụ ĐĂNG KÝ XXXX-XXXX-XXXX-XXXX.",
        "Mã do cơ quan điều phối kế hoạch cấp, dùng một lần. Chỉ hỏi về kế hoạch thì không cần đăng ký.",
    )


def enrolled_as(titles: Sequence[str]) -> str:
    return f"Anh/chị đang là: {'; '.join(titles)}. Có mã mới thì nhắn: ĐĂNG KÝ kèm mã."


def not_a_code() -> str:
    return "Mã chưa đúng dạng: mã có 16 ký tự, chia bốn nhóm, ví dụ XXXX-XXXX-XXXX-XXXX. Anh/chị kiểm tra và nhắn lại: ĐĂNG KÝ kèm mã."


def code_unknown() -> str:
    return "Mã này không dùng được. Anh/chị kiểm tra lại từng ký tự, hoặc xin mã mới ở cơ quan điều phối."


def code_used() -> str:
    return "Mã này đã được dùng; mỗi mã chỉ dùng một lần. Nếu không phải anh/chị đã dùng, báo ngay cho cơ quan điều phối."


def code_expired() -> str:
    return "Mã này đã hết hạn. Anh/chị xin mã mới ở cơ quan điều phối."


def code_gone() -> str:
    return "Mã này vừa được dùng, bị hủy hoặc hết hạn. Anh/chị xin mã mới ở cơ quan điều phối."


def too_many_codes() -> str:
    return "Anh/chị đã nhập sai nhiều lần. Sau một giờ nữa hãy thử lại; cần gấp thì liên hệ cơ quan điều phối."


def codes_under_attack(most: int) -> str:
    return (
        f"Cảnh báo: trong một giờ qua có trên {most} lần nhập sai mã đăng ký. Trợ lý đang chặn các cuộc trò chuyện nhập sai; "
        "người nhập đúng mã vẫn đăng ký được."
    )


def data_notice(what_for: str, keeper: str, plan_number: str, channel: str) -> str:
    """The text that an agreement is given to. Changing it means a new NOTICE_VERSION."""
    abroad = _ABROAD.get(channel, "")
    return lines(
        f"Mã hợp lệ: {what_for}. Trước khi đăng ký, anh/chị đọc thông báo về dữ liệu cá nhân (bản {NOTICE_VERSION}):",
        f"• Ai giữ: {keeper}, cơ quan điều phối Kế hoạch {plan_number}, đơn vị vận hành trợ lý.",
        "• Giữ gì: họ tên, đơn vị, vai trò, mã cuộc trò chuyện này; số điện thoại cơ quan nếu anh/chị cho.",
        "• Để làm gì: để liên hệ về việc báo cáo của đơn vị. Không dùng vào việc khác, không bán, không chia sẻ.",
        "• Bao lâu: đến khi anh/chị thôi nhiệm vụ hoặc yêu cầu xóa. Tin nhắn chỉ giữ tối đa ba ngày. "
        "Số liệu đã báo cáo là của đơn vị, được giữ lại và không kèm tên anh/chị.",
        f"• Lưu ý: tin nhắn qua {abroad} đi qua máy chủ đặt ở nước ngoài." if abroad else "",
        "• Quyền của anh/chị: xem, sửa, xóa, rút lại đồng ý bất cứ lúc nào; nhắn “dữ liệu của tôi”.",
        f"Căn cứ: {LAW}.",
        "Anh/chị có đồng ý không? Không đồng ý thì trợ lý không lưu gì, và anh/chị vẫn hỏi về kế hoạch được.",
    )


def purpose(titles: Sequence[str]) -> str:
    return "; ".join(titles)


def purpose_of_link() -> str:
    return "thêm kênh nhắn tin này cho người đã đăng ký"


def not_agreed() -> str:
    return "Trợ lý không lưu gì về anh/chị. Khi nào đồng ý, anh/chị nhắn lại mã; mã vẫn dùng được đến khi hết hạn."


def your_name() -> str:
    return "Anh/chị cho biết họ tên để cơ quan điều phối liên hệ. Có thể kèm số điện thoại cơ quan, ví dụ: Nguyễn Văn An, 0269 3824 000"


def name_or_question(name: str) -> str:
    return f"“{name}” là họ tên của anh/chị hay là câu hỏi?"


def my_name_is(name: str) -> str:
    return f"Họ tên là {name}"


def enrolled(name: str, number: str, titles: Sequence[str], abilities: Sequence[str]) -> str:
    who = f"{name}, {phone_number(number)}" if number else name
    return lines(
        f"Đã đăng ký: {who} – {'; '.join(titles)}.",
        "Nếu họ tên cần thêm dấu, anh/chị nhắn “sửa tên: …”." if name.isascii() and " " in name else "",
        *abilities,
        "Xem, sửa, xóa dữ liệu: nhắn “dữ liệu của tôi”.",
    )


def post_added(titles: Sequence[str], all_titles: Sequence[str], abilities: Sequence[str]) -> str:
    return lines(f"Đã thêm: {'; '.join(titles)}.", f"Anh/chị đang là: {'; '.join(all_titles)}.", *abilities)


def post_held_already(titles: Sequence[str]) -> str:
    return f"Anh/chị đã là {'; '.join(titles)} từ trước; mã này chưa dùng đến."


def ability(role: Role) -> str:
    """What somebody with that role can now do, briefly."""
    return {
        Role.VIEWER: "Anh/chị hỏi về kế hoạch bất cứ lúc nào.",
        Role.CONTACT: "Anh/chị là người trợ lý liên hệ về việc của đơn vị. Đổi người: “bàn giao”. Thêm ứng dụng khác: “thêm kênh”.",
        Role.LEADER: "Anh/chị là lãnh đạo đơn vị mà trợ lý liên hệ khi cần. Đổi người: “bàn giao”. Thêm ứng dụng khác: “thêm kênh”.",
        Role.COORDINATOR: "Anh/chị nhắn: “mời Sở Xây dựng” để lấy mã cho đơn vị; “danh sách đầu mối”; “gỡ” kèm họ tên.",
        Role.ADMIN: "Anh/chị nhắn: “mời cán bộ điều phối”, “mời Sở Xây dựng” để lấy mã; “danh sách đầu mối”; “gỡ” kèm họ tên.",
    }[role]


def address_added(name: str, channel: str) -> str:
    return f"Đã thêm kênh {channel_name(channel)} cho {person_name(name)}. Anh/chị dùng được cả các kênh đã đăng ký."


def address_added_elsewhere(channel: str) -> str:
    return f"Một kênh mới ({channel_name(channel)}) vừa được thêm cho anh/chị. Nếu không phải anh/chị thêm, báo ngay cho cơ quan điều phối."


def address_there_already() -> str:
    return "Kênh này đã là của anh/chị. Anh/chị nhập mã ở kênh muốn thêm, ví dụ Zalo hoặc Telegram trên máy khác."


def somebody_else_here() -> str:
    return "Kênh này đang đăng ký cho một người khác. Muốn chuyển, người đó nhắn “xóa dữ liệu của tôi” ở kênh này trước."


def not_for_yourself() -> str:
    return "Mã này dành cho người kế nhiệm: anh/chị chuyển cho người đó, không tự dùng. Mã vẫn còn hiệu lực."


def own_commands(*, enrolled: bool) -> str:
    if enrolled:
        return "Về đăng ký của anh/chị: “dữ liệu của tôi”, “thêm kênh”, “bàn giao”, “thôi nhiệm vụ”; có mã mới thì nhắn “đăng ký” kèm mã."
    return "Ai được cấp mã thì nhắn “đăng ký” kèm mã; xem trợ lý giữ gì về mình: nhắn “dữ liệu của tôi”."


def coordinating_commands() -> str:
    return "Điều phối: “mời Sở Xây dựng”, “hủy mã Sở Xây dựng”, “danh sách đầu mối”, “gỡ” kèm họ tên, “tin chưa gửi được”."


# ---- one's own data


def nothing_kept() -> str:
    return "Trợ lý không lưu dữ liệu cá nhân nào của anh/chị. Tin nhắn chỉ giữ tối đa ba ngày, để không tin nào bị trả lời hai lần."


def my_data(person: Person, titles: Sequence[str], since: datetime | None, places: Sequence[str], given: Sequence[Agreement]) -> str:
    return lines(
        f"Dữ liệu trợ lý đang giữ về {person.name or 'anh/chị'}:",
        f"• Họ tên: {person.name or 'chưa có'}",
        f"• Số điện thoại: {phone_number(person.phone)}",
        f"• Vai trò: {'; '.join(titles) or 'không có'}",
        f"• Kênh: {'; '.join(places) or 'không có'}",
        f"• Đăng ký lúc {hour_and_date(since)}" if since else "",
        *(f"• Đồng ý thông báo dữ liệu bản {one.version} lúc {hour_and_date(one.at)} ({channel_name(one.channel)})" for one in given),
        "Nhật ký chỉ ghi một mã ngẫu nhiên thay cho tên. Tin nhắn giữ tối đa ba ngày.",
    )


def place_of(channel: str, chat: str, *, here: bool) -> str:
    """On the web the chat's id is also the key to it: it is not shown."""
    if channel == "web":
        return f"{channel_name(channel)} ({'trình duyệt này' if here else 'một trình duyệt khác'})"
    return f"{channel_name(channel)} (mã cuộc trò chuyện {chat})"


def new_name() -> str:
    return "Anh/chị nhắn họ tên đúng, ví dụ: Nguyễn Văn An"


def new_phone() -> str:
    return "Anh/chị nhắn số điện thoại cơ quan, ví dụ: 0269 3824 000. Muốn bỏ số: nhắn “xóa số điện thoại”."


def not_a_name() -> str:
    return "Họ tên chỉ gồm chữ cái, dài tối đa 60 ký tự. Anh/chị nhắn lại, ví dụ: sửa tên: Nguyễn Văn An"


def not_a_phone() -> str:
    return "Số điện thoại chưa đúng: cần 10 hoặc 11 chữ số, bắt đầu bằng 0. Anh/chị nhắn lại, ví dụ: số điện thoại 0269 3824 000"


def name_corrected(name: str) -> str:
    return f"Đã sửa họ tên: {name}."


def phone_corrected(number: str) -> str:
    return f"Đã ghi số điện thoại: {phone_number(number)}." if number else "Đã xóa số điện thoại."


def really_erase(titles: Sequence[str], *, last_admin: bool) -> str:
    return lines(
        "Anh/chị muốn xóa hết dữ liệu cá nhân của mình?",
        f"Họ tên, số điện thoại, các kênh bị xóa ngay; anh/chị thôi làm {'; '.join(titles)}." if titles else "",
        "Số liệu đã báo cáo là của đơn vị, vẫn giữ và ghi là “đầu mối trước đây”. Việc này không hoàn lại được.",
        "Anh/chị là quản trị viên duy nhất: sau đó phải chạy lại kehoach run để lấy mã quản trị mới." if last_admin else "",
    )


def erased() -> str:
    return "Đã xóa dữ liệu cá nhân của anh/chị. Tin nhắn còn lại được xóa trong ba ngày. Anh/chị vẫn hỏi về kế hoạch được."


def nothing_erased() -> str:
    return "Trợ lý giữ nguyên dữ liệu của anh/chị."
