"""The log, on standard error; no secret leaves by it, whoever writes the line and however the secret is written."""

from __future__ import annotations

import base64
import html
import json
import logging
import re
import sys
import threading
import traceback
import types
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TextIO
from urllib.parse import quote, quote_plus

from bot import say
from bot.clock import VIETNAM
from bot.settings import Secret
from store.codes import HIDDEN, hide_codes

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}
TALKATIVE = ("httpx", "httpcore", "telegram")
"""They print addresses with the token in them, and what people wrote."""
BOT_TOKEN = re.compile(r"\d{6,}(?::|%(?:25)?3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
SHORTEST = 6
"""What is shorter than this is found in half of all lines, and is no secret worth the name."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
log = logging.getLogger(__name__)


class _Known:
    """The secrets known so far, in every form in which they may be written; one for the whole process, as the log is."""

    def __init__(self) -> None:
        self._forms: tuple[str, ...] = ()

    def add(self, secrets: Iterable[Secret]) -> None:
        forms = {form for secret in secrets for part in _parts(secret.reveal()) for form in _forms(part)}
        # The longest first: a form may be a part of another.
        self._forms = tuple(sorted(forms.union(self._forms), key=lambda form: (-len(form), form)))

    def hide(self, text: str) -> str:
        # One after the other: a single pattern of two hundred forms takes fifty times as long.
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return hide_codes(BOT_TOKEN.sub(HIDDEN, text))


_known = _Known()


def set_up(level: str, secrets: Iterable[Secret]) -> None:
    """Everything that is logged, warned of or thrown and not caught goes to standard error, a record a line, without secrets."""
    hide(secrets)
    handler = _Handler(sys.stderr)
    handler.setFormatter(_Formatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(LEVELS[level])
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(LEVELS[level], logging.WARNING))
    if logging.lastResort:
        logging.lastResort.setFormatter(_Formatter())
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def hide(secrets: Iterable[Secret]) -> None:
    """From now on these are hidden too: for secrets that a messenger gives while the bot runs."""
    _known.add(secrets)


def redact(text: str) -> str:
    """The text without any secret or enrolment code: what is kept of an error passes through here."""
    return _known.hide(text)


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, VIETNAM).isoformat(timespec="milliseconds")
        # What follows a record's line is indented, so that no message can pass for a record of its own.
        line = f"{moment} {record.levelname} {record.name}: {_one_line(record.getMessage())}"
        if record.exc_info:
            line += _indented(self.formatException(record.exc_info))
        if record.stack_info:
            line += _indented(record.stack_info)
        return redact(line)


class _Handler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """A record that cannot be written; logging itself would print its arguments as they are."""
        problem = redact("".join(traceback.format_exc(limit=-1)))
        try:
            self.stream.write(f"{redact(_one_line(str(record.msg)))}{_indented(problem)}\n")
        except (OSError, ValueError):
            # Standard error itself is gone.
            return


def _uncaught(kind: type[BaseException], problem: BaseException, trace: types.TracebackType | None) -> None:
    log.critical("%s", say.uncaught(), exc_info=(kind, problem, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if issubclass(args.exc_type, SystemExit):
        return
    problem = args.exc_value or args.exc_type()
    name = args.thread.name if args.thread else ""
    log.critical("%s", say.uncaught_in(name), exc_info=(args.exc_type, problem, args.exc_traceback))


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    problem = args.exc_value or args.exc_type()
    log.error("%s: %r", args.err_msg or say.uncaught(), args.object, exc_info=(args.exc_type, problem, args.exc_traceback))


def _one_line(text: str) -> str:
    return CONTROL.sub(" ", text.replace("\n", " ⏎ "))


def _indented(text: str) -> str:
    return "".join(f"\n    {CONTROL.sub(' ', line)}" for line in text.rstrip("\n").split("\n"))


# ---- the forms of a secret


def _parts(value: str) -> Iterator[str]:
    """A setting may hold several secrets; of a bot token the part after the colon is the secret one."""
    for one in {value, *re.split(r"[,\s]+", value)}:
        for part in (one, one.partition(":")[2]):
            if len(part) >= SHORTEST:
                yield part


def _forms(secret: str) -> Iterator[str]:
    yield secret
    for encoded in (quote(secret), quote(secret, safe=""), quote_plus(secret)):
        yield encoded
        yield re.sub("%..", lambda found: found[0].lower(), encoded)
        yield quote(encoded)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield json.dumps(secret)[1:-1].replace("/", "\\/")
    yield repr(secret)[1:-1]
    yield html.escape(secret)
    yield secret.encode().hex()
    yield from _in_base64(secret.encode())


def _in_base64(secret: bytes) -> Iterator[str]:
    """Three bytes make four letters: what a secret becomes depends on where in the text it begins. Its ends are left out,
    which its neighbours have a part in."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + secret).decode().rstrip("=")
        inner = whole[(before * 8 + 5) // 6 : (before + len(secret)) * 8 // 6]
        if len(inner) >= SHORTEST:
            yield inner
            yield inner.replace("+", "-").replace("/", "_")
