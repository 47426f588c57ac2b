"""The keyboards under a message: what Telegram takes, what it drops without a word, what it refuses."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.servers.fake_telegram.wire import Json, Parameters, bad_request, decoded

DATA_BYTES = 64
ROW_LIMIT = 12
BUTTON_LIMIT = 100
_OTHER_TYPES = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)


class Button(NamedTuple):
    """A button as the reader sees it; one without data opens an address or another thing of the reader's own."""

    label: str
    data: str
    url: str


def read_markup(parameters: Parameters) -> Json | None:
    """The markup as the message will carry it. Raises ApiError."""
    markup = decoded(parameters, "reply_markup", "can't parse reply keyboard markup JSON object")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return markup
    return _inline(markup["inline_keyboard"])


def buttons(markup: Json | None) -> list[list[Button]]:
    """The rows of an inline keyboard; none for any other markup."""
    rows = (markup or {}).get("inline_keyboard", [])
    return [[Button(button["text"], button.get("callback_data", ""), button.get("url", "")) for button in row] for row in rows]


def _inline(rows: Any) -> Json | None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    kept: list[list[Json]] = []
    for row in rows:
        shown = [button for button in map(_button, row) if button["text"]][:ROW_LIMIT]
        if shown:
            kept.append(shown)
    if sum(map(len, kept)) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: Can\'t find field "text"')
    url, data = button.get("url"), button.get("callback_data")
    if url:
        if "." not in str(url) and ":" not in str(url):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    elif data:
        if len(str(data).encode(errors="replace")) > DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif not any(kind in button for kind in _OTHER_TYPES):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    return button
