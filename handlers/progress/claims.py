"""What a message reports, as data: numbers and what the words around them say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from corpus.plan import Comparator
from store.ledger import Nature, Report


class Role(StrEnum):
    """What a number is to its target, as the words around it say."""

    PLAIN = "plain"
    CUMULATIVE = "cumulative"
    INCREMENT = "increment"
    ADDED = "added"
    LOWERED = "lowered"
    ESTIMATE = "estimate"
    SHARE = "share"
    GOAL = "goal"
    OTHER = "other"
    REMAINING = "remaining"


@dataclass(frozen=True, slots=True)
class Document:
    """A signed report that a message names."""

    number: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it stands in a message; `values` are its readings, the likeliest first. `of_year`: an estimate of a whole year."""

    values: tuple[Decimal, ...]
    measure: str = ""
    comparator: Comparator = Comparator.EXACTLY
    role: Role = Role.PLAIN
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    of_year: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The stretch of time that a report speaks of; a day alone is a stretch of one. `label` is how an office writes it.

    `within`: what came about in it ("trong tháng 9").
    """

    start: date
    end: date
    label: str
    within: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said of one target. `labels` are the words that may name it, best first; none where it goes on with the last.

    `heading` are words said once for several labels ("đi học đúng độ tuổi: tiểu học …; THCS …"); `part` numbers the piece of
    the message; `unread` is a piece of it that looks like a day and is none. `wished`: what is wanted, not what has come about;
    `goal_told`: the message speaks of a goal; `aside`: part of the number before it ("trong đó …").
    """

    labels: tuple[str, ...]
    figure: Figure | None = None
    report: Report = Report.VALUE
    state: str = ""
    nature: Nature | None = None
    when: When | None = None
    note: str = ""
    in_table: bool = False
    heading: str = ""
    part: int = 0
    unread: str = ""
    wished: bool = False
    goal_told: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """`asks`: it is put as a question. `released_by`: who of the unit is said to have approved it. `agencies` are those named
    before the first number. `too_long`: it holds more than is read in one message, and nothing of it was."""

    claims: tuple[Claim, ...] = ()
    document: Document | None = None
    asks: bool = False
    released_by: str = ""
    agencies: tuple[str, ...] = ()
    too_long: bool = False
