"""What `omx endpoints` does: over the same endpoints as the settings of the window."""

import getpass
import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import Any

import msgspec

from explorer.cli.output import Output, table
from explorer.cli.services import with_core
from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointModel, KeyPlace
from explorer.domain.endpoint_address import is_open_to_others, read_address
from explorer.domain.errors import KnownError
from explorer.engine.remote.key_keeping import GivenKey, add_endpoint, remove_endpoint
from explorer.engine.remote.probe import ProbeStep, with_outcome
from explorer.engine.remote.probe_run import probe_endpoint
from explorer.services import Core

_LONGEST = 8_000  # signs of a line that may be a key


@with_core
def show(core: Core, args: Namespace, out: Output) -> None:
    if args.name:
        _tell(_named(core, args.name), out)
        return
    rows = [
        [one.id, one.name, one.address, _key_words(one), f"{sum(e.is_chosen for e in one.entries)} chosen"]
        for one in core.endpoints.all
    ]
    value = [_as_json(one) for one in core.endpoints.all]
    out.result(value, table(rows) or "No endpoint yet: omx endpoints add ADDRESS")


@with_core
def add(core: Core, args: Namespace, out: Output) -> None:
    """Raises KnownError; nothing is added then, unless it is only the test that failed."""
    address = read_address(args.address)
    bare = Endpoint("", "", address)
    name = " ".join(args.name.split()) or bare.host
    entries = tuple(EndpointEntry(model, is_chosen=True) for model in dict.fromkeys(args.model))
    made = Endpoint(core.endpoints.new_id(name), name, address, entries=entries)
    if is_open_to_others(address):
        out.note("This address is not encrypted: others in the network can read along.")
    add_endpoint(core.endpoints, made, _given(args))
    out.note(f"Added: {made.id}. What is asked there goes to {made.host}.")
    if not args.untested:
        _probe(core, _named(core, made.id), "", out, is_new=True)
    _tell(_named(core, made.id), out)


@with_core
def test(core: Core, args: Namespace, out: Output) -> None:
    endpoint = _named(core, args.name)
    _probe(core, endpoint, args.model, out)
    _tell(_named(core, endpoint.id), out)


@with_core
def remove(core: Core, args: Namespace, out: Output) -> None:
    endpoint = _named(core, args.name)
    remove_endpoint(core.endpoints, endpoint.id)
    core.endpoints.tell()
    out.result({"removed": endpoint.id}, f"Removed: {endpoint.id}")


def _probe(core: Core, endpoint: Endpoint, model: str, out: Output, *, is_new: bool = False) -> None:
    def told(step: ProbeStep) -> None:
        out.progress(f"Asking {endpoint.name}", len(step.answers), None, None)

    first = model or next((entry.name for entry in endpoint.entries if entry.is_chosen), "")
    try:
        key = core.endpoints.secret_of(endpoint)
        outcome = probe_endpoint(core.requests, endpoint, key, first, told, is_new=is_new)
    finally:
        core.requests.close()
    now = _named(core, endpoint.id)  # it may have been changed meanwhile
    core.endpoints.keep(with_outcome(_choosing(now, model) if model else now, outcome))


def _choosing(endpoint: Endpoint, model: str) -> Endpoint:
    others = [entry for entry in endpoint.entries if entry.name != model]
    chosen = msgspec.structs.replace(endpoint.entry(model) or EndpointEntry(model), is_chosen=True)
    return msgspec.structs.replace(endpoint, entries=(*others, chosen))


def _given(args: Namespace) -> GivenKey:
    if args.key_env:
        return GivenKey(KeyPlace.ENVIRONMENT, variable=args.key_env)
    if not args.key_stdin:
        return GivenKey()
    if sys.stdin is None:
        raise KnownError("There is no standard input to read the key from.", "Use --key-env.")
    is_asked = sys.stdin.isatty()
    return GivenKey(KeyPlace.KEYRING, getpass.getpass("Key: ") if is_asked else sys.stdin.readline(_LONGEST))


def _named(core: Core, name: str) -> Endpoint:
    """Raises KnownError."""
    by_id = core.endpoints.find(name)
    found = [by_id] if by_id is not None else [one for one in core.endpoints.all if one.name == name]
    if len(found) == 1:
        return found[0]
    what = f"Several endpoints are called “{name}”." if found else f"No endpoint is called “{name}”."
    raise KnownError(what, "Name it by its id, as `omx endpoints list` shows it.")


def _tell(endpoint: Endpoint, out: Output) -> None:
    """Its models, the chosen ones first, and what it can tell."""
    probe = endpoint.probe
    entries = sorted(endpoint.entries, key=lambda entry: not entry.is_chosen)
    models = [["chosen" if e.is_chosen else "", EndpointModel(endpoint, e).id] for e in entries]
    answers: Iterable[Any] = probe.answers if probe is not None else ()
    can = {True: "yes", False: "no", None: "cannot tell"}
    told = [[one.ability.value, can[one.is_able], str(one.amount or ""), one.said] for one in answers]
    out.result(_as_json(endpoint), "\n\n".join(filter(None, (table(models), table(told)))))


def _as_json(endpoint: Endpoint) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(endpoint)
    return built


def _key_words(endpoint: Endpoint) -> str:
    if endpoint.key is KeyPlace.KEYRING:
        return f"key in the keyring …{endpoint.key_end}"
    return f"key in ${endpoint.variable}" if endpoint.key is KeyPlace.ENVIRONMENT else "no key"
