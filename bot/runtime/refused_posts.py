"""A post that Discord refuses is posted in another version: one refusal must neither end an interview nor repeat."""

import logging

from bot.errors import EdgeRefused
from bot.interview import posts
from bot.ports.chat import Edge
from bot.ports.posts import Post
from bot.store import Store

log = logging.getLogger(__name__)


async def say(
    edge: Edge, store: Store, interview_id: int, post: Post, *, look_first: bool = False, after: int = 0
) -> tuple[int, ...]:
    """`Edge.post`, in as many versions as it takes (`posts.versions`), each refusal in the record. Raises EdgeRefused
    where none is taken and somebody waits for it; a notice is then left out."""
    for version in posts.versions(post):
        try:
            return await edge.post(version, look_first=look_first, after=after)
        except EdgeRefused as error:
            refused = error
        log.warning("interview %d: %s", interview_id, refused)
        detail = {"status": refused.status, "code": refused.code, "turn": post.turn or 0}
        await store.add_event(interview_id, "post_refused", detail)
    if post.turn is not None or post.buttons:
        raise refused
    return ()
