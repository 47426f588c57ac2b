"""Small tools for the word lists that the extraction recognises things by."""

from __future__ import annotations


def one_of(words: str) -> str:
    """A pattern for any of the words of a list parted by "|", line breaks or both; longer ones are tried first."""
    listed = {word.strip() for line in words.splitlines() for word in line.split("|")} - {""}
    return "|".join(sorted(listed, key=lambda word: (-len(word), word)))
