"""Plays a conversation with the real program over the stand-in for Telegram, and prints it: `make demo-telegram`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers.fake_telegram import FakeTelegram, Message, User

KEHOACH = Path(sys.executable).with_name("kehoach")
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
PATIENCE = 60.0
"""Seconds for an answer: the first start reads the whole plan."""


class Played:
    """One person's chat, printed as it goes."""

    def __init__(self, telegram: FakeTelegram, name: str) -> None:
        self._telegram = telegram
        self._name = name
        self._user: User = telegram.user(name)
        self._heard = 0

    def types(self, text: str) -> None:
        self._show(self._name, text)
        self._user.types(text)
        self._hear()

    def presses(self, label: str) -> None:
        self._show(self._name, f"[{label}]")
        self._user.presses(self._newest_with_buttons(), label)
        self._hear()

    def _newest_with_buttons(self) -> Message:
        return next(message for message in reversed(self._telegram.sent_to(self._user)) if message.buttons)

    def _hear(self) -> None:
        messages = self._telegram.wait(self._heard + 1, self._user, timeout=PATIENCE)
        for message in messages[self._heard :]:
            buttons = "".join(f"\n        [{button.label}]" for row in message.buttons for button in row)
            self._show("Bot", message.text + buttons)
        self._heard = len(messages)

    def _show(self, who: str, text: str) -> None:
        print(f"{who + ':':<8}" + text.replace("\n", "\n        "), end="\n\n", flush=True)


def main() -> None:
    with FakeTelegram.in_thread() as telegram, tempfile.TemporaryDirectory() as home:
        settings = {"KEHOACH_HOME": home, "KEHOACH_PORT": "0", "TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
        with subprocess.Popen([KEHOACH, "run"], env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True) as bot:
            assert bot.stdout is not None
            bot.stdout.readline()
            code = CODE.search(bot.stdout.readline())
            assert code is not None
            play(telegram, code[0])
            bot.terminate()


def play(telegram: FakeTelegram, code: str) -> None:
    lan = Played(telegram, "Lan")
    lan.types("/start")
    lan.types("chi tieu nha o xa hoi bao nhieu")
    binh = Played(telegram, "Bình")
    binh.types("nuoc sach")
    binh.presses(telegram.sent[-1].buttons[0][0].label)
    an = Played(telegram, "An")
    an.types(f"ĐĂNG KÝ {code}")
    an.presses("Đồng ý")
    an.types("Nguyễn Văn An")
    an.types("mời Sở Xây dựng")


if __name__ == "__main__":
    main()
