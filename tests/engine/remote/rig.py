"""One endpoint with one model, and all that is needed to ask it."""

from collections.abc import Sequence
from typing import Any

import msgspec
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.endpoint import (
    Endpoint,
    EndpointAbility,
    EndpointEntry,
    EndpointModel,
    EndpointProbe,
    KeyPlace,
    ProbeAnswer,
)
from explorer.domain.errors import KnownError
from explorer.domain.generation import AnswerOptions, ChatMessage, LoadOptions, Sampling
from explorer.domain.tokens import NO_OPTIONS
from explorer.engine.jobs import Generation, Job
from explorer.engine.remote.endpoints import Endpoints, key_name
from explorer.engine.remote.provider import RemoteProvider
from explorer.engine.remote.remote_backend import RemoteBackend
from explorer.engine.remote.request_thread import RequestThread
from explorer.engine.state import BackendState
from tests.engine.conftest import Heard
from tests.keys import MemoryKeys

KEY = "sk-very-secret-0123456789"
HELLO = (ChatMessage("user", "Hello?"),)
GREEDY = Sampling(temperature=0, max_tokens=24)


class RemoteRig:
    """``is_offline`` as the settings say."""

    def __init__(self, store: Store, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.is_offline = False
        self.keys = MemoryKeys()
        self.keys.keep(key_name("lab"), KEY)
        self.endpoints = Endpoints(store, lambda: self.is_offline, self.keys)
        self.requests = RequestThread(lambda: self.is_offline)
        self.provider = RemoteProvider(self.endpoints, self.requests)

    def close(self) -> None:
        self.provider.close()
        self.requests.close()

    def model(
        self,
        address: str,
        *abilities: EndpointAbility,
        cannot: Sequence[EndpointAbility] = (),
        server: str = "",
        name: str = "qwen/Qwen3-32B",
        sees: bool | None = None,
        **changes: Any,
    ) -> EndpointModel:
        """Keep an endpoint that was found to do this, with one model."""
        answers = [ProbeAnswer(one, True, amount=5) for one in abilities]
        answers += [ProbeAnswer(one, False) for one in cannot]
        probe = EndpointProbe("2026-12-01T09:36:00+00:00", 4, name, server, tuple(answers))
        entry = EndpointEntry(name, is_chosen=True, sees=sees, context_length=1024)
        endpoint = Endpoint("lab", "Lab", address, KeyPlace.KEYRING, "6789", entries=(entry,), probe=probe)
        endpoint = msgspec.structs.replace(endpoint, **changes)
        self.endpoints.keep(endpoint)
        return EndpointModel(endpoint, entry)

    def second_model(self, name: str) -> EndpointModel:
        """Of the endpoint that is kept."""
        (endpoint,) = self.endpoints.all
        entry = EndpointEntry(name, is_chosen=True)
        grown = msgspec.structs.replace(endpoint, entries=(*endpoint.entries, entry))
        self.endpoints.keep(grown)
        return EndpointModel(grown, entry)

    def backend(self, model: EndpointModel) -> RemoteBackend:
        found = self.provider.of(model)
        assert isinstance(found, RemoteBackend)
        return found

    def ready(self, model: EndpointModel) -> RemoteBackend:
        """Once it was made ready."""
        backend = self.backend(model)
        backend.prepare(LoadOptions())
        assert backend.state is BackendState.READY
        return backend

    def ask(
        self,
        backend: RemoteBackend,
        prompt: str | Sequence[ChatMessage] = HELLO,
        sampling: Sampling = GREEDY,
        options: AnswerOptions = NO_OPTIONS,
    ) -> Heard:
        """Wait for the end of an answer."""
        return self.finish(backend.generate(prompt, sampling, options))

    def finish(self, generation: Generation) -> Heard:
        heard = Heard()
        heard.follow(generation)
        self.wait(lambda: heard.is_over)
        return heard

    def result(self, job: Job) -> Any:
        """What it brought, or the KnownError it failed with."""
        ends: list[Any] = []
        job.finished.connect(ends.append)
        job.failed.connect(ends.append)
        self.wait(lambda: bool(ends))
        return ends[0]

    def wait(self, condition: Any) -> None:
        self._qtbot.waitUntil(condition)


def said(heard: Heard) -> str:
    """All text that was heard of an answer, however it ended."""
    return "".join(chunk.piece.text for chunk in heard.chunks)


def told(error: KnownError) -> str:
    """All that a person, the log or a report may see of it."""
    return f"{error.what} {error.advice} {error.details} {error!r} {error.__cause__!r} {error.__context__!r}"
