"""The record: the only SQL. `Store` is the door."""

from bot.store.store import Store

__all__ = ["Store"]
