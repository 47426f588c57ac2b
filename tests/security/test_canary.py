"""The whole program at its most talkative, with secrets that can be told anywhere, through everything that can go wrong: none of
them stands in anything that it leaves behind or says to anybody; nor does an enrolment code that has been used or handed out.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from aiohttp import ClientSession

from bot import say
from handlers.say import AGREE, code_unknown
from store.codes import GIVEN, read_code
from tests.drills.process import KEHOACH, Home, Life, free_port, with_cache_of
from tests.security.canary import SHORTEST, Cage, Canary, everything_in
from tests.servers.fake_telegram import FakeTelegram, Message, User

TOKEN = "7430000743:AAHq3zKd0W-x9_Lm2Vt7QpYc5RbNs8Jf1Gh"  # noqa: S105 - a canary
SECRETS = {
    "TELEGRAM_TOKEN": TOKEN,
    "TELEGRAM_WEBHOOK_SECRET": "kVb2-mQ9x_Tz7Rw4Lp0Hc8Nd5Fy3Jg6Sa1Ue-Wi",
    "ZALO_BOT_TOKEN": "4551907718830021:pWqRzTyLkMvBnXcDfGhJ0192",
    "ZALO_BOT_WEBHOOK_SECRET": "Gx7+Bn/Rt4=Yk2Mv9Wp5Zs1Qd8",
    "ZALO_OA_APP_SECRET": "o'Uf3\"Cj\\6Xe<ỷ>&%9Av4;Lh7?Ow",
    "ZALO_OA_SECRET_KEY": "hT5vR8kE2wJ6nQ0bZ4mX",
    "ZALO_OA_REFRESH_TOKEN": "Iy8/Pa3+Dg6.Ks1~Fc9_Ou4-Nb7*Ez2",
}
BESIDES = {
    "KEHOACH_PUBLIC_URL": "https://kehoach.example.vn",
    "ZALO_OA_APP_ID": "360846524940903967",
    **dict.fromkeys(("ZALO_BOT_API_URL", "ZALO_OA_API_URL", "ZALO_OA_OAUTH_URL", "ZALO_OA_BUSINESS_URL"), "http://127.0.0.1:9"),
}
"""What else must be set for the secrets to be used; nobody is there to hear them."""
CANARIES = [Canary(name, value) for name, value in SECRETS.items()]
CAGE = Cage(CANARIES)
CODE = re.compile(rf"\b[{GIVEN}]{{4}}(?:-[{GIVEN}]{{4}}){{3}}\b")
PATIENCE = 20.0
FIRST_ADMIN = say.first_admin("|").partition("|")[0]
UNREACHABLE = say.messenger_unreachable("telegram", "|").partition("|")[0]
TROUBLE = say.store_unavailable("|").partition("|")[0]


# ---- the cage itself


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name)
@pytest.mark.parametrize("around", ["", "x", "xy"])
def test_a_canary_is_found_however_it_is_written(canary: Canary, around: str) -> None:
    encoded = quote(canary.value, safe="")
    forms = (
        canary.value,
        canary.secret,
        canary.secret[3:18],
        encoded,
        re.sub("%..", lambda found: found[0].lower(), encoded),
        quote(encoded),
        json.dumps({"": canary.value}),
        json.dumps([canary.value], ensure_ascii=False),
        base64.b64encode(f"{around}{canary.value}{around}".encode()).decode(),
        base64.urlsafe_b64encode(f"bot{around}:{canary.secret}".encode()).decode(),
        canary.value.encode().hex(),
    )
    for form in forms:
        assert canary.name in CAGE.escaped(f"{around} {form} {around}".encode()), form
    assert not CAGE.escaped(f"{canary.value.removesuffix(canary.secret)} {canary.secret[: SHORTEST - 1]}…".encode())


# ---- the program's life


@dataclass
class Play:
    """The program, the people who talk to it, and what it said to whoever asked it something."""

    home: Home
    telegram: FakeTelegram
    life: Life
    browser: ClientSession
    heard: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.home.webhook_port}"

    async def until(self, *sentences: str) -> str:
        """The log, once all of these stand in it."""
        async with asyncio.timeout(PATIENCE):
            while not all(sentence in self.life.said() for sentence in sentences):
                await asyncio.sleep(0.02)
        return self.life.said()

    async def asks(self, user: User, text: str, answers: int = 1) -> list[Message]:
        """What comes back to what somebody types."""
        before = len(self.telegram.sent_to(user))
        user.types(text)
        return (await self.telegram.wait_for(before + answers, user, PATIENCE))[before:]

    async def presses(self, user: User, message: Message, label: str) -> Message:
        before = len(self.telegram.sent_to(user))
        user.presses(message, label)
        return (await self.telegram.wait_for(before + 1, user, PATIENCE))[-1]

    async def calls(self, method: str, path: str, **more: object) -> int:
        """The status of an answer whose every word is kept."""
        async with self.browser.request(method, self.url + path, **more) as response:  # type: ignore[arg-type]
            self.heard.append((f"{method} {path}", f"{dict(response.headers)} {await response.text()}"))
            return response.status

    async def says(self, text: str, message_id: str, **more: object) -> int:
        return await self.calls("POST", "/api/chat", json={"id": message_id, "text": text}, **more)

    async def runs(self, *command: str, **settings: str) -> int:
        """What a command ends with; all that it says is kept."""
        public = {"KEHOACH_LOG": "debug", "KEHOACH_PUBLIC_URL": "https://kehoach.example.vn"}
        environment = self.home._environment(webhook=False) | SECRETS | BESIDES | public | settings
        process = await asyncio.create_subprocess_exec(
            KEHOACH, *command, cwd=self.home.folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await process.communicate()
        self.heard.append((" ".join(command), said.decode()))
        return process.returncode or 0


@contextlib.asynccontextmanager
async def playing(folder: Path, warm: Path, *, webhook: bool) -> AsyncIterator[Play]:
    with_cache_of(warm, folder)
    settings = {**SECRETS, **BESIDES, "KEHOACH_LOG": "debug"}
    if webhook:
        del settings["KEHOACH_PUBLIC_URL"]
    else:
        del settings["TELEGRAM_WEBHOOK_SECRET"]
    async with FakeTelegram(TOKEN) as telegram, ClientSession() as browser:
        telegram.limits.pace = telegram.limits.conflict = 0.05
        home = Home(folder, telegram, webhook_port=free_port())
        if webhook:
            telegram.faults.error(502, "getMe", times=1)
        else:
            telegram.goes_down()
        async with home.running(webhook=webhook, **settings) as life:
            play = Play(home, telegram, life, browser)
            await play.until(UNREACHABLE)
            if not webhook:
                await telegram.comes_back()
            yield play


async def enrol(play: Play, user: User, code: str, name: str) -> None:
    (notice,) = await play.asks(user, f"ĐĂNG KÝ {code}")
    await play.presses(user, notice, AGREE)
    (done,) = await play.asks(user, name)
    assert "Đã đăng ký" in done.text


def code_in(text: str) -> str:
    found = CODE.search(text)
    assert found, text
    return found[0]


async def goes_wrong_at_telegram(play: Play, *, webhook: bool) -> None:
    """Each fault met by a message of somebody else, so that they wait at the same time."""
    faults, telegram = play.telegram.faults, play.telegram
    people = [telegram.user(f"Người {number}") for number in range(8)]
    for number, person in enumerate(people):
        struck = (
            lambda: faults.too_many(times=1, retry_after=1),
            lambda: faults.error(500, "sendMessage", times=1),
            lambda: faults.error(502, "sendMessage", times=1),
            lambda: faults.error(400, "sendMessage", times=1),
            lambda: faults.half("sendMessage", times=1),
            lambda: faults.lost("sendMessage", times=1),
            lambda: faults.drop("sendMessage", times=1),
            lambda: faults.error(403, "sendMessage", times=1),
        )[number]()
        person.types("khi nào phải báo cáo?")
        await telegram.wait_until(lambda fault=struck: fault.struck == 1, PATIENCE)  # type: ignore[misc]
        faults.clear()
    if not webhook:
        faults.error(409, "getUpdates", times=1)
        people[1].types("xin chào")
        await play.until(say.fetched_by_another("telegram"))
        faults.clear()
    with contextlib.closing(sqlite3.connect(play.home.database)) as beside:
        async with asyncio.timeout(PATIENCE):
            while beside.execute("SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending')").fetchone() != (0,):
                await asyncio.sleep(0.02)


async def goes_wrong_here(play: Play, user: User, *, webhook: bool) -> None:
    """A message whose handler throws, updates that cannot be read, a store that cannot be written."""
    telegram = play.telegram
    with contextlib.closing(sqlite3.connect(play.home.database, isolation_level=None)) as beside:
        beside.execute("UPDATE conversations SET body = 'no JSON at all' WHERE chat = ?", (str(user.id),))
        (answer,) = await play.asks(user, "khi nào phải báo cáo?")
        assert answer.text == say.put_aside()
        beside.execute("DELETE FROM conversations WHERE chat = ?", (str(user.id),))
        for wrong in ({"message": {"chat": 5}}, {"message": "x"}, {"callback_query": {"id": 1, "message": {}}}):
            telegram.pushes(wrong)
        await play.asks(user, "xin chào")
        if webhook:
            beside.execute("BEGIN IMMEDIATE")
            update = {"update_id": 1, "message": {"message_id": 1, "chat": {"id": user.id, "type": "private"}, "text": "xin chào"}}
            posted = play.calls("POST", "/telegram", json=update, headers=right())
            assert set(await asyncio.gather(play.says("xin chào", "message-while-locked"), posted)) == {503}
            await play.until(TROUBLE)
            beside.execute("ROLLBACK")


def right() -> dict[str, str]:
    return {"X-Telegram-Bot-Api-Secret-Token": SECRETS["TELEGRAM_WEBHOOK_SECRET"]}


async def is_refused_by_the_web_server(play: Play, *, webhook: bool) -> None:
    plain = {"Content-Type": "text/plain"}
    assert await play.calls("GET", f"/khong-co?{quote(TOKEN)}") == 404
    assert await play.calls("GET", f"/bot{TOKEN}/getMe") == 404
    assert await play.calls("PUT", "/api/chat") == 405
    assert await play.says("x" * 20_000, "message-too-long") == 413
    assert await play.calls("POST", "/api/chat", data=b"{", headers={"Content-Type": "application/json"}) == 400
    assert await play.calls("POST", "/api/chat", data=b"{}", headers=plain) == 415
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert await play.calls("POST", "/api/chat", data=b"{}", headers=packed) == 400
    assert await play.says("x", "message-foreign", headers={"Origin": "https://evil.example"}) == 403
    assert await play.calls("GET", "/", headers={"Host": "evil.example"}) == 421
    if webhook:
        assert await play.calls("GET", "/healthz", headers=right()) == 200
        wrong = {"X-Telegram-Bot-Api-Secret-Token": SECRETS["TELEGRAM_WEBHOOK_SECRET"][:-1]}
        assert await play.calls("POST", "/telegram", data=b"{}", headers=wrong) == 403
        assert await play.calls("POST", "/telegram", data=BytesIO(bytes((1 << 20) + 1)), headers=right()) == 413
        assert await play.calls("POST", "/telegram", data=b"\xff no update", headers=right()) == 200
    for line in (f"GET /{TOKEN} HTTP/9\r\n\r\n", f"GET / HTTP/1.1\r\nHost: x\r\nX: bot {TOKEN}\0\r\n\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", play.home.webhook_port)
        writer.write(line.encode())
        # What a caller says in an unreadable request is said back to that caller by the HTTP library, to nobody else.
        assert (await reader.readline()).startswith(b"HTTP/1.0 400 ")
        writer.close()


async def is_asked_on_the_command_line(play: Play) -> list[str]:
    """The codes that were handed out by it."""
    (garbage := play.home.folder / "garbage.db").write_bytes(b"no database at all " * 200)
    (people := play.home.folder / "danh-sach.csv").write_text("Đơn vị,Họ tên\nSở Y tế,Trần Thị Bình\nSở Nội vụ,Lê Văn Cường\n", "utf-8")
    ended = await asyncio.gather(
        play.runs("run"),
        play.runs("doctor", "--json"),
        play.runs("backup", "kept.db"),
        play.runs("people", "list", "--json"),
        play.runs("people", "import", str(people), "--out", "codes"),
        play.runs("people", "invite", "--role", "người xem"),
        play.runs("run", KEHOACH_DATABASE=str(garbage), KEHOACH_PORT="0"),
        play.runs("run", TELEGRAM_WEBHOOK_SECRET=SECRETS["TELEGRAM_WEBHOOK_SECRET"][:20]),
        play.runs("run", TELEGRAM_TOKEN_FILE="token.txt"),  # noqa: S106 - a file that is not there
    )
    assert ended == [2, 0, 0, 0, 0, 0, 2, 2, 2], play.heard
    return [code_in(said) for name, said in play.heard if name.startswith("people invite")]


async def lives(folder: Path, warm: Path, *, webhook: bool) -> None:
    """From the first admin to the end, and what is left then."""
    async with playing(folder, warm, webhook=webhook) as play:
        telegram, admin, head = play.telegram, play.telegram.user("An"), play.telegram.user("Hà")
        codes = [code_in(await play.until(FIRST_ADMIN))]
        await telegram.wait_until(lambda: telegram.call_count("setMyShortDescription") > 0, PATIENCE)
        await enrol(play, admin, codes[0], "Nguyễn Văn An")
        for words in ("mời Sở Xây dựng", "mời lãnh đạo Sở Y tế: Phạm Thị Dung, 0905 123 456"):
            codes.append(code_in((await play.asks(admin, words, 2))[1].text))
        await enrol(play, head, codes[1].lower().replace("-", " "), "Đỗ Thu Hà")
        codes.append(code_in((await play.asks(head, "thêm kênh"))[0].text))
        assert await play.says(codes[-1], "message-with-code") == 200
        (choice,) = await play.asks(admin, "nước sạch")
        await play.presses(admin, choice, choice.labels[0])
        assert (await play.asks(head, f"ĐĂNG KÝ {codes[2][:-1]}"))[0].text
        assert (await play.asks(head, "ĐĂNG KÝ 7KQ2-9XMB-3TVZ-0FGH"))[0].text == code_unknown()
        meanwhile = asyncio.create_task(goes_wrong_at_telegram(play, webhook=webhook))
        if not webhook:
            codes += await is_asked_on_the_command_line(play)
        await is_refused_by_the_web_server(play, webhook=webhook)
        await meanwhile
        await goes_wrong_here(play, head, webhook=webhook)
        telegram.faults.error(401, "*")
        admin.types("xin chào")
        if webhook:
            await telegram.wait_until(lambda: any(call.status == 401 for call in telegram.calls("sendMessage")), PATIENCE)
        else:
            await play.until(say.token_refused("telegram", "TELEGRAM_TOKEN"))
        await play.life.stop()
        left = [*everything_in(folder), *((name, text.encode()) for name, text in play.heard)]
    assert {name for name, data in left if CAGE.escaped(data)} == set()
    assert len(left) > 15
    # Of enrolment codes one line alone may tell: that by which the first admin comes in.
    told = f"{FIRST_ADMIN}{codes[0]}\n".encode()
    assert sum(data.count(told) for _, data in left) == 1
    # And what hands codes out.
    allowed = ("codes/", "people invite")
    codes_cage = Cage([Canary(code, form) for code in codes for form in (code, str(read_code(code)))])
    assert {name for name, data in left if not name.startswith(allowed) and codes_cage.escaped(data.replace(told, b""))} == set()


async def test_no_secret_is_in_anything_that_the_program_leaves_or_says(warm: Path, tmp_path: Path) -> None:
    """By polling and by webhook, side by side: most of the time is spent waiting."""
    async with asyncio.TaskGroup() as both:
        both.create_task(lives(tmp_path / "polling", warm, webhook=False))
        both.create_task(lives(tmp_path / "webhook", warm, webhook=True))
