"""Questions about the plan: the first handler that knows the answer gives it."""

from __future__ import annotations

from dataclasses import replace

from handlers.asked import Asked, Inquiry
from handlers.choose import answer_choice
from handlers.deadlines import answer_deadlines
from handlers.documents import (
    answer_cited,
    answer_document_by_number,
    answer_document_by_subject,
    answer_horizon,
    answer_missing,
    answer_near_topic,
    answer_other_plan,
    answer_plan,
    answer_topic,
)
from handlers.duties import answer_agencies, answer_agency, answer_matter, answer_who
from handlers.follow import answer_about_last, answer_rest, leaning_owner_question
from handlers.lists import answer_by_number, answer_lists
from handlers.passages import answer_beyond, answer_nothing, answer_passages
from handlers.question import read_question
from handlers.talk import answer_talk
from handlers.targets import answer_targets
from handlers.turn import Reply

HANDLERS = (
    answer_about_last,
    answer_talk,
    answer_missing,
    answer_beyond,
    answer_other_plan,
    answer_document_by_number,
    answer_plan,
    answer_horizon,
    answer_lists,
    answer_deadlines,
    answer_rest,
    answer_document_by_subject,
    answer_agencies,
    answer_agency,
    answer_who,
    answer_matter,
    answer_topic,
    answer_cited,
    answer_targets,
    answer_by_number,
    answer_choice,
    answer_passages,
    answer_near_topic,
)


def read(inquiry: Inquiry) -> Asked:
    return Asked(inquiry, read_question(inquiry.message.text, inquiry.library.cleaner))


def ask(asked: Asked) -> list[Reply]:
    full = leaning_owner_question(asked)
    if full:
        asked = replace(asked, question=read_question(full, asked.library.cleaner))
    for handler in HANDLERS:
        replies = handler(asked)
        if replies is not None:
            return replies
    return answer_nothing(asked)
