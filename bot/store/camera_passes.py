"""Who may show pictures in an interview. Of links and cookies only their SHA-256 (32 bytes) comes here."""

from bot.interview.models import Medium, Status
from bot.store.interviews import RUNNING_SQL
from bot.store.records import CameraPass
from bot.store.rows import from_ms, to_ms
from bot.store.sqlite.connection import Connection


async def new_link(connection: Connection, interview_id: int, link_hash: bytes, until: float) -> None:
    """Make this the only link that may be claimed, until `until` (epoch seconds). A browser that claimed an earlier one
    goes on until another browser claims this one."""
    await connection.execute_insert(
        """INSERT INTO camera_passes (session_id, link_hash, link_until) VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET link_hash = excluded.link_hash, link_until = excluded.link_until, link_used = 0""",
        (interview_id, link_hash, to_ms(until)),
    )


async def get(connection: Connection, interview_id: int) -> CameraPass | None:
    """An interview's pass, also before its first link; None when there is no such interview."""
    found = list(
        await connection.execute_fetchall(
            """SELECT s.id, s.title, s.status, s.medium, p.link_hash, p.link_until, p.link_used, p.cookie_hash
                 FROM interview_sessions AS s LEFT JOIN camera_passes AS p ON p.session_id = s.id WHERE s.id = ?""",
            (interview_id,),
        )
    )
    if not found:
        return None
    row = found[0]
    return CameraPass(
        interview_id=row["id"],
        title=row["title"],
        status=Status(row["status"]),
        medium=Medium(row["medium"]),
        link_hash=row["link_hash"],
        link_until=from_ms(row["link_until"] or 0),
        link_used=bool(row["link_used"]),
        cookie_hash=row["cookie_hash"],
    )


async def claim(connection: Connection, interview_id: int, link_hash: bytes, cookie_hash: bytes, now: float) -> bool:
    """Use the link up for the browser with this cookie. False, and nothing changed, when it is not the newest link, was
    used, came too late, or the interview is over. One statement, so of two claims at once one succeeds."""
    cursor = await connection.execute(
        f"""UPDATE camera_passes SET link_used = 1, cookie_hash = ?
             WHERE session_id = ? AND link_hash = ? AND link_used = 0 AND link_until > ?
               AND EXISTS (SELECT 1 FROM interview_sessions WHERE id = camera_passes.session_id AND {RUNNING_SQL})""",
        (cookie_hash, interview_id, link_hash, to_ms(now)),
    )
    changed = cursor.rowcount
    await cursor.close()
    return changed == 1
