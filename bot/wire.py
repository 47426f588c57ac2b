"""Messages, replies and conversations as JSON, the form in which the store keeps them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from corpus.plan import Comparator
from handlers.papers import Agenda, Cell, Chart, Event, Letter, Paper, Point, Table, Workbook
from handlers.turn import Attachment, Conversation, File, Message, Pending, Reply

_SILENT = Message("", "")


def message_to_json(message: Message) -> str:
    """Only what differs from a plain private message is written: this row is written for every message."""
    fields = {name: value for name, value in _fields(message).items() if value != getattr(_SILENT, name)}
    if message.files:
        fields["files"] = [_attachment_fields(file) for file in message.files]
    # JSON can spell half a character, which nothing could store or show.
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def message_from_json(text: str) -> Message:
    fields = json.loads(text)
    return Message(**{"chat": "", "text": "", **fields, "files": tuple(map(_attachment, fields.get("files", ())))})


def reply_to_json(reply: Reply) -> str:
    fields: dict[str, Any] = {"text": reply.text}
    if reply.options:
        fields["options"] = reply.options
    if reply.files:
        fields["files"] = [[file.name, file.path, _paper_fields(file.paper)] for file in reply.files]
    return json.dumps(fields, ensure_ascii=False)


def reply_from_json(text: str) -> Reply:
    fields = json.loads(text)
    return Reply(
        fields["text"],
        tuple(tuple(row) for row in fields.get("options", ())),
        tuple(File(name, path, _paper(paper)) for name, path, paper in fields.get("files", ())),
    )


def conversation_to_json(conversation: Conversation) -> str:
    fields = {name: value for name in Conversation.__slots__ if (value := getattr(conversation, name))}
    if conversation.pending:
        fields["pending"] = {**asdict(conversation.pending), "until": conversation.pending.until.isoformat()}
    return json.dumps(fields, ensure_ascii=False)


def conversation_from_json(text: str) -> Conversation:
    fields = json.loads(text)
    pending = fields.get("pending")
    return Conversation(
        question=fields.get("question", ""),
        targets=tuple(fields.get("targets", ())),
        quotes=tuple((quote, place) for quote, place in fields.get("quotes", ())),
        options=fields.get("options", {}),
        offer=fields.get("offer", 0),
        pending=Pending(pending["kind"], datetime.fromisoformat(pending["until"]), pending["data"]) if pending else None,
    )


def _fields(message: Message) -> dict[str, Any]:
    return {name: getattr(message, name) for name in Message.__slots__}


# ---- files


def _attachment_fields(file: Attachment) -> dict[str, Any]:
    silent = Attachment("")
    return {name: value for name in Attachment.__slots__ if (value := getattr(file, name)) != getattr(silent, name)}


def _attachment(fields: dict[str, Any]) -> Attachment:
    sheets = tuple(tuple(tuple(row) for row in sheet) for sheet in fields.get("sheets", ()))
    return Attachment(**{"name": "", **fields, "sheets": sheets})


def _paper_fields(paper: Paper | None) -> dict[str, Any] | None:
    """A paper as JSON: numbers and days are tagged, so that a text stays a text."""
    if paper is None:
        return None
    if isinstance(paper, Chart):
        fields = {name: getattr(paper, name) for name in Chart.__slots__}
        points = {
            name: [[point.day.isoformat(), str(point.value), point.provisional] for point in fields[name]] for name in ("points", "path")
        }
        on = paper.goal_on.isoformat() if paper.goal_on else None
        return {"chart": {**fields, **points, "comparator": str(paper.comparator), "goal": str(paper.goal), "goal_on": on}}
    if isinstance(paper, Letter):
        return {"letter": {**{name: getattr(paper, name) for name in Letter.__slots__}, "tables": list(map(_table_fields, paper.tables))}}
    if isinstance(paper, Agenda):
        events = [{**{name: getattr(one, name) for name in Event.__slots__}, "on": one.on.isoformat()} for one in paper.events]
        return {"agenda": {"name": paper.name, "made_at": paper.made_at.isoformat(), "events": events}}
    return {"workbook": list(map(_table_fields, paper.tables))}


def _table_fields(table: Table) -> dict[str, Any]:
    return {**{name: getattr(table, name) for name in Table.__slots__}, "rows": [[_cell_field(cell) for cell in row] for row in table.rows]}


def _paper(fields: dict[str, Any] | None) -> Paper | None:
    if fields is None:
        return None
    if "chart" in fields:
        chart = fields["chart"]
        return Chart(
            **{
                **chart,
                "comparator": Comparator(chart["comparator"]),
                "goal": Decimal(chart["goal"]),
                "goal_on": date.fromisoformat(chart["goal_on"]) if chart["goal_on"] else None,
                "points": tuple(map(_point, chart["points"])),
                "path": tuple(map(_point, chart["path"])),
                "notes": tuple(chart["notes"]),
            }
        )
    if "letter" in fields:
        return _letter(fields["letter"])
    if "agenda" in fields:
        agenda = fields["agenda"]
        events = tuple(Event(**{**event, "on": date.fromisoformat(event["on"])}) for event in agenda["events"])
        return Agenda(agenda["name"], events, datetime.fromisoformat(agenda["made_at"]))
    return Workbook(tuple(map(_table, fields["workbook"])))


def _letter(fields: dict[str, Any]) -> Letter:
    lines = {name: tuple(fields[name]) for name in ("to", "paragraphs", "receivers", "closing")}
    return Letter(**{**fields, **lines, "tables": tuple(map(_table, fields["tables"]))})


def _point(fields: list[Any]) -> Point:
    day, value, provisional = fields
    return Point(date.fromisoformat(day), Decimal(value), provisional)


def _table(fields: dict[str, Any]) -> Table:
    rows = tuple(tuple(map(_cell, row)) for row in fields["rows"])
    return Table(fields["title"], tuple(fields["columns"]), rows, tuple(fields["heading"]), tuple(fields["notes"]))


def _cell_field(cell: Cell) -> Any:
    if isinstance(cell, Decimal):
        return {"number": str(cell)}
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _cell(field: Any) -> Cell:
    if isinstance(field, dict):
        return Decimal(field["number"]) if "number" in field else date.fromisoformat(field["day"])
    return None if field is None else str(field)
