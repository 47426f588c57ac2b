"""What is said about people: enrolling, their data, their roles."""

from __future__ import annotations

from collections.abc import Collection

from store.people import Role

_ROLE_NAMES = {
    Role.VIEWER: "người xem",
    Role.CONTACT: "đầu mối của đơn vị",
    Role.LEADER: "lãnh đạo đơn vị",
    Role.COORDINATOR: "cán bộ điều phối",
    Role.ADMIN: "quản trị viên",
}


def role_name(role: Role) -> str:
    return _ROLE_NAMES[role]


def not_allowed(allowed: Collection[Role | None]) -> str:
    who = ", ".join(_ROLE_NAMES[role] for role in Role if role in allowed)
    return f"Việc này dành cho {who}. Nếu anh/chị được giao, nhắn ĐĂNG KÝ kèm mã do cơ quan điều phối cấp."
