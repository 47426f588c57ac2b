"""Every sentence the bot says. Numbers come in as values and go out as Vietnamese writes them; quotes stay verbatim."""

from handlers.say.absent import *
from handlers.say.basics import *
from handlers.say.coordinating import *
from handlers.say.duties import *
from handlers.say.people import *
from handlers.say.plans import *
from handlers.say.posts import *
from handlers.say.remind_labels import *
from handlers.say.targets import *
