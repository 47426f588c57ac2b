"""A coordinator accepts the numbers that agencies sent, or asks an agency to look at one again, with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.characters import typed
from handlers.people.pending import ask, awaits, decision, is_last, taken
from handlers.progress.coordinate.aims import NO_TARGETS, Targets, targets_in
from handlers.progress.coordinate.bodies import NO_BODIES, Bodies, bodies_in, everyone_of
from handlers.progress.coordinate.commands import Said, read, said
from handlers.progress.coordinate.common import (
    Undo,
    choose,
    coordinates,
    coordinator,
    decided,
    done,
    library_of,
    name_of,
    names_of,
    plan_of,
    preview,
    tell_agencies,
)
from handlers.progress.coordinate.doubts import which_body
from handlers.progress.words import QUESTION
from handlers.say import coordinate as say
from handlers.turn import Reply, Turn
from index.text import fold
from store import ledger
from store.ledger import Ruling, Standing, Submission
from store.people import Role

ROUTE = "accept"
REFUSALS = (say.DO_NOT_ACCEPT, say.DO_NOT_REVIEW)
_ALL = re.compile(
    typed(r"(?:(?:tất cả|toàn bộ|hết|mọi)(?: các)?(?: (?:số|số liệu|báo cáo|chỉ tiêu))?(?: (?:còn lại|đang chờ|mới))?[\s,]*)+"), re.I
)
_BUT = re.compile(typed(r"[\s,;(]*(?<!\w)(?:ngoại trừ|trừ ra|trừ|không kể|không tính|để lại)(?: các)?(?!\w)[\s:]*"), re.I)
_NUMBERS = re.compile(typed(r"(?:các |những )?(?:số liệu|số|báo cáo|chỉ tiêu)"), re.I)
_OF = re.compile(typed(r"\s(?:của|do|từ)\s"), re.I)
MOST = 2_000


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Numbers of some targets and agencies, of all where none is named."""

    targets: Targets = NO_TARGETS
    bodies: Bodies = NO_BODIES
    every: bool = False

    @property
    def trouble(self) -> bool:
        return bool(self.targets.unknown or self.targets.doubtful or self.bodies.unknown or self.bodies.doubtful)


def recognises(turn: Turn) -> bool:
    if turn.conversation.pending is not None and (decision(turn, ROUTE) or _gives_reason(turn)):
        return True
    command = said(turn)
    if command is None or command.command not in (ROUTE, "review") or command.asks:
        return False
    if not coordinates(turn):  # others' words are a question, unless they plainly give an order
        return bool(command.rest) and _names_anything(turn, command)
    return not _releases_drafts(turn, command)


def answer(turn: Turn) -> list[Reply]:
    found = decided(turn, ROUTE, REFUSALS)
    if found is not None:
        if found.lapsed:
            return [Reply(say.question_lapsed())]
        if found.refused:
            return [Reply(say.nothing_ruled())]
        return _accept(turn, found.what) if found.step == ROUTE else _review(turn, found.what)
    command = said(turn)
    if command is None:
        pending = taken(turn)
        again = f"{pending.data.get('about', '')}: {turn.message.text.strip()}" if pending else ""
        command = read(again) or Said("review", "", again)
    turn.conversation.options = {}
    return _ask_to_review(turn, command) if command.command == "review" else _ask_to_accept(turn, command)


def _releases_drafts(turn: Turn, command: Said) -> bool:
    """A leader who coordinates too: "duyệt" is said of the drafts of their own agency."""
    leads = turn.person is not None and Role.LEADER in turn.person.roles
    return leads and fold(command.text.lower()).startswith("duyet")


def _gives_reason(turn: Turn) -> bool:
    """Words that follow on "vì sao?": not a question, nor another command."""
    if not (awaits(turn, ROUTE, "reason") and is_last(turn)) or turn.message.press:
        return False
    text = turn.message.text.strip()
    return 3 <= len(text) <= 500 and not QUESTION.search(text.lower()) and said(turn) is None


# ---- accepting


def _ask_to_accept(turn: Turn, command: Said) -> list[Reply]:
    standing = ledger.standings(turn.db, plan_of(turn).id)
    waiting = [one for one in standing if one.standing is Standing.SENT]
    in_review = [one for one in standing if one.standing is Standing.REVIEW]
    rest = command.rest.strip(" ,:")
    if not rest:
        return [Reply(say.accept_what(len(waiting), len(_agencies(waiting))))]
    parts = _BUT.split(rest, maxsplit=1)
    chosen = _choice(turn, parts[0])
    but = _choice(turn, parts[1]) if len(parts) > 1 else _Chosen()
    for one in (chosen, but):
        if one.trouble:
            return _trouble(turn, command, one)
    meant = [*waiting, *([] if chosen.every else in_review)]
    left_out = [one for one in meant if len(parts) > 1 and _is_of(turn, one, but)]
    some = [one for one in meant if one not in left_out and _is_of(turn, one, chosen)]
    if not some:
        accepted = [one for one in standing if one.standing is Standing.ACCEPTED and _is_of(turn, one, chosen)]
        return [Reply(say.nothing_to_accept(len(accepted), len(left_out)))]
    some = some[:MOST]
    text = say.lines(
        say.accept_title(len(some), len(_agencies(some))),
        *say.shortened(_lines(turn, some)),
        say.not_among(len(left_out), len(in_review) if chosen.every else 0),
    )
    return preview(turn, ROUTE, ROUTE, text, (say.ACCEPT, say.DO_NOT_ACCEPT), [one.id for one in some])


def _accept(turn: Turn, numbers: Any) -> list[Reply]:
    by, batch, wanted = coordinator(turn), ledger.new_batch(), set(numbers)
    now = [one for one in ledger.standings(turn.db, plan_of(turn).id) if one.id in wanted and one.standing is not Standing.ACCEPTED]
    for one in now:
        ledger.rule(turn.db, by, one, Ruling.ACCEPTED, turn.now, batch=batch)
    if not now:
        return [Reply(say.nothing_to_accept(0, 0))]
    told = say.accepted(len(now), len(_agencies(now)))
    return done(turn, say.lines(told, say.changed_meanwhile(len(wanted) - len(now))), Undo("ruled", told, {"before": _before(now)}))


# ---- asking to review


def _ask_to_review(turn: Turn, command: Said) -> list[Reply]:
    left, _, reason = command.rest.partition(":")
    left, reason = left.strip(" ,"), " ".join(reason.split())
    if not reason:
        words = re.split(typed(r"\s+(?:vì|do|bởi vì)\s+"), left, maxsplit=1)
        left, reason = (words[0], words[1].strip()) if len(words) > 1 else (left, "")
    if not left:
        return [Reply(say.review_what())]
    chosen = _choice(turn, left)
    if chosen.trouble:
        return _trouble(turn, command, chosen)
    standing = ledger.standings(turn.db, plan_of(turn).id)
    some = [one for one in standing if _is_of(turn, one, chosen)]
    if not some:
        return [Reply(say.nothing_to_review())]
    head = command.text.partition(":")[0].strip()
    if not reason:
        return ask(turn, ROUTE, say.lines(say.why_review(), *say.shortened(_lines(turn, some), 5)), step="reason", about=head)
    some = some[:MOST]
    text = say.lines(
        say.review_title(len(some), names_of(turn, _agencies(some))), *say.shortened(_lines(turn, some)), say.reason_line(reason)
    )
    what = {"ids": [one.id for one in some], "reason": reason}
    return preview(turn, ROUTE, "review", text, (say.REVIEW, say.DO_NOT_REVIEW), what)


def _review(turn: Turn, what: Any) -> list[Reply]:
    by, batch, wanted = coordinator(turn), ledger.new_batch(), set(what["ids"])
    now = [one for one in ledger.standings(turn.db, plan_of(turn).id) if one.id in wanted]
    for one in now:
        ledger.rule(turn.db, by, one, Ruling.REVIEW, turn.now, reason=what["reason"], batch=batch)
    if not now:
        return [Reply(say.nothing_to_review())]
    texts = {
        agency: say.lines(
            say.please_review(name_of(turn, agency), name_of(turn, plan_of(turn).coordinator)),
            *say.shortened(_lines(turn, [one for one in now if one.entry.agency == agency])),
            say.reason_line(what["reason"]),
            say.how_to_review(),
        )
        for agency in _agencies(now)
    }
    told = say.review_asked(len(now), names_of(turn, _agencies(now)))
    text = say.lines(told, say.were_told(tell_agencies(turn, texts)), say.changed_meanwhile(len(wanted) - len(now)))
    return done(turn, text, Undo("ruled", told, {"before": _before(now), "tell": True}))


# ---- what is meant


def _choice(turn: Turn, text: str) -> _Chosen:
    """ "tất cả", "NOXH", "Sở Xây dựng", "NOXH của Sở Xây dựng", "NOXH, BHYT"."""
    text = text.strip(" ,;:.()")
    if not text or _ALL.fullmatch(text):
        return _Chosen(every=True)
    every = _ALL.match(text)
    text = text[every.end() :].strip() if every else text
    plans, today, library = turn.assistant.plans, turn.now.date(), library_of(turn)
    for of in reversed(list(_OF.finditer(f" {text}"))[-3:]):
        left, right = f" {text}"[: of.start()].strip(), f" {text}"[of.end() :]
        bodies = bodies_in(plans, right, today)
        if bodies.known and not bodies.unknown:
            return _Chosen(
                targets_in(library, left, turn.now.date())
                if left and not _ALL.fullmatch(left) and not _NUMBERS.fullmatch(left)
                else Targets(),
                bodies,
                every=not left,
            )
    bodies = bodies_in(plans, text, today)
    if bodies.known and not bodies.unknown:
        return _Chosen(bodies=bodies, every=True)
    targets = targets_in(library, text, turn.now.date())
    if bodies.known and not targets.known:
        return _Chosen(bodies=bodies)
    return _Chosen(targets, every=False)


def _names_anything(turn: Turn, command: Said) -> bool:
    head = _BUT.split(command.rest.partition(":")[0], maxsplit=1)[0]
    if head.strip() and _ALL.fullmatch(head.strip(" ,")):
        return True
    chosen = _choice(turn, head)
    return bool(chosen.targets.known or chosen.targets.doubtful or chosen.bodies.known)


def _is_of(turn: Turn, one: Submission, chosen: _Chosen) -> bool:
    plan = plan_of(turn)
    wanted = {agency for body in chosen.bodies.ids for agency in (body, *everyone_of(plan, body))}
    codes = {target.code for target in chosen.targets.known}
    return (not codes or one.entry.target in codes) and (not wanted or one.entry.agency in wanted)


def _trouble(turn: Turn, command: Said, chosen: _Chosen) -> list[Reply]:
    doubtful = chosen.bodies.doubtful
    if doubtful is not None and doubtful.others:
        return which_body(turn, command.text, doubtful)
    unknown = [*chosen.bodies.unknown, *([doubtful.text] if doubtful else [])]
    if unknown:
        return [Reply(say.unknown_body(unknown[0]))]
    if chosen.targets.doubtful:
        words, options = chosen.targets.doubtful[0]
        return choose(turn, say.which_target(words), {say.coded_label(one): command.text.replace(words, one.code, 1) for one in options})
    return [Reply(say.unknown_target_or_body(chosen.targets.unknown[0]))]


def _lines(turn: Turn, some: Sequence[Submission]) -> list[str]:
    library = library_of(turn)
    return [say.number_line(one, library.by_code.get(one.entry.target), name_of(turn, one.entry.agency)) for one in some]


def _agencies(some: Iterable[Submission]) -> list[str]:
    return list(dict.fromkeys(one.entry.agency for one in some))


# ---- undoing


def _before(some: Iterable[Submission]) -> list[list[Any]]:
    return [[one.id, one.ruling if one.ruling in (Ruling.ACCEPTED, Ruling.REVIEW) else Ruling.REOPENED, one.reason] for one in some]


def undo_ruled(turn: Turn, data: dict[str, Any]) -> bool:
    batch, changed = ledger.new_batch(), []
    for number, ruling, reason in data["before"]:
        one = ledger.called(turn.db, number)
        if one is not None:
            ledger.rule(turn.db, coordinator(turn), one, Ruling(ruling), turn.now, reason=reason, batch=batch)
            changed.append(ledger.called(turn.db, number) or one)
    if data.get("tell"):
        texts = {
            agency: say.lines(
                say.review_withdrawn(name_of(turn, agency)),
                *say.shortened(_lines(turn, [one for one in changed if one.entry.agency == agency])),
            )
            for agency in _agencies(changed)
        }
        tell_agencies(turn, texts)
    return bool(changed)
