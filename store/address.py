"""Where somebody can be written to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """`account` is the bot's own account at the messenger: the same person has another chat with each of them."""

    channel: str
    account: str
    chat: str
