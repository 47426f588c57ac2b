"""Answers one message at a time; the only door into the handlers."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from corpus.plan import Plan
from corpus.plan import __file__ as plan_code
from corpus.plans import plan_as_data, plan_folder, plan_folders, plan_from_data, read_plan
from handlers import say
from handlers.ask import ask, read
from handlers.asked import Inquiry
from handlers.choose import chosen
from handlers.follow import stands_alone
from handlers.library import Library, Rows, name_data, sentences
from handlers.turn import Conversation, Message, Reply
from handlers.vocabulary import spoken_words
from index.search import Index

log = logging.getLogger(__name__)
REMEMBERED = 1_000
"""Answers kept: some megabytes."""
READ_BY = (
    *(f"corpus/{name}" for name in ("plan.py", "plans.py", "outline.py", "structure.py", "paragraphs.py", "reading.py", "agencies.toml")),
    *(f"index/{name}" for name in ("keys.py", "finder.py", "text.py", "fillers.txt", "synonyms.tsv", "abbreviations.tsv")),
    *(f"handlers/{name}" for name in ("library.py", "names.py")),
)
"""What decides how a plan is kept, besides its own files."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that hangs on nothing said before, and the chat as it leaves it. `unanswered`: that the plan does not say it."""

    replies: tuple[Reply, ...]
    chat: Conversation
    unanswered: bool = False


class Assistant:
    """Built once and shared by every chat; used by one thread at a time."""

    def __init__(self, libraries: tuple[Library, ...]) -> None:
        self.libraries = libraries
        self.remembers = REMEMBERED
        """How many answers are remembered; 0 where each is to be worked out."""
        self._answered: OrderedDict[tuple[str, date], Answered] = OrderedDict()

    @property
    def plans(self) -> tuple[Plan, ...]:
        return tuple(library.plan for library in self.libraries)

    @classmethod
    def load(cls, home: Path, plan_id: str | None = None) -> Assistant:
        """The assistant for the plans in force, or for `plan_id` alone (UnknownPlanError where there is none).

        What takes time to compute (words, weights, vocabulary) is computed once and kept under `home`/cache.
        """
        folders = (plan_folder(plan_id),) if plan_id else plan_folders()
        return cls(tuple(_library(folder, home / "cache") for folder in folders))

    def answer(self, message: Message, conversation: Conversation, now: datetime) -> list[Reply]:
        """The replies to one message; what the chat is about is remembered in `conversation`."""
        text = chosen(conversation, message.text, message.press)
        if not text.strip():
            return [Reply(say.no_files_yet() if message.files else say.say_it_in_words())]
        answered = self._answered.get((text, now.date()))
        if answered is not None:
            self._answered.move_to_end((text, now.date()))
            return _told(answered, conversation)
        asked = read(Inquiry(Message(message.chat, text), conversation, self.libraries[0], now))
        if not stands_alone(asked):
            return ask(asked)
        asked.inquiry.conversation = Conversation()
        replies = tuple(ask(asked))
        answered = Answered(replies, asked.conversation, asked.inquiry.unanswered)
        return _told(self._remember(text, now, answered), conversation)

    def left_unanswered(self, text: str, now: datetime) -> bool:
        """Whether a question that stands alone has just been told only that the plan does not say it."""
        answered = self._answered.get((text, now.date()))
        return answered is not None and answered.unanswered

    def _remember(self, text: str, now: datetime, answered: Answered) -> Answered:
        """Before a deadline everybody asks the same."""
        self._answered[text, now.date()] = answered
        while len(self._answered) > self.remembers:
            self._answered.popitem(last=False)
        return answered


def _told(answered: Answered, chat: Conversation) -> list[Reply]:
    """The replies; the chat is about their question from now on, if they are an answer at all (thanks are none)."""
    after = answered.chat
    if after.question:
        chat.question, chat.targets, chat.quotes = after.question, after.targets, after.quotes
    chat.options = dict(after.options)
    return list(answered.replies)


def _library(folder: Path, cache: Path) -> Library:
    plan, names = _plan_and_names(folder, cache)
    return Library(plan, _index(plan, cache), names)


def _plan_and_names(folder: Path, cache: Path) -> tuple[Plan, Rows]:
    """The reviewed plan and its names; kept as JSON, which is read many times faster than the plan's TOML and text are."""
    kept = cache / f"{folder.name}-{_fingerprint(folder)}.plan.json"
    try:
        data = json.loads(kept.read_bytes())
        return plan_from_data(data["plan"]), data["names"]
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError) as error:
        log.warning("cannot read %s (%s): reading the plan anew", kept, error)
    plan = read_plan(folder)
    names = name_data(plan)
    try:
        _write(kept, {"plan": plan_as_data(plan), "names": names})
        for outdated in set(cache.glob(f"{folder.name}-*.plan.json")) - {kept}:
            outdated.unlink(missing_ok=True)
    except OSError as error:
        log.warning("cannot keep %s (%s)", kept, error)
    return plan, names


def _fingerprint(folder: Path) -> str:
    """Changes with the plan's files, and with the code and the lists that read them and cut its names."""
    mark = hashlib.sha256()
    project = Path(plan_code).parents[1]
    for path in (folder / "plan.toml", folder / "source.txt", *(project / name for name in READ_BY)):
        mark.update(path.read_bytes())
    return mark.hexdigest()[:16]


def _index(plan: Plan, cache: Path) -> Index:
    """The index of the plan's sentences under their headings; kept, so that a start segments nothing."""
    heading = {passage.id: passage.place.split(", gạch đầu dòng")[0] for passage in plan.passages}
    rows = [(sentence.id, f"{heading[sentence.passage]}. {sentence.text}") for sentence in sentences(plan.passages)]
    return Index.open(cache / f"{plan.id}.index", rows, spoken_words(plan))


def _write(path: Path, data: Rows) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False)
    os.replace(file.name, path)
