"""Fields of what messengers send, read one by one: an update that is not as documented is an error that says where."""

from __future__ import annotations

import re
from typing import Any

_IDENTIFIER = re.compile(r"[\x21-\x7e]{1,128}")


class UnreadableError(ValueError):
    """An update that is not what the messenger documents; its text says where."""


def text_of(value: object, where: str) -> str:
    """Raises UnreadableError, as all of these do."""
    if not isinstance(value, str):
        raise UnreadableError(where)
    return value


def mapping(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableError(where)
    return value


def whole(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise UnreadableError(where)
    return value


def identifier(value: object, where: str) -> str:
    """An id, which is opaque but printable."""
    if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
        raise UnreadableError(where)
    return value
