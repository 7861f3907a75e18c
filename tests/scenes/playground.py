"""The Playground in all its states."""

from functools import partial
from pathlib import Path

import psutil
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QMenu

from explorer.domain.cache_type import PackedCache
from explorer.domain.errors import KnownError, MemoryShortError
from explorer.domain.generation import LoadOptions
from explorer.domain.places import Place, Room
from explorer.engine.local.engine_pool import PoolPolicy
from explorer.kit.message_field import MessageField
from explorer.rooms.playground.chats.list_rows import ChatList
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.transcript.transcript_pane import Transcript
from tests.engine.conftest import pid_of
from tests.pages.playground import PlaygroundPage
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import (
    CHAT,
    CODE,
    CODE_ANSWER,
    ENDLESS_MODEL,
    FORMATTED,
    LETTER,
    LONG,
    MARKDOWN_ANSWER,
    RIGHT_TO_LEFT,
    THINKING,
)
from tests.tour.driver import settle
from tests.tour.repos import GEMMA


def show(stage: Stage) -> None:
    stage.driver.go(Room.PLAYGROUND)


def open_chat(title: str, stage: Stage) -> None:
    """Click the chat in the list, as a person does."""
    stage.driver.go(Room.PLAYGROUND)
    for view in stage.driver.app.playground.findChildren(QListView):
        model = view.model()
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            said = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data() or ""
            if title in str(said):
                view.scrollTo(index)
                spot = view.visualRect(index).center()
                QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
                settle()
                return
    raise LookupError(f"no chat {title!r} in the list")


def new_chat(stage: Stage) -> None:
    stage.driver.try_model(f"{CHAT}/Tiny-Chat-Q8_0.gguf")
    stage.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    stage.driver.wait(lambda: bool(stage.driver.app.pool.loaded), "the model to load")
    settle()


def base_model(stage: Stage) -> None:
    stage.driver.try_model(f"{GEMMA}/gemma-3-270m-Q8_0.gguf")
    stage.driver.wait(lambda: bool(stage.driver.app.pool.loaded), "the model to load")
    settle()


def answering(stage: Stage) -> None:
    """In the middle of an answer; the worker is held there for the pictures."""
    driver, playground = stage.driver, stage.driver.app.playground
    driver.try_model(ENDLESS_MODEL)
    PlaygroundPage(driver.app.playground).ask_greedily()
    driver.type_in("composer", "Go on")
    driver.wait(lambda: "word9" in playground.last_answer(), "the answer to begin")
    stage.hold_worker(ENDLESS_MODEL)


def waiting(stage: Stage) -> None:
    """A message is sent in the middle of an answer, and another one begun."""
    answering(stage)
    stage.driver.type_in("composer", "And how does that differ from the second kind?")
    settle()


def editing(stage: Stage) -> None:
    """A question that was asked otherwise before is edited once more."""
    store = stage.driver.app.core.store
    chats = Chats(store)
    chat = chats.create(LETTER, f"{CHAT}/Tiny-Chat-Q8_0.gguf")
    record = TurnRecord(model=f"{CHAT}/Tiny-Chat-Q8_0.gguf", model_name="Tiny Chat")
    for asked in (
        "What is in a letter?",
        "What must a discharge letter contain, and what is often forgotten?",
    ):
        question = chats.add(chat.id, "user", asked, TurnRecord(), 0)
        chats.add(chat.id, "assistant", MARKDOWN_ANSWER, record, question.id)
    stage.undo.callback(store.write, "DELETE FROM chats WHERE id = ?", chat.id)
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=chat.id))
    (transcript,) = stage.driver.app.playground.findChildren(Transcript)
    transcript.rows.edit.emit(chats.turns(chat.id)[0])
    settle()


def text_menu(stage: Stage) -> None:
    """What a right click in a text opens."""
    open_chat(FORMATTED, stage)
    (field,) = stage.driver.app.playground.findChildren(MessageField)
    field.setPlainText("What is a tensor?")
    field.selectAll()
    stage.undo.callback(field.clear)
    at = field.viewport().rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, field.viewport().mapToGlobal(at))
    QApplication.sendEvent(field.viewport(), event)
    stage.show_own(stage.popup(QMenu))


def deleted(stage: Stage) -> None:
    """What was deleted can be taken back."""
    open_chat(CODE, stage)
    (view,) = stage.driver.app.playground.findChildren(ChatList)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Delete)
    told = stage.driver.app.messages.all[-1]
    assert told.action is not None
    stage.undo.callback(told.action.run)
    settle()


def loading(stage: Stage) -> None:
    """The worker is held while it loads, as by a very slow disk."""
    stage.driver.try_model(f"{CHAT}/Tiny-Chat-Q8_0.gguf")
    stage.hold_worker(f"{CHAT}/Tiny-Chat-Q8_0.gguf")


def error(stage: Stage) -> None:
    driver = stage.driver
    driver.try_model(ENDLESS_MODEL)
    PlaygroundPage(driver.app.playground).ask_greedily()
    driver.type_in("composer", "Go on")
    driver.wait(lambda: "word3" in driver.app.playground.last_answer(), "the answer to begin")
    model = stage.model(lambda m: m.id == ENDLESS_MODEL, ENDLESS_MODEL)
    psutil.Process(pid_of(driver.app.pool.get(model.path))).kill()
    driver.wait(lambda: not driver.app.playground.is_busy(), "the crash to be noticed")
    settle()


class _Short(PoolPolicy):
    """A machine whose memory is nearly full."""

    def check(self, path: Path, options: LoadOptions, free: int) -> KnownError | None:
        del path, options, free
        packed = PackedCache("q8_0", 3_100_000_000)
        return MemoryShortError(9_100_000_000, 6_200_000_000, (8192, 6_000_000_000), packed)


def memory_short(stage: Stage) -> None:
    pool = stage.driver.app.pool
    stage.undo.callback(setattr, pool, "rules", pool.rules)
    pool.rules = _Short()
    stage.driver.try_model(f"{CHAT}/Tiny-Chat-Q8_0.gguf")
    settle()


def offline(stage: Stage) -> None:
    stage.driver.app.core.settings.change(offline=True)
    open_chat(FORMATTED, stage)


def first_model_offline(stage: Stage) -> None:
    stage.driver.app.core.settings.change(offline=True)
    show(stage)


def long_chat(stage: Stage) -> None:
    """Fifty answers, at their end."""
    chats = Chats(stage.driver.app.core.store)
    model = f"{CHAT}/Tiny-Chat-Q4_K_M.gguf"
    chat = chats.create(FORMATTED, model)
    for _ in range(25):
        for question, answer in ((FORMATTED, MARKDOWN_ANSWER), (CODE, CODE_ANSWER)):
            chats.add(chat.id, "user", question, TurnRecord())
            chats.add(chat.id, "assistant", answer, TurnRecord(model=model, model_name="Tiny Chat"))
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=chat.id))
    (transcript,) = stage.driver.app.playground.findChildren(Transcript)
    stage.driver.wait(transcript.is_settled, "the rows")
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("playground-content", "stocked", partial(open_chat, FORMATTED)),
        Scene("playground-code", "stocked", partial(open_chat, CODE)),
        Scene("playground-thinking", "stocked", partial(open_chat, THINKING)),
        Scene("playground-arabic", "stocked", partial(open_chat, RIGHT_TO_LEFT)),
        Scene("playground-long-title", "stocked", partial(open_chat, LONG)),
        Scene("playground-new-chat", "stocked", new_chat),
        Scene("playground-base-model", "stocked", base_model),
        Scene("playground-empty", "new", show),
        Scene("playground-empty-offline", "new", first_model_offline),
        Scene("playground-long-chat", "stocked", long_chat, alone=True),
        Scene("playground-looking", "starting", show),
        Scene("playground-answering", "stocked", answering, alone=True),
        Scene("playground-waiting", "stocked", waiting, alone=True),
        Scene("playground-editing", "stocked", editing),
        Scene("playground-text-menu", "stocked", text_menu),
        Scene("playground-deleted", "stocked", deleted),
        Scene("playground-loading", "stocked", loading, alone=True),
        Scene("playground-error", "stocked", error, alone=True),
        Scene("playground-memory-short", "stocked", memory_short, alone=True),
        Scene("playground-offline", "stocked", offline),
    )
