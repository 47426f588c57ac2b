"""What a dialogue is made of: who does what, and what is then heard by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from store.people import Role

Kind = Literal["png", "xlsx"]


@dataclass(frozen=True, slots=True)
class Told:
    """What one actor receives within a step: patterns found in all of it together, and patterns found nowhere in it."""

    actor: str
    hears: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    silent: bool = False
    """Nothing at all."""
    offers: tuple[str, ...] = ()
    """Labels that can be chosen in the newest message with options; a channel may shorten them."""
    file: Kind | None = None
    keeps: tuple[tuple[str, str], ...] = ()
    """Names, each with a pattern whose first group is said under that name, as "{name}", in a later step."""


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody types or presses something, or the clock moves; what `told` says then holds."""

    actor: str = ""
    types: str = ""
    presses: str = ""
    clock: str = ""
    told: tuple[Told, ...] = ()
    not_on: str = ""
    """The channels on which the step does not come up."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody who has come in by a code before the dialogue begins."""

    actor: str
    name: str
    role: Role
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`name` is the sentence that the dialogue proves; `codes` are invitations, by the names under which steps say them."""

    name: str
    steps: tuple[Step, ...]
    people: tuple[Enrolled, ...] = ()
    codes: dict[str, Enrolled] = field(default_factory=dict)
    begins: str = "2026-11-16T09:00"


def told(
    actor: str,
    *hears: str,
    never: tuple[str, ...] = (),
    offers: tuple[str, ...] = (),
    file: Kind | None = None,
    keeps: tuple[tuple[str, str], ...] = (),
) -> Told:
    return Told(actor, hears, never, offers=offers, file=file, keeps=keeps)


def silent(actor: str) -> Told:
    return Told(actor, silent=True)


def types(
    actor: str,
    text: str,
    *hears: str,
    never: tuple[str, ...] = (),
    offers: tuple[str, ...] = (),
    file: Kind | None = None,
    keeps: tuple[tuple[str, str], ...] = (),
    then: tuple[Told, ...] = (),
    not_on: str = "",
) -> Step:
    """`then`: what others are told of it."""
    own = told(actor, *hears, never=never, offers=offers, file=file, keeps=keeps)
    return Step(actor, types=text, told=(own, *then), not_on=not_on)


def presses(
    actor: str,
    label: str,
    *hears: str,
    never: tuple[str, ...] = (),
    offers: tuple[str, ...] = (),
    then: tuple[Told, ...] = (),
    not_on: str = "",
) -> Step:
    return Step(actor, presses=label, told=(told(actor, *hears, never=never, offers=offers), *then), not_on=not_on)


def clock(to: str, *tolds: Told) -> Step:
    """The time is `to`, and the program has looked whom to remind."""
    return Step(clock=to, told=tolds)
