"""The column of chats in its states, and what waits over the composer."""

from threading import Event

from msgspec.structs import asdict
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from explorer.domain.generation import LoadOptions
from explorer.domain.places import Room
from explorer.kit.action_line import ActionLine
from explorer.kit.buttons import Button
from explorer.kit.question import DangerQuestion
from explorer.rooms.playground.chats.keeping import ChatKeeping
from explorer.rooms.playground.chats.presets import Presets
from explorer.rooms.playground.chats.prompts import Prompts
from explorer.rooms.playground.chats.settings import ChatSettings
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.composer.prompt_library_controller import PromptLibraryController
from explorer.rooms.playground.composer.prompts_pane import PromptsSheet
from explorer.rooms.playground.composer.temporary_rows import TemporaryLine
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from tests.pages.playground import PlaygroundPage, part
from tests.scenes.playground import answering
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import (
    AGAINST,
    CHAT,
    CODE,
    FORMATTED,
    IDEAS,
    LETTERS,
    LONG,
    MARKDOWN_ANSWER,
    OPINION,
    PATIENTS,
    PLAIN,
    THINKING,
)
from tests.tour.driver import settle


def _page(stage: Stage) -> PlaygroundPage:
    stage.driver.go(Room.PLAYGROUND)
    page = PlaygroundPage(stage.driver.app.playground)
    page.layout.show_chats(opened=True)
    return page


def _chats(stage: Stage) -> tuple[Chats, dict[str, int]]:
    """Theirs ids by their titles."""
    chats = Chats(stage.driver.app.core.store)
    return chats, {chat.title: chat.id for chat in chats.all()}


def sections(stage: Stage) -> None:
    """One is pinned, one lies in a folder, and another folder is folded."""
    page = _page(stage)
    chats, ids = _chats(stage)
    chats.pin(ids[CODE], pinned=True)
    stage.undo.callback(chats.pin, ids[CODE], pinned=False)
    for title, inside in ((LETTERS, (FORMATTED, LONG)), (IDEAS, (THINKING,))):
        folder = chats.folders.create(title)
        stage.undo.callback(chats.folders.delete, folder.id)
        for chat in inside:
            chats.folders.move(ids[chat], folder.id)
    page.open_chat(ids[FORMATTED])
    page.chat_list.toggled.emit(f"folder:{folder.id}")
    page.layout.show_chats(opened=True)
    settle()


def searched(stage: Stage) -> None:
    """Hits in what was said, each with its words."""
    page = _page(stage)
    page.chat_list.setProperty("data", True)  # what was said, cut anywhere
    stage.undo.callback(page.chat_list.setProperty, "data", None)
    page.chats.search.setText("file")
    stage.undo.callback(page.chats.search.start_over)
    QTest.keyClick(page.chats.search, Qt.Key.Key_Return)
    stage.driver.wait(lambda: page.chat_list.model().rowCount() == 2, "the hits")
    settle()


def searched_in_vain(stage: Stage) -> None:
    page = _page(stage)
    page.chats.search.setText("zeppelin")
    stage.undo.callback(page.chats.search.start_over)
    QTest.keyClick(page.chats.search, Qt.Key.Key_Return)
    stage.driver.wait(lambda: page.chat_list.model().rowCount() == 0, "nothing found")
    settle()


def chat_menu(stage: Stage) -> None:
    """What can be done with a chat."""
    page = _page(stage)
    page.open_chat(_chats(stage)[1][FORMATTED])
    page.layout.show_chats(opened=True)
    page.chat_list.open_menu_of_current()
    stage.show_own(stage.popup(QMenu))


def answer_menu(stage: Stage) -> None:
    """What else can be done with an answer, and by which models it can be given again."""
    page = _page(stage)
    page.open_chat(_chats(stage)[1][FORMATTED])
    settle()
    row = next(row for row in page.rows() if isinstance(row, AnswerRow))
    part(row, ActionLine).more.click()
    stage.show_own(stage.popup(QMenu))


def binned(stage: Stage) -> None:
    """Two lie in the bin, which stands in place of the chats."""
    page = _page(stage)
    chats, ids = _chats(stage)
    for title in (CODE, LONG):
        chats.delete(ids[title])
        stage.undo.callback(chats.restore, ids[title])
    page.chats.binned.emit(True)
    stage.undo.callback(page.chats.binned.emit, False)
    settle()


def temporary(stage: Stage) -> None:
    """A chat that is not kept: the line over the field says so."""
    page = _page(stage)
    model = stage.model(lambda m: m.id == f"{CHAT}/Tiny-Chat-Q4_K_M.gguf", "the model")
    page.pick(model)
    page.session.open_temporary()
    stage.undo.callback(page.session.open, None)
    _question, answer, _asked = page.session.ask("What does the letter not say?", model, LoadOptions())
    page.session.edit_answer(answer, MARKDOWN_ANSWER)
    page.session.opened.emit(page.session.chat)
    page.composer.focus()
    settle()


def temporary_left(stage: Stage) -> None:
    """Before it is left it is asked."""
    temporary(stage)
    page = _page(stage)
    page.new_chat()
    (question,) = (one for one in page.pane.findChildren(DangerQuestion) if one.isVisible())
    stage.undo.callback(question.dismiss)
    settle()


def temporary_keeping(stage: Stage) -> None:
    """One that is copied in the background: what is typed waits."""
    temporary(stage)
    page, goes_on, copy = _page(stage), Event(), ChatKeeping.copy

    def slow(keeping: ChatKeeping) -> None:
        goes_on.wait()
        copy(keeping)

    def end() -> None:
        goes_on.set()
        stage.driver.wait(lambda: not page.session.is_temporary, "it is kept")
        kept = page.session.chat
        assert kept is not None
        page.session.chats.delete(kept.id)
        page.session.chats.give_up(kept.id)

    stage.undo.callback(setattr, ChatKeeping, "copy", copy)
    stage.undo.callback(end)
    setattr(ChatKeeping, "copy", slow)  # noqa: B010  mypy knows none that changes
    setattr(page.session.chats, "is_short", lambda _chat: False)  # noqa: B010  as above
    page.composer.show_text("And what would the second one say?")
    (keep,) = part(page.pane, TemporaryLine).findChildren(Button)
    keep.click()
    settle()


def queued(stage: Stage) -> None:
    """Three messages wait for the end of an answer."""
    answering(stage)
    for text in (
        "And how does that differ from the second kind?",
        "Which of the two would you take for a letter to a patient, and why?",
        "Thanks. Say it in one line.",
    ):
        stage.driver.type_in("composer", text)
    settle()


def slash(stage: Stage) -> None:
    """A slash in the empty field lists prompts, presets and more."""
    page = _page(stage)
    presets = Presets(stage.driver.app.core.store)
    kept = presets.keep(PLAIN, ChatSettings(system_prompt=PATIENTS))
    stage.undo.callback(presets.remove, kept)
    prompts = Prompts(stage.driver.app.core.store)
    own = prompts.keep(OPINION, AGAINST)
    stage.undo.callback(prompts.remove, own)
    page.open_chat(_chats(stage)[1][FORMATTED])
    page.composer.focus()
    QTest.keyClicks(page.composer.field, "/")
    stage.undo.callback(page.composer.field.clear)
    settle()


def prompts_sheet(stage: Stage) -> None:
    """Where the person's own prompts are written."""
    slash(stage)
    page = _page(stage)
    (library,) = page.pane.findChildren(PromptLibraryController)
    library.manage()
    (sheet,) = (one for one in page.pane.findChildren(PromptsSheet) if one.isVisible())
    stage.undo.callback(sheet.dismiss)
    settle()


def preset(stage: Stage) -> None:
    """A chat is asked by a preset: a chip says which, and the inspector."""
    page = _page(stage)
    presets = Presets(stage.driver.app.core.store)
    settings = ChatSettings(system_prompt=PATIENTS, max_tokens=1024)
    kept = presets.keep(PLAIN, settings)
    stage.undo.callback(presets.remove, kept)
    page.open_chat(_chats(stage)[1][FORMATTED])
    before = page.session.controls
    page.session.use_preset(kept)
    stage.undo.callback(page.set, **asdict(before))
    if page.layout.side.isHidden():
        page.toggle_inspector()
        stage.undo.callback(page.toggle_inspector)
    settle()


def preset_named(stage: Stage) -> None:
    """A name for a new one is typed."""
    preset(stage)
    page = _page(stage)
    page.inspector.preset.ask_name("Plain letters, short", str)
    stage.undo.callback(page.inspector.preset.leave)
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("playground-chats-sections", "stocked", sections),
        Scene("playground-chats-found", "stocked", searched),
        Scene("playground-chats-nothing", "stocked", searched_in_vain),
        Scene("playground-chats-menu", "stocked", chat_menu),
        Scene("playground-answer-menu", "stocked", answer_menu),
        Scene("playground-chats-bin", "stocked", binned),
        Scene("playground-slash", "stocked", slash),
        Scene("playground-prompts", "stocked", prompts_sheet),
        Scene("playground-preset", "stocked", preset),
        Scene("playground-preset-named", "stocked", preset_named),
        Scene("playground-temporary", "stocked", temporary),
        Scene("playground-temporary-keeping", "stocked", temporary_keeping),
        Scene("playground-temporary-left", "stocked", temporary_left),
        Scene("playground-queue", "stocked", queued, alone=True),
    )
