"""What every sentence is put together with: lines, quotes, sources."""

from __future__ import annotations

from corpus.plan import Plan

HEADLINE = 200
"""Characters a first line may take: a phone's notification shows about as many, and a quote is cut there."""
LONG_QUOTE, LONGEST_QUOTE = 700, 1200


def lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def within(limit: int, *parts: str) -> str:
    """The parts a line each, those left out that would pass the limit; the first always stands."""
    kept: list[str] = []
    for part in parts:
        if part and (not kept or sum(map(len, kept)) + len(kept) + len(part) <= limit):
            kept.append(part)
    return lines(*kept)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def cut(text: str, limit: int) -> str:
    """The text, or its beginning up to a word's end with "…"."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    end = text.rfind(" ", 0, limit)
    return text[: end if end > 0 else limit].rstrip(" ,;:") + "…"


def quoted(text: str, limit: int = LONG_QUOTE) -> str:
    return f"“{cut(text, limit)}”"


def source(plan: Plan, place: str) -> str:
    return f"Nguồn: Kế hoạch {plan.number}, {place}."
