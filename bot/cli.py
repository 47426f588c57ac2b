"""The command line. A command imports what it needs when it runs, so that `kehoach ask` starts at once."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot import say
from bot.arguments import MISUSED, parser
from bot.clock import Clock
from bot.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from bot.work import Split
    from corpus.reading import UnreadableError
    from handlers.assistant import Assistant
    from store.db import Store

UNWELL = 1
INTERRUPTED = 130
PIPE_CLOSED = 141


class MisuseError(Exception):
    """What was asked for cannot be done; its text is a sentence for whoever typed it."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        status: int | None = COMMANDS[options.command](options)
        sys.stdout.flush()
    except (MisuseError, SettingsError) as mistake:
        print(mistake, file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; without this Python would complain once more while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return status or 0


# ---- commands


def _ask(options: Namespace) -> None:
    from bot.console import shown, wants_colour
    from handlers.turn import Conversation, Message

    # Bytes of the command line that are no UTF-8 arrive as half characters, which nothing could print.
    question = " ".join(options.question).strip().encode("utf-8", "replace").decode("utf-8")
    if not question:
        raise MisuseError(say.empty_question())
    assistant = _assistant(load_settings(), options.plan)
    replies = assistant.answer(Message("console", question), Conversation(), Clock(options.now).now())
    print("\n\n".join(shown(reply, wants_colour(sys.stdout)) for reply in replies))


def _chat(options: Namespace) -> None:
    from bot.local import LocalChats
    from bot.work import Desk
    from handlers.turn import Rules

    settings = load_settings()
    assistant, clock = _assistant(settings, options.plan), Clock(options.now)
    # Whoever can run this owns the data anyway: asking is open to him.
    home = None if options.memory else settings.files
    local = LocalChats(_store(settings, memory=options.memory), Desk(assistant, Rules(open_to_all=True), {}), clock.now, home)
    if options.jsonl:
        from bot.jsonl import Chats, talk

        talk(Chats(local, assistant, clock), sys.stdin.buffer, sys.stdout.buffer)
    else:
        from bot.console import converse

        converse(local, assistant.plans, None if options.memory else settings.home)


def _run(_: Namespace) -> None:
    import asyncio

    from bot.app import run
    from bot.logs import set_up
    from bot.web.listening import CannotListenError
    from store.db import InUseError, UnavailableError

    settings = load_settings()
    set_up(settings.log, settings.secrets)
    assistant = _assistant(settings)
    try:
        asyncio.run(run(settings, assistant))
    except* CannotListenError as problems:
        raise MisuseError(str(problems.exceptions[0])) from problems
    except* InUseError as problems:
        raise MisuseError(say.store_in_use(settings.database)) from problems
    except* UnavailableError as problems:
        raise MisuseError(say.store_unusable(settings.database, str(problems.exceptions[0]))) from problems


def _plan_list(_: Namespace) -> None:
    from bot.plans_command import print_plans
    from corpus.plans import plan_folders, read_plan

    print_plans([read_plan(folder) for folder in plan_folders()])


def _plan_show(options: Namespace) -> None:
    from bot.plans_command import print_plan
    from corpus.plans import UnknownPlanError, plan_folder, plan_folders, read_plan

    known = tuple(folder.name for folder in plan_folders())
    if not options.id and len(known) != 1:
        raise MisuseError(say.which_plan(known))
    try:
        folder = plan_folder(options.id or known[0])
    except UnknownPlanError as problem:
        raise MisuseError(say.no_such_plan(options.id, known)) from problem
    parts = {name for name in ("targets", "duties", "deadlines") if getattr(options, name)}
    print_plan(read_plan(folder), parts)


def _plan_extract(options: Namespace) -> None:
    from corpus.extract import as_json, extract
    from corpus.reading import UnreadableError, read_document

    try:
        document = read_document(options.file)
    except UnreadableError as problem:
        raise MisuseError(_unreadable(options.file, problem)) from problem
    found = extract(document)
    if options.json:
        import json

        print(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        from bot.plans_command import print_found

        print_found(as_json(found))


def _people_list(options: Namespace) -> None:
    from bot.people_command import show_people

    _with_people(lambda store: show_people(store, Clock().now(), as_json=options.json))


def _people_invite(options: Namespace) -> None:
    from bot.people_command import Wanted, invite_one

    wanted = Wanted(options.role, options.agency, options.name, options.phone, options.days)
    _with_people(lambda store: invite_one(store, wanted, Clock().now()))


def _people_import(options: Namespace) -> None:
    from bot.people_command import import_list
    from corpus.reading import UnreadableError

    try:
        _with_people(lambda store: import_list(store, options.file, options.out, options.days, Clock().now()))
    except UnreadableError as problem:
        raise MisuseError(_unreadable(options.file, problem)) from problem


def _people_remove(options: Namespace) -> None:
    from bot.people_command import remove_one

    _with_people(lambda store: remove_one(store, " ".join(options.who), Clock().now(), agreed=options.yes))


def _with_people(work: Callable[[Store], None]) -> None:
    from bot.people_command import RefusedError
    from store.db import UnavailableError

    settings = load_settings()
    store = _store(settings)
    try:
        work(store)
    except RefusedError as problem:
        raise MisuseError(str(problem)) from problem
    except UnavailableError as problem:
        raise MisuseError(say.store_unusable(settings.database, str(problem))) from problem
    finally:
        store.close()


def _export(options: Namespace) -> None:
    from bot.export_command import RefusedError, export

    settings, now = load_settings(), Clock(options.now).now()
    assistant = _assistant(settings, options.plan)
    # Opened once to bring it up to date; read as it is at one moment, beside a bot that goes on writing.
    _store(settings).close()
    try:
        export(settings.database, assistant, options.format, options.file, now)
    except RefusedError as problem:
        raise MisuseError(str(problem)) from problem


def _remind(options: Namespace) -> None:
    from bot.remind_command import remind_once, show
    from bot.work import Desk
    from handlers.turn import Rules
    from store.db import UnavailableError

    settings, now = load_settings(), Clock(options.now).now()
    assistant, store = _assistant(settings, options.plan), _store(settings)
    split = {} if options.dry_run else _split()
    try:
        found = remind_once(store, Desk(assistant, Rules(), split), now, dry=options.dry_run)
    except UnavailableError as problem:
        raise MisuseError(say.store_unusable(settings.database, str(problem))) from problem
    finally:
        store.close()
    show(found, as_json=options.jsonl)


def _split() -> Mapping[str, Split]:
    from bot.channels.every import SPLIT  # loads every messenger, which a mere look does not need

    return SPLIT


def _zalo(options: Namespace) -> int:
    from bot.zalo_command import zalo_webhooks

    settings = load_settings()
    if not settings.zalo_bot_tokens:
        raise MisuseError(say.no_zalo_bot())
    told = zalo_webhooks(settings, remove=options.remove_webhook)
    print(*(sentence for _, sentence in told), sep="\n")
    return 0 if all(well for well, _ in told) else UNWELL


def _backup(options: Namespace) -> None:
    from bot.backup_command import RefusedError, save

    try:
        save(load_settings(), options.file)
    except RefusedError as problem:
        raise MisuseError(str(problem)) from problem


def _restore(options: Namespace) -> None:
    from bot.backup_command import RefusedError, put_back

    try:
        put_back(load_settings(), options.file, Clock().now(), agreed=options.yes)
    except RefusedError as problem:
        raise MisuseError(str(problem)) from problem


def _doctor(options: Namespace) -> int:
    from bot.doctor import all_well, examine, show, unusable_settings

    try:
        checks = examine(load_settings(), Clock().now())
    except SettingsError as problem:
        checks = unusable_settings(str(problem))
    show(checks, as_json=options.json)
    return 0 if all_well(checks) else UNWELL


def _unreadable(file: Path, problem: UnreadableError) -> str:
    from corpus.reading import Unreadable

    return say.no_such_file(file) if problem.code is Unreadable.MISSING else say.file_unreadable(file, problem.code)


def _store(settings: Settings, *, memory: bool = False) -> Store:
    from store.db import Store, UnavailableError

    try:
        return Store.open(None if memory else settings.database)
    except UnavailableError as problem:
        raise MisuseError(say.store_unusable(settings.database, str(problem))) from problem


def _assistant(settings: Settings, plan_id: str | None = None) -> Assistant:
    from handlers.assistant import Assistant

    try:
        return Assistant.load(settings.home, plan_id)
    except LookupError as problem:
        from corpus.plans import UnknownPlanError, plan_folders

        if not isinstance(problem, UnknownPlanError):
            raise
        raise MisuseError(say.no_such_plan(str(plan_id), tuple(folder.name for folder in plan_folders()))) from problem


COMMANDS: Mapping[str, Callable[[Namespace], int | None]] = {
    "ask": _ask,
    "chat": _chat,
    "run": _run,
    "plan_list": _plan_list,
    "plan_show": _plan_show,
    "plan_extract": _plan_extract,
    "people_list": _people_list,
    "people_invite": _people_invite,
    "people_import": _people_import,
    "people_remove": _people_remove,
    "remind": _remind,
    "zalo": _zalo,
    "export": _export,
    "backup": _backup,
    "restore": _restore,
    "doctor": _doctor,
}
