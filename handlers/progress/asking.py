"""The question about a number that waits in a chat, and what is taken for its answer.

Options are pressed, or typed by their letter or words. A bare number is a number: it answers what asks for one, and never
picks an option.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta

from corpus.characters import canonical
from corpus.plan import Target
from handlers.people.commands import is_letter, meant
from handlers.people.consent import Answer, read_consent
from handlers.people.pending import ask_again, is_last, offer, taken
from handlers.progress import naming
from handlers.progress.asks import question
from handlers.progress.claims import Claim, Document
from handlers.progress.glance import agencies_of, may_be_report
from handlers.progress.items import Item, for_target, from_json, judged, settle, to_json
from handlers.progress.recording import Sending, library_of, origin
from handlers.progress.words import BESIDE_A_NUMBER, CORRECTING, no_year
from handlers.say import progress as say
from handlers.turn import Pending, Reply, Turn
from index.keys import content
from index.text import fold, normal
from store import ledger
from store.ledger import Nature

ROUTE = "report_answer"
LASTS = timedelta(minutes=30)
EXPIRED_KNOWN = timedelta(days=1)
"""How long after it has lapsed a question's answer is still told that it came too late."""
_LETTER = re.compile(
    r"(?:em |toi )?(?P<chooses>(?:chon |lay |phuong an |dap an |y )?(?:so |cau |chu )?)(?P<letter>[a-h])"
    r"(?: (?:nhe|nha|a|em|di|ad|bot|thoi))*"
)
_RIGHT = re.compile(
    r"(?:vâng,? )?(?:dạ,? )?(?:đúng|chính xác|chuẩn|phải|ghi đi|cứ ghi|ghi)(?: (?:rồi|vậy|thế|đó|số đó|ạ|nhé|nha|em|anh|chị|đi|giúp|luôn))*"
)
_DROPS = frozenset(
    ["huy", "thoi", "bo", "bo di", "bo qua", "khong ghi", "dung ghi", "khong", "ko", "huy bo", "thoi khong ghi", "khong ghi nua", "ko ghi"]
)
_WHOM = frozenset(["chi", "anh", "em", "sep", "nhe", "nha"])
"""Whom an answer is said to, and how."""
Proceed = Callable[[Turn, Sequence[Item], Sending], list[Reply]]


# ---- asking


def ask(turn: Turn, waiting: Sequence[Item], sending: Sending) -> Reply:
    """The question about the first of the items; the others wait behind it."""
    item = waiting[0]
    text, labels, step = question(turn, item)
    pending = Pending(
        ROUTE, turn.now + LASTS, {"step": step, "items": to_json(waiting), "sending": sending_json(sending), "labels": json.dumps(labels)}
    )
    (reply,) = ask_again(turn, pending, text, list(labels))
    if len(labels) > 2:
        reply = replace(reply, options=tuple((label,) for label in labels))
    return reply


def await_number(turn: Turn, item: Item) -> None:
    """The next bare number is this item's."""
    pending = Pending(ROUTE, turn.now + LASTS, {"step": "number", "items": to_json([item]), "sending": "", "labels": "{}"})
    ask_again(turn, pending, "")


def offer_undo(turn: Turn, text: str) -> Reply:
    return offer(turn.conversation, text, {say.CANCEL: say.CANCEL, say.CORRECT: say.CORRECT})


# ---- the answer


def recognises(turn: Turn) -> bool:
    pending = turn.conversation.pending
    if pending is None or pending.kind != ROUTE:
        return False
    if _label(turn, pending) is not None or _drops(turn):
        return True
    if turn.message.press or turn.message.outdated:
        return False
    if not is_last(turn) and turn.now >= pending.until:
        return turn.now < pending.until + EXPIRED_KNOWN and _is_number_alone(turn)
    if not is_last(turn):
        return False
    if pending.data["step"] == "number" and len(turn.message.text.strip(" .")) == 1 and turn.message.text.strip(" .").isalpha():
        return True
    consent = _consent(turn)
    if consent is not None and pending.data["labels"] != "{}":
        return True
    return _is_number_alone(turn) or _named_choice(turn, pending) is not None or _choice_with_number(turn, pending) is not None


def answer(turn: Turn, proceed: Proceed) -> list[Reply]:
    pending = turn.conversation.pending
    if pending is None:
        return [Reply(say.question_expired())]
    if turn.now >= pending.until:
        taken(turn)
        return [Reply(say.question_expired())]
    waiting, sending = from_json(pending.data["items"]), sending_from(pending.data["sending"], turn)
    if not waiting:
        return [Reply(say.question_expired())]
    item, rest = waiting[0], waiting[1:]
    chosen = _label(turn, pending)
    if chosen is None:
        chosen = _by_words(turn, pending)
    other = _choice_with_number(turn, pending) if chosen is None else None
    taken(turn)
    if chosen is None and not any(map(str.isdigit, turn.message.text)) and not _is_number_alone(turn):
        return [ask(turn, waiting, sending)]
    if chosen == "":
        return _go_on(turn, rest, sending, proceed, (say.not_recorded(),))
    if other is not None:
        chosen, claim = other
        item = replace(item, claim=replace(item.claim, figure=claim.figure))
    settled = _with_choice(turn, item, pending.data["step"], chosen) if chosen is not None else _with_number(turn, item)
    if not sending.batch:
        sending = replace(sending, batch=ledger.new_batch())
    return proceed(turn, [*settled, *rest], sending)


def _go_on(turn: Turn, rest: Sequence[Item], sending: Sending, proceed: Proceed, first: Sequence[str]) -> list[Reply]:
    replies = [Reply("\n".join(first))]
    return [*replies, *proceed(turn, rest, sending)] if rest else replies


def _label(turn: Turn, pending: Pending) -> str | None:
    """What a pressed or typed option of the waiting question stands for; None where the message is none of them."""
    labels: dict[str, str] = json.loads(pending.data["labels"])
    typed = turn.message.text.strip(" .!)")
    if turn.message.outdated or (len(typed) == 1 and typed.isalpha() and not is_letter(turn, typed)):
        return None
    said = meant(turn)
    if said in labels:
        return labels[said]
    letter = _letter(turn, said)
    if letter in turn.conversation.options:
        return labels.get(turn.conversation.options[letter])
    plain = _plain(said)
    return next((meaning for label, meaning in labels.items() if _plain(label) == plain), None)


def _letter(turn: Turn, said: str) -> str:
    """The capital letter of the option that is chosen; empty where none is."""
    found = _LETTER.fullmatch(_plain(said))
    if found is None:
        return ""
    typed = [word.strip(".,!)") for word in said.split()]
    place = len(found.string[: found.start("letter")].split())
    written = typed[place] if place < len(typed) else ""
    means_it = written.isascii() if found["chooses"] else is_letter(turn, written)
    return found["letter"].upper() if means_it else ""


def _by_words(turn: Turn, pending: Pending) -> str | None:
    """ "đúng", "không", or the name of a choice."""
    if _drops(turn):
        return ""
    labels: dict[str, str] = json.loads(pending.data["labels"])
    consent = _consent(turn)
    meanings = [meaning for meaning in labels.values() if meaning]
    if consent is Answer.NO and labels:
        return ""
    if consent is not None and meanings and (pending.data["step"] != "target" or len(meanings) == 1):
        return meanings[0]
    return _named_choice(turn, pending)


def _consent(turn: Turn) -> Answer | None:
    """ "đúng rồi" is a yes here; typed bare it may as well be "dừng", and is neither."""
    said = normal(turn.message.text).strip(" .!,")
    first, _, why = said.partition(",")
    if _RIGHT.fullmatch(said) or (_RIGHT.fullmatch(first.strip()) and why and not re.search(r"[0-9?]", why)):
        return Answer.YES
    return None if fold(said).split(" ")[0] == "dung" else read_consent(turn.message.text, ROUTE)


def _named_choice(turn: Turn, pending: Pending) -> str | None:
    """Of the targets offered the one that a few words without a number single out: "đô thị"."""
    text = turn.message.text.strip()
    if pending.data["step"] != "target" or any(map(str.isdigit, text)) or len(text.split()) > 8 or "?" in text:
        return None
    return _choice_called(turn, pending, text)


def _choice_called(turn: Turn, pending: Pending, text: str) -> str | None:
    labels: dict[str, str] = json.loads(pending.data["labels"])
    library = library_of(turn)
    wanted = set(content(library.cleaner.clean(text).text).tokens) - _WHOM
    held = {code: words_of(library.by_code[code]) for code in labels.values() if code in library.by_code}
    fitting = [code for code, words in held.items() if wanted and wanted <= words]
    return fitting[0] if len(fitting) == 1 else None


def _choice_with_number(turn: Turn, pending: Pending) -> tuple[str, Claim] | None:
    """ "nông thôn 18,2": one of the targets offered, with the number that is right for it."""
    from handlers.progress.submit import read

    text = turn.message.text.strip()
    if pending.data["step"] != "target" or not any(map(str.isdigit, text)) or len(text) > 80:
        return None
    claims = read(text, turn.now.date()).claims
    if len(claims) != 1 or not claims[0].labels or claims[0].figure is None:
        return None
    code = _choice_called(turn, pending, claims[0].labels[0])
    return (code, claims[0]) if code else None


def words_of(target: Target) -> set[str]:
    return {token for name in (target.name, target.scope, *target.aliases) for token in content(name).tokens}


def _with_choice(turn: Turn, item: Item, step: str, chosen: str) -> list[Item]:
    library, today = library_of(turn), turn.now.date()
    if step == "target":
        agencies = item.agencies or agencies_of(turn.person)
        codes = chosen.split(",")
        return [for_target(turn.db, library, item.claim, library.by_code[code], agencies, today, item.corrects) for code in codes]
    if step == "agency":
        return [judged(turn.db, library, replace(item, agency=chosen), today)]
    how, _, number = chosen.partition(" ")
    value = item.values[int(number)]
    if how == "today":
        value = replace(value, as_of=today)
    if how == "estimate":
        value = replace(value, nature=Nature.ESTIMATE)
    return [replace(item, values=(value,), doubts=())]


def _with_number(turn: Turn, item: Item) -> list[Item]:
    """A number typed instead of an option: what was said of the target, the day and the nature before still holds."""
    from handlers.progress.submit import read

    claims: Sequence[Claim] = read(_uncorrected(_without_reason(turn.message.text)), turn.now.date()).claims
    if len(claims) > 1 and item.claim.figure is not None:
        # "37.000 là sai, 1.370 mới đúng": the number asked about is not the answer.
        asked = item.claim.figure.values[0]
        claims = [claim for claim in claims if claim.figure is None or claim.figure.values[0] != asked] or claims
    library, today = library_of(turn), turn.now.date()
    found: list[Item] = []
    for claim in claims:
        claim = replace(claim, labels=item.claim.labels, when=claim.when or item.claim.when, nature=claim.nature or item.claim.nature)
        if not item.code:
            found.append(replace(item, claim=claim))
        else:
            named = naming.called(library, item.code)
            agencies = [item.agency] if item.agency else list(item.agencies or agencies_of(turn.person))
            found.append(settle(turn.db, library, claim, named, agencies, today, item.corrects))
    return found


def _is_number_alone(turn: Turn) -> bool:
    """A number, or "không phát sinh" and the like, with no target's name beside it."""
    from handlers.progress.submit import read

    text = _without_reason(turn.message.text)
    if not may_be_report(text):
        return False
    reading = read(_uncorrected(text), turn.now.date())
    if reading.asks or not reading.claims:
        return False
    return all(not _content(claim.labels) for claim in reading.claims)


def _without_reason(text: str) -> str:
    """ "94,2 ạ, em gõ thiếu dấu phẩy": the answer, without what explains it."""
    first, _, why = text.strip().partition(", ")
    return first if re.search(r"[0-9]", first) and not re.search(r"[0-9?]", why) else text.strip()


def _content(labels: Sequence[str]) -> set[str]:
    """The words beside a number that say of what it is: "chờ em 2 hôm" is no answer to a question for a number."""
    return {word for label in labels for word in re.findall(r"[^\W\d_]+", fold(normal(label)))} - BESIDE_A_NUMBER


def _uncorrected(text: str) -> str:
    """The text without the words that say that a number was wrong."""
    lower = canonical(text).lower
    return no_year(" ".join(CORRECTING.sub(" ", lower).split()) if CORRECTING.search(lower) else text)


def _drops(turn: Turn) -> bool:
    return not turn.message.press and _plain(turn.message.text) in _DROPS


def _plain(text: str) -> str:
    return fold(normal(text)).strip(" .!,")


# ---- kept with the question


def sending_json(sending: Sending) -> str:
    return json.dumps(asdict(sending), default=str)


def sending_from(text: str, turn: Turn) -> Sending:
    if not text:
        return Sending("", origin(turn.at, turn.message))
    fields = json.loads(text)
    document = fields["document"]
    return Sending(
        **{
            **fields,
            "document": Document(document["number"], date.fromisoformat(document["on"]) if document["on"] else None) if document else None,
        }
    )


def fresh(code: str, agency: str, corrects: int | None = None) -> Item:
    """An item that waits for its number."""
    return Item(code, agency, Claim(()), agencies=(agency,), corrects=corrects)
