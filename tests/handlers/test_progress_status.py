"""Where a number stands: by comparator, path, baseline and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from corpus.plan import Comparator, Target
from handlers.assistant import Assistant
from handlers.progress.status import NO_COURSE, Status, course, expected, share, status

TODAY = date(2026, 11, 20)
MIDYEAR = date(2028, 7, 1)


def target(comparator: str, goal: str, measure: str = "%", by: int | None = 2030, name: str = "hộ có nước sạch", state: str = "") -> Target:
    return Target("CT99", "plan", name, "field", "toàn tỉnh", Comparator(comparator), Decimal(goal), measure, by, "", "", state=state)


def told(one: Target, value: str | None, on: date = TODAY, **way: object) -> Status:
    path = [(year, Decimal(str(goal))) for year, goal in dict(way.get("path", {})).items()]  # type: ignore[call-overload]
    base = way.get("baseline")
    start = (base[0], Decimal(str(base[1]))) if isinstance(base, tuple) else None
    return status(one, None if value is None else Decimal(value), on, course(path, start))


@pytest.mark.parametrize(
    ("comparator", "goal", "met", "not_met"),
    [
        (">=", "25", "25", "24,9"),
        (">", "95", "95,1", "95"),
        ("=", "80", "80", "79,9"),
        ("=", "80", "83", "79"),
        ("<=", "5", "5", "5,1"),
        ("<", "15", "14,9", "15"),
        ("~", "74", "73,5", "73,4"),
        ("~", "35.4", "35,35", "35,34"),
    ],
)
def test_each_comparator_says_when_its_goal_is_met(comparator: str, goal: str, met: str, not_met: str) -> None:
    one = target(comparator, goal)
    assert told(one, met.replace(",", ".")) is Status.MET
    assert told(one, not_met.replace(",", ".")) is not Status.MET


def test_without_a_path_and_a_baseline_nothing_is_behind() -> None:
    assert told(target(">=", "100"), "1") is Status.NO_PATH


def test_without_a_number_nothing_is_told() -> None:
    assert told(target(">=", "100"), None, baseline=(2024, 50)) is Status.NO_NUMBER


def test_a_straight_line_leads_from_the_baseline_to_the_goal() -> None:
    """From 50 at the end of 2024 to 110 at the end of 2030: 10 a year, 80 at the end of 2027."""
    one, on = target(">=", "110", "căn hộ"), date(2027, 12, 31)
    assert told(one, "80", on, baseline=(2024, 50)) is Status.ON_TRACK
    assert told(one, "79", on, baseline=(2024, 50)) is Status.BEHIND


def test_the_path_goes_before_the_straight_line() -> None:
    one, on = target(">=", "110", "căn hộ"), date(2027, 12, 31)
    assert told(one, "60", on, baseline=(2024, 50), path={2027: 60}) is Status.ON_TRACK
    assert told(one, "59", on, baseline=(2024, 50), path={2027: 60}) is Status.BEHIND


def test_between_two_milestones_a_straight_line_is_expected() -> None:
    way = course([(2026, Decimal(800)), (2027, Decimal(1600))])
    wanted = expected(target(">=", "3700", "căn hộ"), date(2027, 7, 2), way)
    assert wanted is not None
    assert wanted.value == 1201  # 800 + 800 × 183/365 = 1.201,1
    assert (str(wanted.before.value), str(wanted.after.value)) == ("800", "1600")


def test_after_the_last_milestone_the_goal_is_the_next() -> None:
    one = target(">=", "3700", "căn hộ")
    wanted = expected(one, date(2028, 12, 31), course([(2026, Decimal(800)), (2027, Decimal(1600))]))
    assert wanted is not None
    assert wanted.after.value == 3700


def test_before_the_first_milestone_nothing_is_behind_but_may_be_ahead() -> None:
    one = target(">=", "3700", "căn hộ")
    assert told(one, "100", path={2026: 800}) is Status.NO_PATH
    assert told(one, "800", path={2026: 800}) is Status.ON_TRACK


def test_below_is_good_is_met_from_below_and_behind_above_the_falling_line() -> None:
    """From 21% at the end of 2024 to below 15% in 2030: 18% at the end of 2027."""
    one, on = target("<", "15"), date(2027, 12, 31)
    assert told(one, "14.9", on, baseline=(2024, 21)) is Status.MET
    assert told(one, "17.5", on, baseline=(2024, 21)) is Status.ON_TRACK
    assert told(one, "18.5", on, baseline=(2024, 21)) is Status.BEHIND


def test_when_the_goals_year_is_over_it_is_not_met() -> None:
    one = target(">=", "81", by=2025)
    assert told(one, "80", date(2025, 12, 31)) is Status.NOT_MET
    assert status(one, Decimal(80), date(2025, 9, 30), NO_COURSE, TODAY) is Status.NOT_MET
    assert told(one, "81", date(2025, 12, 31)) is Status.MET


def test_what_is_to_be_kept_is_lost_at_once() -> None:
    kept = target(">=", "90", name="duy trì tỷ lệ tiêm chủng")
    assert told(kept, "89.9") is Status.NOT_MET
    assert told(kept, "90") is Status.MET
    assert told(target(">=", "90", state="giữ vững mức đã đạt"), "89") is Status.NOT_MET


def test_what_the_baseline_had_reached_is_to_be_kept() -> None:
    one = target("<", "2.5")
    assert told(one, "2.6", baseline=(2024, "2.2")) is Status.NOT_MET
    assert told(one, "2.6", baseline=(2024, "3.1")) is Status.ON_TRACK


def test_a_share_has_one_decimal_half_up() -> None:
    assert share(Decimal(1250), Decimal(3700)) == Decimal("33.8")
    assert share(Decimal("0.5"), Decimal(1000)) == Decimal("0.1")
    assert share(Decimal("0.49"), Decimal(1000)) == Decimal("0.0")


def test_an_expected_share_is_told_and_held_against_in_the_same_digits() -> None:
    one, way = target(">=", "95"), course([], (2024, Decimal(90)))
    wanted = expected(one, MIDYEAR, way)
    assert wanted is not None
    assert wanted.value == Decimal("92.9")
    assert status(one, Decimal("92.9"), MIDYEAR, way) is Status.ON_TRACK
    assert status(one, Decimal("92.8"), MIDYEAR, way) is Status.BEHIND


def test_no_target_of_the_plan_is_behind_without_a_path(assistant: Assistant) -> None:
    for one in assistant.plans[0].targets:
        if one.goal is not None and one.by and one.by > 2026:
            far = one.goal * 2 if one.comparator in (Comparator.LESS_THAN, Comparator.AT_MOST) else one.goal / 2
            assert status(one, far, TODAY) is Status.NO_PATH, one.code
            assert status(replace(one, goal=None), far, TODAY) is Status.NO_PATH
