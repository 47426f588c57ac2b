"""All that is said to a coordinator, and to those whom it concerns: loaded when a coordinator first says something."""

from handlers.say.answering import *
from handlers.say.assigning import *
from handlers.say.basics import *
from handlers.say.coordinating import *
from handlers.say.overseeing import *
from handlers.say.people import *
