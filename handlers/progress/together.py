"""The numbers of one message held against each other: what cannot all be true, or cannot be placed, is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.plan import ValueKind
from handlers.progress.figures import Doubt
from handlers.progress.items import Item
from store.ledger import Nature


def held_together(found: Sequence[Item]) -> list[Item]:
    """The items with the doubts that they cast on each other; what is said twice is one item."""
    kept: list[Item] = []
    for item in found:
        at = next((at for at, one in enumerate(kept) if _is_same_number(one, item)), None)
        if at is None:
            kept.append(item)
        elif kept[at].values[0].value != item.values[0].value:
            values = tuple(dict.fromkeys((*kept[at].values, *item.values)))
            kept[at] = replace(kept[at], values=values, doubts=(*kept[at].doubts, Doubt.TWO_VALUES))
    kept = [item for item in kept if not _is_other_thing(item, kept)]
    placed_parts = {item.claim.part for item in kept if item.code}
    return [_doubted(item, kept) for item in kept if not (_is_unplaced(item) and item.claim.part in placed_parts)]


def _is_same_number(one: Item, other: Item) -> bool:
    if not (one.values and other.values and one.code and (one.code, one.agency) == (other.code, other.agency)):
        return False
    first, second = one.values[0], other.values[0]
    return (first.kind, first.as_of, first.nature) == (second.kind, second.as_of, second.nature)


def _is_other_thing(item: Item, found: Sequence[Item]) -> bool:
    """A count of something else beside the number: "1.250 căn, 6 dự án", "1.450 bác sĩ, đạt 9,6 bác sĩ/vạn dân"."""
    figure = item.claim.figure
    if figure is None or not figure.measure or figure.measure.startswith("%"):
        return False
    beside = [one for one in found if one is not item and one.claim.part == item.claim.part and one.values and not one.doubts]
    if item.code and Doubt.TWO_VALUES not in item.doubts and not item.doubts:
        return False
    if item.code:
        return Doubt.MEASURE in item.doubts and not item.values and any(one.code == item.code for one in beside)
    return bool(beside) and not item.claim.aside and all(one.claim.figure and one.claim.figure.measure != figure.measure for one in beside)


def _is_unplaced(item: Item) -> bool:
    return not item.code and not item.choices and item.claim.figure is not None


def _doubted(item: Item, found: Sequence[Item]) -> Item:
    doubts = list(item.doubts)
    if item.claim.unread:
        doubts.append(Doubt.NO_SUCH_DAY)
    item = _with_day(item, found, doubts)
    if item.code and any(_is_unplaced(one) and one.claim.part == item.claim.part for one in found):
        doubts.append(Doubt.UNPLACED)
    same = [one for one in found if one.values and one.code == item.code]
    if item.values and (any(_is_below(item, one) for one in same) or any(_is_part_above(one, other) for one in same for other in same)):
        doubts.append(Doubt.CONTRADICT)
    return replace(item, doubts=tuple(dict.fromkeys(doubts)))


def _with_day(item: Item, found: Sequence[Item], doubts: list[Doubt]) -> Item:
    """A number without a day beside one that has one may speak of that day too."""
    told = next((one.claim.when for one in found if one.claim.when and one.claim.part >= item.claim.part), None)
    if told is None or item.claim.when or not item.values or item.values[0].nature is Nature.ESTIMATE or len(item.values) > 1:
        return item
    doubts.append(Doubt.WHICH_DAY)
    return replace(item, values=(replace(item.values[0], as_of=told.end), *item.values))


def _is_part_above(one: Item, other: Item) -> bool:
    """A period's part above the sum."""
    part, whole = one.values[0], other.values[0]
    return (part.kind, whole.kind) == (ValueKind.INCREMENT, ValueKind.CUMULATIVE) and part.value > whole.value


def _is_below(item: Item, other: Item) -> bool:
    """A year's estimate below what has come already."""
    mine, its = item.values[0], other.values[0]
    estimated = mine.nature is Nature.ESTIMATE and its.nature is not Nature.ESTIMATE and ValueKind.CUMULATIVE is mine.kind is its.kind
    return estimated and mine.as_of >= its.as_of and mine.value < its.value
