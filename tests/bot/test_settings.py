from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Secret, SettingsError, load_settings


def test_without_any_setting_the_bot_listens_on_this_machine_alone(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert (settings.host, settings.port, settings.home) == ("127.0.0.1", 8080, Path("data"))
    assert not settings.telegram_token


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('KEHOACH_PORT=9000\nKEHOACH_HOST="0.0.0.0"\n', "utf-8")
    settings = load_settings({"KEHOACH_PORT": "9001"}, tmp_path)
    assert (settings.host, settings.port) == ("0.0.0.0", 9001)  # noqa: S104 - nothing listens


def test_a_token_in_the_env_file_is_taken_to_the_letter(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_TOKEN='12:a${HOME}$x'\n", "utf-8")
    assert load_settings({}, tmp_path).telegram_token.reveal() == "12:a${HOME}$x"


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("12:abc\n", "utf-8")
    settings = load_settings({"TELEGRAM_TOKEN_FILE": str(tmp_path / "token")}, tmp_path)
    assert settings.telegram_token == Secret("12:abc")


def test_a_secret_never_shows_in_a_log() -> None:
    secret = Secret("12:abc")
    assert "abc" not in f"{secret} {secret!r} {[secret]}"


def test_settings_that_hold_secrets_do_not_show_them(tmp_path: Path) -> None:
    assert "12:abc" not in repr(load_settings({"TELEGRAM_TOKEN": "12:abc"}, tmp_path))


def test_an_empty_value_counts_as_not_set(tmp_path: Path) -> None:
    assert load_settings({"KEHOACH_PORT": " ", "TELEGRAM_TOKEN": ""}, tmp_path).port == 8080


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"KEHOACH_PORT": "tám"}, "KEHOACH_PORT"),
        ({"KEHOACH_PORT": "70000"}, "KEHOACH_PORT"),
        ({"KEHOACH_PORT": "-1"}, "KEHOACH_PORT"),
        ({"KEHOACH_PORT": "８０８０"}, "KEHOACH_PORT"),
        ({"KEHOACH_PUBLIC_URL": "kehoach.gialai.gov.vn"}, "KEHOACH_PUBLIC_URL"),
        ({"KEHOACH_PUBLIC_URL": "https://["}, "KEHOACH_PUBLIC_URL"),
        ({"KEHOACH_PUBLIC_URL": "https://kehoach.gialai.gov.vn/tro-ly"}, "KEHOACH_PUBLIC_URL"),
        ({"TELEGRAM_TOKEN_FILE": "/khong/co"}, "TELEGRAM_TOKEN_FILE"),
        ({"TELEGRAM_TOKEN": "x", "TELEGRAM_TOKEN_FILE": "/khong/co"}, "TELEGRAM_TOKEN_FILE"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environment: dict[str, str], named: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings(environment, tmp_path)
