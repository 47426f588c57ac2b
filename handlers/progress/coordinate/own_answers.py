"""The coordinator reads what nobody could be answered, and answers it with a source; from then on that is given."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from corpus.characters import typed
from handlers.people.pending import decision, offer
from handlers.progress.coordinate.commands import Said, said
from handlers.progress.coordinate.common import (
    Undo,
    coordinates,
    coordinator,
    decided,
    done,
    name_of,
    plan_of,
    preview,
)
from handlers.progress.coordinate.questions import LONGEST, is_worth_keeping, same, without_names
from handlers.say import coordinate as say
from handlers.turn import LETTERS, Conversation, Message, Reply, Turn
from store import facts, own_answers
from store.own_answers import OwnAnswer, Unanswered

ROUTE = "own_answers"
REFUSALS = (say.DO_NOT_KEEP_ANSWER, say.DO_NOT_DROP_ANSWER)
SHOWN = 10
LOOKED_AT = 500
LISTED_FOR = timedelta(hours=24)
"""How long the letters of a list stand for its lines."""
LONGEST_ANSWER = 1_500
_COMMANDS = frozenset(["unanswered", "own answers", "answer", "drop answer", "skip"])
_QUOTED = re.compile(r"[\"“”«'](?P<question>.+?)[\"”“»']\s*:\s*(?P<answer>.+)", re.S)
_LETTER = re.compile(r"(?P<letter>[A-Za-z])(?:(?P<sign>\s*[:.)\n]\s*|\s+)(?P<answer>.+)|\s*)", re.S)
_DOCUMENT = r"(?:công văn|cv|quyết định|qđ|kế hoạch|kh|thông báo|tb|nghị quyết|nq|nghị định|nđ|thông tư|tt|luật|văn bản|vb|báo cáo|bc)"
_SOURCES = tuple(
    re.compile(typed(pattern), re.I | re.S)
    for pattern in (
        r".*(?P<before>(?:^|[\s.,;(\[])nguồn(?: là)?\s*:\s*)(?P<source>\S.*)",
        rf".*(?P<before>[\s.,;(\[](?:nguồn|căn cứ|theo)\s+)(?P<source>{_DOCUMENT}\b[^\n]*[0-9][^\n]*)",
        r".*(?P<before>\()(?P<source>[^()\n]*[0-9][^()\n]*/[^()\n]*\)[\s.]*)",
    )
)
"""Where a source begins, the surest way of saying it first; of several the last is meant."""


def recognises(turn: Turn) -> bool:
    if turn.conversation.pending is not None and decision(turn, ROUTE):
        return True
    command = said(turn)
    if command is None or command.command not in _COMMANDS:
        return False
    if command.command in ("answer", "drop answer", "skip"):
        quoted, letter = _QUOTED.match(command.rest), _LETTER.fullmatch(command.rest)
        return bool(quoted and command.command == "answer") or (letter is not None and _is_surely_a_letter(turn, letter))
    return True


def _is_surely_a_letter(turn: Turn, found: re.Match[str]) -> bool:
    """ "trả lời A: …", "trả lời A"; without a sign behind it, a letter of the list that was shown: not "trả lời y kien cu tri"."""
    if not found["answer"] or found["sign"].strip():
        return True
    return coordinates(turn) and bool(_lettered_row(turn, "questions", found["letter"]))


def answer(turn: Turn) -> list[Reply]:
    found = decided(turn, ROUTE, REFUSALS)
    if found is not None:
        if found.lapsed:
            return [Reply(say.question_lapsed())]
        if found.refused:
            return [Reply(say.answer_unchanged())]
        return _keep(turn, found.what) if found.step == "keep" else _drop(turn, found.what)
    command = said(turn)
    if command is None:
        return [Reply(say.question_lapsed())]
    turn.conversation.options = {}
    if command.command == "unanswered":
        return _list_questions(turn)
    if command.command == "own answers":
        return _list_answers(turn)
    if command.command == "answer":
        return _ask_to_keep(turn, command)
    return _ask_to_drop(turn, command) if command.command == "drop answer" else _skip(turn, command)


# ---- lists


def _list_questions(turn: Turn) -> list[Reply]:
    rows = _told_apart(own_answers.unanswered(turn.db, coordinator(turn), LOOKED_AT))[:SHOWN]
    if not rows:
        return [Reply(say.nothing_unanswered())]
    _remember(turn, "questions", [row.text for row in rows])
    lines = [say.unanswered_line(letter, row.text, row.times) for letter, row in zip(LETTERS, rows, strict=False)]
    return [_lettered(turn, say.unanswered_list(lines), say.answer_label, len(rows))]


def _told_apart(rows: Sequence[Unanswered]) -> list[Unanswered]:
    """Wordings of the same question are one, with diacritics where anybody typed them."""
    found: list[Unanswered] = []
    for row in rows:
        at = next((at for at, other in enumerate(found) if same(row.text, other.text)), None)
        if at is None:
            found.append(row)
        else:
            other = found[at]
            found[at] = Unanswered(other.id, row.text if other.text.isascii() else other.text, other.times + row.times)
    return sorted(found, key=lambda row: -row.times)


def _list_answers(turn: Turn) -> list[Reply]:
    rows = own_answers.answers(turn.db, plan_of(turn).id)[-len(LETTERS) :]
    if not rows:
        return [Reply(say.no_own_answers())]
    _remember(turn, "answers", [str(row.id) for row in rows])
    lines = [say.own_answer_line(letter, row.question, row.answer, row.source) for letter, row in zip(LETTERS, rows, strict=False)]
    return [Reply(say.own_answer_list(lines))]


def _lettered(turn: Turn, text: str, label: Any, count: int) -> Reply:
    labels = {label(letter): label(letter) for letter in LETTERS[:count]}
    reply = offer(turn.conversation, text, labels)
    rows = [reply.options[0][at : at + 5] for at in range(0, count, 5)]
    return Reply(text, tuple(rows))


def _remember(turn: Turn, step: str, rows: Sequence[str]) -> None:
    """What the letters stand for, until another list is shown."""
    kept = {"step": step, **dict(zip(LETTERS, rows, strict=False))}
    facts.remember(turn.db, _key(turn), json.dumps(kept, ensure_ascii=False), turn.now)


def _lettered_row(turn: Turn, step: str, letter: str) -> str:
    kept, at = facts.recall(turn.db, _key(turn)), facts.since(turn.db, _key(turn))
    rows: dict[str, str] = json.loads(kept) if kept and at is not None and turn.now - at < LISTED_FOR else {}
    return rows.get(letter.upper(), "") if rows.get("step") == step else ""


def _key(turn: Turn) -> str:
    return f"letters {coordinator(turn).id}"


# ---- writing an answer


def _ask_to_keep(turn: Turn, command: Said) -> list[Reply]:
    quoted, lettered = _QUOTED.match(command.rest), _LETTER.fullmatch(command.rest)
    if quoted:
        question, text = " ".join(quoted["question"].split()).rstrip(" ?"), quoted["answer"]
    elif lettered:
        question, text = _lettered_row(turn, "questions", lettered["letter"]), lettered["answer"] or ""
        if not question:
            return [Reply(say.list_is_old())]
        if not text:
            return [Reply(say.write_answer(lettered["letter"].upper(), question))]
    else:
        return [Reply(say.how_to_answer())]
    text, source = _parted(text.strip())
    if not source or not text:
        return [Reply(say.answer_wants_a_source())]
    if len(question) > LONGEST or len(text) > LONGEST_ANSWER or not is_worth_keeping(question):
        return [Reply(say.answer_too_long(LONGEST, LONGEST_ANSWER))]
    by_plan = turn.assistant.answer(Message("", question), Conversation(), turn.now)
    shown = say.lines(
        say.keep_answer_title(question),
        say.own_answer(_speaker(turn), text, source, turn.now.date()),
        "" if turn.assistant.left_unanswered(question, turn.now) else say.plan_answers_already(by_plan[0].text.partition("\n")[0]),
    )
    return preview(turn, ROUTE, "keep", shown, (say.KEEP_ANSWER, say.DO_NOT_KEEP_ANSWER), [question, text, source])


def _parted(text: str) -> tuple[str, str]:
    """The answer, and its source, where one is told."""
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _SOURCES)), None)
    if found is None:
        return text, ""
    return text[: found.start("before")].strip(" ,;("), " ".join(found["source"].split()).strip(" .)]")


def _keep(turn: Turn, what: Any) -> list[Reply]:
    question, text, source = what
    by, plan = coordinator(turn), plan_of(turn).id
    before = next((one for one in own_answers.answers(turn.db, plan) if one.question == question), None)
    number = own_answers.answer(turn.db, by, plan, question, text, source, turn.now)
    _settle(turn, question)
    told = say.answer_kept(question)
    return done(turn, told, Undo("answer", told, {"id": number, "before": _kept(before) if before else None}))


# ---- taking one back, passing over a question


def _ask_to_drop(turn: Turn, command: Said) -> list[Reply]:
    found = _LETTER.fullmatch(command.rest)
    number = _lettered_row(turn, "answers", found["letter"]) if found else ""
    one = next((one for one in own_answers.answers(turn.db, plan_of(turn).id) if str(one.id) == number), None)
    if one is None:
        return [Reply(say.answer_list_is_old())]
    text = say.lines(say.drop_answer_title(one.question), say.own_answer(_speaker(turn), one.answer, one.source, one.at.date()))
    return preview(turn, ROUTE, "drop", text, (say.DROP_ANSWER, say.DO_NOT_DROP_ANSWER), one.id)


def _drop(turn: Turn, number: Any) -> list[Reply]:
    one = next((one for one in own_answers.answers(turn.db, plan_of(turn).id) if one.id == number), None)
    if one is None or not own_answers.withdraw(turn.db, coordinator(turn), one.id, turn.now):
        return [Reply(say.answer_list_is_old())]
    told = say.answer_dropped(one.question)
    return done(turn, told, Undo("answer gone", told, _kept(one)))


def _skip(turn: Turn, command: Said) -> list[Reply]:
    found = _LETTER.fullmatch(command.rest)
    question = _lettered_row(turn, "questions", found["letter"]) if found else ""
    if not question or not _settle(turn, question):
        return [Reply(say.list_is_old())]
    return [Reply(say.question_passed_over(question))]


def _settle(turn: Turn, question: str) -> int:
    """How many wordings of it need no answer any more."""
    rows = own_answers.unanswered(turn.db, coordinator(turn), LOOKED_AT)
    meant = [row for row in rows if row.text == question or same(row.text, question)]
    for row in meant:
        own_answers.settle(turn.db, coordinator(turn), row.id)
    return len(meant)


def _kept(one: OwnAnswer) -> dict[str, str]:
    return {name: value for name, value in asdict(one).items() if name in ("question", "answer", "source")}


def undo_answer(turn: Turn, data: dict[str, Any]) -> bool:
    gone = own_answers.withdraw(turn.db, coordinator(turn), data["id"], turn.now)
    if gone and data["before"]:
        undo_answer_gone(turn, data["before"])
    return gone


def undo_answer_gone(turn: Turn, data: dict[str, Any]) -> bool:
    own_answers.answer(turn.db, coordinator(turn), plan_of(turn).id, data["question"], data["answer"], data["source"], turn.now)
    return True


# ---- where the plan says nothing


def in_the_plans_stead(turn: Turn, replies: list[Reply]) -> list[Reply]:
    text = turn.message.text.strip()
    if turn.message.press or not text:
        return replies
    own = own_answer(turn, text)
    if own:
        return [Reply(own)]
    note(turn, text)
    return replies


def own_answer(turn: Turn, text: str) -> str:
    """The coordinator's answer to this question; empty where there is none."""
    if len(text) > LONGEST:
        return ""
    found = [one for one in own_answers.answers(turn.db, plan_of(turn).id) if same(one.question, text)]
    if not found:
        return ""
    one = found[-1]
    return say.own_answer(_speaker(turn), one.answer, one.source, one.at.date())


def note(turn: Turn, text: str) -> None:
    if said(turn) is not None:
        return  # a command that its sender may not give
    own = (turn.person.name,) if turn.person else ()
    kept = without_names(text, own)
    if kept and is_worth_keeping(kept):
        own_answers.note_unanswered(turn.db, kept, turn.now)


def _speaker(turn: Turn) -> str:
    plan = plan_of(turn)
    return name_of(turn, plan.coordinator) if plan.coordinator else plan.issuer
