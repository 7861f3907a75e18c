"""What `omx serve` does: the server without a window, its requests in lines."""

import os
import signal
import sys
import traceback
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from msgspec.structs import replace

from explorer.cli.model_pool import open_backends
from explorer.cli.models import offer_included, show_terms
from explorer.cli.output import Output, ReaderGoneError
from explorer.cli.services import with_core
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.kit.headless_loop import HeadlessLoop
from explorer.kit.tasks import Bug, Tasks
from explorer.local.models.app_folders import app_environment
from explorer.local.models.catalog import Catalog
from explorer.local.models.model_lookup import resolve_model
from explorer.serve.addresses import origin_of
from explorer.serve.offered_models import offered
from explorer.serve.request_words import state_words, tokens_words
from explorer.serve.served import ENDED, ServedRequest, ServerState, ServerStatus
from explorer.serve.server_controller import ServerController
from explorer.serve.snippets import TOKEN_VARIABLE
from explorer.services import Core


@with_core
def serve(core: Core, args: Namespace, out: Output) -> None:
    token, origins = _token_of(args), tuple(map(origin_of, args.allow_origin))
    offer_included(core, out)
    with open_backends(core) as (backends, loop), _tasks() as tasks:
        catalog = Catalog(tasks, core.store, core.models_folder, app_environment())
        _wait_for_models(catalog)
        models = [resolve_model(core.models_folder, name, catalog.last) for name in args.model]
        for one in models or [one.model for one in offered(catalog.models)]:
            show_terms(core, one, out)
        _hold_for_this_run(core, args, models, origins)
        server = ServerController(core, tasks, catalog, backends)
        run = _ServeRun(server, args, out, loop)
        try:
            run.begin(token)
            with _ending_on_termination(loop):
                loop.run(run.survives)
        finally:
            server.close()
            run.tell(server.requests)  # those that have just been cut off too
    if run.error is not None:
        raise run.error


class _ServeRun:
    """Tells what happens. ``error``: what ended it."""

    def __init__(self, server: ServerController, args: Namespace, out: Output, loop: HeadlessLoop) -> None:
        self._server, self._args, self._out, self._loop = server, args, out, loop
        self._told = set[int]()
        self._is_awaited = args.new_token
        self.error: KnownError | None = None
        server.changed.add(self._follow)
        server.asked.add(self.tell)

    def begin(self, token: str) -> None:
        if self._is_awaited:
            self._server.renew_token()
        else:
            self._server.start(token)

    def _follow(self, status: ServerStatus) -> None:
        if status.state is ServerState.FAILED:
            self.error = status.error
            self._loop.leave()
        elif self._is_awaited:
            self._is_awaited = False
            self._server.start()
        elif status.state is ServerState.ON:
            self._tell_start(status)

    def _tell_start(self, status: ServerStatus) -> None:
        names = [one.name for one in self._server.models]
        started: dict[str, object] = {"address": status.address, "models": names}
        if self._args.show_token:
            started["token"] = self._server.token
        self._out.result(started, status.address)
        self._out.note(f"Models offered: {', '.join(names) or 'none: see `omx download`'}")
        self._out.note(self._token_words(status))
        if status.is_open:
            self._out.note("Every machine in this network that has the token can ask. Nothing is encrypted.")
        self._out.note("Ctrl-C ends it.")

    def _token_words(self, status: ServerStatus) -> str:
        if self._args.token_env:
            return f"Token: the one in the variable {self._args.token_env}"
        is_seen = self._args.show_token or (sys.stderr is not None and sys.stderr.isatty())
        if status.unkept is not None:
            advice = f"It holds for this run; --token-env {TOKEN_VARIABLE} takes one of your own."
            told = f"Token: {self._server.token}" if is_seen else "Token: not shown; see --show-token"
            return f"{told}\n{status.unkept.what} {advice}"
        where = "in the keyring of this system"
        return f"Token ({where}): {self._server.token}" if is_seen else f"Token: {where}; see --show-token"

    def survives(self, error: BaseException) -> bool:
        """A bug in one request is told, and ends no other."""
        is_bug = isinstance(error, Exception) and not isinstance(error, KnownError | ReaderGoneError)
        if not is_bug or self._server.status.state is not ServerState.ON:
            return False
        self._out.note("".join(traceback.format_exception(error)).rstrip())
        return True

    def tell(self, requests: Sequence[ServedRequest]) -> None:
        """Those that have ended meanwhile."""
        ended = [one for one in requests if one.state in ENDED and one.number not in self._told]
        for one in sorted(ended, key=lambda one: one.number):
            self._told.add(one.number)
            self._out.result(one, _line(one))


def _line(one: ServedRequest) -> str:
    time = f"{one.arrived.astimezone():%H:%M:%S}"
    parts = (time, one.client, one.route, one.model, str(tokens_words(one)), str(state_words(one)))
    return "  ".join(part.replace("\n", " ") for part in parts if part)


def _token_of(args: Namespace) -> str:
    """ "" for the one that is kept. Raises KnownError."""
    if not args.token_env:
        return ""
    token = os.environ.get(args.token_env, "").strip()
    if not token:
        raise KnownError(f"The variable {args.token_env} is empty.", "Put the token into it.")
    return token


def _hold_for_this_run(
    core: Core, args: Namespace, models: Sequence[LocalModel], origins: tuple[str, ...]
) -> None:
    """Nothing of it is saved: from now on nothing here changes a setting."""
    now = core.settings.current
    core.settings.current = replace(
        now,
        server_port=now.server_port if args.port is None else args.port,
        server_open=args.network,
        server_models=tuple(one.id for one in models) or now.server_models,
        server_origins=origins or now.server_origins,
    )


def _wait_for_models(catalog: Catalog) -> None:
    """Until the disk was looked at."""
    loop = HeadlessLoop()
    leave = catalog.changed.add(lambda _models: loop.leave())
    catalog.rescan()
    loop.run()
    leave()


@contextmanager
def _tasks() -> Iterator[Tasks]:
    tasks = Tasks()

    def tell(bug: Bug) -> None:
        raise bug.error

    tasks.bug.connect(tell)  # where the loop hears it
    try:
        yield tasks
    finally:
        tasks.close()


@contextmanager
def _ending_on_termination(loop: HeadlessLoop) -> Iterator[None]:
    """What a service manager sends ends it in order, as Ctrl-C does."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        loop.leave()

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
