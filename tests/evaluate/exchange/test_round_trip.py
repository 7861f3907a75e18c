"""A set leaves as a file and comes back."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from explorer.domain.sampling import Sampling
from explorer.evaluate.checks.kinds import KINDS
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalSource, EvalTurn, Variable
from explorer.evaluate.exchange.assertions import (
    assertion_of,
    check_of_assertion,
    check_of_text,
    text_of_check,
)
from explorer.evaluate.exchange.set_files import WRITABLE, read_set, set_bytes, write_set
from explorer.evaluate.set_subject import SetSubject
from explorer.evaluate.store import StoredSet

EACH = tuple(Check(kind.type, kind.example, kind.usual, is_not=n % 2 == 0) for n, kind in enumerate(KINDS))
TALK = (EvalTurn("user", "Hi {{who}}"), EvalTurn("assistant", "Hello"), EvalTurn("user", "=1+1"))
ANN = (Variable("who", "Ann"),)
SET = EvalSet(
    cases=(
        EvalCase("a", "First", (EvalTurn("user", "Say “hi” to {{who}},\nplease"),), EACH, ANN),
        EvalCase("b", "=Second", TALK, (Check("is-json", '{"type": "array"}'),), system="", group="g"),
        EvalCase("c", "", (EvalTurn("user", "-x"),), (), (), "Other"),
    ),
    system="Be short",
    variables=(Variable("who", "nobody"),),
    sampling=Sampling(temperature=0.5),
    judge="m",
    source=EvalSource("x.csv", "f" * 64, is_public=True),
)  # fmt: skip


def asked(document: EvalSet) -> list[object]:
    """All that models are asked, and what is looked for."""
    subject = SetSubject(StoredSet(1, "", replace(document, sampling=SET.sampling), ""))
    return [(item, subject.checks(item.key)) for item in subject.items(is_chat=True)]


def test_our_own_json_has_all_of_it(tmp_path: Path) -> None:
    imported = read_set(write_set(tmp_path / "a.json", "Letters", SET))
    assert (imported.title, imported.document) == ("Letters", SET)


@pytest.mark.parametrize("ending", WRITABLE)
def test_every_format_asks_and_checks_the_same_when_it_comes_back(ending: str, tmp_path: Path) -> None:
    imported = read_set(write_set(tmp_path / f"a{ending}", "Letters", SET))
    assert asked(imported.document) == asked(SET)
    assert [case.group for case in imported.document.cases] == ["", "g", ""]


def test_a_spreadsheet_runs_nothing_of_it() -> None:
    table = set_bytes("x", SET, ".csv").decode("utf-8-sig")
    assert "'=Second" in table
    assert "'-x" in table
    assert not any(line.startswith(("=", "+", "-", "@")) for line in table.splitlines())


def test_promptfoo_gets_checks_it_knows_and_no_others() -> None:
    config = yaml.safe_load(set_bytes("Letters", SET, ".yaml"))
    first = config["tests"][0]
    assert first["vars"] == {"who": "Ann"}
    types = {one["type"].removeprefix("not-") for one in first["assert"]}
    assert types == {kind.type for kind in KINDS} - {"number", "choice", "length", "person"}
    ours = first["metadata"]["open-model-explorer"]["checks"]
    assert {one["type"].removeprefix("not-") for one in ours} == {"number", "choice", "length", "person"}
    assert len(config["prompts"]) == 3


@pytest.mark.parametrize("check", EACH, ids=lambda check: check.type)
def test_each_kind_of_check_is_written_and_read_in_both_forms(check: Check) -> None:
    assert check_of_text(text_of_check(check)) == check
    if (assertion := assertion_of(check)) is not None:
        assert check_of_assertion(assertion) == check


@given(st.text(max_size=40))
def test_what_an_answer_equals_may_be_any_text(text: str) -> None:
    check = Check("equals", text.strip() or "x")
    assert check_of_text(text_of_check(check)) == check
