"""The command line. A command imports what it needs when it runs, so that `kehoach ask` starts at once."""

from __future__ import annotations

import argparse
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bot import say
from bot.clock import Clock, moment
from bot.say import people as say_people
from bot.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from datetime import datetime

    from corpus.reading import UnreadableError
    from handlers.assistant import Assistant
    from store.db import Store

UNWELL = 1
MISUSED = 2
INTERRUPTED = 130
PIPE_CLOSED = 141


class MisuseError(Exception):
    """What was asked for cannot be done; its text is a sentence for whoever typed it."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        status: int | None = options.run(options)
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
    local = LocalChats(_store(settings, memory=options.memory), Desk(assistant, Rules(open_to_all=True), {}), clock.now)
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
    from bot.web.server import CannotListenError
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


# ---- what may be typed


class _Parser(argparse.ArgumentParser):
    """argparse, in Vietnamese."""

    def __init__(self, **keywords: object) -> None:
        super().__init__(**keywords, add_help=False, formatter_class=_HelpFormatter, allow_abbrev=False)  # type: ignore[arg-type]
        self._positionals.title = say.ARGUMENTS
        self._optionals.title = say.OPTIONS
        self.add_argument("-h", "--help", action="help", help=say.HELP)

    def error(self, message: str) -> NoReturn:
        # argparse's own message is English; a type's message follows the last ": " where it is ours.
        sentence = message.partition(": ")[2] if message.startswith("argument --now") else say.command_not_understood(self.prog)
        self.exit(MISUSED, f"{self.format_usage()}{sentence}\n")


class _HelpFormatter(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, say.USAGE if prefix is None else prefix)  # type: ignore[arg-type]


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print("kehoach", version("kehoach"))
        parser.exit()


def _parser() -> _Parser:
    parser = _Parser(prog="kehoach", description=say.DESCRIPTION)
    parser.add_argument("--version", action=_Version, nargs=0, help=say.VERSION)
    commands = parser.add_subparsers(title=say.COMMANDS, metavar=say.COMMAND, required=True)

    ask = commands.add_parser("ask", help=say.ASK)
    ask.add_argument("question", nargs="*", metavar=say.QUESTION, help=say.QUESTION)
    _add_plan_and_now(ask)
    ask.set_defaults(run=_ask)

    chat = commands.add_parser("chat", help=say.CHAT)
    chat.add_argument("--jsonl", action="store_true", help=say.JSONL)
    chat.add_argument("--memory", action="store_true", help=say.MEMORY)
    _add_plan_and_now(chat)
    chat.set_defaults(run=_chat)

    run = commands.add_parser("run", help=say.RUN)
    run.set_defaults(run=_run)

    plan = commands.add_parser("plan", help=say.PLAN)
    _add_plan_commands(plan.add_subparsers(title=say.COMMANDS, metavar=say.COMMAND, required=True))

    people = commands.add_parser("people", help=say_people.PEOPLE)
    _add_people_commands(people.add_subparsers(title=say.COMMANDS, metavar=say.COMMAND, required=True))

    _add_keeping_commands(commands)
    return parser


def _add_plan_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    commands.add_parser("list", help=say.PLAN_LIST).set_defaults(run=_plan_list)

    show = commands.add_parser("show", help=say.PLAN_SHOW)
    show.add_argument("id", nargs="?", metavar="ID", help=say.PLAN_ID)
    show.add_argument("--targets", action="store_true", help=say.ONLY_TARGETS)
    show.add_argument("--duties", action="store_true", help=say.ONLY_DUTIES)
    show.add_argument("--deadlines", action="store_true", help=say.ONLY_DEADLINES)
    show.set_defaults(run=_plan_show)

    extract = commands.add_parser("extract", help=say.PLAN_EXTRACT)
    extract.add_argument("file", type=Path, metavar="FILE", help=say.FILE)
    extract.add_argument("--json", action="store_true", help=say.AS_JSON)
    extract.set_defaults(run=_plan_extract)


def _add_people_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    listed = commands.add_parser("list", help=say_people.PEOPLE_LIST)
    listed.add_argument("--json", action="store_true", help=say.AS_JSON)
    listed.set_defaults(run=_people_list)

    invite = commands.add_parser("invite", help=say_people.PEOPLE_INVITE)
    invite.add_argument("--agency", action="append", default=[], metavar=say.AGENCY, help=say_people.AGENCY_OPTION)
    invite.add_argument("--role", required=True, metavar=say.ROLE, help=say_people.ROLE_OPTION)
    invite.add_argument("--name", default="", metavar=say_people.NAME, help=say_people.NAME_OPTION)
    invite.add_argument("--phone", default="", metavar=say_people.PHONE, help=say_people.PHONE_OPTION)
    invite.add_argument("--days", type=int, default=14, metavar="N", help=say_people.DAYS_OPTION)
    invite.set_defaults(run=_people_invite)

    imported = commands.add_parser("import", help=say_people.PEOPLE_IMPORT)
    imported.add_argument("file", type=Path, metavar="FILE", help=say_people.LIST_FILE)
    imported.add_argument("--out", type=Path, default=Path(), metavar="DIR", help=say_people.OUT_OPTION)
    imported.add_argument("--days", type=int, default=14, metavar="N", help=say_people.DAYS_OPTION)
    imported.set_defaults(run=_people_import)

    remove = commands.add_parser("remove", help=say_people.PEOPLE_REMOVE)
    remove.add_argument("who", nargs="+", metavar=f"{say_people.NAME}|{say_people.ID}", help=say_people.WHO_OPTION)
    remove.add_argument("--yes", action="store_true", help=say.WITHOUT_ASKING)
    remove.set_defaults(run=_people_remove)


def _add_keeping_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    backup = commands.add_parser("backup", help=say.BACKUP)
    backup.add_argument("file", type=Path, metavar="FILE", help=say.BACKUP_FILE)
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help=say.RESTORE)
    restore.add_argument("file", type=Path, metavar="FILE", help=say.RESTORE_FILE)
    restore.add_argument("--yes", action="store_true", help=say.WITHOUT_ASKING)
    restore.set_defaults(run=_restore)

    doctor = commands.add_parser("doctor", help=say.DOCTOR)
    doctor.add_argument("--json", action="store_true", help=say.AS_JSON)
    doctor.set_defaults(run=_doctor)


def _add_plan_and_now(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--now", type=_moment, metavar="ISO", help=say.NOW)
    parser.add_argument("--plan", metavar="ID", help=say.PLAN_ID)


def _moment(text: str) -> datetime:
    try:
        return moment(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(say.not_a_moment(text)) from problem
