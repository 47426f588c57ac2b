"""How much of the labels the extractor finds unaided. The floors in data/extraction_floors.json are only ever raised."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus.extract import Extraction, extract
from corpus.plan import Target
from corpus.reading import read_document

DATA = Path(__file__).with_name("data")
ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "plans"
FLOORS: dict[str, Any] = json.loads((DATA / "extraction_floors.json").read_text("utf-8"))
OTHERS = sorted(name for name in FLOORS if name != "743")
Found = Sequence[Any]
Label = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    precision: float
    recall: float
    pairs: list[tuple[int, int]]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def shared(a: str, b: str) -> float:
    one, other = words(a), words(b)
    return len(one & other) / max(1, min(len(one), len(other)))


def measured(found: Found, wanted: Sequence[Label], fits: Callable[[Any, Label], bool]) -> Measured:
    """Each found item answers at most one label, the best shared quotes first."""
    candidates = [(shared(f.quote, w["quote"]), i, j) for i, f in enumerate(found) for j, w in enumerate(wanted) if fits(f, w)]
    pairs: list[tuple[int, int]] = []
    for score, i, j in sorted(candidates, reverse=True):
        if score >= 0.5 and all(i != used and j != taken for used, taken in pairs):
            pairs.append((i, j))
    required = [j for j, w in enumerate(wanted) if not w.get("optional")]
    right = sum(1 for _, j in pairs if j in required)
    wrong = len(found) - len(pairs)
    return Measured(right / max(1, right + wrong), right / max(1, len(required)), pairs)


def fits_target(target: Target, label: Label) -> bool:
    loose = {">": ">=", "<": "<="}
    if target.goal is None or float(target.goal) != float(label["value"]):
        return False
    if loose.get(target.comparator, str(target.comparator)) != label["comparator"]:
        return False
    wanted = label["measure"]
    return target.measure == wanted if "%" in (target.measure, wanted) else bool(words(target.measure) & words(wanted))


def same_agency(name: str, label: str, aliases: Mapping[str, str]) -> bool:
    bare = {"các", "tỉnh", "thành", "phố", "và", "của", "liên", "quan"}
    named, wanted = (words(re.sub(r"^ngành ", "sở ", aliases.get(each.lower(), each).lower())) - bare for each in (name, label))
    return bool(named & wanted) and len(named & wanted) / len(named | wanted) >= 0.6


def check(name: str, found: Extraction, labels: Mapping[str, Any]) -> None:
    floors = FLOORS[name]
    numeric = [target for target in found.targets if target.goal is not None]
    targets = measured(numeric, labels["targets"], fits_target)
    aliases = {alias.lower(): agency for alias, agency in labels["aliases"].items()}
    duties = measured(found.duties, labels["duties"], lambda d, w: d.role == w["role"] and same_agency(d.agency, w["agency"], aliases))
    wanted_days = {(d["day"], d["month"], d["year"]) for d in labels["deadlines"]}
    days = {(d.day, d.month, d.year) for d in found.deadlines}
    agreed = len(days & wanted_days)
    figures = {
        "targets": (targets.precision, targets.recall),
        "duties": (duties.precision, duties.recall),
        "deadlines": (agreed / len(days) if days else 1.0, agreed / len(wanted_days) if wanted_days else 1.0),
    }
    for kind, (precision, recall) in figures.items():
        assert precision >= floors[kind][0] - 1e-9, (name, kind, "precision", precision)
        assert recall >= floors[kind][1] - 1e-9, (name, kind, "recall", recall)
    dated = [(numeric[i].by, labels["targets"][j]["by"]) for i, j in targets.pairs if labels["targets"][j]["by"]]
    assert sum(found == wanted for found, wanted in dated) >= floors["years"] * len(dated) - 1e-9
    right = {i for i, _ in targets.pairs}
    taken = [trap for i, target in enumerate(numeric) if i not in right for trap in labels["traps"] if shared(target.quote, trap) >= 0.8]
    assert taken == []


def labels_of(gold: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Hand-made labels in the form they are kept in outside this repository."""

    def quote(label: Label) -> str:
        return str(label.get("quote") or label.get("task_quote") or text[label["start"] : label["end"]])

    dated = [d for d in gold["deadlines"] if d["type"] in ("recurring", "fixed") and d.get("date") and d["date"].get("day")]
    return {
        "aliases": gold["doc"].get("unit_aliases", {}),
        "targets": [
            {"quote": quote(t), "value": t["value"], "comparator": t["comparator"], "measure": t["unit"], "by": t["by"]}
            | {"optional": bool(t.get("duplicate_of"))}
            for t in gold["targets"]
            if t["value"] is not None
        ],
        "duties": [
            {"agency": r["unit"], "role": "lead" if r["role"] == "lead" else "support", "quote": quote(r)} for r in gold["responsibilities"]
        ],
        "deadlines": [
            {"day": d["date"]["day"], "month": d["date"]["month"], "year": d["date"].get("year") if d["type"] == "fixed" else None}
            for d in dated
        ],
        "traps": [quote(d) for d in gold["distractors"]],
    }


def test_the_plan_of_gia_lai_is_found_as_well_as_it_ever_was() -> None:
    document = read_document(ROOT / "corpus" / "plans" / "743-kh-ubnd-2025" / "source.txt")
    labels = json.loads((DATA / "743.extracted.json").read_text("utf-8"))
    check("743", extract(document), labels)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the texts of the other plans are not part of this repository")
@pytest.mark.parametrize("name", OTHERS)
def test_other_plans_are_found_as_well_as_they_ever_were(name: str) -> None:
    path = SHARED / f"{name}.txt"
    gold = json.loads((SHARED / f"{name}.gold.json").read_text("utf-8"))
    check(name, extract(read_document(path)), labels_of(gold, path.read_text("utf-8")))


def test_every_quote_stands_verbatim_in_the_text() -> None:
    path = ROOT / "corpus" / "plans" / "743-kh-ubnd-2025" / "source.txt"
    text = " ".join(path.read_text("utf-8").replace("|", " ").split())
    found = extract(read_document(path))
    quotes = [item.quote for kind in (found.targets, found.duties, found.deadlines, found.references) for item in kind]
    assert len(quotes) > 150
    assert [quote for quote in quotes if " ".join(quote.split()) not in text] == []
