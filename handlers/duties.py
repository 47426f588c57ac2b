"""Who is responsible for a matter, and what an agency must do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from corpus.plan import Target
from handlers import say
from handlers.asked import NAMED, Asked
from handlers.library import Task
from handlers.names import Named
from handlers.patterns import DUTIES, FOLLOWING, HOW_MUCH, LISTING, TASKS, WHEN, WHO, WHO_ELSE, WHOSE
from handlers.question import content_without
from handlers.turn import Reply
from index.finder import Match
from index.keys import GAP, Content, content, content_of

SHOWN = 3
PER_MESSAGE = 6
MOST = 18
"""Duties shown at once; the rest is asked for by their matter."""


def answer_agency(asked: Asked) -> list[Reply] | None:
    """What the named agency must do, or that the plan does not name it."""
    named = _agency_asked(asked)
    if named is None:
        return None
    if not named.agency:
        return _not_named(asked, named)
    own = sorted(
        (task for task in asked.library.tasks if named.agency in task.agencies),
        key=lambda task: (task.agencies != (named.agency,), task.passage),
    )
    about = _matter(asked, named)
    picked = _about(asked, own, about) if about.tokens else own
    listed = list(dict.fromkeys((*picked, *own)))
    groups = asked.library.agencies[named.agency].groups
    shared = [task for task in asked.library.tasks if any(group in task.agencies for group in groups) and task not in listed]
    return _duty_list(asked, named.agency, listed, shared)


def answer_agencies(asked: Asked) -> list[Reply] | None:
    """All whom the plan tasks, where no one matter is named."""
    if not asked.question.says(WHOSE) or asked.question.without(WHOSE, WHO, TASKS).tokens:
        return None
    counts = Counter(agency for task in asked.library.tasks for agency in task.agencies)
    rows = [(agency.name, counts[agency.id]) for agency in asked.plan.agencies if counts[agency.id]]
    return [Reply(say.all_agencies(asked.plan, rows))]


def _agency_asked(asked: Asked) -> Named | None:
    """The agency whose work is asked for: named, with a word for tasks or with nothing else in the question."""
    strong = [named for named in asked.agencies if named.strong]
    sought = WHO_ELSE.sub(" ", asked.question.spoken) if strong else asked.question.spoken
    if not asked.agencies or WHO.search(sought):
        return None
    tasks = asked.question.says(TASKS)
    subjects = [named for named in asked.agencies if not content_of(asked.question.words[: named.start]).tokens]
    candidates = strong or (subjects if tasks else [])
    if not candidates:
        return None
    named = candidates[0]
    return named if tasks or not _matter(asked, named).tokens else None


def _matter(asked: Asked, named: Named) -> Content:
    """What the question is about besides the agency and the words for tasks."""
    words = asked.question.words
    return content_without(f" {' '.join((*words[: named.start], GAP, *words[named.end :]))} ", TASKS, WHEN)


def _about(asked: Asked, own: Sequence[Task], matter: Content) -> list[Task]:
    found = asked.library.task_finder.find(matter, least=0.2)
    quotes = {task.quote for task in own}
    return [match.item for match in found if match.item.quote in quotes and match.explained >= 0.6]


def _duty_list(asked: Asked, agency: str, tasks: Sequence[Task], shared: Sequence[Task] = ()) -> list[Reply]:
    library, plan = asked.library, asked.plan
    name = library.agency_name(agency)
    asked.remember(_quotes(asked, tasks[:SHOWN]))
    if not tasks and not shared:
        return [Reply(say.lines(say.agency_without_duties(name, plan), say.ended(library.agencies[agency])))]
    rows = [
        say.duty_line(i, task.quote, library.place(task.passage), support=agency in task.supports and agency not in task.leads)
        for i, task in enumerate(tasks, 1)
    ]
    head = say.lines(say.duty_title(name, len(tasks), plan), say.ended(library.agencies[agency]))
    groups = [library.agency_name(group) for group in library.agencies[agency].groups]
    if shared and len(tasks) < PER_MESSAGE:
        rows.append(say.shared_duties(groups))
        rows += [say.duty_line(i, task.quote, library.place(task.passage), support=False) for i, task in enumerate(shared, len(tasks) + 1)]
    elif shared:
        rows[-1] = say.lines(rows[-1], say.shared_duties_elsewhere(len(shared), groups))
    more = say.more_duties(len(rows) - MOST) if len(rows) > MOST else ""
    pages = [rows[:MOST][i : i + PER_MESSAGE] for i in range(0, min(len(rows), MOST), PER_MESSAGE)]
    replies = [say.lines(head if n == 0 else "", *page) for n, page in enumerate(pages)]
    return [Reply(text) for text in (*replies[:-1], say.lines(replies[-1], more))]


def _not_named(asked: Asked, named: Named) -> list[Reply]:
    followers = asked.library.names.successors_of(named.name)
    return [
        Reply(
            say.lines(
                say.agency_not_named(named.name, asked.plan),
                say.successors(named.name, followers),
                say.common_duties_follow(asked.library.common_group(named.name)),
            )
        )
    ]


def answer_matter(asked: Asked) -> list[Reply] | None:
    """What is to be done about a matter, nobody being named: the part of the plan headed so, else the tasks nearest to it."""
    question = asked.question
    if not question.says(DUTIES) or any(named.strong for named in asked.agencies):
        return None
    matter = question.without(DUTIES, LISTING, TASKS)
    if not matter.tokens:
        return None
    headed = [p for p in asked.plan.passages if set(matter.tokens) <= set(content(p.place).tokens)]
    quotes = [(passage.text.removeprefix("- "), passage.place) for passage in headed]
    quotes = quotes or _quotes(asked, tasks_about(asked, matter))
    if not quotes:
        return None
    asked.remember(quotes[:SHOWN])
    rows = [say.duty_line(i, quote, place, support=False) for i, (quote, place) in enumerate(quotes[:MOST], 1)]
    pages = [rows[i : i + PER_MESSAGE] for i in range(0, len(rows), PER_MESSAGE)]
    return [Reply(say.lines(say.matter_title(len(quotes), asked.plan) if n == 0 else "", *page)) for n, page in enumerate(pages)]


def answer_who(asked: Asked) -> list[Reply] | None:
    """The agencies that a sentence of the plan tasks with the matter asked about."""
    if not asked.question.says(WHO):
        return None
    matter = _without_agencies(asked)
    if not matter.tokens:
        return None
    target = _target_of(asked, matter)
    if target and asked.question.says(HOW_MUCH):
        return None
    tasks = tasks_about(asked, matter)
    if target and target.responsible:
        return _owner_of_target(asked, target, tasks)
    if not tasks:
        return _nearest_tasks(asked, matter)
    first = tasks[0]
    lines = [_who_line(asked, first), say.quoted(first.quote)]
    if target:
        lines = [say.target_without_owner(target, asked.plan), say.nearest_tasks(), *_rows(asked, tasks)]
    else:
        lines += _rows(asked, tasks[1:])
        lines += _best_sentence(asked, tasks)
    asked.remember(_quotes(asked, tasks), [target] if target else ())
    return [Reply(say.lines(*lines))]


def _without_agencies(asked: Asked) -> Content:
    """What somebody is sought for: the question without the words for who, and without agencies named as a guess."""
    words = list(asked.question.words)
    for named in asked.agencies:
        if named.strong:
            words[named.start : named.end] = [GAP] * (named.end - named.start)
    left = content_without(f" {' '.join(words)} ", WHO, WHEN, FOLLOWING)
    return left if left.tokens else asked.question.without(WHO)


def _nearest_tasks(asked: Asked, matter: Content) -> list[Reply] | None:
    near = sorted(asked.library.task_finder.find(matter, least=0.2), key=lambda m: (-m.explained, -m.named))
    tasks = [match.item for match in near if match.explained >= 0.4][:SHOWN]
    if not tasks:
        return None
    asked.remember(_quotes(asked, tasks))
    return [Reply(say.lines(say.no_owner(asked.plan), say.nearest_tasks(), *_rows(asked, tasks)))]


def _target_of(asked: Asked, matter: Content) -> Target | None:
    matches = [m for m in asked.ranked(asked.library.targets.find(matter)) if m.named >= NAMED and m.explained >= 0.6]
    return matches[0].item if matches else None


def tasks_about(asked: Asked, matter: Content) -> list[Task]:
    """The tasks of a matter, best first: those it names, then those whose sentence explains it best."""
    found = asked.library.task_finder.find(matter, least=0.25)
    strong = [match for match in found if match.named >= 0.6 and match.explained >= 0.5]
    weak = [match for match in found if match not in strong and match.explained >= 0.85]
    ranked: list[Match[Task]] = strong + sorted(weak, key=lambda m: (-m.explained, -m.named))
    return [match.item for match in ranked[:SHOWN]]


def _owner_of_target(asked: Asked, target: Target, tasks: Sequence[Task]) -> list[Reply]:
    library = asked.library
    passage = library.passage_of(target.responsible_quote)
    names = [library.agency_name(agency) for agency in target.responsible]
    others = [task for task in tasks if task.quote != target.responsible_quote][: SHOWN - 1]
    asked.remember(_quotes(asked, tasks), [target])
    return [
        Reply(
            say.lines(
                say.who(names, (), passage.place if passage else library.place(target.passage)),
                say.quoted(target.responsible_quote),
                say.list_line(target),
                *_rows(asked, others),
            )
        )
    ]


def _best_sentence(asked: Asked, tasks: Sequence[Task]) -> list[str]:
    """The sentence that shares most with the question, where it tasks nobody and so is none of the tasks."""
    for hit in asked.hits[:1]:
        sentence = asked.library.sentences[hit.id]
        if not any(sentence.text in task.quote or task.quote in sentence.text for task in tasks):
            return [say.also(sentence.text, asked.library.place(sentence.passage))]
    return []


def _names(asked: Asked, agencies: Sequence[str]) -> list[str]:
    return [asked.library.agency_name(agency) for agency in agencies]


def _who_line(asked: Asked, task: Task) -> str:
    return say.who(_names(asked, task.leads), _names(asked, task.supports), asked.library.place(task.passage))


def _rows(asked: Asked, tasks: Sequence[Task]) -> list[str]:
    return [
        say.another_task(_names(asked, task.leads), _names(asked, task.supports), task.quote, asked.library.place(task.passage))
        for task in tasks
    ]


def _quotes(asked: Asked, tasks: Sequence[Task]) -> list[tuple[str, str]]:
    return [(task.quote, asked.library.place(task.passage)) for task in tasks]
