"""The one list of dialogues, by journey: each passes on every channel."""

from __future__ import annotations

from tests.journeys.asking import QUESTIONS
from tests.journeys.people import ENROLMENT, SUCCESSION
from tests.journeys.reminded import REMINDERS
from tests.journeys.reporting import NUMBERS, PAPERS

DIALOGUES = (*QUESTIONS, *NUMBERS, *PAPERS, *REMINDERS, *ENROLMENT, *SUCCESSION)
