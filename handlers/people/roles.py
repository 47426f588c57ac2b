"""Roles as people call them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from index.text import fold, normal
from store.people import Role

_CALLED: Mapping[Role, str] = {
    Role.CONTACT: "(?:can bo |nguoi |lam )?dau moi|contact|can bo tong hop",
    Role.LEADER: "lanh dao(?: don vi| co quan)?|leader",
    Role.COORDINATOR: "(?:can bo )?dieu phoi(?: vien)?|coordinator",
    Role.ADMIN: "(?:can bo )?quan tri(?: vien)?|admin",
    Role.VIEWER: "nguoi xem|chi xem|viewer",
}
_START = re.compile("|".join(f"(?P<{role}>{called})" for role, called in _CALLED.items()))
_BETWEEN = re.compile(r"(?: (?:cua|cho|o|tai|la))*(?: |$)")


def read_role(text: str) -> Role | None:
    """The role that a text as a whole names."""
    role, rest = leading_role(" ".join(text.split()))
    return role if role is not None and fold(normal(rest)) in ("", "so") else None


def leading_role(text: str) -> tuple[Role | None, str]:
    """The role that a text begins with, and what follows it: "lãnh đạo Sở Y tế"."""
    text = unicodedata.normalize("NFC", text)
    plain = fold(normal(text))
    found = _START.match(plain)
    if found is None or len(plain) != len(text):
        return None, text
    between = _BETWEEN.match(plain, found.end())
    if between is None:
        return None, text
    return Role(str(found.lastgroup)), text[between.end() :].strip()
