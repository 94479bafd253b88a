"""What a cog may expect of the bot it is handed; `bot.app.InterviewBot` is one."""

from discord.ext import commands

from bot.clock import Clock
from bot.config import Config
from bot.edges.voice.places import VoicePlaces
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings
from bot.ports.places import Places
from bot.runtime.service import InterviewService
from bot.store import Store
from bot.web.camera.links import CameraLinks
from bot.web.camera.rooms import Cameras
from bot.web.site import CameraSite
from bot.words import Words
from cogs.ui.long_work import LongWork


class BotServices(commands.Bot):
    """A discord.py bot that carries our services. Only a type: the caller that makes one sets every attribute."""

    config: Config
    store: Store
    service: InterviewService
    places: Places
    rooms: VoicePlaces | None
    """None where the libraries for voice are missing."""
    cameras: Cameras | None
    links: CameraLinks | None
    """None, like `cameras`, without a PUBLIC_URL: then there are no video interviews."""
    page: CameraSite | None
    """Once it is open."""
    words: Words
    clock: Clock
    breaker: Breaker
    live: LiveSettings
    long_work: LongWork
