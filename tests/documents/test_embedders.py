"""Which model makes the vectors, and what it wants before a question and a passage."""

from dataclasses import replace
from pathlib import Path

import pytest

from explorer.documents.embedders import choose_embedder, embedding_model
from explorer.domain.included_models import MINILM
from explorer.domain.local_model import Integrity, LocalModel, Origin

HASH = "ab" * 32


def model(name: str, **values: object) -> LocalModel:
    path = Path(f"/models/{name}.gguf")
    made = LocalModel(f"lab/{path.name}", path, 100, "lab", name, "Q8_0", embeds=True, measured_sha256=HASH)
    return replace(made, **values)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("name", "question", "passage"),
    [
        ("embeddinggemma-300M-Q8_0", "task: search result | query: ", "title: none | text: "),
        ("nomic-embed-text-v1.5.Q8_0", "search_query: ", "search_document: "),
        ("multilingual-e5-small-q8_0", "query: ", "passage: "),
        ("bge-small-en-v1.5-f16", "Represent this sentence", ""),
        ("snowflake-arctic-embed-l-v2.0-q8_0", "query: ", ""),
        ("snowflake-arctic-embed-m-v1.5", "Represent this sentence", ""),
        ("multilingual-e5-large-instruct", "Instruct: ", ""),
        ("Qwen3-Embedding-0.6B-Q8_0", "Instruct: ", ""),
        ("bge-m3-Q8_0", "", ""),
        ("all-MiniLM-L6-v2-Q8_0", "", ""),
    ],
)
def test_a_question_and_a_passage_are_put_as_the_makers_say(name: str, question: str, passage: str) -> None:
    for named in (model(name), model("x", header_name=name.replace("-", " ")), model("x", repo=f"a/{name}")):
        found = embedding_model(named)
        assert found is not None
        asked = found.as_question("What?")
        assert asked.startswith(question)
        assert asked.endswith("What?")
        assert (asked == "What?") is not bool(question)
        assert found.as_passage("So.") == f"{passage}So."


def test_vectors_of_another_file_or_after_other_prompts_are_others() -> None:
    plain, again = embedding_model(model("plain")), embedding_model(model("other name"))
    prompted = embedding_model(model("e5-small"))
    changed = embedding_model(model("plain", measured_sha256="cd" * 32))
    assert plain is not None
    assert again is not None
    assert prompted is not None
    assert changed is not None
    assert plain.identity == again.identity
    assert len({plain.identity, prompted.identity, changed.identity}) == 3


def test_only_what_makes_vectors_and_was_hashed_is_one() -> None:
    assert embedding_model(model("writes", embeds=False)) is None
    unhashed = model("found", measured_sha256=None)
    assert embedding_model(unhashed) is None
    assert embedding_model(unhashed, HASH) == embedding_model(model("found"))


def test_what_has_nothing_to_do_with_a_question_is_known_where_it_was_measured() -> None:
    (minilm, other) = (embedding_model(model(name)) for name in (MINILM.name, "bge-m3"))
    assert minilm is not None
    assert other is not None
    assert (minilm.floor, other.floor) == (0.25, 0.0)


def test_the_chosen_one_counts_then_the_included_one_then_the_smallest() -> None:
    small, large = model("small", size=10), model("large")
    included = model("included", origin=Origin.INCLUDED, size=50)
    broken = model("broken", size=1, intact=Integrity.DAMAGED)
    writes = model("writes", size=1, embeds=False)
    every = (broken, writes, large, small, included)
    assert choose_embedder(every, large.id) is large
    assert choose_embedder(every) is included
    assert choose_embedder(every, "gone.gguf") is included
    assert choose_embedder(every[:-1]) is small
    assert choose_embedder((broken, writes), broken.id) is None
