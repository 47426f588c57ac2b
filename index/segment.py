"""Vietnamese words: the very output of `underthesea.word_tokenize`, without importing underthesea.

Its import costs half a second and 100 MB for parts not needed here, and adds a root handler to `logging`. The installed
package's own data are used instead: its token patterns, its table of misspelt syllables, its dictionary and its CRF.
"""

from __future__ import annotations

import ast
import pickle
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any
from unicodedata import normalize

from index.crf import Crf, read_weights

_MODEL = "ws_crf_vlsp2013_20230727"
SEGMENTER = f"underthesea 9.5.0 {_MODEL}"
"""Names what decides the words; whoever stores words stores this with them."""

_LONGEST_MISSPELT = 6
"""Longer tokens are never corrected."""

_loading = Lock()


def segment(text: str) -> list[str]:
    """The words of the text in order, syllables of a word joined by a space. Spelling is tidied ("hoà" → "hòa").

    The first call reads the model. Safe to call from several threads.
    """
    with _loading:
        segmenter = _segmenter()
    return segmenter.words(text)


class _Segmenter:
    def __init__(self, package: Path) -> None:
        folder = package / "pipeline" / "word_tokenize"
        self._pattern = _token_pattern(folder / "regex_tokenize.py")
        rules = _unpickled(package / "pipeline" / "text_normalize" / "tn_rules_2023_07_14.bin")
        self._characters: dict[str, str] = rules["character"]
        self._syllables = {wrong: right for wrong, right in rules["token"].items() if len(wrong) <= _LONGEST_MISSPELT}
        model = folder / "models" / _MODEL
        weights = read_weights(model / "models.bin")
        self._crf = Crf(weights, _unpickled(model / "features.bin"), _unpickled(model / "dictionary.bin"))

    def words(self, text: str) -> list[str]:
        text = normalize("NFC", text)
        for character, standard in self._characters.items():
            text = text.replace(character, standard)
        found = [match[0] for match in self._pattern.finditer(text)]
        tokens = [self._syllables.get(token, token) for token in found]
        words: list[str] = []
        for token, continues in zip(tokens, self._crf.continues(tokens), strict=True):
            if continues and words:
                words[-1] += " " + token
            else:
                words.append(token)
        return words


@cache
def _segmenter() -> _Segmenter:
    spec = find_spec("underthesea")  # finds the package without running it
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("underthesea is not installed", name="underthesea")
    return _Segmenter(Path(spec.submodule_search_locations[0]))


def _token_pattern(source: Path) -> re.Pattern[str]:
    """Upstream's pattern of a token. Only the module's assignments are run: its imports would run the whole package."""
    module = ast.parse(source.read_text("utf-8"))
    module.body = [statement for statement in module.body if isinstance(statement, ast.Assign)]
    names: dict[str, Any] = {"re": re}
    exec(compile(module, source, "exec"), names)  # noqa: S102  the installed package's own file
    pattern = names["patterns"]
    if not isinstance(pattern, re.Pattern):
        raise TypeError(f"{source} no longer holds the pattern of a token")
    return pattern


def _unpickled(path: Path) -> Any:
    with path.open("rb") as file:
        return pickle.load(file)  # noqa: S301  the installed package's own file
