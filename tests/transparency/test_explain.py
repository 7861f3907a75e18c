"""Why a card is read so: what matched in a line, where that is written, what refused, what is quoted."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest

from explorer.base.resources import resource
from explorer.domain.errors import CancelledError
from explorer.transparency.dossier import read_dossier
from explorer.transparency.explain import ExplainedPlace, ExplainedStep, explain
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.phrases.trace import traced
from explorer.transparency.sources import Sources
from tests.transparency.cards import WREN, table

CARD = """---
license: apache-2.0
---
# Sora 7B

Sora is fine-tuned from [Kestrel](https://huggingface.co/heron/kestrel-7b).

## Data

Unlike Tern-40B, whose knowledge cutoff is February 2023, Sora knows more.
Its data was collected until March 2024. It was read with great care.

```
nothing = "knowledge cutoff"
```
"""
SORA = Sources(repo="heron/sora-7b", card=CARD)


@cache
def _all() -> list[ExplainedPlace]:
    return explain(SORA, table(), "", (1, CARD.count("\n")))


def _line(number: int) -> list[ExplainedPlace]:
    return [place for place in _all() if place.first_line <= number <= place.last_line]


def _step(place: ExplainedPlace, name: str) -> ExplainedStep:
    return next(step for step in place.steps if step.name == name)


def test_a_line_names_the_phrase_its_words_and_the_line_where_it_is_written() -> None:
    told, other = _line(11)
    assert (told.text, other.text) == (
        "Its data was collected until March 2024.", "It was read with great care.",
    )  # fmt: skip
    step = _step(told, "amounts.until")
    assert step.said.startswith("data was collected until March 2024")
    assert step.dimensions == ("cutoff_and_size",)
    written = resource("phrases", "amounts.yaml").read_text("utf-8").split("\n")[step.line - 1]
    assert step.file == "resources/phrases/amounts.yaml"
    assert "up to|up until|until" in written
    assert (told.quoted_by, other.quoted_by) == (("cutoff_and_size",), ())
    assert other.steps == ()


def test_of_many_ways_to_say_it_the_one_that_matched_is_shown() -> None:
    (place,) = _line(6)
    step = next(step for step in place.steps if step.name.startswith("origin.tuned_from."))
    written = resource("phrases", "origin.yaml").read_text("utf-8").split("\n")[step.line - 1]
    assert "{TUNE}" in written
    assert step.said == "fine-tuned from heron/kestrel-7b", "the model's name, not the mark in its place"
    assert place.quoted_by == ("lineage", "post_training")


def test_a_dimension_shows_what_told_of_it_and_what_is_quoted_and_nothing_else() -> None:
    places = explain(SORA, table(), "cutoff_and_size")
    assert [(p.first_line, bool(p.quoted_by)) for p in places] == [(10, False), (11, True)]
    assert all(step.dimensions == ("cutoff_and_size",) for place in places for step in place.steps)
    (place,) = explain(SORA, table(), "license")
    assert (place.first_line, place.text, place.quoted_by) == (2, "license: apache-2.0", ("license",))


def test_a_line_may_be_asked_for_one_dimension_alone() -> None:
    (place,) = explain(SORA, table(), "license", (6, 6))
    assert (place.steps, place.quoted_by) == ((), ())


def test_a_guard_that_refuses_is_named_with_the_words_that_matched() -> None:
    card = "---\nlicense: mit\n---\n# Sora\n\nIt cannot be used commercially?\n"
    (place,) = explain(Sources(repo="heron/sora-7b", card=card), table(), "commercial_use", (6, 6))
    assert _step(place, "license.no_trade").said == "It cannot be used commercially"
    refusal = next(step for step in place.steps if step.kind == "guard")
    assert refusal.name == "ban of a part"
    assert refusal.file.startswith("explorer/transparency/guards/")
    assert place.quoted_by == ()


def test_what_is_left_out_of_a_sentence_is_told() -> None:
    (place,) = _line(10)
    left_out = _step(place, "subjects.on_the_way")
    assert (left_out.kind, left_out.said) == (
        "cut",
        "Unlike Tern-40B, whose knowledge cutoff is February 2023,",
    )
    assert place.quoted_by == ()


def test_a_phrase_that_needs_another_says_which() -> None:
    card = "# Sora\n\nSora outperforms nearly all of the others.\n"
    (place,) = explain(Sources(repo="heron/sora-7b", card=card), table(), "evaluation")
    assert _step(place, "evaluation.claim").said == "outperforms"
    missing = _step(place, "evaluation.tested")
    assert (missing.kind, missing.said, place.quoted_by) == ("missing", "", ())
    assert missing.file == "resources/phrases/evaluation.yaml"


def test_code_and_empty_lines_are_not_read() -> None:
    (empty,) = explain(SORA, table(), "license", (5, 5))
    assert (empty.is_read, empty.text) == (False, "")
    for number in (13, 14, 15):
        (code,) = explain(SORA, table(), "license", (number, number))
        assert (code.first_line, code.is_read, code.is_code, code.quoted_by) == (14, True, True, ())


def test_a_sentence_that_is_quoted_for_its_title_names_it() -> None:
    card = "# Sora\n\n## Limitations\n\nSora confuses the names of birds.\n"
    sora = Sources(repo="heron/sora-7b", card=card)
    (place,) = explain(sora, table(), "", (5, 5))
    assert place.quoted_by == ("risks",)
    assert [(step.name, step.said, step.under) for step in place.steps] == [("risks.risks", "Limitations", 3)]
    told = explain(sora, table(), "risks")
    assert [(p.first_line, p.steps[0].under) for p in told] == [(3, 0), (5, 3)]


def test_what_merely_stands_under_a_title_tells_of_nothing() -> None:
    table_of_it = "| a | b |\n|---|---|\n| May | 3 |\n"
    card = f"# Sora\n\n## Limitations\n\nSora confuses the names of birds.\n\n{table_of_it}"
    sora = Sources(repo="heron/sora-7b", card=card)
    assert [place.first_line for place in explain(sora, table(), "risks")] == [3, 5]
    (row,) = explain(sora, table(), "risks", (9, 9))
    assert [(step.name, step.under) for step in row.steps] == [("risks.risks", 3)], "asked for, it is told"
    (row,) = explain(sora, table(), "", (9, 9))
    assert row.steps == ()


def test_what_is_explained_is_what_the_card_is_read_as() -> None:
    sources = Sources(repo="meadow/wren", card=WREN)
    quoting = {id_ for place in explain(sources, table(), "", (1, 99)) for id_ in place.quoted_by}
    quoted = {f.dimension for f in read_dossier(sources, table()).findings if f.evidence}
    assert quoting == quoted


def test_nobody_waits_for_what_is_noted_once_it_is_not_wanted() -> None:
    asked = iter((False, True))
    with ThreadPoolExecutor(1) as pool, traced():
        with pytest.raises(RuntimeError), traced():
            pass
        waits = pool.submit(explain, SORA, table(), "license", stopped=lambda: next(asked))
        assert isinstance(waits.exception(timeout=20), CancelledError)
    with pytest.raises(CancelledError):
        explain(SORA, table(), "license", stopped=iter((False, True)).__next__)
    assert explain(SORA, table(), "license"), "the next one may"


def test_what_other_threads_read_meanwhile_is_theirs_and_afterwards_nothing_listens() -> None:
    until = phrase("amounts.until")
    with traced() as trace:
        other = threading.Thread(target=until.search, args=("data until March 2023",))
        other.start()
        other.join()
        assert until.search("data until March 2024") is not None
    assert [step.text for step in trace.steps] == ["data until March 2024"]
    assert until.search == until.compiled.search
