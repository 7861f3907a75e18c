"""A model that thinks: its thought is a part of its own and can be ended; a schema holds the answer alone."""

import json
from pathlib import Path

import pytest

from explorer.domain.generation import Answer, ChatMessage, LoadOptions, Piece, Sampling, joined
from explorer.domain.tokens import AnswerOptions, Constraint
from tests.engine.conftest import Bench
from tests.models.tiny import Tiny, write_tiny

GREEDY = Sampling(temperature=0, max_tokens=60)
TURNS = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}"
SHOWS = TURNS.replace(
    "{{ m.content }}",
    "{% if m.reasoning_content %}<think>\n{{ m.reasoning_content }}\n</think>\n\n{% endif %}{{ m.content }}",
)
OPENS = SHOWS + "{% if add_generation_prompt %}[assistant]<think>\n{% endif %}"
LEAVES_OPEN = SHOWS + "{% if add_generation_prompt %}[assistant]{% endif %}"
HARMONY = (
    "{% for m in messages %}<|start|>{{ m.role }}"
    "{% if m.thinking %}<|channel|>analysis<|message|>{{ m.thinking }}<|end|><|start|>assistant{% endif %}"
    "{% if m.role == 'assistant' %}<|channel|>final{% endif %}<|message|>{{ m.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|start|>assistant{% endif %}"
)
COHERE = (
    "{% for m in messages %}"
    "{% if m.reasoning %}<|START_THINKING|>{{ m.reasoning }}<|END_THINKING|>{% endif %}"
    "{% if m.role == 'user' %}{{ m.content }}{% else %}<|START_TEXT|>{{ m.content }}<|END_TEXT|>{% endif %}"
    "{% endfor %}{% if add_generation_prompt %}<|START_THINKING|>{% endif %}"
)
NUMBER = Constraint("json_schema", json.dumps({"type": "object", "properties": {"n": {"type": "integer"}}}))


class Thinker:
    """Asks models that say what they are told to."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self._bench = bench
        self._folder = folder

    def load(self, text: str, template: str, *controls: str) -> None:
        tiny = Tiny(text=text, template=template, controls=controls)
        self._bench.load(write_tiny(self._folder / "t.gguf", tiny))

    def ask(self, options: AnswerOptions | None = None, sampling: Sampling = GREEDY) -> Answer:
        turns = [ChatMessage("user", "2+2")]
        heard = self._bench.finish(self._bench.engine.generate(turns, sampling, options or AnswerOptions()))
        assert not heard.errors
        (answer,) = heard.answers
        told = joined([Piece(), *(chunk.piece for chunk in heard.chunks)])
        assert told == Piece(answer.text, answer.thought, answer.written)
        return answer


@pytest.fixture
def thinker(bench: Bench, tmp_path: Path) -> Thinker:
    return Thinker(bench, tmp_path)


def test_the_marks_of_a_family_are_found_in_its_template_and_shown_in_the_raw_answer_alone(
    thinker: Thinker,
) -> None:
    marks = ("<|START_THINKING|>", "<|END_THINKING|>", "<|START_TEXT|>", "<|END_TEXT|>")
    said = "Let me see.<|END_THINKING|><|START_TEXT|>It is four.<|END_TEXT|>"
    thinker.load(said, COHERE, *marks)
    answer = thinker.ask()
    assert (answer.thought, answer.text) == ("Let me see.", "It is four.")
    assert answer.raw == "<|START_THINKING|>" + said
    again = thinker.ask(AnswerOptions(begun=answer.raw[:30]))
    assert answer.raw[:30] == again.raw[:30]
    assert again.sent == answer.sent  # the mark is not read twice


def test_channels_are_parted(thinker: Thinker) -> None:
    thinker.load(
        "<|channel|>analysis<|message|>Let me see. <|end|><|start|>assistant<|channel|>final "
        "<|constrain|>json<|message|>It is four.",
        HARMONY,
    )
    answer = thinker.ask()
    assert (answer.thought, answer.text) == ("Let me see.", "It is four.")


def test_going_on_gives_the_same_parts_as_without_an_interruption(thinker: Thinker) -> None:
    thinker.load("Let me see. </think> \n\nIt is four, `</think>` or not.", OPENS)
    whole = thinker.ask()
    assert (whole.thought, whole.text) == ("Let me see.", "It is four, `</think>` or not.")
    for tokens in (1, 2, 4, 6):
        part = thinker.ask(sampling=Sampling(temperature=0, max_tokens=tokens))
        rest = thinker.ask(AnswerOptions(begun=part.written))
        assert rest.raw.startswith(part.written)
        assert rest.thought.startswith("Let me see." if tokens > 3 else part.thought)
    stopped = thinker.ask(sampling=Sampling(temperature=0, max_tokens=2))
    assert (stopped.thought, stopped.text, stopped.reason) == ("Let me", "", "length")


def test_stop_texts_are_for_the_answer(thinker: Thinker) -> None:
    thinker.load("I am to see. </think> It is to be four.", OPENS)
    answer = thinker.ask(AnswerOptions(stop=(" to",)))
    assert (answer.thought, answer.text, answer.reason) == ("I am to see.", "It is", "end")


@pytest.mark.parametrize("template", [OPENS, LEAVES_OPEN], ids=["opened by the prompt", "by the model"])
def test_a_schema_holds_the_answer_after_the_thought(thinker: Thinker, template: str) -> None:
    opening = "" if template is OPENS else "<think>"
    thinker.load(opening + 'Let me see.</think>{"n": 4}', template, "<think>", "</think>")
    answer = thinker.ask(AnswerOptions(constraint=NUMBER))
    assert answer.thought == "Let me see."
    assert json.loads(answer.text) == {"n": 4}


@pytest.mark.parametrize("text", ["Let me see.", "Let me see. </think>", "Let me see. </think>Well, it is"])
def test_a_thought_that_ends_without_an_answer_or_with_another_is_followed_by_the_answer(
    thinker: Thinker, text: str
) -> None:
    thinker.load(text, OPENS)
    answer = thinker.ask(AnswerOptions(constraint=Constraint("gbnf", 'root ::= "4"')))
    assert (answer.thought, answer.text, answer.reason) == ("Let me see.", "4", "end")


@pytest.mark.parametrize("end", ["<|end|>", "<|end|><|start|>assistant<|channel|>"])
def test_channels_that_end_before_the_answer_are_followed_by_it(thinker: Thinker, end: str) -> None:
    thinker.load(f"<|channel|>analysis<|message|>Let me see. {end}", HARMONY)
    answer = thinker.ask(AnswerOptions(constraint=Constraint("gbnf", 'root ::= "4"')))
    assert (answer.thought, answer.text) == ("Let me see.", "4")


def test_spaces_before_the_answer_are_not_for_the_grammar(thinker: Thinker) -> None:
    thinker.load("Let me see.</think>\n\n yes it is", OPENS, "</think>")
    answer = thinker.ask(AnswerOptions(constraint=Constraint("gbnf", 'root ::= " yes it" " is"?')))
    assert (answer.text, answer.raw) == ("yes it is", "<think>Let me see.</think>\n\n yes it is")


def test_a_model_that_does_not_think_is_held_at_once(thinker: Thinker) -> None:
    thinker.load('Well, {"n": 4}', LEAVES_OPEN)
    answer = thinker.ask(AnswerOptions(constraint=NUMBER))
    assert answer.thought == ""
    assert answer.text.startswith("{")


def test_a_schema_holds_what_comes_in_the_channel_of_the_answer(thinker: Thinker) -> None:
    thinker.load(
        "<|channel|>analysis<|message|>Let me see. <|end|><|start|>assistant<|channel|>final<|message|> "
        '{"n": 4}',
        HARMONY,
    )
    answer = thinker.ask(AnswerOptions(constraint=NUMBER))
    assert answer.thought == "Let me see."
    assert answer.text.lstrip().startswith("{")


def test_a_token_may_join_the_space_after_a_thought_with_the_answer(thinker: Thinker) -> None:
    thinker.load('Let me see.</think> {"n": 4}', OPENS, "</think>")
    assert thinker.ask(AnswerOptions(constraint=NUMBER)).text == '{"n": 4}'


def test_a_grammar_that_speaks_of_the_thought_is_for_it_too(thinker: Thinker) -> None:
    thinker.load("Let me see.</think>4", OPENS, "</think>")
    grammar = Constraint("gbnf", 'root ::= "Well." "</think>" "4"')
    answer = thinker.ask(AnswerOptions(constraint=grammar))
    assert (answer.thought, answer.text) == ("Well.", "4")


def test_a_begun_answer_keeps_to_the_schema_after_its_thought(thinker: Thinker) -> None:
    thinker.load(' Let me see.</think>{"n": 4}', OPENS, "</think>")
    answer = thinker.ask(AnswerOptions(constraint=NUMBER, begun='<think>\nSo.</think>\n\n{"n"'))
    assert answer.thought == "So."
    assert answer.text.startswith('{"n"')
    answer = thinker.ask(AnswerOptions(constraint=NUMBER, begun="<think>\nSo."))
    assert answer.thought.startswith("So. Let me see.")
    assert json.loads(answer.text) == {"n": 4}


@pytest.mark.parametrize(
    ("template", "marks"),
    [(OPENS, "<think>\n</think>\n\n"), (HARMONY, "<|channel|>final<|message|>"), (LEAVES_OPEN, "")],
)
def test_what_an_answer_is_to_begin_with_is_no_thought(thinker: Thinker, template: str, marks: str) -> None:
    thinker.load(" and so on.", template, "</think>")
    answer = thinker.ask(AnswerOptions(begun="Sure, here"))
    assert (answer.thought, answer.text) == ("", "Sure, here and so on.")
    assert answer.written == f"{marks}Sure, here and so on."


@pytest.mark.parametrize("budget", [0, 3, 5])
def test_a_thought_that_takes_too_long_is_closed_and_the_answer_follows(
    thinker: Thinker, budget: int
) -> None:
    words = "One two three four five six seven eight"
    thinker.load(f"{words} </think>", OPENS)
    options = AnswerOptions(think_budget=budget, alternatives=0)
    answer = thinker.ask(options)
    assert answer.thought == " ".join(words.split()[:budget])
    assert answer.text.startswith("One two")  # after what it has not drawn this model begins again
    assert f"{answer.thought}\n</think>\n\n" in answer.raw
    schema = thinker.ask(AnswerOptions(think_budget=budget, constraint=NUMBER))
    assert schema.thought == answer.thought
    assert schema.text.startswith("{")


def test_a_budget_that_is_not_used_up_changes_nothing(thinker: Thinker) -> None:
    thinker.load("Let me see. </think> It is four.", OPENS)
    assert thinker.ask(AnswerOptions(think_budget=50)).raw == thinker.ask().raw


def test_a_budget_counts_what_was_thought_before(thinker: Thinker) -> None:
    thinker.load("One two three four five six seven </think>", OPENS)
    answer = thinker.ask(AnswerOptions(think_budget=3, begun="<think>abcd"))  # a token each
    assert answer.thought == "abcd"


def test_a_budget_holds_while_the_oldest_is_forgotten(bench: Bench, tmp_path: Path) -> None:
    tiny = Tiny(text=None, template=OPENS)
    bench.load(write_tiny(tmp_path / "t.gguf", tiny), LoadOptions(context_length=256))
    options = AnswerOptions(think_budget=300, when_full="drop_oldest")
    turns = [ChatMessage("user", "2+2")]
    heard = bench.finish(bench.engine.generate(turns, Sampling(max_tokens=400, seed=1), options))
    (answer,) = heard.answers
    assert answer.thought
    assert answer.text
    assert answer.measured.answer_tokens == 400


def test_what_no_mark_has_closed_is_the_answer_of_a_model_that_is_not_known_to_think(
    bench: Bench, tmp_path: Path
) -> None:
    words = "<thinking> is a tag of XML."
    bench.load(write_tiny(tmp_path / "t.gguf", Tiny(text=words, template="{{ messages[0].content }}")))
    heard = bench.finish(bench.engine.generate([ChatMessage("user", "2+2")], GREEDY))
    assert (heard.answers[0].text, heard.answers[0].thought) == (words, "")
    assert joined([chunk.piece for chunk in heard.chunks]).text == words


def test_an_answer_without_the_line_that_begins_it_is_no_thought(bench: Bench, tmp_path: Path) -> None:
    template = "{{ 'Thoughts, then [BEGIN FINAL RESPONSE].' + messages[0].content }}"
    bench.load(write_tiny(tmp_path / "t.gguf", Tiny(text="It is four.", template=template)))
    heard = bench.finish(bench.engine.generate([ChatMessage("user", "2+2")], GREEDY))
    assert (heard.answers[0].text, heard.answers[0].thought) == ("It is four.", "")
    assert joined([chunk.piece for chunk in heard.chunks]).text == "It is four."
    (short,) = bench.finish(
        bench.engine.generate([ChatMessage("user", "2+2")], Sampling(temperature=0, max_tokens=2))
    ).answers
    assert short.thought
    assert not short.text
