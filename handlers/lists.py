"""Lists of targets: by field, by agency, by value, by year, and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from corpus.plan import Comparator, Target
from handlers import say
from handlers.asked import Asked
from handlers.patterns import COMPARATORS, COUNTING, GOALS, LISTING, NUMBER, SCOPES, STATED, TASKS
from handlers.question import content_without
from handlers.targets import remember, tell
from handlers.turn import Reply
from index.keys import Content, content

PER_MESSAGE = 14
if TYPE_CHECKING:
    from corpus.wording import Quantity

Filter = tuple[str, Callable[[Target], bool]]


def answer_lists(asked: Asked) -> list[Reply] | None:
    """The targets that fit the question's field, value, comparator, year, agency or scope."""
    question = asked.question
    if _asks_tasks(asked):
        return None
    listing, goals = question.says(LISTING), question.says(GOALS)
    if not (listing or goals) and (question.says(NUMBER) or not _is_a_field(asked)):
        return None
    if len(asked.several) > 1 and len(asked.several) == len(asked.segments):
        return None
    fields = _fields(asked)
    whole = len(fields) == 1 and set(question.without(LISTING).tokens) == set(content(fields[0]).tokens)
    if not (listing or (whole and (goals or not question.says(NUMBER))) or (fields and goals and not asked.good_targets)):
        return None
    filters = _filters(asked, fields)
    if filters and (goals or whole or not fields):
        return _fitting(asked, filters)
    if not listing or not goals:
        return None
    left = question.without(LISTING, COUNTING).tokens
    return _everything(asked) if not left or (question.says(COUNTING) and len(left) == 1) else _by_words(asked)


def _is_a_field(asked: Asked) -> bool:
    """Whether the question says no more than the name of a field."""
    said = set(asked.question.without(LISTING).tokens)
    return any(said == set(content(field).tokens) for field in asked.library.field_words)


def _fitting(asked: Asked, filters: Sequence[Filter]) -> list[Reply]:
    fitting = [t for t in asked.plan.targets if all(fits(t) for _, fits in filters)]
    codes = {target.code for target in fitting}
    targets = [target for target in fitting if target.same_as not in codes]
    what = "".join(label for label, _ in filters)
    if not targets:
        return [Reply(say.nothing_listed(asked.plan, what))]
    return tell(asked, targets) if len(targets) == 1 else show(asked, targets, what)


def answer_by_number(asked: Asked) -> list[Reply] | None:
    """A question that gives little but a goal's number ("19,6 là số gì?") is told which targets have it."""
    goals = {target.goal for target in asked.plan.targets}
    numbers = [number for number in asked.question.numbers if number in goals]
    if len(numbers) != 1 or len(asked.question.tokens) > 3:
        return None
    quantity = next(q for q in asked.question.quantities if q.value == numbers[0])
    return _fitting(asked, [_value_filter(quantity)])


def _asks_tasks(asked: Asked) -> bool:
    return asked.question.says(TASKS) and any(named.strong for named in asked.agencies)


def show(asked: Asked, targets: Sequence[Target], what: str) -> list[Reply]:
    remember(asked, targets[:3])
    title = say.list_title(asked.plan, what, len(targets))
    rows = [say.list_line(target) for target in targets]
    pages = [rows[i : i + PER_MESSAGE] for i in range(0, len(rows), PER_MESSAGE)]
    return [Reply(say.lines(title if n == 0 else "", *page)) for n, page in enumerate(pages)]


def _everything(asked: Asked) -> list[Reply]:
    own = [target for target in asked.plan.targets if not target.same_as]
    if not asked.question.says(COUNTING):
        return show(asked, own, "")
    numeric = sum(target.goal is not None for target in own)
    per_section: dict[str, list[Target]] = {}
    for target in asked.plan.targets:
        per_section.setdefault(asked.library.place(target.passage).split(",")[0], []).append(target)
    rows = [(place, len(group), sum(t.goal is not None for t in group)) for place, group in per_section.items()]
    repeated = len(asked.plan.targets) - len(own)
    return [Reply(say.counts(numeric, len(own) - numeric, rows, repeated))]


def _by_words(asked: Asked) -> list[Reply] | None:
    """The targets that the question's words explain, where they are several: "các chỉ tiêu về bảo hiểm"."""
    codes: set[str] = set()
    for part in asked.parts:
        rest = content_without(f" {part} ", LISTING)
        found = asked.ranked(asked.library.targets.find(rest, least=0.0)) if rest.tokens else []
        codes |= {match.item.code for match in found if match.explained >= 0.85}
    if len(codes) < 2:
        return None
    return show(asked, [target for target in asked.plan.targets if target.code in codes], "")


def _filters(asked: Asked, fields: Sequence[str]) -> list[Filter]:
    found: list[Filter] = []
    if fields:
        found.append(("".join(map(say.about_field, fields)), lambda target: target.field in fields))
    quantities = [q for q in asked.question.quantities if q.measure == "%" or q.value >= 100]
    found += [_value_filter(quantity) for quantity in quantities[:1]]
    comparator = None if quantities else _comparator(asked)
    if comparator:
        found.append((say.about_comparator(comparator), lambda target: target.comparator is comparator and target.goal is not None))
    years = {target.by for target in asked.plan.targets}
    for year in asked.question.years[:1]:
        if year in years and (year != 2030 or not found):
            found.append((say.about_year(year), _due_in(year)))
    if asked.question.says(STATED):
        found.append((say.about_stated(), lambda target: target.goal is None))
    if not fields and asked.question.says(GOALS):
        found += _scope_filter(asked) or _agency_filter(asked)
    return found


def _value_filter(quantity: Quantity) -> Filter:
    value = quantity.value
    return say.about_value(say.quantity(value, quantity.measure)), lambda target: target.goal == value


def _scope_filter(asked: Asked) -> list[Filter]:
    """Where the content of the question is a scope and nothing else ("chỉ tiêu riêng cho nông thôn")."""
    for scopes, pattern in SCOPES:
        if asked.question.says(pattern) and not asked.question.without(LISTING, *(other for _, other in SCOPES)).tokens:
            return [(say.about_scope(scopes[0]), _in_scope(scopes))]
    return []


def _agency_filter(asked: Asked) -> list[Filter]:
    for named in asked.agencies:
        if named.agency and named.strong:
            return [(say.about_agency(named.name), _tasked_to(named.agency))]
    return []


def _in_scope(scopes: Sequence[str]) -> Callable[[Target], bool]:
    return lambda target: any(scope in target.scope for scope in scopes)


def _tasked_to(agency: str) -> Callable[[Target], bool]:
    return lambda target: agency in target.responsible


def _due_in(year: int) -> Callable[[Target], bool]:
    return lambda target: target.by == year


def _comparator(asked: Asked) -> Comparator | None:
    return next((comparator for comparator, pattern in COMPARATORS.items() if asked.question.says(pattern)), None)


def _fields(asked: Asked) -> list[str]:
    """The fields that the question names, each with the whole content of one of its parts ("y tế", "dân số")."""
    whole = _field_of(asked, asked.question.without(LISTING, COUNTING, STATED).tokens)
    parts = [whole] if whole else [_field_in(asked, content_without(f" {part} ", LISTING, COUNTING, STATED)) for part in asked.parts]
    return list(dict.fromkeys(field for field in parts if field))


def _field_in(asked: Asked, named: Content) -> str:
    """The field that begins a part of the question, where nothing narrows it ("y tế để tôi đưa vào báo cáo")."""
    ends = [i for i in range(1, len(named.tokens)) if not named.bound[i]]
    return next((field for end in (len(named.tokens), *ends) if (field := _field_of(asked, named.tokens[:end]))), "")


def _field_of(asked: Asked, tokens: Sequence[str]) -> str:
    wanted = {token for token in tokens if token not in _FIELD_WORDS}
    if not wanted:
        return ""
    named = asked.library.field_words
    exact = next((field for field, parts in named.items() if wanted in parts), "")
    if exact:
        return exact
    words = [(field, parts[0]) for field, parts in named.items()]
    held = [field for field, vocabulary in words if wanted <= vocabulary and len(wanted) > 1]
    most = [field for field, vocabulary in words if vocabulary <= wanted and len(vocabulary) >= max(3, 0.6 * len(wanted))]
    return held[0] if len(held) == 1 else most[0] if len(most) == 1 else ""


_FIELD_WORDS = frozenset({"nganh", "ben", "mang", "khoi"})
