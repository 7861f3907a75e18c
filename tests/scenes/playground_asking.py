"""How an answer is asked for: every sampling setting, what an answer must look like, and a full context."""

import msgspec
from PySide6.QtCore import Qt

from explorer.domain.generation import AnswerOptions, AnswerTiming, ChatMessage, Sampling
from explorer.domain.places import Place, Room
from explorer.domain.sampling import StatedSampling
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.tokens import Constraint
from explorer.domain.words import wording_of
from explorer.engine.structured_output.answer_check import broken_keyword
from explorer.kit.chips import Choice
from explorer.kit.message_field import MessageField
from explorer.kit.sampling.all_settings import MoreSampling
from explorer.kit.sampling.creativity import Creativity
from explorer.kit.sampling.setting_row import NumberRow
from explorer.kit.section import Section
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.chats.structured_output import SCHEMA_EXAMPLE, OutputForm
from explorer.rooms.playground.inspector.inspector_pane import Inspector
from explorer.rooms.playground.inspector.structured_output_rows import StructuredOutputSection
from tests.pages.playground import PlaygroundPage
from tests.scenes.playground import new_chat
from tests.scenes.playground_loading import reveal, show_whole
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import CHAT, FORMATTED, JSON_ANSWER, SAID
from tests.tour.driver import settle

_MODEL = f"{CHAT}/Tiny-Chat-Q8_0.gguf"
_OWN = SamplingChoice(
    {
        "temperature": 0.3,
        "top_k": 20,
        "dry.multiplier": 0.8,
        "xtc_probability": 0.5,
        "mirostat.version": 2,
        "dynatemp_range": 0.2,
        "logit_bias": ((1234, -5.0),),
        "banned_texts": ("As an AI",),
        "ignore_eos": True,
    }
)
_STATED = StatedSampling("header", {"temperature": 0.6, "top_p": 0.9})
_JSON = AnswerOptions(constraint=Constraint("json_schema", SCHEMA_EXAMPLE))


def more(stage: Stage) -> None:
    """Own values beside what the model states, and one that cannot be."""
    inspector = _inspector(stage)
    inspector.show_stated(_STATED)
    inspector.more.changed.emit(_OWN)
    stage.undo.callback(inspector.more.changed.emit, SamplingChoice())
    _unfold(stage, inspector.more)
    row = inspector.more.parts.row("min_p")
    assert isinstance(row, NumberRow)
    field = row.field
    field.setText("7")
    field.editingFinished.emit()
    settle()
    show_whole(inspector.creativity)


def more_end(stage: Stage) -> None:
    more(stage)
    section = reveal(stage, MoreSampling)
    show_whole(section.parts.row("xtc_threshold"))


def stated(stage: Stage) -> None:
    """What the model states is followed."""
    inspector = _inspector(stage)
    before = inspector.controls.choice
    stage.undo.callback(inspector.more.changed.emit, before)
    inspector.show_stated(_STATED)
    inspector.more.changed.emit(SamplingChoice())
    _unfold(stage, inspector.more)
    settle()
    show_whole(inspector.creativity)


def schema_wrong(stage: Stage) -> None:
    """A schema that is no JSON, told where it is written and where an answer would stand."""
    section = _structure(stage, "json_schema", '{"type": "object",')
    stage.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    stage.undo.callback(_field(stage).clear)
    stage.driver.type_in("composer", FORMATTED)
    settle()
    show_whole(section)


def grammar(stage: Stage) -> None:
    """A grammar that can be kept to, and stop texts."""
    section = _structure(stage, "gbnf", 'root ::= "yes" | "no"')
    stops = _inspector(stage).stops
    stops.changed.emit({"stop": ("###", "\n\n")})
    stage.undo.callback(stops.changed.emit, {"stop": ()})
    _unfold(stage, stops)
    show_whole(section)


def json_answer(stage: Stage) -> None:
    """JSON is shown as such; what does not keep to its schema says so; one that was cut can be continued."""
    cut = JSON_ANSWER[: len(JSON_ANSWER) // 2]
    whole = TurnRecord(options=_JSON, misfit=wording_of(broken_keyword("multipleOf", "$.year")))
    _open(stage, (JSON_ANSWER, whole), (cut, TurnRecord(options=_JSON, end="length")))


def nearly_full(stage: Stage) -> None:
    """Said before it happens, with what can be done about it."""
    new_chat(stage)
    _load_with(stage, 1024)
    stage.undo.callback(_load_with, stage, 0)
    _open(stage, (SAID, TurnRecord(used=940)))


def full(stage: Stage) -> None:
    """The context has ended an answer."""
    new_chat(stage)
    _open(stage, (SAID, TurnRecord(used=2048, end="context_full")))


def forgotten(stage: Stage) -> None:
    """The oldest turns were left out, as was chosen for this chat."""
    new_chat(stage)
    _open(stage, (SAID, TurnRecord(used=900)), (SAID, TurnRecord(used=1700, dropped=2)))
    line = PlaygroundPage(stage.driver.app.playground).context_line
    line.when_full.picked.emit(Choice("drop_oldest", ""))
    stage.undo.callback(_field(stage).clear)
    settle()
    before = line.words.text()
    _field(stage).setPlainText(FORMATTED)
    stage.driver.wait(lambda: line.words.text() != before, "the tokens of the draft")
    settle()


def _field(stage: Stage) -> MessageField:
    return stage.driver.app.playground.findChildren(MessageField)[0]


def _inspector(stage: Stage) -> Inspector:
    """Open, beside a model whose file states nothing."""
    new_chat(stage)
    return reveal(stage, Creativity).window().findChildren(Inspector)[0]


def _unfold(stage: Stage, section: Section) -> None:
    section.set_open(True)
    stage.undo.callback(section.set_open, False)


def _structure(stage: Stage, form: OutputForm, text: str) -> StructuredOutputSection:
    section = _inspector(stage).structure
    section.changed.emit({"form": form})
    stage.undo.callback(section.changed.emit, {"form": "text"})
    section.editor.setPlainText(text)
    _unfold(stage, section)
    stage.driver.wait(lambda: not section.is_checking(), "the check")
    return section


def _load_with(stage: Stage, context: int) -> None:
    """Half of what the model was trained for, or as the settings say (0)."""
    chosen = stage.driver.app.playground.chosen
    stage.driver.wait(chosen.is_at_leisure, "the tokens of a draft")
    chosen.choose_load(context_length=context)
    chosen.load_again()
    stage.driver.wait(chosen.is_at_leisure, "the model to load again")


def _open(stage: Stage, *answers: tuple[str, TurnRecord]) -> None:
    """A chat with these answers."""
    chats = Chats(stage.driver.app.core.store)
    chat = chats.create(FORMATTED, _MODEL)
    stage.undo.callback(chats.delete, chat.id)
    said: tuple[ChatMessage, ...] = ()
    for text, record in answers:
        said = (*said, ChatMessage("user", FORMATTED))
        chats.add(chat.id, "user", FORMATTED, TurnRecord())
        chats.add(chat.id, "assistant", text, _whole(record, said))
        said = (*said, ChatMessage("assistant", text))
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=chat.id))
    settle()


def _whole(record: TurnRecord, said: tuple[ChatMessage, ...]) -> TurnRecord:
    """With all that an answer has."""
    return msgspec.structs.replace(
        record,
        model=_MODEL,
        model_name="Tiny Chat",
        quantization="Q8_0",
        sampling=Sampling(max_tokens=512, seed=len(said)),
        messages=said,
        measured=AnswerTiming(prompt_tokens=24, answer_tokens=118, first_token_s=0.21, generation_s=4.4),
        context_length=2048,
    )


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("playground-stated", "stocked", stated),
        Scene("playground-sampling", "stocked", more),
        Scene("playground-sampling-end", "stocked", more_end),
        Scene("playground-schema-wrong", "stocked", schema_wrong),
        Scene("playground-grammar", "stocked", grammar),
        Scene("playground-json-answer", "stocked", json_answer),
        Scene("playground-context-short", "stocked", nearly_full),
        Scene("playground-context-full", "stocked", full),
        Scene("playground-context-forgotten", "stocked", forgotten),
    )
