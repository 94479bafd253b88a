"""Names of candidates and positions for autocomplete: small tables of their own, found by prefix."""

import unicodedata

from bot.store.sqlite.connection import Connection

MOST = 25
"""As many as Discord suggests at once."""

LAST = "\U0010ffff"
"""Sorts behind every character a name can hold."""


def fold(text: str) -> str:
    """A name as it is searched: compatible characters joined, case ignored."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


async def remember(connection: Connection, guild_id: int, candidate_id: int, name: str, title: str) -> None:
    """Keep the newest name and the title of an interview; a trigger deletes them with the last interview."""
    if name:
        await connection.execute_insert(
            """INSERT INTO guild_candidates (guild_id, candidate_id, name, folded) VALUES (?, ?, ?, ?)
               ON CONFLICT (guild_id, candidate_id) DO UPDATE SET name = excluded.name, folded = excluded.folded""",
            (guild_id, candidate_id, name, fold(name)),
        )
    if title:
        await connection.execute_insert(
            "INSERT INTO guild_titles (guild_id, title, folded) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (guild_id, title, fold(title)),
        )


async def candidates(connection: Connection, guild_id: int, prefix: str) -> list[tuple[int, str]]:
    """(user id, name) of the server's candidates, by name."""
    start = fold(prefix)
    found = await connection.execute_fetchall(
        """SELECT candidate_id, name FROM guild_candidates
            WHERE guild_id = ? AND folded >= ? AND folded < ? ORDER BY folded, candidate_id LIMIT ?""",
        (guild_id, start, start + LAST, MOST),
    )
    return [(row["candidate_id"], row["name"]) for row in found]


async def titles(connection: Connection, guild_id: int, prefix: str) -> list[str]:
    """Titles that the server's interviews have, in order."""
    start = fold(prefix)
    found = await connection.execute_fetchall(
        """SELECT title FROM guild_titles
            WHERE guild_id = ? AND folded >= ? AND folded < ? ORDER BY folded, title LIMIT ?""",
        (guild_id, start, start + LAST, MOST),
    )
    return [row["title"] for row in found]
