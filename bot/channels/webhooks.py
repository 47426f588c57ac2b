"""What all addresses at which messengers call have in common: nothing is read of a caller who shows no secret."""

from __future__ import annotations

import asyncio
import hmac
import json

from aiohttp import web

LIMIT = 1024 * 1024
READ_SECONDS = 20.0


def shows(request: web.Request, header: str, secret: bytes) -> bool:
    """Whether the caller shows the secret; compared in constant time, and a header given twice is none."""
    given = ",".join(request.headers.getall(header, ()))
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret)


def is_probe(request: web.Request, header: str) -> bool:
    """A messenger's first call, when the address is set: without a secret, and with nothing in it (`{}` at the most)."""
    return header not in request.headers and request.content_length is not None and request.content_length <= len("{}")


def as_text(update: object) -> str:
    """What came, to be kept as it was."""
    try:
        return json.dumps(update)
    except RecursionError:
        # What could just be read may be too deep to be written, a few calls further down.
        return json.dumps("nested too deep")


async def body_of(request: web.Request, limit: int = LIMIT) -> bytes:
    """The body. Raises HTTPRequestTimeout and HTTPRequestEntityTooLarge."""
    try:
        async with asyncio.timeout(READ_SECONDS):
            body = await read(request, limit)
    except TimeoutError as problem:
        raise web.HTTPRequestTimeout from problem
    if body is None:
        raise web.HTTPRequestEntityTooLarge(limit, request.content_length or limit + 1)
    return body


async def read(request: web.Request, limit: int) -> bytes | None:
    """The body; None where it is longer than the limit, of which no more than that is read."""
    if (request.content_length or 0) > limit:
        return None
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)
