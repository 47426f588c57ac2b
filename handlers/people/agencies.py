"""Which agency somebody is enrolled for: by the names of the register and of the plans."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.agencies import agency_id, find_agencies, register
from corpus.plan import Plan
from handlers import say
from index.keys import keys
from store.people import Post

_OF_MANY = "chung"
"""The register's kind of bodies that are many ("các sở, ban, ngành")."""
_OF_EACH_COMMUNE = re.compile(r"-cap-(?:xa|huyen)$|^(?:thi-tran|cap-uy-.*|chinh-quyen-.*|cac-.*|.*-cac-cap)$")
"""Ids of bodies that every commune has one of, or that are a whole level."""
_OF_ALL_LEVELS = re.compile(r"các cấp|\bcác (?:xã|phường|huyện|thị xã)", re.I)


@dataclass(frozen=True, slots=True)
class Resolved:
    """`id` is the agency that a name means; else `others` are the ids of those that may be meant.

    `of_many`: the name stands for many bodies, for whom no one person can speak.
    """

    id: str
    others: tuple[str, ...] = ()
    of_many: bool = False


def agency_name(plans: Sequence[Plan], agency: str) -> str:
    """The name in a plan before that in the register."""
    named = next((one.name for plan in plans for one in plan.agencies if one.id == agency), "")
    registered = register().get(agency)
    return named or (registered.name if registered else agency)


def title(plans: Sequence[Plan], post: Post) -> str:
    """ "đầu mối Sở Xây dựng" """
    return say.post_title(post.role, agency_name(plans, post.agency) if post.agency else "")


def resolve(plans: Sequence[Plan], name: str, today: date) -> Resolved:
    """The one body that a phrase as a whole names and that a person can speak for.

    Of a body that has ended those who took over may be meant; of several that are named, each.
    """
    name = name.strip(" .,;:?!“”\"'()")
    if not name or len(name) > 200:
        return Resolved("")
    found = agency_id(name) or _named_in(plans, name)
    if found and _OF_ALL_LEVELS.search(unicodedata.normalize("NFC", name)):
        return Resolved("", of_many=True)
    if found:
        return _existing(plans, found, today)
    several = tuple(dict.fromkeys(one.id for one in find_agencies(name)))
    covered = sum(one.end - one.start for one in find_agencies(name))
    # "Sở Y tế và Sở Nội vụ" names two; "Sở Y tế làm gì về nước sạch" asks.
    if len(several) > 1 and covered >= len(name) - 5 * len(several):
        return Resolved("", tuple(one for one in several if _existing(plans, one, today).id))
    return Resolved("")


def is_of_many(plans: Sequence[Plan], agency: str) -> bool:
    registered = register().get(agency)
    if (registered and registered.kind == _OF_MANY) or _OF_EACH_COMMUNE.search(agency):
        return True
    groups = {group for plan in plans for one in plan.agencies for group in one.groups}
    return agency in groups or keys(agency_name(plans, agency))[:1] == keys("các")


def _existing(plans: Sequence[Plan], agency: str, today: date) -> Resolved:
    registered = register().get(agency)
    if registered and registered.ended_on and registered.ended_on <= today:
        after = dict.fromkeys(one.agency for one in registered.successors if not is_of_many(plans, one.agency))
        return Resolved("", tuple(after), of_many=not after)
    return Resolved("", of_many=True) if is_of_many(plans, agency) else Resolved(agency)


def _named_in(plans: Sequence[Plan], name: str) -> str:
    wanted = keys(name)
    ids = [agency.id for plan in plans for agency in plan.agencies if wanted in map(keys, (agency.name, *agency.aliases))]
    return ids[0] if wanted and ids else ""
