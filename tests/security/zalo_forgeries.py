"""Calls at Zalo's addresses by whoever knows no secret, or knows it and shows it in the wrong place."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from bot.channels.zalo_bot import SECRET_HEADER
from bot.channels.zalo_oa_signature import HEADER, TIME_HEADER, VARIANTS
from tests.bot.running import SECRET
from tests.servers.fake_zalo_oa import FakeZaloOA, mac

BOT = "7100000001"
BOT_PATH, OA_PATH = f"/zalo-bot/{BOT}", "/zalo-oa"
TELEGRAMS_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SIXTY_FOUR = 64
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Forgery:
    kind: str
    path: str
    headers: Headers
    body: bytes


# ---- the Bot Platform's


def update(number: int, text: str = "bhyt") -> bytes:
    message = {"from": {"id": "lan", "is_bot": False}, "chat": {"id": "lan", "chat_type": "PRIVATE"}, "text": text}
    fields = {"event_name": "message.text.received", "message": message | {"message_id": f"m{number}", "date": 1_790_000_000_000}}
    return json.dumps({"ok": True, "result": fields}).encode()


def bot_forgeries(oa_signature: str, seed: int = 11) -> Iterator[Forgery]:
    """Endless. `oa_signature` is what opens the other address."""
    for number, (kind, path, headers) in enumerate(_at_the_bot(oa_signature, random.Random(seed))):
        yield Forgery(kind, path, headers, update(number))


def _at_the_bot(oa_signature: str, chance: random.Random) -> Iterator[tuple[str, str, Headers]]:
    for path, headers in _misplaced():
        yield "misplaced", path, headers
    yield "the other's", BOT_PATH, [(HEADER, oa_signature)]
    yield "the other's", BOT_PATH, [(SECRET_HEADER, oa_signature)]
    yield "missing", BOT_PATH, []
    for twice in ((SECRET, SECRET), (SECRET, ""), ("", SECRET), (SECRET, "x"), ("x", SECRET), ("", "")):
        yield "twice", BOT_PATH, [(SECRET_HEADER, one) for one in twice]
    for given in _near_misses(SECRET, chance):
        yield "near miss", BOT_PATH, [(SECRET_HEADER, given)]
    while True:
        length = chance.choice((1, 39, 40, 40, 40, 41, 256, 4_000))
        given = "".join(chance.choices("sS-_0é", weights=(60, 1, 1, 1, 1, 1), k=length)) + chance.choice(("", "x"))
        if given != SECRET:
            yield "random", BOT_PATH, [(SECRET_HEADER, given)]


def _misplaced() -> Iterator[tuple[str, Headers]]:
    """The right secret, but not in its header, or in it at an address that is nobody's."""
    right = [(SECRET_HEADER, SECRET)]
    for query in (f"secret_token={SECRET}", f"{SECRET_HEADER}={SECRET}", f"access_token={SECRET}"):
        yield f"{BOT_PATH}?{query}", []
    for name in ("Authorization", TELEGRAMS_HEADER, "X-Bot-Api-Secret", "X_Bot_Api_Secret_Token", "secret_token", HEADER, "Origin"):
        yield BOT_PATH, [(name, SECRET)]
    yield BOT_PATH, [("Authorization", f"Bearer {SECRET}")]
    yield BOT_PATH, [("Cookie", f"{SECRET_HEADER}={SECRET}; secret_token={SECRET}")]
    for account in ("7100000009", f"{BOT}0", BOT[:-1], f"{BOT}:a-token", f"{BOT}/", f"{BOT}/{SECRET}", "", "%2e%2e", "*", "{account}"):
        yield f"/zalo-bot/{account}", right
    for path in (OA_PATH, "/Zalo-Bot/" + BOT, "//zalo-bot/" + BOT, "/zalo_bot/" + BOT, "/telegram", f"/zalo-bot;{BOT}"):
        yield path, right


def _near_misses(secret: str, chance: random.Random) -> Iterator[str]:
    yield from ("", f"{secret},{secret}", f"{secret},", f"x {secret}", secret.upper(), secret.title(), f"Bearer {secret}", f'"{secret}"')
    yield from ("é" * 40, "ｓ" * 40, "ſ" * 40, secret[:-1] + "\u0307", "\udcff", secret + "\u200b", "\ufeff" + secret)
    yield from (hashlib.sha256(secret.encode()).hexdigest(), base64.b64encode(secret.encode()).decode(), secret.encode().hex())
    yield from (secret[:length] for length in range(1, len(secret)))
    yield from (secret[length:] for length in range(1, len(secret)))
    yield from (secret * times for times in (2, 7, 100))
    for at in range(len(secret)):
        yield secret[:at] + chance.choice("tr0") + secret[at + 1 :]


# ---- the Official Account's


@dataclass(frozen=True, slots=True)
class Signed:
    """An event as Zalo would send it."""

    oa: FakeZaloOA
    number: int
    time: str

    @property
    def body(self) -> bytes:
        fields = {
            "app_id": self.oa.app_id,
            "sender": {"id": "246845883529197922"},
            "recipient": {"id": self.oa.oa_id},
            "event_name": "user_send_text",
            "message": {"text": "bhyt ở Sở Y tế", "msg_id": f"m{self.number}"},
            "timestamp": self.time,
        }
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def mark(self) -> str:
        return mac(self.oa.app_id, self.body, self.time, self.oa.secret_key)


def oa_forgeries(oa: FakeZaloOA, time: str, pinned: bool, seed: int = 12) -> Iterator[Forgery]:
    """Endless. Once a variant is `pinned`, every other one is a forgery too."""
    chance, number = random.Random(seed), 0
    while True:
        number += 1
        signed = Signed(oa, number, time)
        marks = [*_other_marks(signed, chance), *(_other_variants(signed) if pinned else ())]
        yield from (Forgery("wrong mark", OA_PATH, [(HEADER, given), *more], signed.body) for given, more in marks)
        yield from _other_bodies(signed, chance)
        if number % 20 == 1:
            yield from _no_marks(signed)


def _no_marks(signed: Signed) -> Iterator[Forgery]:
    """The right signature written as none, or elsewhere."""
    right = signed.mark
    for given in _written(signed.mark):
        yield Forgery("no mark", OA_PATH, [(HEADER, given)], signed.body)
    yield Forgery("no mark", OA_PATH, [], signed.body)
    for twice in (("", f"mac={right}"), ("mac=" + "0" * SIXTY_FOUR, f"mac={right}"), ("x", f"mac={right}")):
        yield Forgery("twice", OA_PATH, [(HEADER, one) for one in twice], signed.body)
    for name in ("Authorization", "X-ZEvent-Mac", "X-Hub-Signature-256", "X_ZEvent_Signature", "Signature", SECRET_HEADER):
        yield Forgery("misplaced", OA_PATH, [(name, f"mac={right}")], signed.body)
    yield Forgery("misplaced", OA_PATH, [("Cookie", f"{HEADER}=mac={right}")], signed.body)
    yield Forgery("misplaced", f"{OA_PATH}?{HEADER}=mac%3D{right}&mac={right}", [], signed.body)
    yield Forgery("the other's", OA_PATH, [(SECRET_HEADER, SECRET)], signed.body)
    yield Forgery("the other's", OA_PATH, [(HEADER, SECRET)], signed.body)
    for path in ("/zalo-oa/", "/Zalo-OA", "//zalo-oa", "/zalo-oa/x", BOT_PATH, "/telegram"):
        yield Forgery("misplaced", path, [(HEADER, f"mac={right}")], signed.body)


def _written(right: str) -> Iterator[str]:
    yield from ("", "mac", "mac=", f"mac= {right}", f"MAC={right}", f"mac:{right}", f"sha256={right}", f'mac="{right}"', f"mac=mac={right}")
    yield from (f"mac={right};", f"mac={right},mac={right}", f"0x{right}", f"mac={right}0", f"mac=0{right}", f"{right}{right}", "\udcff")
    yield from (f"mac={right[:length]}" for length in range(0, SIXTY_FOUR, 7))
    full_width, cyrillic = "".join(chr(ord(one) + 0xFEE0) for one in right), f"m\u0430c={right}"
    yield from (f"mac={base64.b64encode(bytes.fromhex(right)).decode()}", f"mac={full_width}", cyrillic)


def _other_marks(signed: Signed, chance: random.Random) -> Iterator[tuple[str, Headers]]:
    """Well formed, and of something else, or made in another way; each with or without mac=."""
    oa, body, time = signed.oa, signed.body, signed.time
    terms = (oa.app_id.encode(), body, time.encode(), oa.secret_key.encode())
    whole, key = b"".join(terms), oa.secret_key.encode()
    at = chance.randrange(SIXTY_FOUR)
    made = [
        signed.mark[:at] + chance.choice("0123456789abcdef".replace(signed.mark[at], "")) + signed.mark[at + 1 :],
        signed.mark[::-1],
        f"{chance.getrandbits(256):064x}",
        *(mac(oa.app_id, body, time, secret) for secret in ("", SECRET, oa.refresh_token, oa.app_id, oa.secret_key + "\n", "null")),
        *(mac(oa.app_id, body, other, oa.secret_key) for other in ("", "0", str(int(time) + 1), f"{time}.0", time[:-3])),
        *(mac(first, body, time, oa.secret_key) for first in ("", "0", oa.app_id + "0", oa.app_id[:-1], "null")),
        mac(oa.app_id, Signed(oa, signed.number + 1, time).body, time, oa.secret_key),
        *(hmac.new(key, text, hashlib.sha256).hexdigest() for text in (body, b"".join(terms[:3]), whole, time.encode() + body)),
        hashlib.sha256(hashlib.sha256(whole).digest()).hexdigest(),
        hashlib.sha256(hashlib.sha256(whole).hexdigest().encode()).hexdigest(),
        hashlib.sha512(whole).hexdigest()[:SIXTY_FOUR],
        hashlib.sha3_256(whole).hexdigest(),
        hashlib.md5(whole, usedforsecurity=False).hexdigest() * 2,
        *(hashlib.sha256(b"".join(order)).hexdigest() for order in permutations(terms) if b"".join(order) != whole),
        *(hashlib.sha256(b"".join(terms[:left] + terms[left + 1 :])).hexdigest() for left in range(4)),
        *(hashlib.sha256(between.join(terms)).hexdigest() for between in (b",", b"|", b" ")),
    ]
    for given in made:
        prefix = chance.choice(("", "mac="))
        with_time: Headers = chance.choice(([], [], [(TIME_HEADER, str(int(time) + 7))], [(TIME_HEADER, "")]))
        yield prefix + chance.choice((given, given.upper())), with_time


def _other_variants(signed: Signed) -> Iterator[tuple[str, Headers]]:
    """Each way in which Zalo might sign, but for the one that it does."""
    oa, later = signed.oa, str(int(signed.time) + 7)
    for variant in VARIANTS[1:]:
        first = oa.app_id if variant.by == "app_id" else oa.oa_id
        secret = oa.secret_key if variant.secret == "secret_key" else oa.app_secret  # noqa: S105 - a name
        made = mac(first, signed.body, signed.time if variant.time == "body" else later, secret)
        yield f"mac={made}", [(TIME_HEADER, later)] if variant.time == "header" else []


def _other_bodies(signed: Signed, chance: random.Random) -> Iterator[Forgery]:
    """Under the right signature."""
    body, fields, at = signed.body, json.loads(signed.body), chance.randrange(len(signed.body))
    bodies = [
        body[:at] + bytes([body[at] ^ (1 << chance.randrange(8))]) + body[at + 1 :],
        body[:at] + body[at + 1 :],
        body[:at] + b" " + body[at:],
        body[:-1],
        body + b"\n",
        b"\xef\xbb\xbf" + body,
        b" " + body,
        body * 2,
        b"{}  ",
        json.dumps(fields, ensure_ascii=False).encode(),
        json.dumps(fields).encode(),
        json.dumps(fields, separators=(",", ":")).encode(),
        json.dumps(fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode(),
        json.dumps(fields | {"timestamp": int(signed.time)}, ensure_ascii=False, separators=(",", ":")).encode(),
        body.decode().encode("utf-16"),
        Signed(signed.oa, signed.number + 1, signed.time).body,
    ]
    headers = [(HEADER, f"mac={signed.mark}")]
    yield from (Forgery("another body", OA_PATH, headers, other) for other in bodies if other != body)
