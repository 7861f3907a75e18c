"""The routes of the API and what each does; all else about HTTP is in guard and thread."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from explorer.base.version import app_words
from explorer.serve.answering import Answering, Desk
from explorer.serve.api_error import ApiError
from explorer.serve.chat_request import ROUTE
from explorer.serve.exchange import Post, RequestGate
from explorer.serve.guard import AsgiApp, Receive, Scope, Send
from explorer.serve.offered_models import Offer, OfferedModel
from explorer.serve.text_request import TEXT_ROUTE, VECTOR_ROUTE


def build_app(offer: Callable[[], Offer], context_length: Callable[[], int], desk: Desk) -> AsgiApp:
    """``offer``: what is offered now."""
    models = Models(offer, context_length, desk)
    answering, gate = Answering(desk, offer), RequestGate()
    router = Router(
        [
            Route("/health", _health),
            Route("/v1/health", _health),
            Route("/v1/models", models.all),
            Route("/v1/models/{name:path}", models.one),
            Route(ROUTE, Post(answering.chat, gate), methods=["POST"]),
            Route(TEXT_ROUTE, Post(answering.texts, gate), methods=["POST"]),
            Route(VECTOR_ROUTE, Post(answering.vectors, gate), methods=["POST"]),
        ],
        redirect_slashes=False,
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await router({**scope, "app": router}, receive, send)  # with an app it raises what it refuses
        except HTTPException as error:
            raise _refused(error) from None

    return app


async def _health(_request: Request) -> Response:
    return as_json({"status": "ok"})


def _refused(error: HTTPException) -> ApiError:
    """What Starlette itself refuses."""
    what = {404: "There is no such route here.", 405: "This route is not asked in this way."}
    words = what.get(error.status_code, HTTPStatus(error.status_code).phrase)
    return ApiError(error.status_code, words, headers=dict(error.headers or {}))


class Models:
    """``server`` and ``at_once`` are for another window of this app, which asks more of its like."""

    def __init__(self, offer: Callable[[], Offer], context_length: Callable[[], int], desk: Desk) -> None:
        self._offer, self._context_length, self._desk = offer, context_length, desk

    async def all(self, _request: Request) -> Response:
        every = [self._told(one) for one in self._offer().models]
        return as_json({"object": "list", "data": every, "server": app_words()})

    async def one(self, request: Request) -> Response:
        return as_json(self._told(self._offer().find(request.path_params["name"])))

    def _told(self, offered: OfferedModel) -> dict[str, Any]:
        model = offered.model
        most, at_once = self._context_length(), self._desk.at_once(model.id)
        return {
            "id": offered.name,
            "object": "model",
            "created": int(model.added_at.timestamp()) if model.added_at is not None else 0,
            "owned_by": model.publisher or "unknown",
            "context_length": min(most, model.context_length or most),
        } | ({"at_once": at_once} if at_once else {})


def as_json(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")
