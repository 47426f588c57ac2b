"""Answers one message at a time; the only door into the handlers."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus.plan import Plan
from corpus.plans import plan_as_data, plan_folder, plan_folders, plan_from_data, read_plan
from handlers import say
from handlers.ask import ask
from handlers.library import Library, sentences
from handlers.turn import Conversation, Message, Reply, Turn
from handlers.vocabulary import spoken_words
from index.search import Index
from index.segment import SEGMENTER
from index.text import TERMS_VERSION

log = logging.getLogger(__name__)
KEPT_VERSION = "1"
"""Goes up whenever what is kept below changes its shape."""


class Assistant:
    """Built once, then only read: it may be shared by every chat."""

    def __init__(self, libraries: tuple[Library, ...]) -> None:
        self.libraries = libraries

    @property
    def plans(self) -> tuple[Plan, ...]:
        return tuple(library.plan for library in self.libraries)

    @classmethod
    def load(cls, home: Path, plan_id: str | None = None) -> Assistant:
        """The assistant for the plans in force, or for `plan_id` alone (UnknownPlan where there is none).

        What takes time to compute (words, weights, vocabulary) is computed once and kept under `home`/cache.
        """
        folders = (plan_folder(plan_id),) if plan_id else plan_folders()
        return cls(tuple(_library(folder, home / "cache") for folder in folders))

    def answer(self, message: Message, conversation: Conversation, now: datetime) -> list[Reply]:
        """The replies to one message; what the chat is about is remembered in `conversation`."""
        text = conversation.options.get(message.press, message.press) or conversation.options.get(message.text.strip(), message.text)
        conversation.options.clear()
        if not text.strip():
            return [Reply(say.no_files_yet() if message.files else say.say_it_in_words())]
        turn = Turn(Message(message.chat, text, "", message.files), conversation, self.libraries[0], now)
        return ask(turn)


def _library(folder: Path, cache: Path) -> Library:
    kept = cache / f"{folder.name}-{_fingerprint(folder)}.json"
    data = _read(kept)
    if data is None:
        data = _compute(read_plan(folder))
        _keep(kept, data)
    return Library(plan_from_data(data["plan"]), Index.from_data(data["index"]))


def _fingerprint(folder: Path) -> str:
    """Changes with the plan's files, with the code that reads them and with the segmenter."""
    mark = hashlib.sha256("|".join((KEPT_VERSION, SEGMENTER, TERMS_VERSION)).encode())
    for path in (folder / "plan.toml", folder / "source.txt", *_code()):
        mark.update(path.read_bytes())
    return mark.hexdigest()[:16]


def _code() -> list[Path]:
    here = Path(__file__).parent
    return [here.parent / "corpus" / "outline.py", here / "vocabulary.py", here / "library.py"]


def _compute(plan: Plan) -> dict[str, Any]:
    index = Index.build([(s.id, s.text) for s in sentences(plan.passages)], extra=spoken_words(plan))
    return {"plan": plan_as_data(plan), "index": index.as_data()}


def _read(path: Path) -> dict[str, Any] | None:
    """What was kept, or None where nothing usable is: it is then computed anew."""
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("cannot read %s (%s): computing it anew", path, error)
        return None
    return data if isinstance(data, dict) and data.keys() >= {"plan", "index"} else None


def _keep(path: Path, data: dict[str, Any]) -> None:
    """Written whole or not at all; where nothing can be written, the next start computes it again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False)
        os.replace(file.name, path)
    except OSError as error:
        log.warning("cannot keep %s (%s)", path, error)
