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
    placed_parts = {item.claim.part for item in kept if item.code}
    return [_doubted(item, kept) for item in kept if not (_is_unplaced(item) and item.claim.part in placed_parts)]


def _is_same_number(one: Item, other: Item) -> bool:
    if not (one.values and other.values and one.code and (one.code, one.agency) == (other.code, other.agency)):
        return False
    first, second = one.values[0], other.values[0]
    return (first.kind, first.as_of, first.nature) == (second.kind, second.as_of, second.nature)


def _is_unplaced(item: Item) -> bool:
    return not item.code and not item.choices and item.claim.figure is not None


def _doubted(item: Item, found: Sequence[Item]) -> Item:
    doubts = list(item.doubts)
    if item.claim.unread:
        doubts.append(Doubt.NO_SUCH_DAY)
    if item.code and any(_is_unplaced(one) and one.claim.part == item.claim.part for one in found):
        doubts.append(Doubt.UNPLACED)
    same = [one for one in found if one.values and one.code == item.code]
    if item.values and (any(_is_below(item, one) for one in same) or any(_is_part_above(one, other) for one in same for other in same)):
        doubts.append(Doubt.CONTRADICT)
    return replace(item, doubts=tuple(dict.fromkeys(doubts)))


def _is_part_above(one: Item, other: Item) -> bool:
    """A period's part above the sum."""
    part, whole = one.values[0], other.values[0]
    return (part.kind, whole.kind) == (ValueKind.INCREMENT, ValueKind.CUMULATIVE) and part.value > whole.value


def _is_below(item: Item, other: Item) -> bool:
    """A year's estimate below what has come already."""
    mine, its = item.values[0], other.values[0]
    estimated = mine.nature is Nature.ESTIMATE and its.nature is not Nature.ESTIMATE and ValueKind.CUMULATIVE is mine.kind is its.kind
    return estimated and mine.as_of >= its.as_of and mine.value < its.value
