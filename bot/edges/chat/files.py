"""A file from Discord, and never more of it than we take."""

from typing import Final

import discord

from bot.edges.voice.pins import SESSION

PIECE: Final = 16 * 1024


async def fetched(file: discord.Attachment, most: int) -> bytes | None:
    """Its content; None when it is larger than `most` bytes, also where Discord says otherwise.

    discord.py would read all that comes, however much that is. So this asks through its session, to which its proxy and
    its connector belong; where there is none, what discord.py read is measured afterwards. Raises what `read` raises.
    """
    if file.size > most:
        return None
    http = file._http
    session = getattr(http, SESSION, None)
    if session is None:
        data = await file.read()
        return data if len(data) <= most else None
    found = bytearray()
    plain = {"Accept-Encoding": "identity"}  # a packed answer could be small on the way and large here
    async with session.get(file.url, headers=plain, proxy=http.proxy, proxy_auth=http.proxy_auth) as answer:
        if answer.status != 200:
            raise discord.HTTPException(answer, "a file was not handed out")
        async for piece in answer.content.iter_chunked(PIECE):
            found += piece
            if len(found) > most:
                return None
    return bytes(found)
