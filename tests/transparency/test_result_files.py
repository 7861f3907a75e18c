"""Results in files of the repo and in the Hub's answer: values as written, and whose word each is."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.domain.facts import Verdict
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.benchmarks.results import results_above, results_of
from explorer.transparency.reading import Reading
from explorer.transparency.sources import Sources
from tests.transparency.cards import finding, table

PATH = ".eval_results/songs.yaml"
FILE = """- dataset:
    id: meadow/songs
    task_id: dawn
  value: 20.90
  date: "2026-01-15"
  source:
    url: https://huggingface.co/meadow/wren
    org: meadow
  notes: "5-shot, no tools"

# the next one is somebody else's
- dataset: {id: meadow/calls, task_id: default}
  value: 0.412
  source: {url: "https://huggingface.co/spaces/rivals/board", name: Board}
  verifyToken: eyJhbGciOi
"""
PIECES = (*FILE.splitlines(keepends=True), "- ", "  ", "x: &a\n", "\t", "value: 1\n")


def read(text: str = FILE, api: object = None, repo: str = "meadow/wren") -> tuple[BenchmarkResult, ...]:
    texts = {PATH: text} if text else {}
    answer = {"evalResults": api} if api is not None else None
    return results_of(Reading(Sources(repo, card="# Wren\n", api=answer, texts=texts), table()))


def test_a_file_states_benchmark_setting_value_source_and_lines() -> None:
    first, second = read()
    assert (first.benchmark, first.metric, first.value) == ("meadow/songs", "dawn", "20.90")
    assert (first.setting, first.dated, first.source) == (
        "5-shot, no tools", "2026-01-15", "https://huggingface.co/meadow/wren"
    )  # fmt: skip
    assert (first.evidence.path, first.evidence.first_line) == (PATH, 1)
    assert "value: 20.90" in first.evidence.quote
    assert (second.benchmark, second.metric, second.value) == ("meadow/calls", "", "0.412")
    assert second.evidence.first_line == 12


def test_whose_word_it_is() -> None:
    assert [r.proof for r in read()] == ["claimed", "community"]


ENTRY = "dataset: {id: meadow/songs}"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"---\n- {ENTRY}\n  value: 61\n", (2, 3)),
        (f"# scores\n---\n- {ENTRY}\n  value: 61\n", (3, 4)),
        (f"  - {ENTRY}\n    value: 61\n", (1, 2)),
        (f"[{{{ENTRY}, value: 61}}]\n", (1, 1)),
        (f"\ufeff- {ENTRY}\n  value: 61\n", (1, 2)),
        (f"\ufeff---\n- {ENTRY}\n  value: 61\n", (2, 3)),
        (f"- {ENTRY}\r\n  value: 61\r\n", (1, 2)),
        ("- dataset: &d {id: meadow/songs}\n  value: 61\n", (1, 2)),
        (f"-\n  {ENTRY}\n  value: 61\n", (2, 3)),
        (f"- {ENTRY}\n  value: 61\n  notes: |\n    - five\n    - shots\n# end\n", (1, 5)),
    ],
    ids=[
        "dashes",
        "comment",
        "indented",
        "flow",
        "mark",
        "mark and dashes",
        "returns",
        "anchor",
        "below",
        "text",
    ],
)
def test_a_list_is_read_however_it_is_written(text: str, lines: tuple[int, int]) -> None:
    (result,) = read(text)
    assert (result.benchmark, result.value) == ("meadow/songs", "61")
    assert (result.evidence.first_line, result.evidence.last_line) == lines
    assert "61" in result.evidence.quote


@pytest.mark.parametrize(
    "text",
    [
        "- dataset: &d {id: a/b}\n  value: 1\n- dataset: *d\n  value: 2\n",
        "- [",
        "dataset: {id: a/b}\nvalue: 1\n",
    ],
    ids=["refers", "broken", "no list"],
)
def test_a_file_that_cannot_be_read_is_no_silence(text: str) -> None:
    found = finding("evaluation", "# Wren\n", texts={PATH: text})
    assert (found.verdict, found.value) == (Verdict.NOT_CHECKED, None)
    assert found.text == f"Not checked: {PATH} could not be read"
    both = finding("evaluation", "# Wren\n", texts={PATH: text, ".eval_results/nests.yaml": FILE})
    assert both.text == f"2 results · meadow/songs, meadow/calls · {PATH} could not be read"


def test_an_empty_file_is_silence() -> None:
    assert finding("evaluation", "# Wren\n", texts={PATH: "# none yet\n"}).verdict is Verdict.NOT_DISCLOSED


def test_a_token_in_a_file_proves_nothing_here_and_the_hubs_word_does() -> None:
    api = [{"filename": PATH, "verified": True, "data": {"dataset": {"id": "meadow/calls"}, "value": 0.412}}]
    assert [r.proof for r in read(api=api)] == ["claimed", "verified"]
    assert len(read(api=api)) == 2  # told by both, shown once, with the line of the file
    assert read(api=api)[1].evidence.path == PATH


def test_the_hub_may_write_a_number_in_another_way() -> None:
    api = [{"dataset": {"id": "meadow/songs", "task_id": "dawn"}, "value": 20.9, "verified": True}]
    result = read(api=api)[0]
    assert (result.value, result.proof) == ("20.90", "verified")


def test_what_only_the_hub_lists_is_kept_and_a_proposal_is_the_communitys() -> None:
    api = [
        {"data": {"dataset": {"id": "meadow/nests"}, "value": 7}, "pullRequest": 3},
        {"filename": "broken.yaml", "error": "it is no YAML"},
        {"data": {"dataset": {"id": "meadow/eggs"}, "value": True}},
        "text",
        None,
    ]
    assert [(r.benchmark, r.value, r.proof) for r in read("", api)] == [("meadow/nests", "7", "community")]


@pytest.mark.parametrize(
    "url", ["https://arxiv.org/abs/2601.00001", "https://huggingface.co/papers/2601.00001"]
)
def test_a_paper_is_the_makers_word(url: str) -> None:
    text = f"- dataset: {{id: a/b}}\n  value: 1\n  source: {{url: {url}}}\n"
    assert [r.proof for r in read(text)] == ["claimed"]
    named = text.replace(f"{url}}}", f"{url}, user: stranger}}")
    assert [r.proof for r in read(named)] == ["community"]  # who says so is named


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, "TBD", "true", True])
def test_what_the_hub_lists_without_a_number_is_no_result(value: object) -> None:
    assert read("", [{"dataset": {"id": "meadow/songs"}, "value": value, "verified": True}]) == ()


def test_they_count_for_the_dimension_with_their_setup() -> None:
    found = finding("evaluation", "# Wren\n", texts={PATH: FILE})
    assert (str(found.verdict), found.value) == ("open", 2)
    assert found.evidence[0].path == PATH


def test_results_of_a_model_above_are_labelled_as_such() -> None:
    above = list(results_above(read(), "meadow/wren", 2))
    assert {r.model for r in above} == {"meadow/wren"}
    assert {(r.evidence.repo, r.evidence.hop) for r in above} == {("meadow/wren", 2)}
    assert list(results_above(above, "meadow/other", 3)) == []  # what is another's is not passed on


@pytest.mark.parametrize(
    "broken",
    [
        "", "7", "- 7\n- [1]\n", "dataset: {id: a/b}\nvalue: 1\n", "- dataset: 3\n  value: {a: 1}\n",
        "- &a {dataset: {id: a/b}, value: 1}\n- *a\n", "- !!python/object:os.system {}\n", "- value: 1\n",
        "- dataset: {id: a/b}\n  value: [1]\n", "-\n" * 80_000, "- [" * 50_000,
        "- dataset: {id: a/b}\n  value:\n", "- dataset:\n    id: a/b\n  value: true: 3\n",
    ],
)  # fmt: skip
def test_broken_or_hostile_files_hold_no_results_and_hurt_nothing(broken: str) -> None:
    started = time.process_time()
    assert read(broken) == ()
    assert time.process_time() - started < 2.0


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from((*FILE.splitlines(keepends=True), "- ", "  ", "x: &a\n", "\t", "value: 1\n")),
        max_size=25,
    )
)
def test_a_value_is_never_invented(lines: list[str]) -> None:
    text = "".join(lines)
    for result in read(text):
        assert result.value in text
        assert result.benchmark in text
