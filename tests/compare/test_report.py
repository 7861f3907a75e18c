"""What a report says: the one value that every format is written from."""

from dataclasses import replace
from datetime import UTC, datetime

from explorer.domain.errors import KnownError, record_of
from explorer.domain.facts import FactGroup, Verdict
from explorer.domain.generation import AnswerTiming
from explorer.domain.words import Words
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn
from explorer.rooms.compare.document.results import Failure
from explorer.kit.report.report_blocks import AnswersBlock, BarsBlock, HeadingBlock, spoken
from explorer.rooms.compare.report.report_page import report_page_of
from tests.compare.report_content import MADE, PROMPTS, answer, content, report


def test_every_question_of_the_rubric_is_there_for_every_model_in_one_order() -> None:
    made = report(content(3))
    orders = {tuple(fact.dimension for fact in model.facts) for model in made.models}
    assert len(orders) == 1
    assert len(next(iter(orders))) == 24  # of the rubric, and three of the file


def test_a_disclosed_fact_has_its_quote_repo_and_commit_and_silence_says_where_it_looked() -> None:
    for model in report(content(2)).models:
        for fact in model.facts:
            if fact.verdict in (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED):
                assert fact.sources
                assert all(source.quote for source in fact.sources)
            elif fact.verdict is Verdict.NOT_DISCLOSED:
                assert fact.text == "not disclosed"


def test_a_source_of_the_hub_is_named_by_an_address_at_its_commit() -> None:
    model = report(content(1)).models[0]
    source = next(fact for fact in model.facts if fact.dimension == "license").sources[0]
    assert source.url.startswith("https://huggingface.co/maker0/model-0/blob/0123456789abcdef")
    assert source.url.endswith("README.md?plain=1#L3")


def test_a_file_of_this_disk_has_no_address() -> None:
    made = content(1)
    column = made.columns[0]
    local = tuple(
        replace(f, evidence=tuple(replace(e, repo="/home/me/model.gguf", commit="") for e in f.evidence))
        for f in column.findings
    )
    model = report(replace(made, columns=(replace(column, findings=local),))).models[0]
    assert not any(source.url for fact in model.facts for source in fact.sources)


def test_the_license_answer_comes_in_plain_words() -> None:
    answers = [model.permission[0].text for model in report(content(4)).models]
    assert answers == [
        "You may use it, also at work: Apache 2.0 allows commercial use.",
        "You may use it, also at work, under the conditions of Llama 3.2.",
        "Not at work: CC BY-NC 4.0 allows no commercial use.",
        "No license is stated, and without one nothing is permitted. Ask its maker.",
    ]


def test_counts_are_by_group_and_leave_out_what_does_not_apply() -> None:
    made = content(1)
    column = made.columns[0]
    changed = tuple(
        replace(f, verdict=Verdict.NOT_APPLICABLE, evidence=()) if f.dimension == "quantization" else f
        for f in column.findings
    )
    before, after = (
        {c.group: c.asked for c in report(replace(made, columns=(one,))).models[0].counts}
        for one in (column, replace(column, findings=changed))
    )
    assert after[FactGroup.FILE] == before[FactGroup.FILE] - 1


def test_two_columns_of_one_name_are_told_apart() -> None:
    made = content(2)
    columns = tuple(replace(one, title="Twin") for one in made.columns)
    labels = [model.label for model in report(replace(made, columns=columns)).models]
    assert labels == ["Twin · Q4_K_M (1)", "Twin · Q4_K_M (2)"]


def test_a_column_whose_facts_could_not_be_read_says_why() -> None:
    made = content(2)
    told = replace(made, columns=made.columns[:1], problems={"maker1/model-1": "The Hub does not answer."})
    model = report(told).models[1]
    assert (model.label, model.problem, model.facts) == ("Model 1", "The Hub does not answer.", ())


def test_the_last_outcome_of_a_cell_counts_also_a_failure() -> None:
    made = content(1, prompts=PROMPTS[:1], repeats=1)
    key = made.columns[0].key
    later = datetime(2026, 11, 27, tzinfo=UTC)
    failure = Failure(key, "p1", "", record_of(KnownError(Words("It ended."))), later, text="Half an")
    failed = replace(made, comparison=replace(made.comparison, failures=(failure,)))
    assert [(one.problem, one.text) for one in report(failed).said] == [("It ended.", "Half an")]
    again = replace(answer(key, PROMPTS[0], 0, text="Now it works."), at=later.replace(day=28))
    whole = replace(failed.comparison, results=(*failed.comparison.results, again))
    assert [one.text for one in report(replace(failed, comparison=whole)).said] == ["Now it works."]


def test_what_belongs_to_no_column_of_the_document_is_left_out() -> None:
    made = content(2)
    document = replace(made.comparison.document, columns=made.comparison.document.columns[:1])
    told = report(replace(made, comparison=replace(made.comparison, document=document)))
    assert {one.column for one in told.said} == {"maker0/model-0"}
    assert all(one.of("maker1/model-1") is None for one in told.measurements)


def test_stopped_and_stale_answers_are_told_and_do_not_count() -> None:
    made = content(1, prompts=PROMPTS[:2], repeats=1)
    first, second = made.comparison.results
    stopped = replace(first, answer=replace(first.answer, reason="stopped"))
    stale = replace(second, system="Another system prompt.")
    told = report(replace(made, comparison=replace(made.comparison, results=(stopped, stale))))
    assert told.measurements == ()
    assert told.left_out == (
        "Stopped answers, which do not count: 1. Answers that were asked otherwise, which do not count: 1."
    )
    assert [one.is_stale for one in told.said] == [False, True]
    assert told.said[0].reason == "It was stopped, so it is not measured."


def test_conditions_say_when_models_ran_at_once() -> None:
    made = content(1, prompts=PROMPTS[:1], repeats=1)
    beside = replace(made.comparison.results[0], beside=2)
    told = report(replace(made, comparison=replace(made.comparison, results=(beside,))))
    assert "3 models at once, so speeds are no fair comparison" in told.conditions[0]


def test_estimates_show_what_was_said_what_came_and_how_far_off_it_was() -> None:
    made = report(content(1))
    speed = next(one for one in made.estimates if one.title == "Generation")
    assert (speed.predicted, speed.count) == ("28.0 tokens/s", 6)
    assert speed.error > 0


def test_a_preference_is_told_with_its_interval_and_not_beyond_it() -> None:
    made = report(content(2))
    assert made.preferences[0].first_better == 3
    assert made.preferences[0].better == ""  # three votes are too few to tell


def test_settings_of_its_own_are_told_with_a_column() -> None:
    made = content(2)
    columns = made.comparison.document.columns
    document = replace(
        made.comparison.document, system="Be brief.", columns=(columns[0], replace(columns[1], system=""))
    )
    told = report(replace(made, comparison=replace(made.comparison, document=document)))
    assert [model.settings for model in told.models] == ["", "without a system prompt"]


def test_an_empty_comparison_is_a_report_of_facts() -> None:
    made = content(2)
    document = ComparisonDocument(columns=tuple(DocumentColumn(one.key, one.key) for one in made.columns))
    told = report(replace(made, comparison=replace(made.comparison, document=document, results=(), votes=())))
    assert (told.said, told.measurements, told.conditions) == ((), (), ())
    headings = [block.text for block in report_page_of(told, "en").blocks if isinstance(block, HeadingBlock)]
    assert "Facts" in headings
    assert "Answers" not in headings


def test_every_prompt_has_a_place_for_every_model_also_where_nothing_was_answered() -> None:
    made = report(content(3))
    rounds = [block for block in report_page_of(made, "en").blocks if isinstance(block, AnswersBlock)]
    assert [len(one.answers) for one in rounds] == [3, 3, 3]
    assert [one.answers[2].is_failure for one in rounds] == [True, True, True]


def test_a_caution_of_a_ready_made_set_stands_with_its_answers() -> None:
    made = content(1)
    prompts = (replace(PROMPTS[0], source="healthcare"),)
    document = replace(made.comparison.document, prompts=prompts)
    told = report(replace(made, comparison=replace(made.comparison, document=document)))
    assert len(told.cautions) == 1


def test_a_report_is_said_in_another_language_but_texts_of_others_stay_as_they_are() -> None:
    page = spoken(report_page_of(report(content(1)), "de"), lambda text: text.upper())
    said = str(page.blocks)
    assert "WHAT IS UNKNOWN" in said
    assert "Which printer is it?" in said


def test_signs_that_deceive_the_eye_are_made_visible() -> None:
    assert spoken("a\u202eb\x00c\ud800", str) == "aU+202EbU+0000cU+D800"


def test_a_report_is_dated_by_whoever_makes_it() -> None:
    assert report(content(1)).made_at == MADE


def test_conditions_that_differ_are_told_with_the_model_they_belong_to() -> None:
    made = content(2)
    results = tuple(
        replace(one, loaded=replace(one.loaded, context_length=2048))
        if one.column.startswith("maker1")
        else one
        for one in made.comparison.results
    )
    told = report(replace(made, comparison=replace(made.comparison, results=results)))
    assert "Example CPU 9000" in told.shared_conditions
    assert "context" not in told.shared_conditions
    assert [one.text for one in told.own_conditions] == ["context 4,096", "context 2,048"]


def test_answers_without_a_single_token_make_a_report_too() -> None:
    made = content(1, prompts=PROMPTS[:1], repeats=1)
    empty = AnswerTiming(3, 0, 0.1, 0.0)
    results = tuple(
        replace(r, answer=replace(r.answer, text="", measured=empty)) for r in made.comparison.results
    )
    told = report(replace(made, comparison=replace(made.comparison, results=results)))
    bars = [block for block in report_page_of(told, "en").blocks if isinstance(block, BarsBlock)]
    assert all(0 <= bar.share <= 1 for one in bars for bar in one.bars)
