"""Several numbers about one target: a share, a rise or a fraction that only tells of the number beside it is none of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from handlers.progress.claims import Claim, Figure, Role, When

_TOLD = (Role.PLAIN, Role.CUMULATIVE, Role.INCREMENT, Role.ESTIMATE)


def told_apart(claims: Sequence[Claim]) -> Iterator[Claim]:
    """A share or a rise that is said beside the number itself adds nothing to it, and is not recorded; nor is a goal."""
    for group in _by_target(claims):
        owing: tuple[str, ...] = ()
        """The labels of what was left out, which name the target of what follows."""
        for claim in group:
            if owing and not claim.labels:
                claim = replace(claim, labels=owing)
            owing = ()
            kept = _kept(claim, group)
            if kept is None:
                owing = claim.labels
            else:
                yield kept


def _by_target(claims: Sequence[Claim]) -> Iterator[list[Claim]]:
    """The claims with those that go on without a label of their own."""
    group: list[Claim] = []
    for claim in claims:
        if claim.labels and group:
            yield group
            group = []
        group.append(claim)
    if group:
        yield group


def _kept(claim: Claim, beside: Sequence[Claim]) -> Claim | None:
    """The claim as it is to be recorded; None where it only tells of another."""
    figure = claim.figure
    if figure is None:
        return claim
    if _explains(figure, beside):
        return None
    if figure.role is Role.PLAIN and _is_short(claim.when) and any(one.figure and one.figure.role is Role.CUMULATIVE for one in beside):
        return replace(claim, figure=replace(figure, role=Role.INCREMENT))  # "tháng 10: 35, lũy kế 1.285"
    if figure.role in _TOLD:
        return replace(claim, figure=_with_parts(figure, beside))
    told = any(one.figure and one.figure.role in (Role.PLAIN, Role.CUMULATIVE) for one in beside)
    if figure.role is Role.ADDED and told and "%" not in figure.measure:
        return replace(claim, figure=replace(figure, role=Role.INCREMENT))
    return None if told else claim


def _is_short(when: When | None) -> bool:
    return when is not None and 1 < (when.end - when.start).days < 100


def _explains(figure: Figure, beside: Sequence[Claim]) -> bool:
    """Whether a fraction only says how the share beside it was worked out: "52% (811/1.560)"."""
    if figure.numerator is None or not figure.denominator:
        return False
    share = figure.numerator / figure.denominator * 100
    return any(one.figure and one.figure.numerator is None and _is_about(one.figure.values[0], share) for one in beside)


def _with_parts(figure: Figure, beside: Sequence[Claim]) -> Figure:
    for one in beside:
        parts = one.figure
        if figure.numerator is not None or not parts or parts.numerator is None or not parts.denominator:
            continue
        if _is_about(figure.values[0], parts.numerator / parts.denominator * 100):
            return replace(figure, numerator=parts.numerator, denominator=parts.denominator, role=Role.PLAIN)
    return figure


def _is_about(told: Decimal, share: Decimal) -> bool:
    """Rounded as it was told."""
    exponent = told.as_tuple().exponent
    return abs(told - share) <= Decimal(10) ** (exponent if isinstance(exponent, int) else 0) / 2 + Decimal("0.001")
