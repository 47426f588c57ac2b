"""Who may call each address of the web server. One that does not stand here cannot be served."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from aiohttp import web


class Caller(StrEnum):
    ANYBODY = "anybody"
    OWN_CHAT = "whoever holds the cookie of the chat, and of that chat alone"
    TICKET = "whoever was sent this very address, for as long as it is good"
    MESSENGER = "a messenger that knows its secret"


RULES: Mapping[tuple[str, str], Caller] = {
    ("GET", "/"): Caller.ANYBODY,
    ("GET", "/chat.css"): Caller.ANYBODY,
    ("GET", "/chat.js"): Caller.ANYBODY,
    ("GET", "/icon.svg"): Caller.ANYBODY,
    ("GET", "/healthz"): Caller.ANYBODY,
    ("POST", "/api/chat"): Caller.OWN_CHAT,
    ("POST", "/api/chat/waiting"): Caller.OWN_CHAT,
    ("POST", "/api/chat/file"): Caller.OWN_CHAT,
    ("GET", "/api/file/{number}/{index}"): Caller.OWN_CHAT,
    ("GET", "/f/{ticket}/{name}"): Caller.TICKET,
    ("POST", "/telegram"): Caller.MESSENGER,
    ("POST", "/zalo-bot/{account}"): Caller.MESSENGER,
    ("POST", "/zalo-oa"): Caller.MESSENGER,
}


def check_rules(app: web.Application) -> None:
    """Raises LookupError where an address has no rule."""
    for route in app.router.routes():
        path = route.resource.canonical if route.resource else ""
        if (route.method.replace("HEAD", "GET"), path) not in RULES:
            raise LookupError(f"address without a rule: {route.method} {path}")
