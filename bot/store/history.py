"""The history: keyset pages, newest first, always inside one server.

An index can only walk newest first behind columns that are all fixed. So a type or status that the filter leaves open
is spelt out: one limited walk for each value, and the few rows they find are merged. No filter scans, however large the
table and even when nothing matches.
"""

from itertools import product

from bot.interview.models import InterviewType, Status
from bot.store import events, pictures, turns
from bot.store.records import Cursor, Filters, InterviewDetail, InterviewSummary
from bot.store.rows import HISTORY_COLUMNS, consent, history_row, to_ms
from bot.store.sqlite.connection import Connection

ALWAYS = 2**62
"""Later than every time and larger than every id: the cursor of the first page."""

EVERYTHING = Filters()
"""No filter."""

Arms = list[tuple[str, list[object]]]
"""Limited walks, each with its parameters, to be joined by UNION ALL."""

# Every piece below is this file's own text; what people type travels as parameters only.
OLDER = "created_at >= ? AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?"
NEWER = "created_at >= ? AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?"
BY_GUILD = "INDEXED BY sessions_by_guild WHERE guild_id = ? AND interview_type = ? AND status = ?"
BY_TITLE = "INDEXED BY sessions_by_title WHERE guild_id = ? AND title = ? AND interview_type = ? AND status = ?"
BY_CANDIDATE = "INDEXED BY sessions_by_candidate WHERE candidate_id = ? AND guild_id = ?"


async def page(
    connection: Connection,
    guild_id: int,
    filters: Filters,
    *,
    before: Cursor | None,
    after: Cursor | None = None,
    limit: int,
    only_candidate: int | None,
) -> list[InterviewSummary]:
    """One page, newest first. For the older one give the last row's `created_at` and `id` back as `before`, for the
    newer one the first row's as `after`: it ends right beside that row."""
    if only_candidate is not None and filters.candidate_id not in (None, only_candidate):
        return []
    sql, parameters = query(guild_id, filters, before=before, after=after, limit=limit, only_candidate=only_candidate)
    return [history_row(row) for row in await connection.execute_fetchall(sql, parameters)]


def query(
    guild_id: int,
    filters: Filters,
    *,
    before: Cursor | None,
    after: Cursor | None = None,
    limit: int,
    only_candidate: int | None,
) -> tuple[str, list[object]]:
    """The statement of one page and its parameters; with `after` the walks go the other way, `before` is not used."""
    cursor = after or before
    bounds: list[object] = [
        to_ms(filters.since) if filters.since is not None else -ALWAYS,
        to_ms(cursor.created_at) if cursor else ALWAYS,
        cursor.id if cursor else ALWAYS,
        limit,
    ]
    order, bound = ("created_at, id", NEWER) if after else ("created_at DESC, id DESC", OLDER)
    arms = walks(guild_id, filters, filters.candidate_id if only_candidate is None else only_candidate)
    union = " UNION ALL ".join(
        f"SELECT * FROM (SELECT id, created_at FROM interview_sessions {arm} AND {bound})" for arm, _ in arms
    )
    # CROSS JOIN keeps SQLite from turning the two tables round, and so from walking through all interviews first
    # (sqlite.org/optoverview.html, "Manual Control Of Query Plans Using CROSS JOIN").
    sql = f"""
        SELECT {HISTORY_COLUMNS}
          FROM (SELECT id FROM ({union}) ORDER BY {order} LIMIT ?) AS page
          CROSS JOIN interview_sessions AS s ON s.id = page.id
         ORDER BY s.created_at DESC, s.id DESC"""
    parameters = [value for _, values in arms for value in (*values, *bounds)]
    return sql, [*parameters, limit]


def walks(guild_id: int, filters: Filters, candidate_id: int | None) -> Arms:
    """Which walks find the filter's rows. A candidate's own rows are few: there one walk checks the other columns."""
    if candidate_id is not None:
        arm = BY_CANDIDATE
        values: list[object] = [candidate_id, guild_id]
        for column, value in (
            ("interview_type", filters.interview_type),
            ("status", filters.status),
            ("title", filters.title),
        ):
            if value is not None:
                arm += f" AND {column} = ?"
                values.append(value)
        return [(arm, values)]
    types = [filters.interview_type] if filters.interview_type else list(InterviewType)
    statuses = [filters.status] if filters.status else list(Status)
    if filters.title is not None:
        return [(BY_TITLE, [guild_id, filters.title, *pair]) for pair in product(types, statuses)]
    return [(BY_GUILD, [guild_id, *pair]) for pair in product(types, statuses)]


async def detail(
    connection: Connection, guild_id: int, interview_id: int, *, only_candidate: int | None
) -> InterviewDetail | None:
    """A whole interview, or None when it is not this server's (or not this candidate's)."""
    found = list(
        await connection.execute_fetchall(
            f"""SELECT {HISTORY_COLUMNS}, s.model, s.tokens, s.cost_usd FROM interview_sessions AS s
                 WHERE s.id = ? AND s.guild_id = ?""",
            (interview_id, guild_id),
        )
    )
    if not found or only_candidate not in (None, found[0]["candidate_id"]):
        return None
    agreed = list(await connection.execute_fetchall("SELECT * FROM consents WHERE session_id = ?", (interview_id,)))
    return InterviewDetail(
        row=history_row(found[0]),
        turns=await turns.list_for(connection, interview_id),
        events=await events.list_for(connection, interview_id),
        consent=consent(agreed[0]) if agreed else None,
        model=found[0]["model"],
        tokens=found[0]["tokens"],
        cost_usd=found[0]["cost_usd"],
        pictures=await pictures.list_for(connection, interview_id),
    )
