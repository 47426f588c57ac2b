"""What a plan says, as data. Nothing here reads files and nothing here imports the rest of the project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Comparator(StrEnum):
    """How a result is held against its goal: "ít nhất" ≥, "trên" >, "không quá" ≤, "dưới" <, "đạt" =, "khoảng" ~."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    EXACTLY = "="
    ABOUT = "~"


class DutyRole(StrEnum):
    LEAD = "lead"
    SUPPORT = "support"


class ValueKind(StrEnum):
    """What a reported number of a target counts: the state on a day, the sum since a start, or one period's part."""

    LEVEL = "level"
    CUMULATIVE = "cumulative"
    INCREMENT = "increment"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or bullet of the plan, verbatim, and its place in the words the text supports."""

    id: str
    plan: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Agency:
    """A body the plan speaks of. `ended` says what became of a body that no longer exists ("cấp huyện").

    `groups` are the bodies by which the plan tasks it too: a sở is one of "các sở, ban, ngành cấp tỉnh".
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    ended: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One goal. `goal` is None where the plan sets a state ("xoá bỏ hoàn toàn"), which `state` then holds in its words.

    `aliases` are the words in which officials ask for it; `by` is the year it is due, None where the text names none;
    `responsible` are agency ids and `responsible_quote` the sentence that tasks them (both empty where the plan text
    tasks nobody); `same_as` names the target that this one repeats; `within` the target it is a part of.
    """

    code: str
    plan: str
    name: str
    field: str
    scope: str
    comparator: Comparator
    goal: Decimal | None
    measure: str
    by: int | None
    quote: str
    passage: str
    aliases: tuple[str, ...] = ()
    state: str = ""
    kind: ValueKind = ValueKind.LEVEL
    responsible: tuple[str, ...] = ()
    responsible_quote: str = ""
    same_as: str = ""
    within: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """What an agency must do. `topics` are short names of the matter, as officials would ask for it."""

    agency: str
    role: DutyRole
    quote: str
    passage: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which somebody owes something. `year` None: every year. `strict`: "trước ngày", so it ends the day before."""

    agency: tuple[str, ...]
    to: str
    what: str
    day: int
    month: int
    year: int | None
    strict: bool
    quote: str
    passage: str

    def last_day(self, year: int) -> date:
        """The last day in time in that year: "trước ngày 25/11" ends on 24/11 (Civil Code 2015, article 148)."""
        day = date(year, self.month, self.day)
        return date.fromordinal(day.toordinal() - 1) if self.strict else day


@dataclass(frozen=True, slots=True)
class Reference:
    """A document that the plan cites. `date` None where the plan gives none."""

    number: str
    kind: str
    issuer: str
    date: date | None
    subject: str
    quote: str
    passage: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the plan says twice differently, with every wording and the advice to give."""

    about: str
    quotes: tuple[str, ...]
    advice: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A general matter that officials ask for by name ("mục tiêu tổng quát"), with the plan's sentences on it."""

    name: str
    quotes: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    id: str
    number: str
    title: str
    issuer: str
    issued: date
    area: str
    coordinator: str
    source: str
    passages: tuple[Passage, ...] = ()
    agencies: tuple[Agency, ...] = ()
    targets: tuple[Target, ...] = ()
    duties: tuple[Duty, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    references: tuple[Reference, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    topics: tuple[Topic, ...] = ()
    missing: tuple[str, ...] = ()
    """What the text at hand lacks ("Phụ lục I"), so that an answer can say so."""
