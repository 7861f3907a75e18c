"""Starting pages and their tests: whole in each language, with a source for what is said of others."""

import json
from contextlib import closing
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from explorer.base.resources import resource
from explorer.base.store import Store
from explorer.choose.need import Purpose
from explorer.choose.uses.starting_sets import starting_of, starting_set
from explorer.choose.uses.use_page import UsePage, use_page, use_pages
from explorer.domain.variables import variables_of
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.checks.judging import judge
from explorer.evaluate.checks.kinds import problem_of
from explorer.evaluate.eval_set import EvalCase
from explorer.evaluate.items import Reply
from explorer.evaluate.store import EvalStore
from explorer.kit.language import NAMES
from explorer.kit.rich_text.links import read_link

LANGUAGES = [code.replace("_", "-") for code in NAMES]


def test_every_purpose_has_a_page_and_every_file_is_one() -> None:
    assert {purpose for page in use_pages() for purpose in page.purposes} == set(Purpose)
    assert {path.stem for path in resource("choose", "uses").iterdir()} == {page.id for page in use_pages()}
    assert use_page("a use of another version") is None


@pytest.mark.parametrize("page", use_pages(), ids=lambda page: page.id)
def test_a_page_has_what_is_needed_to_begin(page: UsePage) -> None:
    assert 3 <= len(page.points) <= 6
    assert page.models
    assert page.cautions
    assert page.searches
    assert date.fromisoformat(page.on) <= date(2026, 12, 2)


@pytest.mark.parametrize("page", use_pages(), ids=lambda page: page.id)
def test_what_is_said_of_a_model_has_its_address_which_can_be_opened(page: UsePage) -> None:
    assert all(model.sources for model in page.models)
    parts = (part.sources for part in (*page.points, *page.cautions))
    sources = [*chain(*parts), *chain(*(model.sources for model in page.models))]
    targets = [read_link(source.address) for source in sources]
    assert [target.url for target in targets if target.refusal or target.caution] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", Purpose)
def test_the_tests_of_each_purpose_are_whole_in_each_language(purpose: Purpose, language: str) -> None:
    document = starting_set((purpose,), language)
    texts = [turn.text for case in document.cases for turn in case.turns]
    assert 8 <= len(document.cases) <= 12
    assert [problem for case in document.cases for one in case.checks if (problem := problem_of(one))] == []
    assert {name for text in texts for name in variables_of(text)} == {one.name for one in document.variables}
    assert all(case.checks for case in document.cases)


def test_several_purposes_share_their_tests_and_each_keeps_its_prompt() -> None:
    both = starting_set((Purpose.EXTRACTION, Purpose.DOCUMENTS, Purpose.TRANSLATION))
    keys = [case.key for case in both.cases]
    assert len(keys) == len(set(keys))
    alone = starting_set((Purpose.TRANSLATION,))
    assert alone.system in {case.system for case in both.cases}
    assert not both.system
    names = [variable.name for variable in starting_set(tuple(Purpose)).variables]
    assert len(names) == len(set(names))


def test_who_names_no_purpose_begins_with_the_tasks_of_an_office() -> None:
    assert len(starting_set(()).cases) == 24


def test_tests_are_brought_in_once_and_anew_when_they_are_gone(store: Store) -> None:
    sets = EvalStore(store)
    starting = starting_of((Purpose.FINANCE,))
    first = starting.keep(sets)
    assert starting.keep(sets) == first
    sets.delete_set(first)
    assert starting.keep(sets) != first
    assert len(sets.listed()) == 1


ANSWERS = json.loads((Path(__file__).parent / "answers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ANSWERS)
def test_good_answers_pass_and_bad_ones_do_not(name: str) -> None:
    """A bad one is what the test is named against: a dose of another drug, advice to buy, a wrong time."""
    purpose, _dot, language = name.partition(".")
    cases = starting_set((Purpose(purpose),), language).cases
    with closing(HeldChecks()) as held:
        for case, answers in zip(cases, ANSWERS[name], strict=True):
            assert answers["bad"]
            failed = {answer: kinds for answer in answers["good"] if (kinds := _failed(case, answer, held))}
            assert failed == {}, case.title
            passed = [answer for answer in ("", *answers["bad"]) if not _failed(case, answer, held)]
            assert passed == [], case.title


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", Purpose)
def test_who_only_repeats_the_question_passes_nothing(purpose: Purpose, language: str) -> None:
    document = starting_set((purpose,), language)
    passed = []
    with closing(HeldChecks()) as held:
        for case in document.cases:
            question = case.turns[-1].text
            for variable in document.variables:
                question = question.replace(f"{{{{{variable.name}}}}}", variable.value)
            both = question, question.partition("\n\n")[0]
            passed += [case.title for one in both if not _failed(case, one, held)]
    assert passed == []


def _failed(case: EvalCase, answer: str, held: HeldChecks) -> list[str]:
    return [check.type for check in case.checks if not judge(check, Reply(answer), held).passed]
