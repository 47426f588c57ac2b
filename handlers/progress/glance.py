"""What can be told of a message and its sender without reading it as a report."""

from __future__ import annotations

import re

from index.text import fold
from store.people import COORDINATING, Person

LONGEST = 4_000
_WORDLESS = re.compile(
    r"phat sinh|so lieu|chua co so|giu nguyen|doi|nhu (?:ky|cu|lan)|xong|hoan|hien|trien khai|doi tuong|nghin|ngan|tram|trieu|muoi|phay"
    r"|bao cao khong|van nhu|y nhu|(?:ky|lan|thang|quy|nam) truoc|nhu quy|nhu thang|nhu nam|\bsl\b|(?:vuot|dat) (?:chi tieu|ke hoach"
    r"|muc tieu)|ca mac|du lieu"
    r"|\bda (?:dat|het|loai tru|cham dut|cong nhan)\b|van the\b|(?:khong|chua|ko)(?: co)? gi (?:moi|thay doi|khac)"
    r"|tong hop|thong ke|van vay|\bps\b|xoa|\bnua\b"
)
"""What a report without a digit holds; most questions hold none of it, and need not be read as a report."""


def may_be_report(text: str) -> bool:
    """A cheap look before the reading: digits, or words that report without any."""
    return any(map(str.isdigit, text)) or bool(_WORDLESS.search(fold(text[:LONGEST].lower())))


def agencies_of(person: Person | None) -> list[str]:
    """The agencies for which somebody reports, each once."""
    return list(dict.fromkeys(post.agency for post in person.agency_posts)) if person else []


def coordinates(person: Person | None) -> bool:
    return person is not None and not person.roles.isdisjoint(COORDINATING)
