"""The settings, read once from the environment and from a .env file beside it; the environment wins."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot import say

TELEGRAM_SECRET = r"[A-Za-z0-9_-]{32,256}"  # noqa: S105 - a form
"""https://core.telegram.org/bots/api#setwebhook; at least 32 by our own wish."""
ZALO_SECRET = r"[\x21-\x7e]{20,256}"  # noqa: S105
"""Zalo's Bot Platform takes 8 to 256 characters; they stand in a header."""


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
    """`open_to_all`: whether people who are not enrolled may ask. `telegram_rate`, `zalo_bot_rate`: messages a second that the messenger
    takes.

    `zalo_oa_template` is the id of the approved template for reminders, `zalo_oa_signature` the one way in which webhooks are
    signed, `zalo_file_hosts` where files lie besides at Zalo's own hosts; each may be empty.
    """

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
    zalo_bot_tokens: tuple[Secret, ...]
    zalo_bot_api_url: str
    zalo_bot_webhook_secret: Secret
    zalo_bot_monthly: int
    zalo_bot_rate: int
    zalo_oa_app_id: str
    zalo_oa_app_secret: Secret
    zalo_oa_secret_key: Secret
    zalo_oa_refresh_token: Secret
    zalo_oa_api_url: str
    zalo_oa_oauth_url: str
    zalo_oa_business_url: str
    zalo_oa_template: str
    zalo_oa_signature: str
    zalo_file_hosts: tuple[str, ...]

    @property
    def files(self) -> Path:
        """Where the files lie that people send, and those made for them."""
        return self.home / "files"

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that is set: what no log may hold."""
        values = [getattr(self, name) for name in self.__slots__]
        return tuple(one for one in (*values, *self.zalo_bot_tokens) if isinstance(one, Secret) and one)


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
        telegram_webhook_secret=_webhook_secret(given, "TELEGRAM_WEBHOOK_SECRET", TELEGRAM_SECRET, say.weak_webhook_secret),
        telegram_rate=_whole(given, "TELEGRAM_RATE", "30", say.not_a_rate),
        zalo_bot_tokens=_zalo_bot_tokens(given),
        zalo_bot_api_url=given.get("ZALO_BOT_API_URL", "https://bot-api.zaloplatforms.com").rstrip("/"),
        zalo_bot_webhook_secret=_webhook_secret(given, "ZALO_BOT_WEBHOOK_SECRET", ZALO_SECRET, say.weak_zalo_secret),
        zalo_bot_rate=_whole(given, "ZALO_BOT_RATE", "5", say.not_a_rate),
        zalo_bot_monthly=_whole(given, "ZALO_BOT_MONTHLY", "3000", say.not_a_count),
        **_zalo_oa(given),
        zalo_oa_api_url=given.get("ZALO_OA_API_URL", "https://openapi.zalo.me").rstrip("/"),
        zalo_oa_oauth_url=given.get("ZALO_OA_OAUTH_URL", "https://oauth.zaloapp.com").rstrip("/"),
        zalo_oa_business_url=given.get("ZALO_OA_BUSINESS_URL", "https://business.openapi.zalo.me").rstrip("/"),
        zalo_oa_template=given.get("ZALO_OA_TEMPLATE", ""),
        zalo_oa_signature=_signature(given),
        zalo_file_hosts=tuple(_parts(given.get("ZALO_FILE_HOSTS", ""))),
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


def _whole(given: Mapping[str, str], name: str, usual: str, complaint: Callable[[str, str], str]) -> int:
    text = given.get(name, usual)
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= 1_000_000):
        raise SettingsError(complaint(name, text))
    return int(text)


def _webhook_secret(given: Mapping[str, str], name: str, form: str, complaint: Callable[[str], str]) -> Secret:
    """As the messenger wants it, and too long to be guessed."""
    secret = _secret(given, name)
    if secret and not re.fullmatch(form, secret.reveal()):
        raise SettingsError(complaint(name))
    if secret and not given.get("KEHOACH_PUBLIC_URL"):
        raise SettingsError(say.webhook_needs_address(name))
    return secret


def _zalo_bot_tokens(given: Mapping[str, str]) -> tuple[Secret, ...]:
    """Several bots side by side; each token begins with the bot's number, which no two share."""
    tokens = _parts(_secret(given, "ZALO_BOT_TOKEN").reveal())
    accounts = [token.partition(":")[0] for token in tokens]
    if len(set(accounts)) < len(accounts) or not all(account.isascii() and account.isdecimal() for account in accounts):
        raise SettingsError(say.not_zalo_tokens("ZALO_BOT_TOKEN"))
    return tuple(map(Secret, tokens))


def _zalo_oa(given: Mapping[str, str]) -> dict[str, Any]:
    """All of an Official Account's settings, or none: without one of them nothing of it works."""
    secrets = {name: _secret(given, name) for name in ("ZALO_OA_APP_SECRET", "ZALO_OA_SECRET_KEY", "ZALO_OA_REFRESH_TOKEN")}
    found = {"ZALO_OA_APP_ID": given.get("ZALO_OA_APP_ID", ""), **secrets}
    missing = [name for name, value in found.items() if not value]
    if missing and len(missing) < len(found):
        raise SettingsError(say.set_together(missing))
    if not missing and not given.get("KEHOACH_PUBLIC_URL"):
        raise SettingsError(say.webhook_needs_address("ZALO_OA_APP_ID"))
    return {name.lower(): value for name, value in found.items()}


def _signature(given: Mapping[str, str]) -> str:
    """One of the ways in which webhooks may be signed, or none."""
    name = given.get("ZALO_OA_SIGNATURE", "")
    if name:
        from bot.channels.zalo_oa_signature import VARIANTS  # hardly anybody sets it

        names = tuple(variant.name for variant in VARIANTS)
        if name not in names:
            raise SettingsError(say.not_a_choice("ZALO_OA_SIGNATURE", name, names))
    return name


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[,\s]+", text) if part]


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
