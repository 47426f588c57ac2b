"""The settings, read once from the environment and from a .env file beside it; the environment wins."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot import say


class SettingsError(ValueError):
    """A setting cannot be used; its text is a sentence for whoever runs the bot."""


class Secret:
    """A token that shows itself only on demand, so that no log or traceback holds it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(…)" if self._value else "Secret()"


NO_SECRET = Secret("")


@dataclass(frozen=True, slots=True)
class Settings:
    """`open_to_all`: whether people who are not enrolled may ask. `telegram_rate`: messages a second that Telegram takes."""

    home: Path
    database: Path
    host: str
    port: int
    public_url: str
    log: str
    open_to_all: bool
    telegram_token: Secret
    telegram_api_url: str
    telegram_webhook_secret: Secret
    telegram_rate: int
    zalo_bot_token: Secret
    zalo_bot_webhook_secret: Secret
    zalo_oa_app_secret: Secret
    zalo_oa_secret_key: Secret
    zalo_oa_refresh_token: Secret

    @property
    def files(self) -> Path:
        """Where the files lie that people send, and those made for them."""
        return self.home / "files"

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that is set: what no log may hold."""
        return tuple(value for name in self.__slots__ if isinstance(value := getattr(self, name), Secret) and value)


def load_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """The settings in force; `folder` is where .env is looked for. Raises SettingsError."""
    given = _given(os.environ if environment is None else environment, (folder or Path.cwd()) / ".env")
    home = _folder(given, "KEHOACH_HOME", "data")
    return Settings(
        home=home,
        database=Path(given.get("KEHOACH_DATABASE", home / "kehoach.db")).expanduser(),
        host=given.get("KEHOACH_HOST", "127.0.0.1"),
        port=_port(given.get("KEHOACH_PORT", "8080")),
        public_url=_public_url(given.get("KEHOACH_PUBLIC_URL", "")),
        log=_one_of(given, "KEHOACH_LOG", ("info", "debug", "warning")),
        open_to_all=_one_of(given, "KEHOACH_ASKING", ("open", "enrolled")) == "open",
        telegram_token=_secret(given, "TELEGRAM_TOKEN"),
        telegram_api_url=given.get("TELEGRAM_API_URL", "https://api.telegram.org").rstrip("/"),
        telegram_webhook_secret=_telegram_webhook_secret(given),
        telegram_rate=_rate(given),
        zalo_bot_token=_secret(given, "ZALO_BOT_TOKEN"),
        zalo_bot_webhook_secret=_secret(given, "ZALO_BOT_WEBHOOK_SECRET"),
        zalo_oa_app_secret=_secret(given, "ZALO_OA_APP_SECRET"),
        zalo_oa_secret_key=_secret(given, "ZALO_OA_SECRET_KEY"),
        zalo_oa_refresh_token=_secret(given, "ZALO_OA_REFRESH_TOKEN"),
    )


def _given(environment: Mapping[str, str], dotenv: Path) -> dict[str, str]:
    """What is set to something; an empty value counts as not set."""
    everything = {**(_read_dotenv(dotenv) if dotenv.is_file() else {}), **environment}
    return {name: value.strip() for name, value in everything.items() if value and value.strip()}


def _read_dotenv(path: Path) -> dict[str, str | None]:
    from dotenv import dotenv_values

    try:
        # No interpolation: a token may hold "$".
        return dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(say.dotenv_unreadable(path)) from error


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= 65535):
        raise SettingsError(say.not_a_port("KEHOACH_PORT", text))
    return int(text)


def _folder(given: Mapping[str, str], name: str, usual: str) -> Path:
    folder = Path(given.get(name, usual)).expanduser()
    if folder.exists() and not folder.is_dir():
        raise SettingsError(say.not_a_folder(name, folder))
    return folder


def _one_of(given: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """The setting's value; the first choice where it is not set."""
    value = given.get(name, choices[0]).lower()
    if value not in choices:
        raise SettingsError(say.not_a_choice(name, value, choices))
    return value


def _rate(given: Mapping[str, str]) -> int:
    text = given.get("TELEGRAM_RATE", "30")
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= 1_000_000):
        raise SettingsError(say.not_a_rate("TELEGRAM_RATE", text))
    return int(text)


def _telegram_webhook_secret(given: Mapping[str, str]) -> Secret:
    """As Telegram wants it (https://core.telegram.org/bots/api#setwebhook), and too long to be guessed."""
    secret = _secret(given, "TELEGRAM_WEBHOOK_SECRET")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{32,256}", secret.reveal()):
        raise SettingsError(say.weak_webhook_secret("TELEGRAM_WEBHOOK_SECRET"))
    if secret and not given.get("KEHOACH_PUBLIC_URL"):
        raise SettingsError(say.webhook_needs_address("TELEGRAM_WEBHOOK_SECRET"))
    return secret


def _public_url(text: str) -> str:
    """Scheme, name and port alone: the pages stand at the root of their address."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and not parts.path.strip("/") and not parts.query
    except ValueError:
        usable = False
    if text and not usable:
        raise SettingsError(say.not_a_web_address("KEHOACH_PUBLIC_URL", text))
    return text.rstrip("/")


def _secret(given: Mapping[str, str], name: str) -> Secret:
    """The value of NAME, or what the file that NAME_FILE points to holds."""
    pointer = f"{name}_FILE"
    if pointer not in given:
        return Secret(given.get(name, ""))
    if name in given:
        raise SettingsError(say.set_twice(name, pointer))
    try:
        return Secret(Path(given[pointer]).expanduser().read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(say.secret_file_unreadable(pointer, given[pointer])) from error
