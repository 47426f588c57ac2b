"""python -m tests.servers.fake_telegram --port 8081: a Telegram on this machine, to be driven with curl."""

from __future__ import annotations

import argparse
import asyncio
import contextlib

from tests.servers.fake_telegram.server import KEEP, TOKEN, FakeTelegram

HELP = """Bot API   {url}/bot{token}/METHOD
For python-telegram-bot: base_url={base_url} base_file_url={base_file_url} token={token}
A user    curl {url}/control/types -d user=1 -d 'text=Xin chào'
Replies   curl '{url}/control/wait?chat=1&count=1'
A button  curl {url}/control/presses -d user=1 -d 'label=Xác nhận'
Trouble   curl {url}/control/faults -d kind=too_many -d times=3 -d retry_after=2
All else  curl {url}/control/"""


async def serve(arguments: argparse.Namespace) -> None:
    telegram = FakeTelegram(arguments.token, host=arguments.host, port=arguments.port, keep=arguments.keep, username=arguments.username)
    async with telegram:
        addresses = {"url": telegram.url, "base_url": telegram.base_url, "base_file_url": telegram.base_file_url}
        print(HELP.format(token=telegram.token, **addresses), flush=True)
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.fake_telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--username", default="ke_hoach_bot")
    parser.add_argument("--keep", type=int, default=KEEP, help="how many messages to remember")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
