"""Makes up requests to the server out of the description of our API: each must end in 2xx or 4xx in words.

``python -m tests.fuzz.serve --minutes 60 [--seed N]`` prints how they ended; a few seconds of it run in the
suite. A failure is another status, an error that is not in OpenAI's shape, a stream that does not end as
streams do, a bug at the one door, or no end at all.
"""

import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import hypothesis
import msgspec
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from explorer.serve.chat_request import ROUTE, ChatBody
from explorer.serve.request_fields import with_sampling
from explorer.serve.text_request import TEXT_ROUTE, VECTOR_ROUTE, TextBody, VectorBody
from tests.families import FAMILIES
from tests.fuzz.outcome import Outcome, by_hand
from tests.models.encoder import write_encoder
from tests.models.tiny import Tiny, write_tiny
from tests.serve.conftest import served_at
from tests.serve.served_core import Served, meanwhile

LIMIT_S = 30.0  # for one request, on a busy machine
_CONTEXT = 256  # tokens: whoever asks without a limit gets no longer answer
_HI = [{"role": "user", "content": "Hi"}]
_TEXTS = st.one_of(
    st.text(max_size=20), st.sampled_from(["", "\0", "<|start|>", "]]>", "ä" * 500, "a " * 400])
)
_WHOLE = st.one_of(st.integers(-3, 30), st.sampled_from([-(2**63), 2**31, 2**32, 2**64, 10**30]))
_NUMBERS = st.one_of(st.floats(-2, 3), _WHOLE, st.sampled_from([1e-300, 1e300, -0.0]))
_ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), _NUMBERS, _TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_TEXTS, inner, max_size=4)),
    max_leaves=12,
)
_KEYWORDS = st.sampled_from([
    "type", "properties", "required", "anyOf", "allOf", "enum", "const", "items", "pattern", "propertyNames",
    "additionalProperties", "$ref", "minLength",
])  # fmt: skip
_WRONG = st.one_of(_ANY, st.sampled_from([5, -1, "x", [1], {"allOf": -1}, {"a": {"anyOf": 5}}, {"a": 5}]))
_SLOPPY = st.tuples(
    st.sampled_from(["object", "array", "string"]), st.dictionaries(_KEYWORDS, _WRONG, min_size=1, max_size=3)
).map(lambda both: {"type": both[0], **both[1]})
_SCHEMAS = st.one_of(
    _ANY,
    st.sampled_from([
        {"type": "object"}, {"type": "array", "items": {"$ref": "#"}}, {"enum": []},
        {"type": "string", "pattern": "(a+)+$"},
        {"$ref": "http://evil.example/schema"}, {"type": "object", "properties": {"a": {"type": "integer"}}},
        {"type": "json_schema", "json_schema": {"schema": {"type": "boolean"}}}, {"15": -100, "7": 5},
    ]),
    _SLOPPY,
)  # fmt: skip
_PLAIN: Mapping[str, st.SearchStrategy[Any]] = {
    "null": st.none(),
    "boolean": st.booleans(),
    "integer": _WHOLE,
    "number": _NUMBERS,
    "string": st.one_of(_TEXTS, st.sampled_from(["json_object", "json_schema", "base64", "none", "low"])),
}

type Body = dict[str, Any]


def bodies() -> st.SearchStrategy[tuple[str, Body]]:
    """Routes, and what is posted to them: made of what can be asked, with a few fields of each kind."""
    models = st.sampled_from(
        ["scripted", "scripted", "scripted", "endless", "tagged", "encoder", "nothing", ""]
    )
    few = st.integers(1, 6)
    prompt = st.one_of(st.text(max_size=30), st.lists(st.text(max_size=9), max_size=3))
    chat = st.fixed_dictionaries({"model": models, "messages": _messages(), "max_tokens": few})
    text = st.fixed_dictionaries({"model": models, "prompt": prompt, "max_tokens": few})
    vectors = st.fixed_dictionaries({"model": st.just("encoder"), "input": prompt})
    return st.one_of(
        _of(ROUTE, chat, with_sampling(ChatBody)),
        st.tuples(st.just(ROUTE), st.tuples(chat, _offers()).map(lambda both: both[0] | both[1])),
        _of(TEXT_ROUTE, text, with_sampling(TextBody)),
        _of(VECTOR_ROUTE, vectors, VectorBody),
    )


def _offers() -> st.SearchStrategy[Body]:
    """Tools with schemas of any kind, for a model that takes them or another."""
    function = st.fixed_dictionaries({"name": st.just("f"), "parameters": _SCHEMAS})
    tool = st.fixed_dictionaries({"type": st.just("function"), "function": function})
    return st.fixed_dictionaries(
        {
            "model": st.sampled_from(["tagged", "tagged", "scripted"]),
            "tools": st.lists(tool, min_size=1, max_size=1),
            "tool_choice": st.sampled_from(["required", "auto"]),
        }
    )


def _messages() -> st.SearchStrategy[Any]:
    roles = st.sampled_from(["user", "user", "system", "assistant", "developer", "tool"])
    urls = st.sampled_from(
        ["data:image/png;base64,iVBORw0KGgo=", "http://127.0.0.1:1/a.png", "file:///etc/hosts"]
    )
    image = st.fixed_dictionaries(
        {"type": st.just("image_url")}, optional={"image_url": st.one_of(_ANY, urls)}
    )
    said = st.fixed_dictionaries({"type": st.just("text"), "text": _TEXTS})
    parts = st.lists(st.one_of(said, said, image), max_size=2)
    one = st.fixed_dictionaries({"role": roles, "content": st.one_of(_TEXTS, parts)})
    return st.one_of(st.just(_HI), st.just(_HI), st.lists(one, max_size=4), _ANY)


def _of(
    route: str, base: st.SearchStrategy[Body], kind: type[msgspec.Struct]
) -> st.SearchStrategy[tuple[str, Body]]:
    described = msgspec.json.schema(kind)
    known = described["$defs"]
    fields = known[described["$ref"].rpartition("/")[2]]["properties"]
    fields = {name: one for name, one in fields.items() if name not in ("model", "messages")}
    some = st.lists(st.sampled_from(sorted(fields)), max_size=4, unique=True)
    more = some.flatmap(
        lambda names: st.fixed_dictionaries({name: _value(fields[name], known) for name in names})
    )
    return st.tuples(st.just(route), st.tuples(base, more).map(lambda both: both[0] | both[1]))


def _value(described: Mapping[str, Any], known: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Mostly as the schema says, now and then anything."""
    return st.one_of(_said(described, known), _said(described, known), _said(described, known), _ANY)


def _said(described: Mapping[str, Any], known: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in described:
        return _said(known[described["$ref"].rpartition("/")[2]], known)
    if "anyOf" in described:
        return st.one_of([_said(one, known) for one in described["anyOf"]])
    kind = described.get("type")
    if kind == "array":
        return st.lists(_said(described.get("items", {}), known), max_size=3)
    if kind == "object":
        inside = described.get("properties", {})
        return st.fixed_dictionaries({}, optional={name: _said(one, known) for name, one in inside.items()})
    return _PLAIN.get(str(kind), _SCHEMAS)


def run(seed: int, count: int = sys.maxsize, minutes: float = math.inf) -> Outcome:
    """So many requests, or for so long."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    outcome, until = Outcome(), time.monotonic() + minutes * 60
    with tempfile.TemporaryDirectory() as folder, served_at(Path(folder) / "home") as served:
        write_encoder(served.core.models_folder / "tests" / "encoder.gguf")
        template, said = (
            FAMILIES["qwen3.5"].template,
            "<tool_call>\n<function=f>\n<parameter=a>\n5\n</parameter>\n</function>\n</tool_call>",
        )
        tagged = Tiny(text=said, template=template, name="tagged")
        write_tiny(served.core.models_folder / "tests" / "tagged.gguf", tagged)
        served.core.settings.change(context_length=_CONTEXT)
        served.rescan()
        served.start()
        while outcome.counts.total() < count and time.monotonic() < until:
            some = min(1_000, count - outcome.counts.total())
            _try(seed, some, lambda route, body: _judge(served, route, body, outcome), until)
            seed += 1
        outcome.failures += [bug.trace for bug in served.bugs]
    del app
    return outcome


def _try(seed: int, count: int, judge: Callable[[str, Body], None], until: float) -> None:
    left = count

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(bodies())
    def one(asked: tuple[str, Body]) -> None:
        nonlocal left
        if left and time.monotonic() < until:
            left -= 1
            judge(*asked)

    one()


def _judge(served: Served, route: str, body: Body, outcome: Outcome) -> None:
    begun = time.monotonic()
    data = json.dumps(body, ensure_ascii=True)
    try:
        status, said, wrong = meanwhile(lambda: _post(served, route, data), LIMIT_S)
    except TimeoutError as error:
        status, said, wrong = 0, "", f"no end: {error}"
    outcome.slowest_s = max(outcome.slowest_s, time.monotonic() - begun)
    outcome.counts[f"{route} {status}"] += 1
    if wrong:
        outcome.failures.append(f"{wrong}\n  {route} {data[:2_000]}\n  {status} {said[:1_000]}")


def _post(served: Served, route: str, data: str) -> tuple[int, str, str]:
    """The status, what was said, and what is wrong with that."""
    connection = HTTPConnection("127.0.0.1", served.port, timeout=LIMIT_S)
    try:
        connection.request("POST", route, data, served.headers | {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = answer.read().decode()
        return answer.status, said, _fault(answer, said)
    finally:
        connection.close()


def _fault(answer: HTTPResponse, said: str) -> str:
    if answer.status >= 500 or 300 <= answer.status < 400:
        return "another status"
    if answer.headers["content-type"].startswith("text/event-stream"):
        return _stream_fault(said)
    told = json.loads(said)
    if answer.status < 300:
        return "" if "choices" in told or "data" in told else "an answer without anything"
    error = told.get("error", {})
    is_told = set(error) == {"message", "type", "param", "code"} and error["message"]
    return "" if is_told and "Traceback" not in said else "an error in another shape"


def _stream_fault(said: str) -> str:
    lines = [line for line in said.split("\n\n") if line and not line.startswith(":")]
    if not all(line.startswith("data: ") for line in lines):
        return "a line that is no data"
    told = [json.loads(line.removeprefix("data: ")) for line in lines if line != "data: [DONE]"]
    if "error" in told[-1]:
        return ""
    return "" if lines[-1] == "data: [DONE]" else "a stream without an end"


if __name__ == "__main__":
    sys.exit(by_hand("Ask the server made-up requests.", run))
