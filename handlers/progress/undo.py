"""Taking back and correcting what was sent: by a button, by typing, by editing the message. Nothing is deleted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from corpus.characters import canonical
from corpus.plan import ValueKind
from handlers.people.commands import letter_typed
from handlers.progress import asking, naming, words
from handlers.progress.claims import Claim, Role, When
from handlers.progress.figures import Doubt
from handlers.progress.glance import agencies_of, coordinates, may_be_report
from handlers.progress.items import Item, for_target, items, owing
from handlers.progress.recording import (
    Sending,
    library_of,
    name_of,
    origin,
    what,
)
from handlers.progress.submit import proceed, read
from handlers.progress.together import held_together
from handlers.say import progress as say
from handlers.say.basics import lines
from handlers.turn import Reply, Turn
from index.keys import content
from index.text import fold, normal
from store import ledger, papers
from store.ledger import Submission

RECENT = timedelta(days=7)
"""How long "hủy" and "sửa lại" without a target's name still mean the last message that recorded anything."""
_POLITE = r"(?:(?:thoi|cho|giup|xin|em|toi|minh|da|anh|chi|ad|bot|oi|a|nhe|nha|voi|di|phep|duoc|muon) )*"
_TAIL = (
    r"(?: (?:vua (?:roi|gui|ghi|nhap|bao cao|bao)|thoi|luc nay|ban nay|di|nhe|nha|giup|voi|em|toi|minh|chi|anh|a"
    r"|ad|bot|luon|het|ngay|cho em|cho toi))*"
)
_THAT = (
    r"(?: (?:so|so lieu|sl|bao cao|tin|con so|cai|lan|ban))*"
    r"(?: (?:nay|do|tren|vua roi|vua gui|vua ghi|vua nhap|vua bao cao|vua bao|luc nay|ban nay|moi gui|moi ghi|truoc))?"
)
_CANCEL = re.compile(rf"{_POLITE}(?:huy bo|huy|rut lai|rut|thu hoi|hoan tac|xoa so|bo so|xoa bo so|undo){_THAT}{_TAIL}")
_NAMED = re.compile(
    rf"{_POLITE}(?:huy bo|huy|rut lai|rut|thu hoi|xoa bo|xoa|bo)(?: (?:giup|cho|ho))?(?: (?:em|toi|minh))? "
    rf"(?P<sort>(?:so lieu|so|sl|bao cao|cai)(?: cua| ve)? )?(?P<rest>.+?){_TAIL}"
)


_MISTAKEN = re.compile(r"^(?:da |em |toi |minh |ben em )*(?:vua )?(?:gui|bao|nhap|go) (?:nham|lon|sai)(?: mat)?(?: roi)?(?: a)?[,.:; ]+")
_FIX = re.compile(rf"{_POLITE}(?:sua lai|sua so|sua|dinh chinh|chinh lai|chinh sua){_THAT}{_TAIL}")


# ---- by a button or by typing


def recognises(turn: Turn) -> bool:
    if not _may(turn):
        return False
    if turn.message.edited:
        return bool(ledger.of_origin(turn.db, origin(turn.at, turn.message)))
    return turn.message.press in (say.CANCEL, say.CORRECT) or bool(_wanted(turn))


def answer(turn: Turn) -> list[Reply]:
    if turn.message.edited:
        return _edited(turn)
    wanted = turn.message.press or _wanted(turn)
    if wanted == say.CANCEL:
        return _cancel(turn, _last(turn))
    if wanted == say.CORRECT:
        return _ask_for_correction(turn, _last(turn))
    if wanted == "named":
        return _withdraw(turn)
    return _correct(turn)


def _may(turn: Turn) -> bool:
    return bool(agencies_of(turn.person)) or coordinates(turn.person)


def _wanted(turn: Turn) -> str:
    """What a typed message wants of what was sent; empty where it wants nothing of it."""
    text = turn.message.text.strip()
    if len(text) > 300 or "?" in text:
        return ""
    plain = _plain(text)
    lettered = turn.conversation.options.get(letter_typed(turn), "")
    if lettered == say.CORRECT or _FIX.fullmatch(plain):
        return say.CORRECT if _last(turn) else ""
    if _CANCEL.fullmatch(plain) or lettered == say.CANCEL:
        return say.CANCEL
    named = _named(text)
    if (
        named
        and not re.search(r"[0-9]", plain)
        and (named["sort"] or not _MISTAKEN.sub("", plain).startswith(("xoa", "bo")))
        and _code_named(turn, named["rest"])
    ):
        return "named"
    return "correct" if may_be_report(text) and _claims(turn) else ""


def _named(text: str) -> re.Match[str] | None:
    """The wish to take back what is named; "em gửi nhầm, …" before it gives the reason."""
    return _NAMED.fullmatch(_first_clause(text)) or _NAMED.fullmatch(_MISTAKEN.sub("", _plain(text)))


def _first_clause(text: str) -> str:
    """What is wanted, without the reason behind a comma."""
    return _plain(text.partition(",")[0])


def _plain(text: str) -> str:
    return " ".join(fold(normal(text)).strip(" .!,").split())


def _recent(turn: Turn) -> list[Submission]:
    """What the sender has recorded lately and is in force, the newest first."""
    return ledger.recent_by(turn.db, turn.person, turn.now - RECENT) if turn.person else []


def _last(turn: Turn) -> list[Submission]:
    return ledger.newest_by(turn.db, turn.person, turn.now - RECENT) if turn.person else []


def _code_named(turn: Turn, label: str) -> str:
    """The code of the one target or duty that a label surely names."""
    library = library_of(turn)
    named = naming.name(library, (label,), owing(turn.db, library, agencies_of(turn.person)), turn.now.date())
    if not named.sure:
        return _code_recorded(turn, label)
    return naming.task_code(library, named.task) if named.task else named.targets[0].code


def _code_recorded(turn: Turn, label: str) -> str:
    """Of the targets recorded lately the one that a few words single out: "hủy cái nông thôn"."""
    library = library_of(turn)
    wanted = set(content(library.cleaner.clean(label).text).tokens)
    codes = dict.fromkeys(row.entry.target for row in _recent(turn) if row.entry.target in library.by_code)
    fitting = [code for code in codes if wanted and wanted <= asking.words_of(library.by_code[code])]
    return fitting[0] if len(fitting) == 1 else ""


def _rows_named(turn: Turn, label: str) -> list[Submission]:
    """The newest number of the sender's agencies for the target that a label names."""
    code, plan = _code_named(turn, label), library_of(turn).plan.id
    rows = [ledger.series(turn.db, plan, code, agency, 1, inside=True) for agency in agencies_of(turn.person)]
    return [found[0] for found in rows if found]


# ---- cancelling


def _cancel(turn: Turn, rows: Sequence[Submission]) -> list[Reply]:
    if not rows or turn.person is None:
        return [Reply(say.nothing_to_undo())]
    library, batch, texts = library_of(turn), ledger.new_batch(), []
    for row in rows:
        after = ledger.undo(turn.db, turn.person, row, batch, turn.now)
        again = what(library, after) if after.entry.report is not ledger.Report.WITHDRAWN else ""
        texts.append(say.undone(what(library, row), name_of(library, row.entry.target), again))
    for batch_of_row in dict.fromkeys(row.entry.batch for row in rows):
        papers.unsign(turn.db, turn.person, batch_of_row, turn.now)
    turn.conversation.pending = None
    return [Reply("\n".join(texts))]


def _withdraw(turn: Turn) -> list[Reply]:
    found = _named(turn.message.text.strip())
    rows = _rows_named(turn, found["rest"]) if found else []
    if not rows or turn.person is None:
        return [Reply(say.nothing_to_undo())]
    library, batch = library_of(turn), ledger.new_batch()
    for row in rows:
        ledger.withdraw(turn.db, turn.person, row, batch, turn.now)
    return [Reply("\n".join(say.withdrawn(what(library, row), name_of(library, row.entry.target)) for row in rows))]


# ---- correcting


def _ask_for_correction(turn: Turn, rows: Sequence[Submission]) -> list[Reply]:
    if not rows:
        return [Reply(say.nothing_to_undo())]
    library = library_of(turn)
    if len(rows) > 1:
        listed = [f"– {what(library, row)} – {name_of(library, row.entry.target)}" for row in rows]
        return [Reply(lines(say.ask_which_to_correct(), *listed))]
    row = rows[0]
    asking.await_number(turn, asking.fresh(row.entry.target, row.entry.agency, row.id))
    return [Reply(say.ask_correct(name_of(library, row.entry.target), what(library, row)))]


def _claims(turn: Turn) -> list[Claim]:
    """The claims of a correction, read without the words that make it one."""
    text = turn.message.text.strip()
    canon = canonical(text)
    said = words.CORRECTING.sub(_blank, _without_denied(canon.lower))
    if said == canon.lower:
        return []
    said = words.TO_NUMBER.sub(_blank, said)
    left = "".join(typed if kept != " " else " " for typed, kept in zip(canon.text, said, strict=True))
    reading = read(words.no_year(" ".join(left.split()).strip(" ,:.;–-")), turn.now.date())
    if reading.asks:
        return []
    claims = [claim for claim in reading.claims if claim.figure is None or claim.figure.role not in (Role.OTHER, Role.GOAL)]
    if not any(_names_anything(turn, claim) for claim in claims) and any(
        len(claim.labels[0].split()) > 4 for claim in claims if claim.labels
    ):
        return []  # "không phải ai cũng …": talk
    return _without_old(turn, claims)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _without_denied(lower: str) -> str:
    """ "99,1 chứ không phải 99,2": the number denied is no report, where there is another."""
    denied = words.DENIED.search(lower)
    if denied is None or not re.search(r"[0-9]", lower[: denied.start()] + lower[denied.end() :]):
        return lower
    return lower[: denied.start()] + _blank(denied) + lower[denied.end() :]


def _without_old(turn: Turn, claims: list[Claim]) -> list[Claim]:
    """Of "không phải 1.250 mà 1.205" the number that is not the one recorded; its target may be named beside the other."""
    if len(claims) != 2 or any(claim.figure is None for claim in claims):
        return claims
    recorded = {row.value for row in _recent(turn)}
    new = [claim for claim in claims if claim.figure and claim.figure.values[0] not in recorded]
    if len(new) != 1:
        return claims
    named = next((claim.labels for claim in claims if _names_anything(turn, claim)), new[0].labels)
    return [replace(new[0], labels=named)]


def _names_anything(turn: Turn, claim: Claim) -> bool:
    return naming.name(library_of(turn), claim.labels, (), turn.now.date()).known


def _correction(turn: Turn) -> list[Item]:
    """The items of a correction: of the target it names, else of the last message that recorded anything."""
    library, today = library_of(turn), turn.now.date()
    agencies, last = agencies_of(turn.person), _last(turn)
    found: list[Item] = []
    claims = _claims(turn)
    if not last:
        return held_together(_confirmed(turn, items(turn.db, library, claims, agencies, today)))
    for claim in claims:
        code = "" if _names_anything(turn, claim) else next((one for label in claim.labels if (one := _code_recorded(turn, label))), "")
        if code and (row := next((one for one in _recent(turn) if one.entry.target == code), None)):
            found.append(for_target(turn.db, library, _as_before(claim, row), library.by_code[code], [row.entry.agency], today, row.id))
        elif _names_anything(turn, claim):
            found += [_of_row(turn, item) for item in items(turn.db, library, [claim], agencies, today)]
        elif len(last) == 1 and (target := library.by_code.get(last[0].entry.target)):
            found.append(for_target(turn.db, library, _as_before(claim, last[0]), target, [last[0].entry.agency], today, last[0].id))
        elif last:
            codes = tuple(row.entry.target for row in last)
            found.append(Item("", "", claim, choices=codes, agencies=tuple(agencies)))
    return held_together(_confirmed(turn, found))


def _confirmed(turn: Turn, found: Sequence[Item]) -> list[Item]:
    """ "không phải 1.250" alone denies a number and gives none: it is asked about."""
    canon = canonical(turn.message.text)
    denied = words.DENIED.search(canon.lower)
    only = denied is not None and _without_denied(canon.lower) == canon.lower
    return [replace(item, doubts=(*item.doubts, Doubt.COMPARED)) if only and item.values else item for item in found]


def _of_row(turn: Turn, item: Item) -> Item:
    """The same as a correction of the newest number of its target, if there is one and no other day is told."""
    library = library_of(turn)
    target = library.by_code.get(item.code)
    if target is None or not item.agency or item.claim.when is not None:
        return item
    rows = ledger.series(turn.db, library.plan.id, item.code, item.agency, 1, inside=True)
    if not rows:
        return item
    return for_target(turn.db, library, _as_before(item.claim, rows[0]), target, [item.agency], turn.now.date(), rows[0].id)


def _as_before(claim: Claim, row: Submission) -> Claim:
    """What a correction does not say stays as it was: the day, the nature, whether it is a period's part."""
    day = row.entry.as_of
    figure = claim.figure
    if figure and row.entry.kind is ValueKind.INCREMENT and figure.role is Role.PLAIN:
        figure = replace(figure, role=Role.INCREMENT)
    return replace(claim, figure=figure, when=claim.when or When(day, day, ""), nature=claim.nature or row.entry.nature)


def _correct(turn: Turn) -> list[Reply]:
    found = _correction(turn)
    if not found:
        return [Reply(say.nothing_to_undo())]
    reading = read(turn.message.text.strip(), turn.now.date())
    sending = Sending(ledger.new_batch(), origin(turn.at, turn.message), reading.document, reading.released_by)
    return proceed(turn, found, sending)


# ---- an edited message


def _edited(turn: Turn) -> list[Reply]:
    """The message as it now stands replaces what it said before."""
    text, now_is = turn.message.text.strip(), turn.now.date()
    reading = read(text, now_is) if may_be_report(text) else None
    if reading is None or reading.asks or not reading.claims or turn.person is None:
        return [Reply(say.unread_edit())]
    library, agencies = library_of(turn), agencies_of(turn.person)
    before = ledger.of_origin(turn.db, origin(turn.at, turn.message))
    found: list[Item] = []
    for item in held_together(items(turn.db, library, reading.claims, agencies, now_is)):
        row = next((one for one in before if one.entry.target == item.code and _same_kind(one, item)), None)
        target = library.by_code.get(item.code)
        if row is not None and target is not None and item.agency:
            when = item.claim if item.claim.when else replace(item.claim, when=When(row.entry.as_of, row.entry.as_of, ""))
            item = for_target(turn.db, library, when, target, [item.agency], now_is, row.id)
        found.append(item)
    batch, gone = ledger.new_batch(), [one for one in before if one.entry.target not in {item.code for item in found}]
    for row in gone:
        ledger.withdraw(turn.db, turn.person, row, batch, turn.now)
    sending = Sending(batch, origin(turn.at, turn.message), reading.document, reading.released_by)
    return proceed(turn, found, sending, first=[say.edited(len(gone))] if gone else [])


def _same_kind(row: Submission, item: Item) -> bool:
    return not item.values or row.entry.kind is item.values[0].kind
