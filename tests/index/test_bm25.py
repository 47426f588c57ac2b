"""The inverted lists give rank-bm25's own scores."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from index import postings
from index.bm25 import Bm25

Documents = list[list[str]]


def collection(size: int, seed: int = 1, vocabulary: int = 2000) -> Documents:
    """Passages of about 40 terms, frequent and rare as in a language (Zipf)."""
    chance = random.Random(seed)
    names = [f"t{rank}" for rank in range(vocabulary)]
    weights = [1 / (rank + 1) for rank in range(vocabulary)]
    return [chance.choices(names, weights, k=chance.randint(1, 80)) for _ in range(size)]


def scanned(plain: BM25Plus, documents: Documents, query: Sequence[str], limit: int) -> list[tuple[int, float]]:
    """What the class finds by its own linear scan, ties by number, passages without a shared term left out."""
    scores = plain.get_scores(query).tolist()
    sharing = [number for number, document in enumerate(documents) if set(query) & set(document)]
    return [(number, scores[number]) for number in sorted(sharing, key=lambda number: (-scores[number], number))[:limit]]


@pytest.mark.parametrize("size", [1, 2, 3, 100, postings.SMALL, postings.SMALL + 1, 1000])
def test_scores_are_those_of_the_class_on_a_thousand_questions(size: int) -> None:
    documents = collection(size)
    plain, ours = BM25Plus(documents), Bm25.fit(documents)
    questions = collection(1000, seed=2, vocabulary=2500)
    for question in questions:
        expected = scanned(plain, documents, question[:7], 10)
        found = ours.search(question[:7], 10)
        assert [number for number, _ in found] == [number for number, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-9)


@pytest.mark.parametrize("dense", [0, 20_000])
def test_the_cut_of_large_collections_changes_no_answer(monkeypatch: pytest.MonkeyPatch, dense: int) -> None:
    monkeypatch.setattr(postings, "DENSE", dense)
    documents = collection(1500, seed=3)
    plain, ours = BM25Plus(documents), Bm25.fit(documents)
    for question in collection(100, seed=4, vocabulary=2500):
        for limit in (1, 10):
            assert ours.search(question[:6], limit) == scanned(plain, documents, question[:6], limit)


def test_both_engines_agree_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = collection(200)
    small = Bm25.fit(documents)
    monkeypatch.setattr(postings, "SMALL", 0)
    large = Bm25.fit(documents)
    for question in collection(200, seed=5):
        assert small.search(question[:6], 10) == large.search(question[:6], 10)


def test_ties_come_in_the_order_of_the_passages() -> None:
    documents = [["nước", "sạch"], ["nhà", "ở"], ["nước", "sạch"], ["nước", "sạch"]]
    assert [number for number, _ in Bm25.fit(documents).search(["nước"], 10)] == [0, 2, 3]
    assert [number for number, _ in Bm25.fit(documents).search(["nước"], 2)] == [0, 2]


def test_no_score_is_zero_or_negative_on_the_smallest_collections() -> None:
    for documents in ([["a", "b"]], [["a", "b"], ["a", "c"]], [["a"], ["b"]], [["a"]] * 5):
        found = Bm25.fit(documents).search(["a"], 10)
        assert found
        assert all(score > 0 for _, score in found)


def test_a_word_in_more_passages_never_weighs_more() -> None:
    documents = [["every", *(["most"] if i < 9 else []), *(["half"] if i < 5 else []), *(["few"] if i < 2 else [])] for i in range(10)]
    idf = Bm25.fit(documents).weights.idf
    assert idf["few"] > idf["half"] > idf["most"] > idf["every"] > 0


def test_passages_without_a_shared_term_are_left_out() -> None:
    assert Bm25.fit([["a"], ["b"], ["c"]]).search(["b", "z"], 10)[0][0] == 1
    assert len(Bm25.fit([["a"], ["b"], ["c"]]).search(["b", "z"], 10)) == 1
    assert Bm25.fit([["a"], ["b"]]).search(["z"], 10) == []
    assert Bm25.fit([["a"], ["b"]]).search([], 10) == []


@pytest.mark.parametrize("size", [3, postings.SMALL + 1])
def test_a_limit_of_none_finds_none(size: int) -> None:
    assert Bm25.fit([["a"]] * size).search(["a"], 0) == []


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_a_collection_without_terms_finds_nothing(documents: Documents) -> None:
    assert Bm25.fit(documents).search(["a"], 10) == []


def test_an_empty_passage_keeps_its_number() -> None:
    assert Bm25.fit([[], ["a"], []]).search(["a"], 10)[0][0] == 1


def test_a_term_asked_twice_counts_twice_as_in_the_class() -> None:
    documents = collection(50)
    assert Bm25.fit(documents).search(["t1", "t1", "t9"], 10) == scanned(BM25Plus(documents), documents, ["t1", "t1", "t9"], 10)


@pytest.mark.parametrize("size", [30, postings.SMALL + 1])
def test_stored_weights_give_the_same_scores(size: int) -> None:
    made = Bm25.fit(collection(size))
    stored = Bm25.from_data(json.loads(json.dumps(made.as_data())))
    for question in collection(100, seed=6):
        assert stored.search(question[:6], 10) == made.search(question[:6], 10)


def test_a_small_stored_collection_is_searched_without_numpy_and_rank_bm25() -> None:
    data = json.dumps(Bm25.fit(collection(30)).as_data())
    code = (
        "import json, sys; from index.bm25 import Bm25\n"
        "found = Bm25.from_data(json.loads(sys.stdin.read())).search(['t1', 't7'], 5)\n"
        "print(len(found), 'numpy' in sys.modules, 'rank_bm25' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["5", "False", "False"]


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), max_size=8), st.lists(st.sampled_from("abcdefgh"), max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_collection_and_question_give_the_scores_of_the_class(documents: Documents, query: list[str]) -> None:
    expected = scanned(BM25Plus(documents), documents, query, 5) if any(documents) else []
    assert Bm25.fit(documents).search(query, 5) == expected
