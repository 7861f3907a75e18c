"""How an answer is asked for: what is stated, what it must look like, and going on with it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from explorer.domain.generation import AnswerOptions
from explorer.domain.sampling import Sampling
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.sampling_setting import SettingValue
from explorer.domain.tokens import Constraint
from explorer.kit.rich_text.code_block import CodeBlock
from explorer.kit.sampling.setting_row import LinesRow
from explorer.kit.text import Para
from explorer.rooms.playground.captions import answer_conditions
from explorer.rooms.playground.chats.settings import ChatSettings, encode_chat_settings, read_chat_settings
from explorer.rooms.playground.chats.store import AnswerBeginning, Chats, Turn, TurnRecord
from explorer.rooms.playground.chats.structured_output import as_json, is_json
from explorer.rooms.playground.inspector.inspector_pane import Inspector
from tests.models.tiny import Tiny, write_tiny
from tests.playground.conftest import SAID, Table
from tests.playground.test_pane import button, words

_BOOLEAN = '{"type": "boolean"}'


def turns(table: Table) -> tuple[Turn, ...]:
    chats = Chats(table.store)
    return chats.turns(chats.all()[0].id)


@pytest.fixture
def stating(tmp_path: Path) -> Path:
    """A model whose header states how it should be sampled."""
    metadata: dict[str, str | int | float] = {"general.sampling.temp": 0.0, "general.sampling.top_k": 7}
    write_tiny(
        tmp_path / "models/tiny/stating/Stating-Q8_0.gguf", Tiny(text=SAID, name="Stating", metadata=metadata)
    )
    return tmp_path / "models"


def test_what_the_header_states_is_known_before_the_model_is_loaded(table: Table, stating: Path) -> None:
    table.store.set_state("playground.controls", "{}")
    table.open(stating)
    table.choose("Stating")
    inspector = table.page.inspector
    table.wait(lambda: inspector.creativity.origin.text() == "stated by the model (header)")
    assert table.pool.loaded == ()


def test_an_answer_follows_what_the_model_states_and_its_record_says_so(table: Table, stating: Path) -> None:
    table.store.set_state("playground.controls", "{}")
    table.open(stating)
    table.use("Stating")
    assert table.ask("Hi") == SAID
    record = turns(table)[-1].record
    assert record.sampling is not None
    assert (record.sampling.temperature, record.sampling.top_k) == (0.0, 7)
    assert (set(record.stated), record.stated_source) == ({"temperature", "top_k"}, "header")


def test_ones_own_value_wins_over_the_stated_one(table: Table, stating: Path) -> None:
    table.store.set_state("playground.controls", "{}")
    table.open(stating)
    table.use("Stating")
    table.page.inspector.more.changed.emit(SamplingChoice({"top_k": 3}))
    table.ask("Hi")
    record = turns(table)[-1].record
    assert record.sampling is not None
    assert (record.sampling.top_k, record.stated) == (3, ("temperature",))


def test_another_model_states_its_own(table: Table, stating: Path) -> None:
    write_tiny(stating / "tiny/silent/Silent-Q8_0.gguf", Tiny(text=SAID, name="Silent"))
    table.open(stating)
    table.choose("Stating")
    table.wait(lambda: table.page.session.stated.values.get("top_k") == 7)
    table.choose("Silent")
    table.wait(lambda: table.page.session.stated.source == "")


def test_an_answer_is_held_to_a_json_schema_and_shown_as_code(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    write_structure(table.page.inspector, "json_schema", _BOOLEAN)
    answer = table.ask("Is it?")
    assert answer.strip() in ("true", "false")
    assert turns(table)[-1].record.options == AnswerOptions(constraint=Constraint("json_schema", _BOOLEAN))
    blocks = table.page.transcript.findChildren(CodeBlock)
    assert [block.language for block in blocks] == ["json"]
    button(pane, "Copy").click()


def test_an_answer_that_breaks_its_schema_says_so_below_it(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    write_structure(table.page.inspector, "json_schema", '{"const": 1, "not": {"type": "integer"}}')
    status = table.page.inspector.structure.status
    table.wait(lambda: any("checked once it is whole" in one.text() for one in status.findChildren(Para)))
    said = "The answer does not keep to the schema: it breaks “not” at $."
    table.ask("Is it?")
    assert said in words(pane)
    assert turns(table)[-1].record.misfit is not None
    write_structure(table.page.inspector, "json_schema", _BOOLEAN)
    button(pane, "Regenerate").click()
    table.wait(lambda: not pane.is_busy())
    assert said not in words(pane)


def test_a_grammar_holds_an_answer_too(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    write_structure(table.page.inspector, "gbnf", 'root ::= "no" | "never"')
    assert table.ask("Is it?") in ("no", "never")


@pytest.mark.parametrize(
    ("form", "text", "problem"),
    [
        ("json_schema", "{", "it is no JSON from line 1, column 2 on"),
        ("json_schema", "", "The JSON schema is empty."),
        ("gbnf", "root ::= other", "refers to “other”, which is not there"),
        ("gbnf", "", "The grammar is empty."),
    ],
)
def test_nothing_is_asked_while_schema_or_grammar_is_wrong(
    table: Table, tiny_models: Path, form: str, text: str, problem: str
) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    write_structure(table.page.inspector, form, text)
    table.send("Hi")
    assert not pane.is_busy()
    assert problem in words(pane)
    assert table.field.toPlainText() == "Hi"
    assert Chats(table.store).all() == ()
    button(pane, "Show it").click()
    assert table.page.inspector.structure.editor.isVisible()


def test_a_wrong_schema_is_told_where_it_is_written_until_it_is_right(
    table: Table, tiny_models: Path
) -> None:
    table.open(tiny_models)
    section = table.page.inspector.structure
    write_structure(table.page.inspector, "json_schema", "{")
    table.wait(lambda: "no JSON" in section.problem)
    section.editor.setPlainText(_BOOLEAN)
    table.wait(lambda: section.problem == "")


def test_the_example_can_be_used_as_it_is(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    for form in ("json_schema", "gbnf"):
        write_structure(table.page.inspector, form, "")
        table.page.inspector.structure.status.example.click()
        table.page.inspector.controls.check()
    assert table.page.inspector.controls.schema
    assert table.page.inspector.controls.grammar


def test_an_answer_ends_before_a_stop_text(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    table.page.inspector.stops.editor.setPlainText(" tiny\n")
    assert table.ask("Hi") == "Hello there, this is a"
    options = turns(table)[-1].record.options
    assert options is not None
    assert options.stop == (" tiny",)


def test_an_answer_cut_short_goes_on_in_its_place(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    table.page.set(max_tokens=20)
    begun = table.ask("Hi")
    table.page.set(max_tokens=30)
    button(pane, "Continue").click()
    table.wait(lambda: not pane.is_busy())
    question, answer = turns(table)
    assert answer.text == pane.last_answer()
    assert answer.text.startswith(begun)
    assert len(answer.text) > len(begun)
    assert (question.text, answer.record.end) == ("Hi", "length")
    (part,) = answer.record.parts
    assert (part.length, part.end) == (len(begun), "length")
    assert part.sampling is not None
    assert part.sampling.max_tokens == 20
    assert answer.record.options is not None
    assert answer.record.options.begun == begun
    assert "50 tokens" in words(pane)


def test_a_whole_answer_offers_no_going_on(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Hi")
    assert not table.page.can("Continue the answer")
    assert button(pane, "Regenerate").isVisible()
    assert not [b for b in pane.findChildren(QAbstractButton) if b.isVisible() and b.text() == "Continue"]


def test_a_stopped_answer_that_goes_on_keeps_what_it_had_when_it_is_stopped_again(
    table: Table, tiny_models: Path
) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    table.page.set(max_tokens=8192)
    table.send("Go")
    table.wait(lambda: len(pane.last_answer()) > 40)
    button(pane, "Stop").click()
    table.wait(lambda: not pane.is_busy())
    begun = pane.last_answer()
    button(pane, "Continue").click()
    button(pane, "Stop").click()
    table.wait(lambda: not pane.is_busy())
    assert pane.last_answer().startswith(begun)
    assert turns(table)[-1].text == pane.last_answer()


def test_a_text_of_a_base_model_goes_on_too(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny base")
    table.page.set(max_tokens=2)
    begun = table.ask("Once")
    button(pane, "Continue").click()
    table.wait(lambda: not pane.is_busy())
    assert turns(table)[-1].text.startswith(begun)
    assert len(turns(table)[-1].text) > len(begun)


def test_how_sure_it_was_is_asked_for_only_where_it_is_wanted() -> None:
    assert ChatSettings().options().alternatives is None
    assert ChatSettings(is_sure_shown=True).options().alternatives == 10


def test_a_temperature_kept_by_an_older_version_is_ones_own_only_if_it_was_moved() -> None:
    assert read_chat_settings('{"temperature": 0.7, "seed": 5}').choice == SamplingChoice()
    older = '{"temperature": 0.2, "choice": {"values": {"dry.gone": 1}}}'
    assert read_chat_settings(older).choice == SamplingChoice({"temperature": 0.2})


def test_lists_kept_beside_the_values_by_an_older_version_are_ones_own() -> None:
    older = '{"choice": {"values": {"top_k": 3}, "breakers": ["x"], "logit_bias": [[5, -1.0]]}, "version": 1}'
    own: dict[str, SettingValue] = {"top_k": 3, "dry.breakers": ("x",), "logit_bias": ((5, -1.0),)}
    assert read_chat_settings(older).choice == SamplingChoice(own)
    older = '{"choice": {"values": {}, "breakers": null, "logit_bias": []}, "version": 1}'
    assert read_chat_settings(older) == ChatSettings()


def test_controls_are_read_as_they_were_kept() -> None:
    controls = ChatSettings(
        choice=SamplingChoice(
            {"top_k": 3, "min_p": 0.1, "dry.breakers": ("\n",), "logit_bias": ((5, -1.0),), "min_keep": 2}
        ),
        form="gbnf", grammar="root ::= [a]", schema="{}", stop=("###",), is_sure_shown=True,
    )  # fmt: skip
    assert read_chat_settings(encode_chat_settings(controls)) == controls


def test_json_is_shown_as_code_whatever_its_texts_hold() -> None:
    text = '{"code": "```"}'
    assert as_json(text) == f"````json\n{text}\n````"
    assert as_json('{"half": ') == '```json\n{"half": '
    assert not is_json("true")


def test_the_conditions_name_the_model_that_began_an_answer_another_went_on_with() -> None:
    part = AnswerBeginning(length=3, end="length", model="a", model_name="First")
    record = TurnRecord(model="b", model_name="Second", parts=(part,))
    assert "Begun by First" in answer_conditions(record)
    assert "Begun by" not in answer_conditions(TurnRecord(model="a", model_name="First", parts=(part,)))


def test_the_conditions_of_an_answer_name_what_it_was_held_to() -> None:
    record = TurnRecord(
        sampling=Sampling(min_p=0.2), stated=("temperature",), stated_source="generation_config.json",
        options=AnswerOptions(stop=("###",), constraint=Constraint("gbnf", ""), when_full="drop_oldest"),
    )  # fmt: skip
    said = answer_conditions(record)
    for part in ("Min-p 0.2", "As generation_config.json states: Temperature", "Held to a grammar", "'###'"):
        assert part in said


def test_the_numbers_of_a_texts_tokens_are_found_for_a_bias(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.choose("Tiny chat")
    finder = table.page.inspector.more.parts.finder
    finder.field.setText("a b")
    finder.field.returnPressed.emit()
    assert "Load the model first" in finder.found()
    table.use("Tiny chat")
    finder.field.returnPressed.emit()
    table.wait(lambda: "“a” is " in finder.found())
    number = finder.found().split("“a” is ")[1].split()[0]
    bias = table.page.inspector.more.parts.row("logit_bias")
    assert isinstance(bias, LinesRow)
    bias.editor.setPlainText(f"{number} -1000")
    assert table.page.inspector.controls.sampling().logit_bias == ((int(number), -1000.0),)


def write_structure(inspector: Inspector, form: str, text: str) -> None:
    """Choose a form and write its schema or grammar, as a person does."""
    inspector.structure.changed.emit({"form": form})
    inspector.structure.editor.setPlainText(text)
    inspector.structure.editor.setFocus(Qt.FocusReason.OtherFocusReason)
