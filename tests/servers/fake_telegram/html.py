"""Telegram's HTML, read as strictly as tdlib's parse_html reads it, and refused in its words.

Offsets in refusals count UTF-8 bytes; entities count UTF-16 units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.servers.fake_telegram.wire import ApiError, Json, bad_request, units

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_ATTRIBUTES = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
    ("tg-time", "format"): "",
}
"""The attributes that count, and how their values must begin."""

_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_MARKUP = re.compile("[<&]")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
_SPACES = re.compile(r"[ \t\r\n\v]*")
_TAG_END = re.compile(r"[ \t\r\n\0\v>]")
_NAME_END = re.compile(r"[ \t\r\n\0\v=>/\"']")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_USER_LINK = re.compile(r"tg:(?://)?user/?\?(?:[^#]*&)?id=(\d+)", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"(?:tg|ton|tonsite):", re.IGNORECASE)
_HTTP = re.compile(r"(https?://)?([^\s/?#]+)(.*)", re.IGNORECASE | re.DOTALL)
_SURROGATES = "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"


@dataclass(slots=True)
class _Open:
    """A start tag that waits for its end tag: where it stood in units and in pieces of text."""

    tag: str
    units: int
    pieces: int
    argument: str = ""
    unix: int = 0


def parse_html(html: str) -> tuple[str, list[Json]]:
    """The text and its entities. Raises ApiError."""
    return _Html(html).read() if _MARKUP.search(html) else (html, [])


@dataclass(slots=True)
class _Html:
    """One reading of an HTML text; the end of the source is marked by a NUL, as in the original."""

    source: str
    pieces: list[str] = field(default_factory=list)
    units: int = 0
    opened: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def read(self) -> tuple[str, list[Json]]:
        end, at = len(self.source), 0
        self.source += "\0"
        while at < end:
            markup = _MARKUP.search(self.source, at)
            stop = markup.start() if markup else end
            self._take(self.source[at:stop])
            at = stop
            if at < end:
                at = self._markup(at)
        if self.opened:
            raise self._refusal(f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.pieces), self.entities

    def _take(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self.units += units(text)

    def _markup(self, at: int) -> int:
        if self.source[at] == "<":
            return self._end_tag(at) if self.source[at + 1] == "/" else self._start_tag(at)
        text, after = self._decoded(at)
        self._take(text)
        return after

    def _decoded(self, at: int) -> tuple[str, int]:
        """What stands at an ampersand, and where it ends; an unknown reference is a plain ampersand."""
        match = _REFERENCE.match(self.source, at)
        if match is None:
            return "&", at + 1
        hexadecimal, decimal, name = match.groups()
        if name is not None:
            return (_NAMED[name], match.end()) if name in _NAMED else ("&", at + 1)
        code = int(hexadecimal or "0", 16) if hexadecimal is not None else int(decimal or "0")
        if not 0 < code < 0x10FFFF or len(match.group().rstrip(";")) >= 10:
            return "&", at + 1
        if 0xD800 <= code <= 0xDFFF:
            raise self._refusal(_SURROGATES)
        return chr(code), match.end()

    def _start_tag(self, begin: int) -> int:
        at = self._find(_TAG_END, begin + 1)
        if self.source[at] == "\0":
            raise self._refusal("Unclosed start tag", begin)
        tag = self.source[begin + 1 : at].lower()
        if tag not in _KINDS:
            raise self._refusal(f'Unsupported start tag "{tag}"', begin)
        opened = _Open(tag, self.units, len(self.pieces))
        at = self._attributes(begin, at, opened)
        if tag == "span" and opened.argument != "spoiler":
            raise self._refusal('Tag "span" must have class "tg-spoiler"', begin)
        self.opened.append(opened)
        return at + 1

    def _attributes(self, begin: int, at: int, opened: _Open) -> int:
        while True:
            at = self._skip(at)
            if self.source[at] == ">":
                return at
            name_end = self._find(_NAME_END, at)
            name = self.source[at:name_end]
            if not name:
                raise self._refusal(f'Empty attribute name in the tag "{opened.tag}"', begin)
            at = self._skip(name_end)
            value = ""
            if self.source[at] == "=":
                at = self._skip(at + 1)
                if self.source[at] != "\0":
                    value, at = self._value(begin, at)
            if self.source[at] == "\0":
                raise self._refusal(f'Unclosed start tag "{opened.tag}"', begin)
            _set(opened, name, value)

    def _value(self, begin: int, at: int) -> tuple[str, int]:
        quote = self.source[at]
        if quote not in "'\"":
            match = _TOKEN.match(self.source, at)
            end = match.end() if match else at
            if self.source[end] not in " \t\r\n\0\v>":
                raise self._refusal("Unexpected end of name token", at)
            return self.source[at:end].lower(), end
        at += 1
        value = ""
        while self.source[at] not in (quote, "\0"):
            piece, at = self._decoded(at) if self.source[at] == "&" else (self.source[at], at + 1)
            value += piece
        at += self.source[at] == quote
        if self.source[at] == "\0":
            raise self._refusal("Unclosed start tag", begin)
        return value, at

    def _end_tag(self, begin: int) -> int:
        if not self.opened:
            raise self._refusal("Unexpected end tag", begin)
        name_end = self._find(_TAG_END, begin + 2)
        name = self.source[begin + 2 : name_end].lower()
        at = self._skip(name_end)
        if self.source[at] != ">":
            raise self._refusal("Unclosed end tag", begin)
        opened = self.opened.pop()
        if name and name != opened.tag:
            raise self._refusal("Unmatched end tag", begin, f', expected "</{opened.tag}>", found "</{name}>"')
        if self.units > opened.units:
            self._close(opened)
        return at + 1

    def _close(self, opened: _Open) -> None:
        entity: Json = {"offset": opened.units, "length": self.units - opened.units, "type": _KINDS[opened.tag]}
        match opened.tag:
            case "a":
                entity |= _link(opened.argument or "".join(self.pieces[opened.pieces :]))
            case "tg-emoji":
                if not opened.argument.isdecimal() or int(opened.argument) == 0:
                    raise self._refusal("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = opened.argument
            case "tg-time":
                entity |= {"unix_time": opened.unix, "date_time_format": opened.argument}
                if opened.unix <= 0:
                    return
            case "blockquote" if opened.argument:
                entity["type"] = "expandable_blockquote"
            case "code" if opened.argument:
                entity["language"] = opened.argument
            case "pre" if self.entities and self.entities[-1].get("language"):
                inner = self.entities[-1]
                if (inner["offset"], inner["length"]) == (entity["offset"], entity["length"]):
                    entity["language"] = self.entities.pop()["language"]
        if entity["type"]:
            self.entities.append(entity)

    def _find(self, wanted: re.Pattern[str], at: int) -> int:
        match = wanted.search(self.source, at)
        return match.start() if match else len(self.source) - 1

    def _skip(self, at: int) -> int:
        match = _SPACES.match(self.source, at)
        return match.end() if match else at

    def _refusal(self, why: str, begin: int | None = None, more: str = "") -> ApiError:
        place = "" if begin is None else f" at byte offset {len(self.source[:begin].encode())}"
        return bad_request(f"can't parse entities: {why}{place}{more}")


def _set(opened: _Open, name: str, value: str) -> None:
    if (opened.tag, name) == ("blockquote", "expandable"):
        opened.argument = "1"
    elif (opened.tag, name) == ("tg-time", "unix"):
        opened.unix = int(value) if value.isdecimal() else 0
    elif (opened.tag, name) in _ATTRIBUTES and value.startswith(_ATTRIBUTES[opened.tag, name]):
        opened.argument = value.removeprefix(_ATTRIBUTES[opened.tag, name])


def _link(url: str) -> Json:
    """An address that Telegram does not take is no error: the words stay, the link is gone (`type` is empty)."""
    user = _USER_LINK.match(url)
    if user:
        return {"type": "text_mention", "user": {"id": int(user.group(1)), "is_bot": False, "first_name": ""}}
    if _OTHER_SCHEME.match(url):
        return {"url": url}
    match = _HTTP.fullmatch(url)
    if match is None or "." not in match.group(2):
        return {"type": ""}
    scheme, host, rest = match.groups()
    return {"url": (scheme or "http://").lower() + host.lower() + (rest if rest.startswith("/") else "/" + rest)}
