"""Where somebody can be written to."""

from __future__ import annotations

from dataclasses import dataclass

FETCHED = frozenset(["web", "console"])
"""Channels whose readers come for what is said to them: nothing can be brought to somebody there."""


@dataclass(frozen=True, slots=True)
class Address:
    """`account` is the bot's own account at the messenger: the same person has another chat with each of them."""

    channel: str
    account: str
    chat: str
