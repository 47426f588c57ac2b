"""The words must be those of `underthesea.word_tokenize`: the real one is asked, 20,000 times with KEHOACH_LONG=1."""

import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from random import Random

import pytest

from index.crf import REMEMBERED, Crf, Weights, read_weights
from index.segment import SEGMENTER, segment

LINES = Path("corpus/plans/743-kh-ubnd-2025/source.txt").read_text("utf-8").splitlines()
SYLLABLES = " ".join(LINES).split()
QUESTION = "Chỉ tiêu nhà ở xã hội đến năm 2030 là bao nhiêu căn?"
LONG = os.environ.get("KEHOACH_LONG") == "1"
GENERATED = 20_000 if LONG else 1_500

Segment = Callable[[str], list[str]]


@pytest.fixture(scope="session")
def word_tokenize() -> Segment:
    import underthesea

    tokenize: Segment = underthesea.word_tokenize
    return tokenize


# ---- the same words


def test_every_line_of_the_plan_gives_the_words_of_underthesea(word_tokenize: Segment) -> None:
    assert [segment(line) for line in LINES] == [word_tokenize(line) for line in LINES]


def test_the_whole_plan_at_once_gives_the_words_of_underthesea(word_tokenize: Segment) -> None:
    text = "\n".join(LINES)
    assert segment(text) == word_tokenize(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\u00a0",
        "là",
        "xã hội",
        QUESTION,
        "CHỈ TIÊU NHÀ Ở XÃ HỘI",
        "chi tieu nha o xa hoi",
        "BOS EOS bos eos True False",
        "hội hội hội hội hội",
        "nghề, công công công công công công công (qua",
        "68 dưỡng dưỡng dưỡng dưỡng dưỡng dưỡng dưỡng dưỡng dưỡng",
        "hoà bình, Uỷ ban nhân dân, thuỷ lợi, nghành y tế, chuỵện",
        "ðường Ðại lộ",
        "3.700 căn; 95,5%; 743/KH-UBND; 25/11/2025; 10-12%; m² m2 km²; QL1A; 2.500.000đ",
        "007 2147483647 2147483648 84905123456 00000000000000000009 ٣٤ ²",
        "9" * 5000,
        "a@b.vn http://gialai.gov.vn/a(b)c?x=y Th.S. T.Ư v.v... H'Mông ==> :))",
        "ǅ ǆ ß ŉ ﬁ ΑΣ ας İ ı",
        "nhà \u019b ở \u0264 xã \u1c8a hội \ua7cd \ua7db là \U00010d70 căn \U00016ebb",
        "e\u0302\u0301 \u0301\u0301 a\u200db \ufeff \x00 \x1f \U0001f600\u200d\U0001f468",
    ],
)
def test_odd_texts_give_the_words_of_underthesea(text: str, word_tokenize: Segment) -> None:
    assert segment(text) == word_tokenize(text)


def test_generated_texts_give_the_words_of_underthesea(word_tokenize: Segment) -> None:
    different = [text for text in generated(GENERATED) if segment(text) != word_tokenize(text)]
    assert different == []


@pytest.mark.skipif(not LONG, reason="half a minute; KEHOACH_LONG=1 runs it")
def test_every_letter_and_digit_there_is_gives_the_words_of_underthesea(word_tokenize: Segment) -> None:
    characters = [chr(point) for point in range(0x20000) if chr(point).isalnum() or unicodedata.category(chr(point)) == "Cn"]
    texts = ["xã " + " hội ".join(characters[i : i + 500]) for i in range(0, len(characters), 500)]
    assert [text for text in texts if segment(text) != word_tokenize(text)] == []


def generated(count: int) -> Iterator[str]:
    """The same texts every time: syllables of the plan, in and out of order, spoilt in the ways in which people spoil them."""
    random = Random(743)
    for _ in range(count):
        length = random.choice([1, 2, 3, 5, 8, 12, 12, 12, 30])
        start = random.randrange(len(SYLLABLES) - length)
        syllables = SYLLABLES[start : start + length] if random.random() < 0.5 else random.choices(SYLLABLES, k=length)
        if random.random() < 0.1:
            syllables = syllables[:3] * random.choice([2, 3, 4, 7])
        for _ in range(random.choice([0, 1, 1, 2])):
            spoil, share = random.choice(SPOILS), random.choice([0.2, 1.0])
            syllables = [spoil(syllable, random) if random.random() < share else syllable for syllable in syllables]
        for _ in range(random.choice([0, 0, 0, 1, 3])):
            syllables.insert(random.randrange(len(syllables) + 1), random.choice(STRANGERS)(random))
        yield random.choice([" ", " ", " ", "  ", "", "-", ", ", "/"]).join(syllables)


def without_marks(syllable: str, _: Random) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", syllable) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def misspelt(syllable: str, random: Random) -> str:
    at = random.randrange(len(syllable) + 1)
    letter = random.choice("aeiouyăâêôơưđáàảãạfjrswxz ")
    return random.choice([syllable[:at] + syllable[at + 1 :], syllable[:at] + letter + syllable[at:], syllable + syllable[at:]])


SPOILS: list[Callable[[str, Random], str]] = [
    lambda syllable, _: syllable.upper(),
    lambda syllable, _: syllable.lower(),
    lambda syllable, _: syllable.title(),
    lambda syllable, _: unicodedata.normalize("NFD", syllable),
    without_marks,
    misspelt,
]


def random_unicode(random: Random) -> str:
    points = [random.choice([random.randrange(0x250), random.randrange(0x1E00, 0x2100), random.randrange(0x110000)]) for _ in range(4)]
    return "".join(chr(point) for point in points if not 0xD800 <= point < 0xE000)


STRANGERS: list[Callable[[Random], str]] = [
    lambda random: str(random.randrange(10 ** random.choice([1, 2, 4, 9, 11]))),
    lambda random: f"{random.randrange(100)}{random.choice('.,/-:x%_')}{random.randrange(5000)}",
    lambda random: f"{random.randrange(1, 29)}/{random.randrange(1, 13)}/{random.randrange(2020, 2031)}",
    lambda random: "".join(random.choices(".,;:!?()[]\"'“”…–-/%+=<>&*#@$^_~|\\", k=random.choice([1, 1, 2, 4]))),
    lambda random: random.choice(["👍", "🙏🏽", "👨‍👩‍👧", "🇻🇳", "m²", "½", "NOXH", "QL1A", "m2/ng", "a@b.vn", "v.v...", "T.Ư"]),
    random_unicode,
]


# ---- without the package


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_underthesea_is_not_imported_and_logging_is_left_alone() -> None:
    seen = run(
        "import sys, logging; from index.segment import segment; segment('nhà ở xã hội');"
        "print([name for name in ('underthesea', 'underthesea_core', 'joblib', 'numpy') if name in sys.modules], logging.root.handlers)"
    )
    assert seen == "[] []"


def test_nothing_is_read_before_the_first_call() -> None:
    size = "print(s._segmenter.cache_info().currsize);"
    assert run(f"import index.segment as s; {size} s.segment(''); {size}").split() == ["0", "1"]


def test_fixed_words_given_to_underthesea_do_not_change_the_words() -> None:
    seen = run(
        "from index.segment import segment; import underthesea; text = 'năm 2030 là bao nhiêu';"
        "before = segment(text); underthesea.word_tokenize(text, fixed_words=['2030 là bao']);"
        "print(before == segment(text) != underthesea.word_tokenize(text))"
    )
    assert seen == "True"


def test_threads_that_call_it_first_together_get_the_same_words() -> None:
    seen = run(
        "from concurrent.futures import ThreadPoolExecutor as Pool; import sys; sys.setswitchinterval(1e-5);"
        "import index.segment as s; pool = Pool(8); print({tuple(w) for w in pool.map(s.segment, ['nhà ở xã hội là gì'] * 64)});"
        "print(s._segmenter.cache_info().misses)"
    )
    assert seen.splitlines() == [str({tuple(segment("nhà ở xã hội là gì"))}), "1"]


def test_threads_do_not_mix_their_texts() -> None:
    texts = list(generated(300))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(segment, texts)) == [segment(text) for text in texts]


def test_the_segmenter_is_named_after_the_installed_version() -> None:
    assert version("underthesea") in SEGMENTER.split()


# ---- its limits

NOTHING = Weights({}, ((0.0, 0.0), (0.0, 0.0)))


def test_half_a_surrogate_pair_is_no_error() -> None:
    assert segment("xã hội \ud83d") == ["xã hội", "\ud83d"]


def test_no_more_ngrams_are_remembered_than_allowed() -> None:
    crf = Crf(NOTHING, ["T[0]", "T[-1,0].lower"], set())
    crf.continues([f"từ{number}" for number in range(2 * REMEMBERED)])
    assert [grams.remembered() for grams in crf.grams] == [REMEMBERED, REMEMBERED]


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "models.bin"
    path.write_bytes(bytes(100))
    with pytest.raises(ValueError, match="no CRFsuite model"):
        read_weights(path)


@pytest.mark.parametrize("template", ["U[0]", "T[0][1]", "T[0].upper"])
def test_an_unknown_feature_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="unknown feature template"):
        Crf(NOTHING, [template], set())
