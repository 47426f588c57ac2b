"""Which agency somebody is enrolled for: by the names of the register and of the plans."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from corpus.agencies import agency_id, find_agencies, register
from corpus.communes import EVERY_PHUONG, EVERY_XA, commune, group_of, is_commune
from corpus.plan import Plan
from handlers import say
from index.keys import keys
from index.text import fold, normal
from store.people import Post

_OF_MANY = "chung"
"""The register's kind of bodies that are many ("các sở, ban, ngành")."""
_OF_EACH_COMMUNE = re.compile(r"-cap-(?:xa|huyen)$|^(?:thi-tran|cap-uy-.*|chinh-quyen-.*|cac-.*|.*-cac-cap)$")
"""Ids of bodies that every commune has one of, or that are a whole level."""
_PARTS = re.compile(r"\s*[,;]\s*|\s+(?:và|va)\s+")
_PROVINCE = tuple(re.compile(tail, re.I) for tail in (r"\s+gia lai$", r"\s+(?:tỉnh|tinh) gia lai$", r"\s+(?:tỉnh|tinh)$"))
_BODY = re.compile(r"(?:so|ban|cuc|chi cuc|hoi|cong an|van phong|thanh tra|kho bac|ngan hang|bao hiem|lien doan|bo chi huy|uy ban|ubnd) ")
_SHORT = 5
"""A name of so many letters and fewer is too soon another one."""
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
    """The name in a plan before that in the register; of a commune, that of its committee."""
    if is_commune(agency):
        found = next(filter(None, (commune(plan.id, agency) for plan in plans)), None)
        return say.committee_of(found.name) if found else agency
    if agency in (EVERY_XA, EVERY_PHUONG):
        return say.every_commune(towns=agency == EVERY_PHUONG)
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
    whole, name = name, name.strip(" .,;:?!“”\"'()")
    if not name or len(name) > 200:
        return Resolved("")
    found = agency_id(name) or _named_in(plans, name)
    if found and _OF_ALL_LEVELS.search(unicodedata.normalize("NFC", name)):
        return Resolved("", of_many=True)
    if found:
        return _existing(plans, found, today)
    if group_of(name):
        return Resolved("", of_many=True)
    return _commune(plans, whole, today) or _several(plans, name, today) or _otherwise_spelt(plans, name, today)


def _several(plans: Sequence[Plan], name: str, today: date) -> Resolved | None:
    several = tuple(dict.fromkeys(one.id for one in find_agencies(name)))
    covered = sum(one.end - one.start for one in find_agencies(name))
    # "Sở Y tế và Sở Nội vụ" names two; "Sở Y tế làm gì về nước sạch" asks.
    if len(several) > 1 and covered >= len(name) - 5 * len(several):
        return Resolved("", tuple(one for one in several if _existing(plans, one, today).id))
    return None


def _otherwise_spelt(plans: Sequence[Plan], name: str, today: date) -> Resolved:
    """With the province's name behind it; or, to be asked back, with a slip of the finger or of a blank."""
    for tail in _PROVINCE:
        shorter = tail.sub("", name)
        found = (agency_id(shorter) or _named_in(plans, shorter)) if shorter not in ("", name) else ""
        if found:
            return _existing(plans, found, today)
    if not _BODY.match(fold(normal(name))):
        return Resolved("")
    from corpus.commune_names import is_slip

    wanted = _joined(name)
    own = [(_joined(called), one.id) for plan in plans for one in plan.agencies for called in (one.name, *one.aliases)]
    near = (agency for called, agency in (*_registered(), *own) if called == wanted or (len(wanted) > _SHORT and is_slip(wanted, called)))
    each = [_existing(plans, agency, today) for agency in dict.fromkeys(near)]
    return Resolved("", tuple(dict.fromkeys(one for found in each for one in ((found.id,) if found.id else found.others))))


@cache
def _registered() -> Sequence[tuple[str, str]]:
    """Every name of the register as it is compared where it may be misspelt, and whose it is."""
    return [(_joined(called), one.id) for one in register().values() for called in (one.name, *one.aliases)]


def _joined(name: str) -> str:
    return "".join(keys(name))


def _commune(plans: Sequence[Plan], name: str, today: date) -> Resolved | None:
    """One commune, those that may be meant, or each of those that are named ("xã Gào và xã Ia Krái")."""
    from corpus.commune_names import commune_named  # needed by few: a start need not load it

    meant = [commune_named(plan.id, name, today) for plan in plans]
    ids = [one.id for one in meant if one.id]
    others = tuple(dict.fromkeys(other for one in meant for other in one.others))
    if ids or others:
        return Resolved(ids[0]) if ids else Resolved("", others)
    parts = _PARTS.split(name)
    if len(parts) > 1:
        each = [next((one.id for plan in plans if (one := commune_named(plan.id, part, today)).id), "") for part in parts]
        return Resolved("", tuple(dict.fromkeys(each))) if all(each) else None
    return None


def is_of_many(plans: Sequence[Plan], agency: str) -> bool:
    if is_commune(agency):
        return False
    registered = register().get(agency)
    if (registered and registered.kind == _OF_MANY) or _OF_EACH_COMMUNE.search(agency):
        return True
    groups = {group for plan in plans for one in plan.agencies for group in one.groups}
    return agency in groups or keys(agency_name(plans, agency))[:1] == keys("các")


def _existing(plans: Sequence[Plan], agency: str, today: date) -> Resolved:
    if is_of_many(plans, agency):
        return Resolved("", of_many=True)
    registered = register().get(agency)
    if registered and registered.ended_on and registered.ended_on <= today:
        after = dict.fromkeys(one.agency for one in registered.successors if not is_of_many(plans, one.agency))
        return Resolved("", tuple(after), of_many=not after)
    return Resolved(agency)


def _named_in(plans: Sequence[Plan], name: str) -> str:
    """By the names of the plans, which give bodies that have ended as names of those who took over: that is asked back."""
    wanted = keys(name)
    ids = [agency.id for plan in plans for agency in plan.agencies if wanted in map(keys, (agency.name, *agency.aliases))]
    if not wanted or not ids:
        return ""
    return next((one for called, one in _registered() if called == "".join(wanted) and register()[one].ended_on), ids[0])
