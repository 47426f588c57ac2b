"""What travels between a bot and the Bot API: parameters in four encodings, and refusals in Telegram's own words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

Json = dict[str, Any]
Parameters = dict[str, Any]
"""By name: a string, an Upload, or any JSON value where the body was JSON."""

UPLOAD_LIMIT = 50 * 1024 * 1024
_INTEGER = re.compile(r"[+-]?\d+")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a multipart body carries it."""

    name: str
    mime: str
    data: bytes

    def __str__(self) -> str:
        return f"{self.name} ({len(self.data)} bytes)"


class ApiError(Exception):
    """A request that Telegram turns down; `parameters` are its ResponseParameters (retry_after, migrate_to_chat_id)."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(why: str) -> ApiError:
    return ApiError(400, f"Bad Request: {why}")


def forbidden(why: str) -> ApiError:
    return ApiError(403, f"Forbidden: {why}")


def units(text: str) -> int:
    """The length that Telegram counts in: UTF-16 code units. Raises ApiError for what no UTF-8 can say."""
    if text.isascii():
        return len(text)
    try:
        return len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError as problem:
        raise bad_request("strings must be encoded in UTF-8") from problem


def string(parameters: Parameters, name: str) -> str:
    """The parameter as text, the way the real server keeps every parameter; "" where it is missing."""
    value = parameters.get(name, "")
    return value if isinstance(value, str) else str(value) if isinstance(value, Upload) else json.dumps(value)


def number(parameters: Parameters, name: str, default: int = 0) -> int:
    """As lenient as the real server: what follows the digits is ignored, and no digits at all are a zero."""
    value = parameters.get(name, "")
    if type(value) is int:
        return value
    text = string(parameters, name).strip()
    if not text:
        return default
    found = _INTEGER.match(text)
    return int(found.group()) if found else 0


def flag(parameters: Parameters, name: str) -> bool:
    return string(parameters, name).strip().lower() in ("true", "yes", "1")


def decoded(parameters: Parameters, name: str, refusal: str) -> Any:
    """The JSON value of a parameter, None where it is missing. Raises ApiError with the refusal."""
    value = parameters.get(name)
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as problem:
        raise bad_request(refusal) from problem


async def read_parameters(request: web.BaseRequest) -> Parameters:
    """Everything the request says, from the query string and from the body. Raises ApiError."""
    parameters: Parameters = dict(request.query) if request.query_string else {}
    if not request.body_exists:
        return parameters
    if (request.content_length or 0) > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    kind = request.content_type
    if kind == "multipart/form-data":
        await _read_parts(request, parameters)
    elif kind == "application/json":
        parameters.update(_read_json(await request.read()))
    else:
        parameters.update(_read_form(await request.read()))
    return parameters


def _read_json(body: bytes) -> Parameters:
    """Nothing where the body is no JSON object: the real server ignores such a body too, and then misses the parameters."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return {name: value for name, value in read.items() if value is not None} if isinstance(read, dict) else {}


def _read_form(body: bytes) -> Parameters:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError as problem:
        raise bad_request("strings must be encoded in UTF-8") from problem


async def _read_parts(request: web.BaseRequest, parameters: Parameters) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad_request("unexpected part of a multipart body")
        data = bytes(await part.read())
        if part.filename is None:
            parameters[part.name] = data.decode()
        else:
            parameters[part.name] = Upload(part.filename, part.headers.get("Content-Type", "application/octet-stream"), data)
