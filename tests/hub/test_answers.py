"""Answers of any shape: each value is taken or left, no row breaks."""

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.repo import Gate, RepoQuery
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.hub.responses import files_of, moment, parameters_of, row_of, rows_of
from explorer.hub.token import check_token
from explorer.local.update_check import newest_version
from tests.hub.server import TestHub

WHOLE: dict[str, Any] = {
    "id": "org/model-GGUF",
    "tags": [
        "gguf",
        "en",
        "dataset:org/data",
        "base_model:org/base",
        "base_model:quantized:org/base",
        "license:mit",
    ],
    "downloads": 12,
    "likes": 3,
    "gated": "auto",
    "disabled": False,
    "lastModified": "2025-03-12T10:30:05.000Z",
    "pipeline_tag": "text-generation",
    "cardData": {"license": "mit", "language": ["en"], "datasets": ["org/data"], "base_model": ["org/base"]},
    "gguf": {"total": 999, "architecture": "gemma3", "context_length": 32768, "chat_template": "{{ x }}"},
    "baseModels": {"relation": "quantized", "models": [{"id": "org/base"}]},
    "siblings": [{"rfilename": "a.gguf", "size": 5, "lfs": {"sha256": "A" * 64, "size": 5}}],
    "model-index": None,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


def changed(path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    answer = copy.deepcopy(WHOLE)
    holder: Any = answer
    for key in path[:-1]:
        holder = holder[key]
    change(holder, path[-1])
    return answer


@given(place=st.sampled_from(places(WHOLE)[1:]), value=JSON)
@settings(max_examples=300)
def test_a_value_of_any_shape_never_breaks_a_row(place: tuple[Any, ...], value: Any) -> None:
    def put(holder: Any, key: Any) -> None:
        holder[key] = value

    rows = rows_of([changed(place, put), WHOLE])
    assert rows[-1] == row_of(WHOLE)
    if place[0] != "id":
        assert len(rows) == 2
    json.dumps([repr(row) for row in rows]).encode("utf-8")


def test_a_header_of_what_lets_the_model_see_is_not_taken_for_the_model_s() -> None:
    """The Hub may read the header of any of the files (huggingface.js, issue 2400)."""
    gguf = {"total": 460_000_000, "architecture": "clip", "context_length": 77}
    row = row_of({"id": "a/b", "gguf": gguf, "safetensors": {"total": 4_300_000_000}})
    assert row is not None
    assert (row.architecture, row.context_length, row.parameters) == (None, None, 4_300_000_000)
    alone = row_of({"id": "a/b", "gguf": gguf})
    assert alone is not None
    assert alone.parameters is None


@pytest.mark.parametrize("place", places(WHOLE)[1:], ids=str)
def test_a_missing_key_never_breaks_a_row(place: tuple[Any, ...]) -> None:
    def remove(holder: Any, key: Any) -> None:
        del holder[key]

    row = row_of(changed(place, remove))
    assert (row is None) == (place == ("id",))


@given(JSON)
@settings(max_examples=200, deadline=None)
def test_any_answer_at_all_yields_rows_or_none(value: Any) -> None:
    for row in rows_of(value):
        assert row.id
    files_of(value)


def test_a_whole_answer_is_read_whole() -> None:
    row = row_of(WHOLE)
    assert row is not None
    assert (row.license, row.parameters, row.gate) == ("mit", 999, Gate.AUTO)
    assert (row.datasets, row.base_models) == (("org/data",), ("org/base",))
    assert files_of(WHOLE)[0].sha256 == "a" * 64


@pytest.mark.parametrize(
    ("gate", "read"), [(False, Gate.OPEN), (True, Gate.SOME), ("auto", Gate.AUTO), ("manual", Gate.MANUAL)]
)
def test_a_gate_may_be_a_boolean_or_say_who_opens_it(gate: object, read: Gate) -> None:
    row = row_of({"id": "a/b", "gated": gate})
    assert row is not None
    assert (row.gate, row.gate.is_closed) == (read, read is not Gate.OPEN)


def test_a_repo_that_the_hub_has_disabled_says_so() -> None:
    rows = rows_of([{"id": "a/b", "disabled": said} for said in (True, False, "yes", None)])
    assert [row.is_disabled for row in rows] == [True, False, False, False]


@pytest.mark.parametrize(
    ("stated", "license_"),
    [
        ({"license": "other", "license_name": "meadow-terms"}, "meadow-terms"),
        ({"license": "Other", "license_name": ["a"]}, "Other"),
        ({"license_name": "meadow-terms"}, "meadow-terms"),
        ({"license": "mit", "license_name": "meadow-terms"}, "mit"),
        ({"license": "other"}, "other"),
    ],
)
def test_a_license_that_is_another_is_called_by_its_name(stated: dict[str, object], license_: str) -> None:
    row = row_of({"id": "a/b", "cardData": stated})
    assert row is not None
    assert row.license == license_


def test_the_tag_of_another_license_does_not_hide_its_name() -> None:
    row = row_of({"id": "a/b", "tags": ["license:other"], "cardData": {"license_name": "meadow-terms"}})
    assert row is not None
    assert row.license == "meadow-terms"


@pytest.mark.parametrize(
    ("counted", "read"),
    [
        ({"safetensors": {"parameters": {"BF16": 600, "F32": 40}, "total": 640}}, ("safetensors.total", 640)),
        ({"safetensors": {"parameters": {"BF16": 600, "F32": 40}}}, ("safetensors.parameters", 640)),
        ({"gguf": {}, "safetensors": {"parameters": {"I8": True, "F32": "x"}}}, None),
        ({"safetensors": {"parameters": {"F32": 2**62, "F16": 2**62}}}, None),
        ({"safetensors": {"parameters": [5]}}, None),
    ],
)
def test_parameters_without_a_total_are_added_up(counted: object, read: tuple[str, int] | None) -> None:
    assert parameters_of(counted) == read


@pytest.mark.parametrize("gate", [None, 1, "later", {}])
def test_a_gate_nobody_knows_is_unknown(gate: object) -> None:
    row = row_of({"id": "a/b", "gated": gate})
    assert row is not None
    assert row.gate is Gate.UNKNOWN


@pytest.mark.parametrize("value", [True, -1, 1.5, float("nan"), float("inf"), 2**70, "12", None])
def test_what_is_no_count_is_none(value: object) -> None:
    row = row_of({"id": "a/b", "downloads": value})
    assert row is not None
    assert row.downloads is None


@pytest.mark.parametrize("value", ["", "yesterday", "0001-01-01T00:00:00+23:00", 5, None])
def test_what_is_no_time_is_none(value: object) -> None:
    assert moment(value) is None


@pytest.mark.parametrize("name", ["", "..", "a/../b", "a//b", "a/b/c", "a b", "a/b\n", 5, None])
def test_a_row_that_names_no_repo_is_left_out(name: object) -> None:
    assert rows_of([{"id": name}, {"id": "good/one"}])[0].id == "good/one"


def test_half_a_surrogate_pair_is_replaced() -> None:
    row = row_of(json.loads('{"id": "a/b", "tags": ["\\ud800x"]}'))
    assert row is not None
    assert row.tags == ("?x",)


def test_only_the_newest_thousand_answers_are_kept(store: Store) -> None:
    seen = ResponseCache(store)
    with store.transaction():
        for number in range(1_003):
            store.write(
                "INSERT INTO seen VALUES (?, ?, ?)", f"old {number}", b"", f"2025-01-01T00:{number:06}"
            )
    seen.put("new", b"answer")
    assert len(store.read("SELECT key FROM seen")) == 1_000
    assert seen.get("old 0") is None
    kept = seen.get("new")
    assert kept is not None
    assert kept[0] == b"answer"


BODIES = (
    "", "\x00", "<html>", "null", "5", "NaN", "1e999", '"x"', "[]", "{}", "[1]", "[[]]", '[{"id": 5}]',
    '{"id": "a/b"}', '{"name": [], "auth": 5}',
    '{"id": "a/b", "sha": [], "siblings": {}, "cardData": [], "count": "x", "baseModels": 5}',
    '{"id": "a/b", "downloads": ' + "9" * 5_000 + "}", "[" * 100_000, '{"a":' * 100_000, "9" * 10_000,
    *(f'{{"id": "a/b", "x": {"[" * deep}{"]" * deep}}}' for deep in (500, 950, 3_000, 5_000, 9_000)),
)  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:24]))
def test_whatever_is_answered_every_question_ends_with_a_value_or_in_words(
    hub: Hub, test_hub: TestHub, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_member")
    test_hub.fault("*", "status", code=200, body=body)
    asked: tuple[Callable[[], object], ...] = (
        hub.knock, lambda: hub.search(RepoQuery()), lambda: hub.open("a/b"), lambda: hub.family("a/b"),
        lambda: hub.discussions("a/b"), lambda: hub.results("a/b"), lambda: hub.files.dataset("a/b"),
        lambda: hub.files.text("a/b", "main", "LICENSE"), lambda: check_token(hub),
        lambda: hub.foreign(f"{hub.endpoint}/chart.png", 100), lambda: newest_version(hub, hub.endpoint),
    )  # fmt: skip
    for ask in asked:
        with suppress(KnownError):
            ask()
        hub.kept_search(RepoQuery())
        hub.kept_repo("a/b")
