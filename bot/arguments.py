"""What may be typed on the command line, in Vietnamese."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from bot import say
from bot.clock import moment
from bot.say import papers as say_papers
from bot.say import people as say_people
from bot.say import reminding as say_reminding

MISUSED = 2


class Parser(argparse.ArgumentParser):
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


def parser() -> Parser:
    """What may be typed; `command` names what is meant."""
    root = Parser(prog="kehoach", description=say.DESCRIPTION)
    root.add_argument("--version", action=_Version, nargs=0, help=say.VERSION)
    commands = root.add_subparsers(title=say.COMMANDS, metavar=say.COMMAND, required=True)

    ask = commands.add_parser("ask", help=say.ASK)
    ask.add_argument("question", nargs="*", metavar=say.QUESTION, help=say.QUESTION)
    _add_plan_and_now(ask)
    ask.set_defaults(command="ask")

    chat = commands.add_parser("chat", help=say.CHAT)
    chat.add_argument("--jsonl", action="store_true", help=say.JSONL)
    chat.add_argument("--memory", action="store_true", help=say.MEMORY)
    _add_plan_and_now(chat)
    chat.set_defaults(command="chat")

    run = commands.add_parser("run", help=say.RUN)
    run.set_defaults(command="run")

    plan = commands.add_parser("plan", help=say.PLAN)
    _add_plan_commands(plan.add_subparsers(title=say.COMMANDS, metavar=say.COMMAND, required=True))

    people = commands.add_parser("people", help=say_people.PEOPLE)
    _add_people_commands(people.add_subparsers(title=say.COMMANDS, metavar=say.COMMAND, required=True))

    _add_keeping_commands(commands)
    return root


def _add_plan_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    commands.add_parser("list", help=say.PLAN_LIST).set_defaults(command="plan_list")

    show = commands.add_parser("show", help=say.PLAN_SHOW)
    show.add_argument("id", nargs="?", metavar="ID", help=say.PLAN_ID)
    show.add_argument("--targets", action="store_true", help=say.ONLY_TARGETS)
    show.add_argument("--duties", action="store_true", help=say.ONLY_DUTIES)
    show.add_argument("--deadlines", action="store_true", help=say.ONLY_DEADLINES)
    show.set_defaults(command="plan_show")

    extract = commands.add_parser("extract", help=say.PLAN_EXTRACT)
    extract.add_argument("file", type=Path, metavar="FILE", help=say.FILE)
    extract.add_argument("--json", action="store_true", help=say.AS_JSON)
    extract.set_defaults(command="plan_extract")


def _add_people_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    listed = commands.add_parser("list", help=say_people.PEOPLE_LIST)
    listed.add_argument("--json", action="store_true", help=say.AS_JSON)
    listed.set_defaults(command="people_list")

    invite = commands.add_parser("invite", help=say_people.PEOPLE_INVITE)
    invite.add_argument("--agency", action="append", default=[], metavar=say.AGENCY, help=say_people.AGENCY_OPTION)
    invite.add_argument("--role", required=True, metavar=say.ROLE, help=say_people.ROLE_OPTION)
    invite.add_argument("--name", default="", metavar=say_people.NAME, help=say_people.NAME_OPTION)
    invite.add_argument("--phone", default="", metavar=say_people.PHONE, help=say_people.PHONE_OPTION)
    invite.add_argument("--days", type=int, default=14, metavar="N", help=say_people.DAYS_OPTION)
    invite.set_defaults(command="people_invite")

    imported = commands.add_parser("import", help=say_people.PEOPLE_IMPORT)
    imported.add_argument("file", type=Path, metavar="FILE", help=say_people.LIST_FILE)
    imported.add_argument("--out", type=Path, default=Path(), metavar="DIR", help=say_people.OUT_OPTION)
    imported.add_argument("--days", type=int, default=14, metavar="N", help=say_people.DAYS_OPTION)
    imported.set_defaults(command="people_import")

    remove = commands.add_parser("remove", help=say_people.PEOPLE_REMOVE)
    remove.add_argument("who", nargs="+", metavar=f"{say_people.NAME}|{say_people.ID}", help=say_people.WHO_OPTION)
    remove.add_argument("--yes", action="store_true", help=say.WITHOUT_ASKING)
    remove.set_defaults(command="people_remove")


def _add_keeping_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    export = commands.add_parser("export", help=say_papers.EXPORT)
    export.add_argument("format", choices=("xlsx", "csv", "json"), metavar="xlsx|csv|json", help=say_papers.FORMAT)
    export.add_argument("file", nargs="?", type=Path, metavar="FILE", help=say_papers.EXPORT_FILE)
    _add_plan_and_now(export)
    export.set_defaults(command="export")

    remind = commands.add_parser("remind", help=say_reminding.REMIND)
    remind.add_argument("--dry-run", action="store_true", help=say_reminding.DRY_RUN)
    remind.add_argument("--jsonl", action="store_true", help=say_reminding.AS_JSONL)
    _add_plan_and_now(remind)
    remind.set_defaults(command="remind")

    zalo = commands.add_parser("zalo", help=say.ZALO)
    zalo.add_argument("--remove-webhook", action="store_true", help=say.REMOVE_WEBHOOK)
    zalo.set_defaults(command="zalo")

    backup = commands.add_parser("backup", help=say.BACKUP)
    backup.add_argument("file", type=Path, metavar="FILE", help=say.BACKUP_FILE)
    backup.set_defaults(command="backup")

    restore = commands.add_parser("restore", help=say.RESTORE)
    restore.add_argument("file", type=Path, metavar="FILE", help=say.RESTORE_FILE)
    restore.add_argument("--yes", action="store_true", help=say.WITHOUT_ASKING)
    restore.set_defaults(command="restore")

    doctor = commands.add_parser("doctor", help=say.DOCTOR)
    doctor.add_argument("--json", action="store_true", help=say.AS_JSON)
    doctor.set_defaults(command="doctor")


def _add_plan_and_now(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--now", type=_moment, metavar="ISO", help=say.NOW)
    parser.add_argument("--plan", metavar="ID", help=say.PLAN_ID)


def _moment(text: str) -> datetime:
    try:
        return moment(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(say.not_a_moment(text)) from problem
