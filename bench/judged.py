"""The judged score of our answers beside a peer's: plain rank-bm25 over the plan's passages, the top passage as the answer.

    python -m bench.judged [QUESTIONS …] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rank_bm25 import BM25Okapi

from handlers.assistant import Assistant
from handlers.turn import Conversation, Message
from index.segment import segment
from tests.quality.judge import NOW, judge
from tests.quality.questions import Kind, read_questions

CLOCK = datetime.fromisoformat(NOW).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
Answer = Callable[[str, str], str]


def ours(assistant: Assistant) -> Answer:
    chats: dict[str, Conversation] = defaultdict(Conversation)
    return lambda chat, text: "\n".join(reply.text for reply in assistant.answer(Message(chat, text), chats[chat], CLOCK))


def top_passage(assistant: Assistant) -> Answer:
    passages = assistant.plans[0].passages
    ranked = BM25Okapi([segment(passage.text) for passage in passages])

    def answer(_chat: str, text: str) -> str:
        scores = ranked.get_scores(segment(text))
        return passages[int(scores.argmax())].text

    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="*", type=Path, default=sorted(Path("tests/quality").glob("*.jsonl")))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant.load(Path(home))
    table: dict[str, dict[str, dict[str, float]]] = {}
    for path in options.questions:
        questions = read_questions(path)
        for name, answer in (("kehoach", ours(assistant)), ("rank-bm25, top passage", top_passage(assistant))):
            scores = judge(questions, answer)
            kinds = {kind.value: scores.count(kind) for kind in Kind}
            row = {kind: 100 * right / asked for kind, (right, asked) in kinds.items() if asked}
            table.setdefault(path.name, {})[name] = {"all": scores.percent, **row, "invented": float(scores.invented)}
    for file, rows in table.items():
        print(file)
        for name, row in rows.items():
            print(f"  {name:24}" + "".join(f"{key} {value:5.1f}  " for key, value in row.items()))
    if options.json:
        options.json.write_text(json.dumps(table, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
