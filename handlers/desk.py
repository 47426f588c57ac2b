"""Where every message arrives: the first route that recognises it answers it, if its sender may use that route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from handlers import say, undelivered
from handlers.access import ACCESS, ASKING, may
from handlers.people import help, hints, invite, my_data, register, roster, succession
from handlers.people.pending import answer_outdated, answer_unclear, is_outdated, is_unclear, privately, settle
from handlers.progress import door, enquiry
from handlers.progress.coordinate import door as coordination
from handlers.remind import door as reminding
from handlers.turn import Reply, Turn


@dataclass(frozen=True, slots=True)
class Route:
    """`recognises` only looks; `answer` does what was asked, once it is known that the sender may."""

    name: str
    recognises: Callable[[Turn], bool]
    answer: Callable[[Turn], list[Reply]]

    def __post_init__(self) -> None:
        if self.name not in ACCESS:
            raise LookupError(f"route without a rule: {self.name}")


def receive(turn: Turn) -> list[Reply]:
    waiting, offered = turn.conversation.pending, turn.conversation.options
    for route in ROUTES:
        if route.recognises(turn):
            replies = route.answer(turn) if may(turn.person, route.name, turn.rules) else [_refusal(route)]
            settle(turn.conversation, waiting, offered)
            return replies
    raise LookupError("no route answers")


def _refusal(route: Route) -> Reply:
    return Reply(say.asking_closed() if route.name in ASKING else say.not_allowed(ACCESS[route.name]))


def _always(_: Turn) -> bool:
    return True


def _ask(turn: Turn) -> list[Reply]:
    if turn.message.refused_file and not turn.message.text:
        return [Reply(say.file_refused())]
    before = enquiry.before_answer(turn)
    told = turn.assistant.answer(turn.message, turn.conversation, turn.now)
    if door.was_held_against_the_goal(turn, told):
        told = door.perhaps_a_report(turn, told)
    elif turn.assistant.left_unanswered(turn.message.text, turn.now):
        told = door.perhaps_a_report(turn, coordination.in_the_plans_stead(turn, told))
    replies = door.invite_number(turn, enquiry.with_numbers(turn, told, before))
    waiting = register.still_waits(turn)
    return [*replies[:-1], replace(replies[-1], text=say.lines(replies[-1].text, waiting))] if waiting and replies else replies


ROUTES: tuple[Route, ...] = (
    Route("outdated", is_outdated, answer_outdated),
    Route("unclear", is_unclear, privately(answer_unclear)),
    Route("remind_answer", reminding.recogniser("remind_answer"), privately(reminding.answerer("remind_answer"))),
    Route("report_answer", door.answers, privately(door.take_answer)),
    Route("register", register.recognises, privately(register.answer, register.answer_in_group)),
    Route("my_data", my_data.recognises, privately(my_data.answer)),
    Route("link", succession.asks_for_link, privately(succession.answer_link)),
    Route("hand_over", succession.hands_over, privately(succession.answer_hand_over)),
    Route("leave", succession.leaves, privately(succession.answer_leave)),
    Route("invite", invite.asks_to_invite, privately(invite.answer_invite)),
    Route("revoke", invite.asks_to_revoke, privately(invite.answer_revoke)),
    Route("roster", roster.asks_for_list, privately(roster.answer_list)),
    Route("remove", roster.asks_to_remove, privately(roster.answer_remove)),
    *(Route(name, coordination.recogniser(name), privately(coordination.answerer(name))) for name in coordination.MODULES),
    *(Route(name, reminding.recogniser(name), privately(reminding.answerer(name))) for name in ("urgent", "ladder", "remind", "workdays")),
    Route("hint", hints.recognises, privately(hints.answer)),
    Route("practice", door.practises, privately(door.practise)),
    Route("release", door.releases, privately(door.release_drafts)),
    Route("on_behalf", door.enters_for_others, privately(door.enter_for_others)),
    Route("form", door.brings_form, privately(door.take_form)),
    Route("undo", door.undoes, privately(door.undo)),
    Route("report", door.reports, door.report),
    Route("report_refused", door.reports_without_leave, door.refuse),
    Route("agenda", reminding.recogniser("agenda"), reminding.answerer("agenda")),
    Route("standing", enquiry.asks_standing, enquiry.tell_standing),
    Route("reporting", enquiry.asks_reporting, privately(enquiry.tell_reporting)),
    Route("help", help.recognises, help.answer),
    Route("undelivered", undelivered.recognises, privately(undelivered.answer)),
    Route("ask", _always, _ask),
)
