"""The routes of the page over a workspace."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.resend.mailbox import Mailbox
from sandbox.serving import IS_STOPPING
from sandbox.slack.page.act_routes import ActRoutes
from sandbox.slack.page.inspector import detail_of
from sandbox.slack.page.live import REGIONS, events_of
from sandbox.slack.page.mail_view import DOCUMENT_HEADERS, document_of, picture_of
from sandbox.slack.page.place import Place, place_of
from sandbox.slack.page.reader import message_href
from sandbox.slack.page.regions import Browser, Regions
from sandbox.slack.records import ChannelKind
from sandbox.slack.state import Workspace

STATIC = Path(__file__).parent / "static"
MAIN_CHANNEL = "ai-spend"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def page_routes(
    workspace: Workspace,
    *,
    roles: Mapping[str, str] | None = None,
    main_channel: str = MAIN_CHANNEL,
    mailbox: Mailbox | None = None,
) -> list[BaseRoute]:
    """The page at `/`, for `create_app(..., routes=page_routes(workspace))`.

    `roles` are people's titles (user id -> "on-call lead") and may still be added to. The page opens in `main_channel`,
    and people who are not in it are marked. The mails of `mailbox` are shown too.
    """
    if mailbox is not None:
        mailbox.on_change = lambda: workspace.feed.add("mail.taken")
    page = _Page(workspace, Regions(workspace, roles if roles is not None else {}, main_channel, mailbox), mailbox)
    routes = [
        Route("/", page.page),
        Route("/regions", page.regions),
        Route("/live", page.live),
        Route("/inspector/{number:int}", page.detail),
        Route("/picture/{file_id}", page.picture),
        Route("/mail/{mail_id}", page.mail),
        Route("/mail/{mail_id}/{index:int}", page.mail_picture),
        Route("/archives/{channel}/{message}", page.permalink),
        *ActRoutes(workspace).routes(),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    return [Mount("/", routes=routes, middleware=[Middleware(SecureHeaders)])]


class SecureHeaders:
    """Adds the page's security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *(pair for pair in own if pair[0] not in present)]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class _Page:
    def __init__(self, workspace: Workspace, regions: Regions, mailbox: Mailbox | None) -> None:
        self._workspace = workspace
        self._regions = regions
        self._mailbox = mailbox or Mailbox()

    def page(self, request: Request) -> Response:
        place = self._place(request)
        if place is None:
            return HTMLResponse(self._regions.empty_page())
        return HTMLResponse(self._regions.page(place, Browser.of(request.cookies)))

    def regions(self, request: Request) -> Response:
        place = self._place(request)
        if place is None:
            return JSONResponse({"error": "nobody is in this workspace"}, 404)
        wanted = [name for name in request.query_params.get("names", "").split(",") if name in REGIONS]
        browser = Browser.of(request.cookies)
        seq = self._workspace.feed.seq  # read before drawing, so that changes meanwhile cause another redraw
        drawn = {name: self._regions.region(name, place, browser) for name in wanted}
        return JSONResponse(
            {
                "seq": seq,
                "channel": place.channel.id,
                "since": self._regions.last_read(place),
                "title": self._regions.title(place),
                "regions": drawn,
            }
        )

    async def live(self, request: Request) -> Response:
        place = self._place(request)
        if place is None:
            return Response(status_code=204)  # tells an EventSource not to reconnect
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "")
        after = int(seen) if seen.isascii() and seen.isdecimal() else self._workspace.feed.seq
        is_stopping = request.scope.get(IS_STOPPING, lambda: False)
        events = events_of(self._workspace, place, after, is_stopping)
        return StreamingResponse(events, media_type="text/event-stream")

    def detail(self, request: Request) -> Response:
        zone = Browser.of(request.cookies).zone
        detail = detail_of(request.path_params["number"], self._workspace, zone)
        if detail is None:
            return HTMLResponse("This entry is no longer kept.", 404)
        return HTMLResponse(self._regions.detail(detail))

    def picture(self, request: Request) -> Response:
        file = self._workspace.files.get(request.path_params["file_id"])
        if file is None or not self._workspace.files.is_picture(file):
            return Response("no such picture", 404)
        kept = {"cache-control": "private, max-age=86400, immutable"}
        return Response(file.content, media_type=self._workspace.files.mimetype(file), headers=kept)

    def mail(self, request: Request) -> Response:
        mail = self._mailbox.mail(request.path_params["mail_id"])
        if mail is None:
            return Response("no such mail", 404)
        return HTMLResponse(document_of(mail), headers=DOCUMENT_HEADERS)

    def mail_picture(self, request: Request) -> Response:
        mail = self._mailbox.mail(request.path_params["mail_id"])
        picture = picture_of(mail, request.path_params["index"]) if mail else None
        if picture is None:
            return Response("no such picture", 404)
        return Response(picture.content, media_type=picture.content_type)

    def permalink(self, request: Request) -> Response:
        """A permalink opened outside of the page: shown as its reader if only one person can read it."""
        channel = self._workspace.directory.channel(request.path_params["channel"])
        people = self._workspace.directory.people()
        if channel is None or not people:
            return RedirectResponse("/")
        reader = next((p for p in people if p.id in channel.members), people[0])
        if channel.kind is ChannelKind.PUBLIC:
            reader = people[0]
        return RedirectResponse(message_href(str(request.url), reader.id))

    def _place(self, request: Request) -> Place | None:
        query: dict[str, Any] = dict(request.query_params)
        return place_of(query, self._workspace, self._regions.main_channel)
