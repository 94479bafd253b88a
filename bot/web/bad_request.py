"""The answer to a request that is not HTTP: a bare number, with the headers of every other answer."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web


class BadRequestHandler(web.RequestHandler):
    """aiohttp's protocol of one connection. Its own words repeat a header that it cannot read, also a cookie's, and
    name its version; a request that no application sees passes by the application's signals."""

    __slots__ = ("_headers",)

    def __init__(self, server: web.Server, headers: Mapping[str, str], **how: Any) -> None:
        super().__init__(server, **how)
        self._headers = headers

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """With the number alone."""
        answer = super().handle_error(request, status, exc, str(status))
        answer.headers.update(self._headers)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Server"] = ""  # or aiohttp adds its own
        return answer
