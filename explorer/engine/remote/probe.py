"""Finds out what a server can tell, with few requests of few tokens. Each test stands alone: what one of them
meets leaves the others as they are.
"""

import base64
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import msgspec

from explorer.domain.endpoint import (
    Endpoint,
    EndpointAbility,
    EndpointEntry,
    EndpointProbe,
    ProbeAnswer,
)
from explorer.domain.errors import CancelledError, KnownError
from explorer.engine.remote.probe_replies import (
    OURS,
    ListedModel,
    ProbeWire,
    alternatives,
    at,
    count,
    has_answer,
    listed_models,
    quoted,
    server_name,
    text_of,
    usage_of,
    vector_length,
)

MOST_REQUESTS = 16  # with those that are asked again in another way
_MANY, _FEW = 20, 5  # probabilities for a token
_SIGN = "kiwi-7"  # nothing writes this by chance
_COLOUR = "green"
_CANNOT = frozenset({400, 403, 404, 405, 415, 422, 501})  # another status may be another one tomorrow
_BROKEN = 500  # as some say of what they cannot
_COUNTING = "Write the numbers from one to ten as words."

Ability = EndpointAbility


@dataclass(frozen=True)
class ProbeStep:
    """How far it is: what is tried now, ``None`` before the first, and what is known."""

    ability: EndpointAbility | None
    answers: tuple[ProbeAnswer, ...]


@dataclass(frozen=True)
class ProbeOutcome:
    """``listed``: ``None`` where the server does not list its models."""

    probe: EndpointProbe
    listed: tuple[ListedModel, ...] | None
    context_length: int | None = None


@dataclass
class Probe:
    """``model``: the one it is tried with; "" takes the only one that is listed, and where there are several
    they are listed and nothing else is asked. ``lists_only``: nor of a lone one.
    """

    model: str
    wire: ProbeWire
    told: Callable[[ProbeStep], None] = lambda _step: None
    stopped: Callable[[], bool] = lambda: False
    lists_only: bool = False
    _answers: dict[EndpointAbility, ProbeAnswer] = field(default_factory=dict)
    _requests: int = 0
    _limit: str = "max_tokens"  # what a server calls it
    _listed: tuple[ListedModel, ...] | None = None
    _server: str = ""

    def run(self) -> ProbeOutcome:
        """Blocks for the server. Raises KnownError where it cannot be reached or does not take the key, and
        CancelledError once ``stopped`` says so.
        """
        self._try(Ability.MODELS, self._models)
        if self.lists_only:
            self.model = ""
        elif not self.model and self._listed is not None and len(self._listed) == 1:
            self.model = self._listed[0].name
        if self.model:
            self._try_model()
        told = tuple(self._answers[one] for one in Ability if one in self._answers)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        probe = EndpointProbe(now, self._requests, self.model, self._server, told)
        context = self._answers.get(Ability.CONTEXT)
        return ProbeOutcome(probe, self._listed, context.amount or None if context is not None else None)

    def _try_model(self) -> None:
        self._try(Ability.CHAT, self._chat)
        if self._answers[Ability.CHAT].is_able:
            for ability, test in (
                (Ability.STREAMS, self._streams),
                (Ability.PROBABILITIES, self._probabilities),
                (Ability.SCHEMA, self._schema),
                (Ability.SEED, self._seed),
                (Ability.IMAGES, self._images),
            ):
                self._try(ability, test)
        self._try(Ability.COMPLETIONS, self._completions)
        if self._answers[Ability.COMPLETIONS].is_able:
            self._try(Ability.SCORES, self._scores)
        self._try(Ability.EMBEDDINGS, self._embeddings)
        self._try(Ability.CONTEXT, self._context)

    def _try(self, ability: EndpointAbility, test: Callable[[], None]) -> None:
        """What goes wrong is kept as its answer, unless nothing was answered so far: then all else would."""
        self._check()
        self.told(ProbeStep(ability, tuple(self._answers.values())))
        try:
            test()
        except CancelledError:
            raise
        except KnownError as error:
            status = _status(error)
            cannot = status in _CANNOT or (status == _BROKEN and self._has_answered)
            if not cannot and not self._has_answered:
                raise
            self._note(ability, False if cannot else None, error.details or error.what)

    @property
    def _has_answered(self) -> bool:
        return any(one.is_able for name, one in self._answers.items() if name is not Ability.MODELS)

    def _note(
        self,
        ability: EndpointAbility,
        is_able: bool | None,  # noqa: FBT001  one of three
        said: str,
        amount: int = 0,
    ) -> None:
        self._answers[ability] = ProbeAnswer(ability, is_able, quoted(said), amount)

    def _check(self) -> None:
        if self.stopped():
            raise CancelledError

    def _get(self, route: str) -> Any:
        self._check()
        self._requests += 1
        return self.wire.get(route)

    def _post(self, route: str, body: Mapping[str, Any]) -> Any:
        self._check()
        self._requests += 1
        return self.wire.post(route, body)

    def _say(self, asked: str | list[Any], tokens: int, **more: Any) -> Any:
        """One question of a chat; a server that names the limit otherwise is asked once more."""
        body = {"model": self.model, "messages": [{"role": "user", "content": asked}], **more}
        try:
            return self._post("chat/completions", {**body, self._limit: tokens})
        except KnownError as error:
            if self._limit != "max_tokens" or "max_completion_tokens" not in error.details:
                raise
        self._limit = "max_completion_tokens"
        return self._post("chat/completions", {**body, self._limit: tokens})

    def _models(self) -> None:
        said = self._get("models")
        self._server, self._listed = server_name(said), listed_models(said)
        names = ", ".join(model.name for model in (self._listed or ())[:3])
        self._note(Ability.MODELS, self._listed is not None, names or str(said), len(self._listed or ()))

    def _chat(self) -> None:
        said = self._say(_COUNTING, 8)
        self._note(Ability.CHAT, has_answer(said), text_of(said) or str(said))
        self._usage(usage_of(said))

    def _usage(self, found: tuple[int, int] | None) -> None:
        if found is not None:
            self._note(Ability.USAGE, is_able=True, said=f"{found[0]} + {found[1]}")
        elif Ability.USAGE not in self._answers:
            self._note(Ability.USAGE, is_able=False, said="")

    def _streams(self) -> None:
        self._check()
        self._requests += 1
        messages = [{"role": "user", "content": _COUNTING}]
        body = {"model": self.model, "messages": messages, self._limit: 8, "stream": True}
        pieces = self.wire.stream("chat/completions", {**body, "stream_options": {"include_usage": True}})
        self._note(Ability.STREAMS, len(pieces) > 1, f"{len(pieces)} × data:")
        self._usage(next((found for piece in pieces if (found := usage_of(piece))), None))

    def _probabilities(self) -> None:
        """Servers have a limit of how many they tell."""
        try:
            said = self._say(_COUNTING, 1, logprobs=True, top_logprobs=_MANY)
        except KnownError as error:
            if _status(error) not in _CANNOT:
                raise
            said = self._say(_COUNTING, 1, logprobs=True, top_logprobs=_FEW)
        found = alternatives(said)
        shown = msgspec.json.encode(at(said, "choices", 0, "logprobs")).decode("utf-8", "replace")
        self._note(Ability.PROBABILITIES, found is not None, shown, found or 0)

    def _schema(self) -> None:
        """The answer it forces is one that nothing else would give."""
        sign = {"type": "string", "enum": [_SIGN]}
        schema: dict[str, Any] = {"type": "object", "properties": {"sign": sign}, "required": ["sign"]}
        schema["additionalProperties"] = False
        wanted = {"type": "json_schema", "json_schema": {"name": "sign", "schema": schema, "strict": True}}
        said = self._say("Say hello.", 120, response_format=wanted)
        content = at(said, "choices", 0, "message", "content")
        told = content if isinstance(content, str) else ""
        self._note(Ability.SCHEMA, _has_sign(told) if told else None, told or text_of(said))

    def _seed(self) -> None:
        """The same twice by one seed says nothing if another seed says the same."""
        asked = "Name five words that nobody expects."
        first, again, other = (text_of(self._say(asked, 12, seed=seed, temperature=1)) for seed in (7, 7, 8))
        able = False if first != again else True if other != first else None
        self._note(Ability.SEED, able, " / ".join((first, again, other)))

    def _images(self) -> None:
        """Some servers leave out what they cannot see, and answer all the same."""
        picture = f"data:image/png;base64,{base64.b64encode(_png(64, (0, 160, 0))).decode()}"
        text = {"type": "text", "text": "Which colour is this? Answer with one word."}
        told = text_of(self._say([text, {"type": "image_url", "image_url": {"url": picture}}], 120))
        self._note(Ability.IMAGES, True if _COLOUR in told.casefold() else None, told)

    def _completions(self) -> None:
        said = self._post("completions", {"model": self.model, "prompt": "One, two,", "max_tokens": 2})
        text = at(said, "choices", 0, "text")
        self._note(Ability.COMPLETIONS, isinstance(text, str), text if isinstance(text, str) else str(said))

    def _scores(self) -> None:
        given = "One, two, three, four"
        body = {"model": self.model, "prompt": given, "max_tokens": 1, "echo": True, "logprobs": 1}
        said = self._post("completions", body)
        text, found = (
            at(said, "choices", 0, "text"),
            at(said, "choices", 0, "logprobs", "token_logprobs"),
        )
        told = len([one for one in found if isinstance(one, int | float)]) if isinstance(found, list) else 0
        of_given = isinstance(text, str) and text.lstrip().startswith(given) and told > 2
        self._note(Ability.SCORES, of_given, str(found or text), told if of_given else 0)

    def _embeddings(self) -> None:
        said = self._post("embeddings", {"model": self.model, "input": "One"})
        found = vector_length(said)
        self._note(Ability.EMBEDDINGS, found is not None, "" if found else str(said), found or 0)

    def _context(self) -> None:
        """Some tell more than in the list of models: llama-server, and this app of a model it was asked."""
        listed = next((one.context_length for one in self._listed or () if one.name == self.model), None)
        props = self._told("/props") if self._server == "llama.cpp" else None
        served, slots = (
            count(at(props, "default_generation_settings", "n_ctx")),
            count(at(props, "total_slots")),
        )
        build = at(props, "build_info")
        if isinstance(build, str):
            self._server = quoted(f"llama.cpp {build}")[:60]
        told = f"total_slots: {slots}" if slots else ""
        if self._server.startswith(OURS):
            slots = count(at(self._told(f"models/{quote(self.model)}"), "at_once"))
            told = f"at_once: {slots}" if slots else ""
        self._note(Ability.AT_ONCE, True if slots else None, told, slots or 0)
        length = served or listed
        self._note(Ability.CONTEXT, True if length else None, str(length or ""), length or 0)

    def _told(self, route: str) -> Any:
        """``None`` where it was told not to say."""
        try:
            return self._get(route)
        except CancelledError:
            raise
        except KnownError:
            return None


def _status(error: KnownError) -> int:
    """0 where no server has answered."""
    number = error.details[:3]
    return int(number) if number.isdecimal() and len(number) == 3 else 0


def _has_sign(text: str) -> bool:
    try:
        return bool(at(msgspec.json.decode(text.strip().encode()), "sign") == _SIGN)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return False


def with_outcome(endpoint: Endpoint, outcome: ProbeOutcome) -> Endpoint:
    """What a person chose and said of its models stays; one that is not listed any more stays if it is
    chosen, or something was said of it. A lone model is chosen.
    """
    probe, listed = outcome.probe, outcome.listed
    before = {entry.name: entry for entry in endpoint.entries}
    entries = [_listed_entry(before.get(one.name), one) for one in listed or ()]
    names = {entry.name for entry in entries}
    kept = [one for one in endpoint.entries if one.name not in names and (listed is None or is_used(one))]
    alone = len(entries) == 1 and not kept
    found = [_tried(entry, outcome, is_alone=alone) for entry in (*entries, *kept)]
    slots = probe.of(Ability.AT_ONCE)
    return msgspec.structs.replace(
        endpoint, entries=tuple(found), probe=probe, at_once=slots.amount or endpoint.at_once
    )


def is_used(entry: EndpointEntry) -> bool:
    """Whether a person chose it, or said something of it."""
    return entry.is_chosen or bool(entry.repo) or entry.price is not None


def _listed_entry(before: EndpointEntry | None, listed: ListedModel) -> EndpointEntry:
    entry = before or EndpointEntry(listed.name)
    length = listed.context_length or entry.context_length
    sees = entry.sees if listed.sees is None else listed.sees
    return msgspec.structs.replace(entry, context_length=length, sees=sees)


def _tried(entry: EndpointEntry, outcome: ProbeOutcome, *, is_alone: bool) -> EndpointEntry:
    if is_alone:
        entry = msgspec.structs.replace(entry, is_chosen=True)
    if entry.name != outcome.probe.model:
        return entry
    images = outcome.probe.of(Ability.IMAGES)
    sees = entry.sees if images.is_able is None else images.is_able
    return msgspec.structs.replace(
        entry, context_length=outcome.context_length or entry.context_length, sees=sees
    )


def _png(side: int, colour: tuple[int, int, int]) -> bytes:
    """A square of one colour."""
    rows = (b"\0" + bytes(colour) * side) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
