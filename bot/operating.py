"""What the operator's server asks, and whom: it is open before Discord answers, so the parts come to it one by one.

async with serving(config, store, pulse) as view:   # nothing is served where METRICS_PORT is empty
    view.service = service
"""

import asyncio
import contextlib
import errno
import logging
from collections.abc import AsyncIterator

from bot import __version__
from bot.config import Config
from bot.edges.voice.places import VoicePlaces
from bot.errors import ConfigError, StoreError
from bot.ports.tallies import Tallies
from bot.process import disk, heartbeat
from bot.process.readings import Readings
from bot.runtime.service import InterviewService
from bot.store import Store
from bot.store.sqlite.connection import somebody_waits

log = logging.getLogger(__name__)


class OperatorView:
    """The parts that are looked at. `service` and `rooms` are None before the bot is made."""

    def __init__(self, store: Store, pulse: heartbeat.HeartbeatState) -> None:
        self.service: InterviewService | None = None
        self.rooms: VoicePlaces | None = None
        self._store = store
        self._pulse = pulse

    def ready(self) -> tuple[bool, str]:
        """The same as `interview-bot health` says, without its file."""
        return heartbeat.ready(self._store, self._pulse)

    async def readings(self) -> Readings:
        """Look at everything once. Never raises for a database that cannot be read."""
        store, service, rooms, lag = self._store, self.service, self.rooms, self._pulse.lag
        somebody_waits()
        interviews = under_way = None
        with contextlib.suppress(StoreError):
            interviews = await store.states()
            under_way = 0 if service is None else await service.awake_count()
        space = disk.space(store.path)
        return Readings(
            tallies=Tallies() if service is None else service.tallies,
            loop_lag=lag.measured,
            loop_lag_worst=lag.worst(asyncio.get_running_loop().time()),
            database=store.times,
            connected=self._pulse.ready,
            writable=store.refusal is None,
            interviews=interviews,
            under_way=under_way,
            waits=() if service is None else tuple(service.waits()),
            model_down=service is not None and service.model_trouble() is not None,
            voice={} if rooms is None else rooms.counters,
            beats_skipped=0 if rooms is None else rooms.beats_skipped,
            disk_total=None if space is None else space[0],
            disk_free=None if space is None else space[1],
        )


@contextlib.asynccontextmanager
async def serving(config: Config, store: Store, pulse: heartbeat.HeartbeatState) -> AsyncIterator[OperatorView]:
    """Serve until the block ends, if METRICS_PORT is set; the view is there in any case. Raises ConfigError."""
    view = OperatorView(store, pulse)
    if config.metrics_port is None:
        yield view
        return
    from bot.web import metrics  # noqa: PLC0415 -- it takes a tenth of a second, and brings a server of its own along
    from bot.web.operator import OperatorSite  # noqa: PLC0415

    async def told() -> tuple[str, bytes]:
        return metrics.CONTENT_TYPE, metrics.exposition(await view.readings(), __version__)

    host, port = config.metrics_host, config.metrics_port
    async with contextlib.AsyncExitStack() as stack:
        try:
            site = await stack.enter_async_context(OperatorSite(host, port, ready=view.ready, metrics=told))
        except OSError as taken:
            raise ConfigError(
                f"/metrics cannot be served on {host} port {port} ({errno_label(taken)}); "
                "choose another METRICS_PORT or METRICS_HOST."
            ) from taken
        log.info("/metrics, /healthz and /readyz are served on %s port %d", host, site.port)
        yield view


def errno_label(error: OSError) -> str:
    """The system's name for it, such as EADDRINUSE."""
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
