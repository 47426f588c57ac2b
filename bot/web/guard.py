"""What a request must satisfy before it is looked at, and what every response carries."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot import say

HEADERS = {
    # Nothing inline and nothing from elsewhere: a sentence that looks like markup stays a sentence.
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
HOST = re.compile(r"(\[[\da-fA-F:.]+\]|[^:\[\]]+)(?::\d*)?")
SENTENCES = {
    400: say.bad_request(),
    404: say.not_found(),
    405: say.method_not_allowed(),
    413: say.too_long(),
}


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def guard(host: str, public_url: str) -> Middleware:
    """Refuses what came by a name that is not ours (DNS rebinding) or from another site's page.

    Names are only checked when bound to this machine alone: elsewhere the bot cannot know by which names it is called.
    """
    names = {"localhost", "127.0.0.1", "::1", host.lower(), (urlsplit(public_url).hostname or "").lower()} - {""}
    check_name = is_loopback(host)

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if check_name and _name(request.host) not in names:
            return error(421, say.wrong_host())
        origin = request.headers.get("Origin")
        # Either scheme: behind a proxy that speaks HTTPS the bot itself speaks plain HTTP.
        ours = {f"http://{request.host}", f"https://{request.host}", public_url} - {""}
        if request.method not in ("GET", "HEAD") and origin is not None and origin not in ours:
            return error(403, say.wrong_origin())
        return await handler(request)

    return guarded


@web.middleware
async def spoken_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns the errors that aiohttp raises into JSON with a sentence for the reader."""
    try:
        return await handler(request)
    except web.HTTPClientError as problem:
        answer = error(problem.status, SENTENCES.get(problem.status, say.refused()))
        if "Allow" in problem.headers:
            answer.headers["Allow"] = problem.headers["Allow"]
        return answer


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    # It would name the versions of what is used here.
    response.headers.pop("Server", None)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def error(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


def _name(host: str) -> str:
    """The name in a Host header, without its port and an IPv6 address's brackets; empty where the header is no address."""
    found = HOST.fullmatch(host)
    return found[1].strip("[]").lower() if found else ""
