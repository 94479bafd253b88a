"""The database: the only SQL in the bot. `Store` is its interface."""

from bot.store.store import Store

__all__ = ["Store"]
