"""The methods that send, change and delete messages, and answer presses of buttons."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.servers.fake_telegram.markup import read_markup
from tests.servers.fake_telegram.text import CAPTION_LIMIT, Formatted, formatted
from tests.servers.fake_telegram.wire import Json, Parameters, Upload, bad_request, decoded, flag, number, string
from tests.servers.fake_telegram.world import PRIVATE, CallbackAnswer, Chat, File, Message, World, worded

Method = Callable[[Parameters], Any]
CALLBACK_TEXT_LIMIT = 200
DOWNLOAD_LIMIT = 20 << 20
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
ACTIONS = re.compile(
    "cancel|typing|choose_sticker|pick_up_location|find_location|record_(video|audio|voice|video_note)"
    "|upload_(video|audio|voice|photo|document|video_note)"
)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")


class Messages:
    """Takes a request's parameters, gives what the answer says in `result`; a refusal is an ApiError."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.methods: dict[str, Method] = {
            "sendmessage": self.send_message,
            "senddocument": self.send_document,
            "sendphoto": self.send_photo,
            "sendchataction": self.send_chat_action,
            "editmessagetext": self.edit_message_text,
            "editmessagecaption": self.edit_message_caption,
            "editmessagereplymarkup": self.edit_message_reply_markup,
            "deletemessage": self.delete_message,
            "setmessagereaction": self.set_message_reaction,
            "answercallbackquery": self.answer_callback_query,
            "getfile": self.get_file,
        }

    def send_message(self, parameters: Parameters) -> Json:
        text = string(parameters, "text")
        shown = _text(parameters, text)
        return self._send(parameters, "sendMessage", text, worded(shown.text, shown.entities, "text"))

    def send_document(self, parameters: Parameters) -> Json:
        file = self._file(parameters, "document", "documents")
        caption = _caption(parameters)
        return self._send(parameters, "sendDocument", string(parameters, "caption"), document_content(file) | caption)

    def send_photo(self, parameters: Parameters) -> Json:
        file = self._file(parameters, "photo", "photos")
        if not file.data.startswith(_PICTURES):
            raise bad_request("IMAGE_PROCESS_FAILED")
        caption = _caption(parameters)
        return self._send(parameters, "sendPhoto", string(parameters, "caption"), photo_content(file) | caption)

    def send_chat_action(self, parameters: Parameters) -> bool:
        if not ACTIONS.fullmatch(string(parameters, "action").lower()):
            raise bad_request("wrong parameter action in request")
        self._world.chat_of(parameters, write=True)
        return True

    def edit_message_text(self, parameters: Parameters) -> Json:
        text = string(parameters, "text")
        shown = _text(parameters, text)
        message = self._own(parameters)
        if "text" not in message.json:
            raise bad_request("there is no text in the message to edit")
        return self._edit(message, worded(shown.text, shown.entities, "text"), text, parameters)

    def edit_message_caption(self, parameters: Parameters) -> Json:
        caption = _caption(parameters)
        message = self._own(parameters)
        if "text" in message.json:
            raise bad_request("there is no caption in the message to edit")
        return self._edit(message, {"caption": ""} | caption, string(parameters, "caption"), parameters)

    def edit_message_reply_markup(self, parameters: Parameters) -> Json:
        message = self._own(parameters)
        return self._edit(message, {}, message.html, parameters)

    def delete_message(self, parameters: Parameters) -> bool:
        if not string(parameters, "chat_id"):
            raise bad_request("chat identifier is not specified")
        if not number(parameters, "message_id"):
            raise bad_request("message identifier is not specified")
        chat = self._world.chat_of(parameters, write=True)
        message = self._world.find(chat.id, number(parameters, "message_id"))
        if message is None:
            raise bad_request("message to delete not found")
        if chat.kind != PRIVATE and not message.by_bot:
            raise bad_request("message can't be deleted")
        if self._world.now() - message.at > self._world.limits.revoke:
            raise bad_request("message can't be deleted for everyone")
        message.deleted = True
        return True

    def set_message_reaction(self, parameters: Parameters) -> bool:
        chat = self._world.chat_of(parameters)
        reactions = decoded(parameters, "reaction", "can't parse reaction types JSON object")
        if reactions is not None and not isinstance(reactions, list):
            raise bad_request("expected an Array of ReactionType")
        if self._world.find(chat.id, number(parameters, "message_id")) is None:
            raise bad_request("message to react not found")
        return True

    def answer_callback_query(self, parameters: Parameters) -> bool:
        """A press may be answered once, and only for some seconds."""
        query, text, now = string(parameters, "callback_query_id"), string(parameters, "text"), self._world.now()
        if len(text) > CALLBACK_TEXT_LIMIT:
            raise bad_request("MESSAGE_TOO_LONG")
        pressed = self._world.presses.pop(query, None)
        if pressed is None or now - pressed > self._world.limits.answer:
            raise bad_request(TOO_OLD)
        self._world.callback_answers.append(CallbackAnswer(query, text, flag(parameters, "show_alert"), now))
        return True

    def get_file(self, parameters: Parameters) -> Json:
        file_id = string(parameters, "file_id")
        if not file_id:
            raise bad_request("file_id not specified")
        file = self._world.files.get(file_id)
        if file is None:
            raise bad_request("invalid file_id")
        if len(file.data) > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        return _file_json(file) | {"file_path": file.path}

    def _send(self, parameters: Parameters, method: str, html: str, content: Json) -> Json:
        markup = read_markup(parameters)
        chat = self._world.chat_of(parameters, write=True)
        reply_to = self._replied(parameters, chat)
        if markup and "inline_keyboard" in markup:
            content["reply_markup"] = markup
        message = self._world.show(chat, self._world.bot, content, reply_to)
        self._world.remember_sent(chat, message, method, html)
        return message.json

    def _replied(self, parameters: Parameters, chat: Chat) -> Message | None:
        wanted = decoded(parameters, "reply_parameters", "can't parse reply parameters JSON object") or {
            "message_id": number(parameters, "reply_to_message_id"),
            "allow_sending_without_reply": flag(parameters, "allow_sending_without_reply"),
        }
        if not isinstance(wanted, dict):
            raise bad_request("object expected as reply parameters")
        if not wanted.get("message_id"):
            return None
        message = self._world.find(chat.id, number(wanted, "message_id"))
        if message is None and not flag(wanted, "allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return message

    def _own(self, parameters: Parameters) -> Message:
        """The bot's own message that is to be changed."""
        chat = self._world.chat_of(parameters)
        if chat.kind != PRIVATE and chat.standing != "member":
            self._world.chat_of(parameters, write=True)
        message = self._world.find(chat.id, number(parameters, "message_id"))
        if message is None:
            raise bad_request("message to edit not found")
        if not message.by_bot:
            raise bad_request("message can't be edited")
        return message

    def _edit(self, message: Message, content: Json, html: str, parameters: Parameters) -> Json:
        """A keyboard that is not sent again goes away."""
        markup = read_markup(parameters)
        if markup and "inline_keyboard" not in markup:
            raise bad_request("inline keyboard expected")
        before = message.json
        after = {key: value for key, value in before.items() if key not in ("reply_markup", "edit_date")}
        for key in content:
            after.pop("caption_entities" if key == "caption" else "entities", None)
        after |= content
        if markup:
            after["reply_markup"] = markup
        if after == {key: value for key, value in before.items() if key != "edit_date"}:
            raise bad_request(NOT_MODIFIED)
        message.json = after | {"edit_date": int(self._world.now())}
        message.html = html
        message.edits += 1
        return {key: value for key, value in message.json.items() if key != "reply_to_message"}

    def _file(self, parameters: Parameters, name: str, folder: str) -> File:
        """The file of a request: uploaded under its name, attached under another, or known by its id."""
        given = parameters.get(name)
        if isinstance(given, str) and given.startswith("attach://"):
            given = parameters.get(given.removeprefix("attach://"))
        if isinstance(given, Upload):
            if not given.data:
                raise bad_request("file must be non-empty")
            return self._world.add_file(given.name, given.mime, given.data, folder)
        if not given:
            raise bad_request(f"there is no {name} in the request")
        file = self._world.files.get(str(given))
        if file is None:
            raise bad_request("wrong remote file identifier specified: Wrong string length")
        return file


def document_content(file: File) -> Json:
    return {"document": {"file_name": file.name, "mime_type": file.mime} | _file_json(file)}


def photo_content(file: File) -> Json:
    return {"photo": [_file_json(file) | {"width": 640, "height": 480}]}


def _file_json(file: File) -> Json:
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.data)}


def _text(parameters: Parameters, text: str) -> Formatted:
    if not text:
        raise bad_request("message text is empty")
    entities = decoded(parameters, "entities", "can't parse entities JSON object")
    return formatted(text, string(parameters, "parse_mode"), entities)


def _caption(parameters: Parameters) -> Json:
    caption = string(parameters, "caption")
    if not caption:
        return {}
    entities = decoded(parameters, "caption_entities", "can't parse entities JSON object")
    shown = formatted(caption, string(parameters, "parse_mode"), entities, limit=CAPTION_LIMIT)
    return worded(shown.text, shown.entities, "caption")
