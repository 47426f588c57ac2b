"""Groups that a plan's work may be given to as one: all communes, all xã, all phường, all offices of the province."""

from __future__ import annotations

import re

from corpus import communes
from corpus.communes import EVERY_COMMUNE, EVERY_PHUONG, EVERY_XA
from corpus.plan import Plan
from index.text import fold, normal

EVERY_OFFICE = "cac-so-ban-nganh"
GROUPS = (EVERY_COMMUNE, EVERY_XA, EVERY_PHUONG, EVERY_OFFICE)
_OFFICES = re.compile(
    r"(?:(?:(?:tat ca|toan bo|moi|ca|het)(?: cac)?|cac) )?so(?: ?,? ban ?,? nganh)(?: (?:cap tinh|cua tinh|tinh))?"
    r"|(?:(?:tat ca|toan bo|moi|het)(?: cac)?|cac) so(?: nganh)?"
)


def group_of(text: str) -> str:
    """The group that a phrase as a whole names ("tất cả xã", "các sở, ban, ngành"); empty where it names none."""
    group = communes.group_of(text)
    plain = " ".join(fold(normal(text[:200])).split()).rstrip(" .,;:!")
    return group or (EVERY_OFFICE if _OFFICES.fullmatch(plain) else "")


def members(plan: Plan, group: str) -> tuple[str, ...]:
    """The agencies of a group, communes in the order of their codes; none where it is no group of the plan."""
    return communes.members(plan.id, group) or tuple(one.id for one in plan.agencies if group in one.groups)
