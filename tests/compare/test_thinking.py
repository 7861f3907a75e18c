"""Models that think before they answer: what is told apart, what is kept, and how they are asked."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import KnownError, record_of
from explorer.domain.generation import Piece, StopReason
from explorer.domain.sampling import Sampling
from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch
from explorer.kit.buttons import CheckBox
from explorer.kit.tasks import Tasks
from explorer.local.models.file_cache import FileCache
from explorer.local.models.header_facts import HeaderFacts
from explorer.rooms.compare.answers.answer_grid_pane import grid_of
from explorer.rooms.compare.answers.answer_rows import AnswerColumn
from explorer.rooms.compare.answers.vote_rows import BlindSide
from explorer.rooms.compare.document.answer_settings import (
    THINK,
    GridAxis,
    SettingsGrid,
    ThinkingChoice,
    point_key,
    point_of,
    point_text,
)
from explorer.rooms.compare.document.answer_store import read_comparison_record
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import (
    ComparisonDocument,
    DocumentColumn,
    Prompt,
    changed_column,
)
from explorer.rooms.compare.document.results import (
    AnswerCell,
    Failure,
    Result,
    Round,
    conditions_of,
    is_stale,
)
from explorer.rooms.compare.prompts.axis_rows import AxesEditor
from explorer.rooms.compare.prompts.settings_rows import ThinkingFields
from explorer.rooms.compare.report.report_file import read_comparison, report_bytes
from explorer.rooms.compare.report.report_model import Report
from explorer.rooms.compare.run.live_run import ColumnPhase, ColumnState, LiveRun, RunChange
from explorer.rooms.compare.run.plan import ColumnPlan, PlanStep, RunPlan
from explorer.rooms.compare.run.run_words import speed_words
from tests.compare.conftest import ONE, Around, add
from tests.compare.making import fill, result
from tests.compare.reading_reports import HtmlReport, packed, pdf_pages
from tests.compare.report_content import content, report
from tests.compare.rig import Rig
from tests.models.tiny import CHAT_TEMPLATE, Tiny, write_tiny
from tests.pages.compare import AnswersPage, ComparePage, choose, entries_of, texts_of

pytestmark = pytest.mark.usefixtures("look")
THINKER = "tiny/thinker/thinker-Q8_0.gguf"
ON_OFF = ThinkingSwitch(("on", "off"), "on")
THOUGHT, SAID = "Rome has been the capital since 1871.", "The capital is Rome."
RAW = f"<think>\n{THOUGHT}\n</think>\n\n{SAID}"


def thinking(key: str = "a", *, reason: StopReason = "end", text: str = SAID) -> Result:
    """As a run of today keeps it."""
    made = result(key, "Capital?", text=text)
    answer = replace(made.answer, thought=THOUGHT, raw=RAW, reason=reason)
    loaded = replace(made.loaded, thinking=ON_OFF)
    return replace(made, answer=answer, loaded=loaded, think=ThinkingChoice(), thought_s=12.3)


def older(text: str = RAW) -> Result:
    """As a version kept it that knew no thoughts."""
    return result("a", "Capital?", text=text)


def document(
    think: ThinkingChoice = ThinkingChoice(),  # noqa: B008  a plain value
    own: ThinkingChoice | None = None,
) -> ComparisonDocument:
    columns = (DocumentColumn("a", "a", think=own), DocumentColumn("b", "b"))
    return ComparisonDocument(columns=columns, prompts=(Prompt("p1", "Capital?"),), think=think)


# What is kept


def test_a_row_of_an_older_version_is_told_apart_when_it_is_read(store: Store) -> None:
    kept = Comparisons(store)
    fill(kept, ["a", "b"], ["Capital?"])
    kept.answers.add(kept.current.id, older())
    (found,) = kept.answers.outcomes(kept.current.id)
    assert isinstance(found, Result)
    assert (found.answer.text, found.answer.thought, found.answer.raw) == (SAID, THOUGHT, RAW)


def test_an_answer_of_today_that_speaks_of_marks_stays_whole(store: Store) -> None:
    kept = Comparisons(store)
    fill(kept, ["a", "b"], ["Capital?"])
    text = "Close it with `</think>`, then answer."
    kept.answers.add(kept.current.id, replace(older(text), think=ThinkingChoice()))
    (found,) = kept.answers.outcomes(kept.current.id)
    assert isinstance(found, Result)
    assert (found.answer.text, found.answer.thought) == (text, "")


def test_an_older_file_is_told_apart_when_it_is_brought_in() -> None:
    data = {"title": "Old", "document": document(), "results": [older(f"<think>{THOUGHT}")]}
    (found,) = read_comparison_record(msgspec.json.encode(data)).results
    assert (found.answer.text, found.answer.thought, found.is_unsaid) == ("", THOUGHT, True)


# How it is asked


def test_a_column_thinks_as_all_do_unless_it_has_its_own_and_a_grid_has_the_last_word() -> None:
    made = document(ThinkingChoice("low", 200), own=ThinkingChoice("off"))
    one, other = made.columns
    assert made.asked(one).think == ThinkingChoice("off")
    assert made.asked(other).think == ThinkingChoice("low", 200)
    gridded = replace(
        made, grid=SettingsGrid((GridAxis(THINK, ("on", "off")), GridAxis("temperature", (0, 0.7))))
    )
    gridded.check()
    keys = [point_key(point) for point in gridded.grid.points]
    assert keys[:2] == ["think=on&temperature=0", "think=on&temperature=0.7"]
    asked = gridded.asked(other, point_of(keys[1]))
    assert (asked.think, asked.sampling.temperature) == (ThinkingChoice("on", 200), 0.7)
    assert str(point_text(point_of(keys[1]))) == "Thinking on, Temperature 0.7"


@pytest.mark.parametrize(
    "wrong",
    [
        document(ThinkingChoice("<b>")),
        document(own=ThinkingChoice("on", -1)),
        replace(document(), grid=SettingsGrid((GridAxis(THINK, (1,)),))),
        replace(document(), grid=SettingsGrid((GridAxis(THINK, ("on&top_k=1",)),))),
        replace(document(), grid=SettingsGrid((GridAxis("temperature", ("hot",)),))),
    ],
)
def test_what_is_no_way_of_thinking_is_refused_in_words(wrong: ComparisonDocument) -> None:
    with pytest.raises(KnownError):
        wrong.check()


def test_only_a_choice_that_the_model_has_makes_an_answer_stale() -> None:
    made = thinking()
    assert not is_stale(made, document())
    assert not is_stale(made, document(ThinkingChoice("on")))  # which it does by itself
    assert not is_stale(made, document(ThinkingChoice("low")))  # which it does not have
    assert is_stale(made, document(ThinkingChoice("off")))
    assert is_stale(made, document(ThinkingChoice("", 100)))
    no_switch = replace(made, loaded=replace(made.loaded, thinking=NO_SWITCH))
    assert not is_stale(no_switch, document(ThinkingChoice("off")))


def test_an_older_answer_is_stale_if_it_thought_and_is_to_think_no_more(store: Store) -> None:
    kept = Comparisons(store)
    kept.answers.add(kept.current.id, older())
    (found,) = kept.answers.outcomes(kept.current.id)
    assert isinstance(found, Result)
    assert not is_stale(found, document(ThinkingChoice("on")))
    assert is_stale(found, document(ThinkingChoice("off")))


def test_the_conditions_tell_how_it_was_to_think_and_what_could_not_be() -> None:
    made = thinking()
    assert "thinking on," in conditions_of(made)
    assert "thinking off, a thought of at most 50 tokens" in conditions_of(
        replace(made, think=ThinkingChoice("off", 50))
    )
    assert "its thinking cannot be set to low" in conditions_of(replace(made, think=ThinkingChoice("low")))


# What a column shows


def test_a_column_shows_the_thought_folded_and_the_answer_alone(qtbot: QtBot) -> None:
    column = AnswerColumn("a", "Model")
    qtbot.addWidget(column)
    column.show()
    column.add(Piece(thought="Rome has "))
    column.gathered.flush()
    assert column.state == "thinks…"
    assert column.thinking.header.text() == "Thinking…"
    assert not column.thinking.page.isVisible()
    assert column.text == ""
    column.add(Piece(text="The capital"))
    column.gathered.flush()
    assert column.state == "answers…"
    column.show_result(thinking())
    assert column.thinking.header.text() == "Thought for 12 s"
    assert (column.text.strip(), column.thinking.page.text) == (SAID, THOUGHT)
    assert "11 tokens with its thought" in column.state
    column.thinking.header.click()
    assert column.thinking.page.isVisible()
    column.show_result(replace(thinking(), at=result("a").at))
    assert column.thinking.is_open(), "what is unfolded stays so"


def test_an_answer_that_ended_within_its_thought_says_so_everywhere(qtbot: QtBot) -> None:
    words = "Still thinking when it ended at 11 tokens."
    made = thinking(reason="length", text="")
    column, side = AnswerColumn("a", "Model"), BlindSide(0)
    for one in (column, side):
        qtbot.addWidget(one)
    column.show_result(made)
    side.show_answer(made, "")
    for view in (column, side):
        assert words in texts_of(view)
    ((cell,),) = grid_of([Round("Capital?", {"a": made}, "p1")], [""], [("a", "Model")]).cells
    assert cell.text == words
    assert not column.copy.enabled


def test_an_answer_that_broke_off_within_its_thought_thinks_no_more(qtbot: QtBot) -> None:
    column = AnswerColumn("a", "Model")
    qtbot.addWidget(column)
    column.show()
    column.add(Piece(thought="Rome"))
    column.gathered.flush()
    error = record_of(KnownError("It ended."))
    column.show_failure(Failure("a", "p1", "", error, result("a").at, thought=THOUGHT))
    assert (column.thinking.header.text(), column.thinking.page.text) == ("Thoughts", THOUGHT)
    assert column.thinking.isVisible()
    assert column.state == "broke off"
    assert "It ended." in texts_of(column)


def test_how_long_it_thinks_is_told_meanwhile_and_stands_still_once_it_answers(qtbot: QtBot) -> None:
    now = [100.0]
    step = PlanStep("a", "p1")
    plan = RunPlan((ColumnPlan("a", "Model", (step,)),), False, False, 0, 0, 0, {})
    changes: list[RunChange] = []
    live = LiveRun(plan, changes.append, lambda: None, lambda: now[0])
    live.asked(step)
    for piece in (Piece(raw="<think>"), Piece(thought="Rome"), Piece(thought=" has"), Piece(text="Rome.")):
        live.chunk(step, piece)
        now[0] += 4
    assert [change.piece for change in changes[1:]] == [
        Piece(thought="Rome"), Piece(thought=" has"), Piece(text="Rome."),
    ]  # fmt: skip
    assert live.answer(step.cell).thought_s == 4
    assert live.answer(step.cell).piece == Piece("Rome.", "Rome has")
    column = AnswerColumn("a", "Model")
    qtbot.addWidget(column)
    column.show_state(ColumnState(ColumnPhase.ANSWERING, cell=step.cell), live.answer(step.cell).piece, 4.0)
    column.gathered.flush()
    assert column.thinking.header.text() == "Thought for 4 s"


def test_what_was_begun_is_shown_when_a_column_comes_to_be_seen(qtbot: QtBot) -> None:
    column = AnswerColumn("a", "Model")
    qtbot.addWidget(column)
    state = ColumnState(ColumnPhase.THINKING, cell=AnswerCell("a", "p1"))
    column.show_state(state, Piece(thought="Rome has"))
    column.gathered.flush()
    assert (column.state, column.thinking.page.text) == ("thinks…", "Rome has")


def test_a_blind_vote_tells_neither_marks_nor_how_long_it_thought(qtbot: QtBot) -> None:
    side = BlindSide(0)
    qtbot.addWidget(side)
    side.show_answer(thinking(), "")
    assert side.thinking.header.text() == "Thoughts"
    assert (side.text.strip(), side.thinking.page.text) == (SAID, THOUGHT)
    side.show_answer(thinking(), "Qwen")
    assert side.thinking.header.text() == "Thought for 12 s"


def test_speed_is_said_to_be_of_the_thought_too() -> None:
    assert "11 tokens with its thought" in speed_words(thinking())
    assert "with its thought" not in speed_words(older(SAID))


# What can be chosen


def test_a_column_offers_what_its_model_has_and_says_what_changes_nothing() -> None:
    fields = _fields(None, ON_OFF)
    assert [fields.choice.itemText(n) for n in range(fields.choice.count())] == [
        "As all columns", "As the model does by itself: on", "On", "Off",
    ]  # fmt: skip
    values = []
    for number in (0, 3):
        fields.choice.setCurrentIndex(number)
        values.append(fields.value)
    assert values == [None, ThinkingChoice("off")]
    other = _fields(ThinkingChoice("low", 30), ON_OFF)
    assert other.value == ThinkingChoice("low", 30)
    assert "Changes nothing for Qwen." in other.told
    assert "offers a choice" in _fields(None, NO_SWITCH).told
    assert "once the model is downloaded" in ThinkingFields(None, {}, None, own=True).told


def _fields(think: ThinkingChoice | None, switch: ThinkingSwitch) -> ThinkingFields:
    return ThinkingFields(think, {"Qwen": switch}, None, own=True)


def test_on_and_off_can_be_asked_for_side_by_side(qtbot: QtBot) -> None:
    editor = AxesEditor()
    qtbot.addWidget(editor)
    told: list[SettingsGrid] = []
    editor.changed.connect(told.append)
    editor.show_grid(SettingsGrid(), {"Qwen": ON_OFF, "Plain": NO_SWITCH})
    add = next(one for one in editor.findChildren(QPushButton) if one.text() == "Vary a setting")
    choose(add.click, "Thinking")
    assert told[-1].axes == (GridAxis(THINK, ("on", "off")),)
    assert "Changes nothing for Plain." in texts_of(editor)
    boxes = {box.text(): box for box in editor.findChildren(CheckBox)}
    boxes["On"].click()
    assert told[-1].axes == (GridAxis(THINK, ("off",)),)
    boxes["Off"].click()
    assert boxes["Off"].isChecked(), "one of them stays"
    editor.show_grid(SettingsGrid(), {"Plain": NO_SWITCH})
    assert "Thinking" not in entries_of(add.click)


def test_the_switch_is_read_from_the_header_and_files_of_before_are_read_again(
    tmp_path: Path, store: Store
) -> None:
    template = CHAT_TEMPLATE + "{% if enable_thinking %}{% endif %}"
    path = write_tiny(tmp_path / "a.gguf", Tiny(template=template))
    old = FileCache(store)
    old.facts(path, path.stat(), lambda _path: HeaderFacts())
    old.save()
    facts = FileCache(store).facts(path, path.stat())
    assert facts.thinking == ON_OFF


def test_a_run_keeps_the_thought_how_long_it_took_and_how_it_was_asked(
    qtbot: QtBot, store: Store, settings: SettingsFile, tasks: Tasks, tmp_path: Path
) -> None:
    write_tiny(tmp_path / "m/thinker/thinker-Q8_0.gguf", Tiny(text="<think>Let me see.</think> It is four."))
    rig = Rig(qtbot, store, settings, tasks, tmp_path)
    try:
        rig.fill(list(rig.models), ["2+2?"], think=ThinkingChoice("off", 50))
        heard = rig.run()
        (made,) = rig.stored()
    finally:
        rig.close()
    assert (made.answer.thought, made.answer.text.strip()) == ("Let me see.", "It is four.")
    assert made.answer.raw.startswith("<think>")
    assert made.think == ThinkingChoice("off", 50)
    assert made.thought_s is not None
    assert made.thought_s > 0
    assert (heard.thought.strip(), heard.text.strip()) == ("Let me see.", "It is four.")


# What is exported

LONG = "First this, then that. " * 60


@pytest.fixture(scope="module")
def told() -> Report:
    """The first answer thought for long, the second came to no answer."""
    made = content(repeats=1)
    whole = made.comparison
    first, second, *rest = whole.results
    first = replace(first, answer=replace(first.answer, thought=LONG), think=ThinkingChoice(), thought_s=8.0)
    answer = replace(second.answer, text="", thought=THOUGHT, reason="length")
    second = replace(second, answer=answer, think=ThinkingChoice())
    return report(replace(made, comparison=replace(whole, results=(first, second, *rest))))


def test_html_folds_the_thought_over_the_answer(told: Report) -> None:
    html = report_bytes(told, ".html").decode()
    (folded, *_rest) = re.findall(r"<details.*?</details>", html, re.DOTALL)
    assert "<summary>Thought for 8 s</summary>" in folded
    assert LONG.strip() in folded
    assert told.said[0].text.splitlines()[0] not in folded
    HtmlReport(html)  # every tag is closed


def test_an_answer_within_its_thought_is_told_once(told: Report) -> None:
    html = report_bytes(told, ".html").decode()
    assert "Still thinking when it ended at" in html
    assert "The answer is empty." not in html
    assert "It reached its limit" not in html


def test_paper_shortens_a_long_thought_and_says_so(told: Report) -> None:
    text = packed("".join(pdf_pages(report_bytes(told, ".pdf"))))
    assert packed("Thought for 8 s") in text
    assert packed("of 1,379 characters.") in text
    assert text.count(packed("First this, then that.")) < 30


def test_markdown_folds_the_thought(told: Report) -> None:
    text = report_bytes(told, ".md").decode()
    folded = f"```text\n{LONG.strip()}\n```"
    assert f"<details><summary>Thought for 8 s</summary>\n\n{folded}\n\n</details>" in text


def test_json_and_csv_keep_thought_and_answer_apart(told: Report) -> None:
    read = json.loads(report_bytes(told, ".json"))
    assert read["answers"][0]["thought"] == LONG
    assert read["answers"][0]["thought_s"] == 8.0
    assert LONG not in read["answers"][0]["text"]
    assert read_comparison(report_bytes(told, ".json")) == told.comparison
    rows = list(csv.DictReader(io.StringIO(report_bytes(told, ".csv").decode())))
    row = next(row for row in rows if row["thought_s"] == "8.0")
    assert row["thought_characters"] == str(len(LONG))
    assert row["answer_characters"] == str(len(told.said[0].text))


def test_a_column_that_thinks_otherwise_says_so_in_the_report() -> None:
    made = content()
    document = changed_column(made.comparison.document, made.columns[0].key, think=ThinkingChoice("off", 64))
    one, other = report(replace(made, comparison=replace(made.comparison, document=document))).models
    assert str(one.settings) == "thinking off, a thought of at most 64 tokens"
    assert not other.settings


# In the room


@pytest.fixture(scope="module")
def written_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In place of those of the other tests."""
    folder = tmp_path_factory.mktemp("models")
    write_tiny(folder / THINKER, Tiny(text=f"<think>{THOUGHT}</think> {SAID}", name="Thinker"))
    write_tiny(folder / ONE, Tiny(text="One says this.", name="One"))
    return folder


def test_where_the_limit_cut_a_thought_a_click_asks_again_with_a_higher_one(around: Around) -> None:
    room = around.open()
    add(around, room, THINKER, ONE)
    room.session.kept.change(replace(room.session.document, sampling=Sampling(temperature=0, max_tokens=4)))
    room.session.show()
    ComparePage(room).ask("Capital?")
    around.qtbot.waitUntil(lambda: len(room.results()) == 2 and not room.is_busy(), timeout=20_000)
    column = AnswersPage(room).columns()[THINKER]
    assert "Still thinking when it ended at 4 tokens." in texts_of(column)
    around.qtbot.waitUntil(lambda: len(buttons_of(column)) == 1)
    (again,) = buttons_of(column)
    assert again.text() == "Ask again with at most 4,096 tokens"
    again.click()
    around.qtbot.waitUntil(lambda: len(room.results()) == 4 and not room.is_busy(), timeout=20_000)
    assert [r.answer.text.strip() for r in room.results()[2:]] == [SAID, "One says this."]
    assert room.session.document.sampling.max_tokens == 4096
    assert not buttons_of(column)
    assert column.text.strip() == SAID


def buttons_of(column: AnswerColumn) -> list[QPushButton]:
    """Those that can be pressed."""
    return [button for button in column.findChildren(QPushButton) if button.isVisible()]
