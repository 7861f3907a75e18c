"""The ready-made prompts: whole, short, and cautious where advice could harm."""

import pytest

from explorer.base.resources import resource
from explorer.domain.words import Words
from explorer.local.prompt_sets import ORDER, PromptSet, prompt_sets
from explorer.rooms.compare.document.document import (
    ComparisonDocument,
    with_prompts,
    write_document,
)
from explorer.rooms.compare.document.prompt_sets import prompts_of_set, title_of
from tests.compare.making import read_document

SETS = prompt_sets()


def test_every_set_is_offered_once() -> None:
    assert sorted(ORDER) == sorted(path.stem for path in resource("prompts").glob("*.yaml"))
    assert [one.id for one in SETS] == list(ORDER)


@pytest.mark.parametrize("one", SETS, ids=lambda one: str(one.id))
def test_a_set_has_a_purpose_and_five_to_eight_short_prompts(one: PromptSet) -> None:
    assert one.title
    assert one.purpose.endswith("?")
    assert 5 <= len(one.prompts) <= 8
    assert all(prompt.title and 10 < len(prompt.text) < 500 for prompt in one.prompts)
    assert len({prompt.text for prompt in one.prompts}) == len(one.prompts)
    assert {prompt.source for prompt in prompts_of_set(one)} == {one.id}


@pytest.mark.parametrize("name", ["healthcare", "finance", "science", "code"])
def test_where_advice_could_harm_there_is_a_caution(name: str) -> None:
    assert next(one for one in SETS if one.id == name).caution


def test_a_set_becomes_prompts_of_a_comparison() -> None:
    document = with_prompts(ComparisonDocument(), ["Own"])
    document = with_prompts(document, prompts_of_set(SETS[0]))
    assert [prompt.key for prompt in document.prompts][:3] == ["p1", "p2", "p3"]
    assert document.prompts[1].source == "chat"
    assert read_document(write_document(document)) == document
    assert isinstance(title_of(document.prompts[1]), Words)
    assert title_of(document.prompts[0]) == ""
