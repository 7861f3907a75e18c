"""How a server is asked: prompt, sampling and options in fields of the API, and what it refused of them."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explorer.domain.endpoint import EndpointAbility, EndpointModel
from explorer.domain.errors import KnownError
from explorer.domain.generation import AnswerOptions, ChatMessage, Sampling
from explorer.domain.images import ChatImage, image_ending
from explorer.domain.sampling import BY_PATH, is_neutral, missed_paths, names_of, said_settings, value_at
from explorer.domain.tokens import Constraint
from explorer.domain.words import Words, enumerated, joined
from explorer.engine.remote.server_kind import kind_of

_CLOSEST = 100  # of a bias in OpenAI's API
_SCHEMA_FORMS = 3
_LIMITS = ("max_tokens", "max_completion_tokens")
_KEPT = frozenset({"model", "messages", "prompt", "stream", "stop", "response_format", "grammar"})


@dataclass(frozen=True)
class RemoteQuestion:
    """What one answer is asked with."""

    prompt: str | tuple[ChatMessage, ...]
    sampling: Sampling
    options: AnswerOptions


class RequestForm:
    """Of one model. It learns: what the server does not take is left out from then on, and told."""

    def __init__(self, model: EndpointModel) -> None:
        self._model = model
        self._kind = kind_of(model.endpoint)
        self._limit = self._kind.limit
        self._refused = set[str]()
        self._schema_form = 0

    def route(self, question: RemoteQuestion) -> str:
        return "completions" if isinstance(question.prompt, str) else "chat/completions"

    def body(self, question: RemoteQuestion) -> dict[str, Any]:
        """Raises KnownError for what this server cannot do at all."""
        self._check(question)
        options, prompt = question.options, question.prompt
        body: dict[str, Any] = {"model": self._model.entry.name}
        if isinstance(prompt, str):
            body["prompt"] = prompt + str(options.begun)
        else:
            body["messages"] = [_message(one) for one in prompt]
        body |= self._streaming() | self._sampling(question.sampling)
        if options.stop:
            body["stop"] = list(options.stop)
        if options.constraint is not None:
            body |= self._held(options.constraint)
        if options.alternatives is not None and self._can(EndpointAbility.PROBABILITIES):
            body |= self._likely(options.alternatives, is_chat=not isinstance(prompt, str))
        return {name: value for name, value in body.items() if name not in self._refused}

    def adapt(self, body: dict[str, Any], said: str) -> bool:
        """Whether another try makes sense after the server refused this ``body`` with these words."""
        named = [name for name in body if re.search(rf"\b{re.escape(name)}\b", said)]
        if "response_format" in named or ("schema" in said.lower() and "response_format" in body):
            self._schema_form += 1
            return self._schema_form < _SCHEMA_FORMS
        if self._limit in named:
            self._refused.add(self._limit)
            self._limit = next((name for name in _LIMITS if name not in self._refused), self._limit)
            return self._limit not in self._refused
        optional = [name for name in named if name not in _KEPT]
        self._refused.update(optional)
        return bool(optional)

    def unsent(self, question: RemoteQuestion) -> tuple[str, ...]:
        """Paths of the settings at work that the answer was asked without."""
        known = {**self._kind.fields, "logit_bias": "logit_bias", "max_tokens": self._limit}
        fields = ((one.path, known.get(one.path)) for one in said_settings(question.sampling))
        return tuple(path for path, field in fields if field is None or field in self._refused)

    def _unsent_words(self, question: RemoteQuestion) -> Words:
        """What the answer was asked without; "" if nothing."""
        names = [*names_of(missed_paths(question.sampling, self.unsent(question)))]
        if question.options.template:
            names.append(Words("Chat template"))
        if not names:
            return Words("")
        return Words("Not sent, as the server does not take it: {names}.", names=enumerated(names))

    def untold(self, question: RemoteQuestion, *, has_details: bool) -> Words:
        """Why the answer tells less than one of this machine."""
        name = self._model.endpoint.name
        likely = Words("")
        if question.options.alternatives is not None and not has_details:
            likely = Words("It gives no probabilities.")
        sent = Words("{name} does not tell what it made of the prompt.", name=name)
        return joined(" ", (sent, likely, self._unsent_words(question)))

    def _can(self, ability: EndpointAbility) -> bool:
        """Unless it is known that it cannot."""
        probe = self._model.endpoint.probe
        return probe is None or probe.of(ability).is_able is not False

    def _check(self, question: RemoteQuestion) -> None:
        name, options = self._model.endpoint.name, question.options
        if options.begun and (not isinstance(options.begun, str) or not isinstance(question.prompt, str)):
            raise KnownError(
                Words("{name} cannot go on from the beginning of an answer.", name=name),
                Words("Ask anew."),
            )
        messages = () if isinstance(question.prompt, str) else question.prompt
        if not self._model.entry.sees and any(one.images for one in messages):
            raise KnownError(
                Words("{model} at {name} does not see images.", model=self._model.name, name=name),
                Words("Ask without them, or choose a model that sees."),
            )
        held = options.constraint
        if held is not None and held.kind == "gbnf" and not self._kind.takes_grammars:
            raise KnownError(
                Words("{name} takes no grammars.", name=name),
                Words("Use a JSON schema, or a model that runs here."),
            )

    def _streaming(self) -> dict[str, Any]:
        if not self._can(EndpointAbility.STREAMS):
            return {"stream": False}
        usage = {"stream_options": {"include_usage": True}} if self._can(EndpointAbility.USAGE) else {}
        return {"stream": True} | usage

    def _sampling(self, sampling: Sampling) -> dict[str, Any]:
        fields = {name: value_at(sampling, path) for path, name in self._kind.fields.items()}
        if sampling.logit_bias:
            least, most = -_CLOSEST, _CLOSEST
            fields["logit_bias"] = {str(t): min(most, max(least, bias)) for t, bias in sampling.logit_bias}
        quiet = ("frequency_penalty", "presence_penalty")  # some servers refuse what changes nothing
        left_out = {name for name in quiet if is_neutral(sampling, BY_PATH[name])}
        return {n: v for n, v in fields.items() if n not in left_out} | {self._limit: sampling.max_tokens}

    def _held(self, constraint: Constraint) -> dict[str, Any]:
        if constraint.kind == "gbnf":
            return {"grammar": constraint.text}
        try:
            schema = json.loads(constraint.text)
        except (ValueError, RecursionError) as error:
            what = Words("The JSON schema cannot be read.")
            raise KnownError(what, Words("Check it."), str(error)) from error
        if self._schema_form == _SCHEMA_FORMS - 1:  # as llama-cpp-python takes it
            return {"response_format": {"type": "json_object", "schema": schema}}
        named = {"name": "answer", "schema": schema, "strict": self._schema_form == 0}
        return {"response_format": {"type": "json_schema", "json_schema": named}}

    def _likely(self, alternatives: int, *, is_chat: bool) -> dict[str, Any]:
        probe = self._model.endpoint.probe
        most = probe.of(EndpointAbility.PROBABILITIES).amount if probe is not None else 0
        count = min(alternatives, most) if most else alternatives
        if not is_chat:
            return {"logprobs": max(1, count)}
        return {"logprobs": True} | ({"top_logprobs": count} if count else {})


def _message(message: ChatMessage) -> dict[str, Any]:
    """A thought of before is left out: servers want it so."""
    if not message.images:
        return {"role": message.role, "content": message.text}
    images: Sequence[dict[str, Any]] = [_image(one) for one in message.images]
    return {"role": message.role, "content": [*images, {"type": "text", "text": message.text}]}


def _image(image: ChatImage) -> dict[str, Any]:
    data = image.data
    kind = "jpeg" if image_ending(data) == "jpg" else "png"
    url = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return {"type": "image_url", "image_url": {"url": url}}
