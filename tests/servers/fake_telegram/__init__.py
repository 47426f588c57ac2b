"""A stand-in for Telegram's Bot API server, for tests, drills and demonstrations."""

from tests.servers.fake_telegram.faults import Fault, Faults, Kind, Limits
from tests.servers.fake_telegram.front import Call
from tests.servers.fake_telegram.markup import Button
from tests.servers.fake_telegram.people import CannotError, Group, User
from tests.servers.fake_telegram.server import TOKEN, FakeTelegram
from tests.servers.fake_telegram.world import CallbackAnswer, File, Message

__all__ = [
    "TOKEN",
    "Button",
    "Call",
    "CallbackAnswer",
    "CannotError",
    "FakeTelegram",
    "Fault",
    "Faults",
    "File",
    "Group",
    "Kind",
    "Limits",
    "Message",
    "User",
]
