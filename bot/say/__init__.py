"""Every sentence that the program says of itself; answers to questions are in handlers/say."""

from bot.say.care import *
from bot.say.commands import *
from bot.say.days import *
from bot.say.messages import *
from bot.say.running import *
from bot.say.settings import *
from bot.say.web import *
