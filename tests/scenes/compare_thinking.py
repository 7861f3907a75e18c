"""Compare of models that think before they answer."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from explorer.domain.generation import StopReason
from explorer.domain.places import Room
from explorer.domain.sampling import Sampling
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.rooms.compare.answers.answer_rows import AnswerColumn
from explorer.rooms.compare.document.answer_settings import (
    BY_ITSELF,
    THINK,
    GridAxis,
    SettingsGrid,
    ThinkingChoice,
)
from explorer.rooms.compare.document.document import changed_column, with_column, with_prompts
from explorer.rooms.compare.document.results import Result
from explorer.rooms.compare.pane import ANSWERS
from explorer.rooms.compare.prompts.settings_pane import (
    ColumnSettingsPopup,
    SamplingPopup,
)
from tests.compare.making import result
from tests.models.tiny import CHAT_TEMPLATE, Tiny, write_tiny
from tests.pages.compare import AnswersPage
from tests.scenes.compare import ask_at_length, read, stop_run
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import CHAT, FORMATTED, MARKDOWN_ANSWER, SAID
from tests.tour.driver import settle

PONDER = "tiny-labs/Ponder-GGUF/Ponder-Q4_K_M.gguf"
_PLAIN = f"{CHAT}/Tiny-Chat-Q4_K_M.gguf"
_TEMPLATE = (
    CHAT_TEMPLATE + "{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}"
)
_SWITCH = ThinkingSwitch(("on", "off"), "on")
_STEP = (
    "The person asks what is in a GGUF file. I should name the parts in their order, and not go into the"
    " history of the format.\n\nFirst comes the magic, four bytes; then the version, the counts of tensors"
    " and of metadata, then the metadata itself: architecture, context length, tokenizer, chat template."
)
THOUGHT = "\n\n".join(
    (
        _STEP,
        "Then the infos of the tensors: name, shape, type, offset. Is the offset counted from the beginning"
        " of the file? No: from the beginning of the data, which is aligned, to 32 bytes as a rule.",
        "- The header is read in one go.\n- The tensors are mapped into memory.\n- Nothing is unpacked.",
        "Should a table be shown? Two rows with quantizations are enough, with bits a weight and the size.",
    )
)
_ENDLESS = f"<think>\n{_STEP} " + " ".join(f"Then thing {n}, which matters too." for n in range(900))


def ponder(stage: Stage, *, twice: bool = False) -> list[str]:
    """A comparison of a thinking model with itself, or with one that does not think; the columns' keys."""
    stage.driver.go(Room.COMPARE)
    catalog, compare = stage.driver.app.catalog, stage.driver.app.compare
    write_tiny(catalog.models_folder / PONDER, Tiny(text=_ENDLESS, name="Ponder", template=_TEMPLATE))
    catalog.rescan()
    stage.model(lambda m: m.id == PONDER and bool(m.thinking.choices), "the thinking model")
    compare.run_command("Ctrl+N")
    kept = compare.session.kept
    document = with_column(kept.current.document, PONDER)
    document = with_column(document, PONDER if twice else _PLAIN)
    if twice:
        document = changed_column(document, document.keys[1], think=ThinkingChoice("off"))
    kept.change(replace(document, sampling=Sampling()))
    compare.session.show()
    stage.driver.wait(lambda: len(compare.columns()) == 2, "two columns")
    read(stage)
    compare.show_part(ANSWERS)
    settle()
    return [*kept.current.document.keys]


def _thought(
    key: str,
    prompt: str,
    number: str,
    thought: str,
    text: str,
    think: ThinkingChoice = BY_ITSELF,
    reason: StopReason = "end",
) -> Result:
    made = result(key, prompt, number, speed=31.4, text=text)
    tokens = 512 if reason == "length" else 346
    measured = replace(made.answer.measured, answer_tokens=tokens, generation_s=tokens / 31.4)
    raw = f"<think>\n{thought}\n</think>\n\n{text}"
    answer = replace(made.answer, thought=thought, raw=raw, reason=reason, measured=measured)
    loaded = replace(made.loaded, thinking=_SWITCH)
    seconds = 12.3 if thought else None
    return replace(made, reference=PONDER, answer=answer, loaded=loaded, think=think, thought_s=seconds)


def answered(stage: Stage, *, twice: bool = False) -> tuple[AnswerColumn, ...]:
    """Two prompts: both columns answered the first, one ended within its thought at the second."""
    one, other = ponder(stage, twice=twice)
    compare = stage.driver.app.compare
    kept = compare.session.kept
    kept.change(with_prompts(kept.current.document, [SAID, FORMATTED]))
    first, second = kept.current.document.prompts
    off = ThinkingChoice("off") if twice else BY_ITSELF
    for prompt in (first, second):
        kept.answers.add(kept.current.id, _thought(one, prompt.text, prompt.key, THOUGHT, MARKDOWN_ANSWER))
    kept.answers.add(kept.current.id, _thought(other, first.text, first.key, "", SAID, off))
    last = _thought(other, second.text, second.key, THOUGHT, "", off, "length")
    if twice:
        last = _thought(other, second.text, second.key, "", SAID, off)
    kept.answers.add(kept.current.id, last)
    compare.session.show()
    part_of(stage)
    return tuple(AnswersPage(compare).columns().values())


def part_of(stage: Stage) -> None:
    stage.driver.app.compare.show_part(ANSWERS)
    settle()


def done(stage: Stage) -> None:
    answered(stage)


def opened(stage: Stage) -> None:
    """Both thoughts are read."""
    for column in answered(stage):
        column.thinking.set_open(True)
    settle()


def on_and_off(stage: Stage) -> None:
    """The same model twice: it thinks, and it does not."""
    answered(stage, twice=True)


def running(stage: Stage, *, is_open: bool) -> None:
    """One thinks, the other waits; its worker is held there for the pictures."""
    key, _other = ponder(stage)
    column = AnswersPage(stage.driver.app.compare).columns()[key]
    column.thinking.set_open(is_open)
    ask_at_length(stage)
    stage.driver.wait(lambda: len(column.thinking.page.text) > 900, "some of a thought")
    stage.undo.callback(partial(stop_run, stage))
    stage.hold_worker(PONDER)


def blind(stage: Stage) -> None:
    """Two answers without names, one with a thought before it."""
    answered(stage)
    stage.driver.app.compare.run_command("Ctrl+B")
    settle()


def grid(stage: Stage) -> None:
    """One prompt, asked with and without thinking."""
    keys = ponder(stage)
    compare = stage.driver.app.compare
    kept = compare.session.kept
    document = with_prompts(kept.current.document, [FORMATTED])
    kept.change(replace(document, grid=SettingsGrid((GridAxis(THINK, ("on", "off")),))))
    prompt = kept.current.document.prompts[0]
    for choice in ("on", "off"):
        for key in keys:
            thought = THOUGHT if choice == "on" and key == keys[0] else ""
            made = _thought(key, prompt.text, prompt.key, thought, SAID, ThinkingChoice(choice))
            kept.answers.add(kept.current.id, replace(made, point=f"think={choice}"))
    compare.session.show()
    part_of(stage)
    AnswersPage(compare).prompt.grid.setChecked(True)
    settle()


def own_settings(stage: Stage) -> None:
    """What a column of a thinking model has of its own."""
    _first, second = ponder(stage, twice=True)
    AnswersPage(stage.driver.app.compare).open_own_settings(second)
    stage.show_own(stage.popup(ColumnSettingsPopup))


def shared_settings(stage: Stage) -> None:
    """For all columns: one of them has no such choice."""
    ponder(stage)
    AnswersPage(stage.driver.app.compare).open_shared_settings()
    popup = stage.popup(SamplingPopup)
    popup.think.choice.setCurrentIndex(popup.think.choice.findData("off"))
    settle()
    stage.show_own(popup)


def plan(stage: Stage) -> None:
    """Thinking varies."""
    answered(stage)
    compare = stage.driver.app.compare
    kept = compare.session.kept
    kept.change(replace(kept.current.document, grid=SettingsGrid((GridAxis(THINK, ("on", "off")),))))
    compare.session.show()
    part_of(stage)
    compare.run_command("Ctrl+R")
    settle()


def scenes() -> Iterator[Scene]:
    yield Scene("compare-thinking", "stocked", done, alone=True)
    yield Scene("compare-thinking-open", "stocked", opened, alone=True)
    yield Scene("compare-thinking-twice", "stocked", on_and_off, alone=True)
    yield Scene("compare-thinking-live", "stocked", partial(running, is_open=False), alone=True)
    yield Scene("compare-thinking-live-open", "stocked", partial(running, is_open=True), alone=True)
    yield Scene("compare-thinking-blind", "stocked", blind, alone=True)
    yield Scene("compare-thinking-grid", "stocked", grid, alone=True)
    yield Scene("compare-thinking-plan", "stocked", plan, alone=True)
    yield Scene("compare-thinking-own", "stocked", own_settings, alone=True)
    yield Scene("compare-thinking-shared", "stocked", shared_settings, alone=True)
