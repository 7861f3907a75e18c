"""How sure was it, and where a conversation was said in more than one way."""

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from explorer.domain.generation import AnswerTiming, Sampling
from explorer.domain.places import Place, Room
from explorer.kit.popup import menu
from explorer.kit.token_ribbon.ribbon import Ribbon
from explorer.rooms.playground.chats.answer_tokens import AnswerTokens
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.transcript.ribbon_rows import RibbonView
from explorer.rooms.playground.transcript.transcript_pane import Transcript
from tests.playground.making import MIXED, WATER, detailed
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import ARABIC, CHAT, FORMATTED, ODD_QUESTION
from tests.tour.driver import settle

_MODEL = f"{CHAT}/Tiny-Chat-Q4_K_M.gguf"


def _record(sent: str = "") -> TurnRecord:
    measured = AnswerTiming(prompt_tokens=24, answer_tokens=46, first_token_s=0.18, generation_s=1.45)
    return TurnRecord(
        model=_MODEL,
        model_name="Tiny Chat",
        sampling=Sampling(),
        measured=measured,
        context_length=2048,
        sent=sent,
    )


def _open(stage: Stage, answer: str, details: AnswerTokens | None = None, sent: str = "") -> None:
    """A chat with one answer."""
    chats = Chats(stage.driver.app.core.store)
    chat = chats.create(FORMATTED, _MODEL)
    chats.add(chat.id, "user", FORMATTED, TurnRecord())
    turn = chats.add(chat.id, "assistant", answer, _record(sent))
    if details is not None:
        chats.details.keep(turn.id, details)
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=chat.id))
    settle()


def _judge(stage: Stage) -> None:
    """Ask of the last answer how sure it was."""
    (transcript,) = stage.driver.app.playground.findChildren(Transcript)
    row = transcript.rows.last_answer()
    assert row is not None
    QTest.mouseClick(row.sure, Qt.MouseButton.LeftButton)
    settle()


def _ribbon(stage: Stage) -> Ribbon:
    playground = stage.driver.app.playground
    return stage.found(
        lambda: (one for one in playground.findChildren(Ribbon) if one.isVisible()), "the ribbon"
    )


def shown(stage: Stage, answer: str = WATER, *, afterwards: bool = False) -> None:
    _open(stage, answer, AnswerTokens(detailed(answer), is_afterwards=afterwards))
    _judge(stage)
    _ribbon(stage)


def mixed(stage: Stage) -> None:
    """Other scripts, characters of several tokens, a control token; measured afterwards."""
    shown(stage, MIXED, afterwards=True)


def odds(stage: Stage, at: int = 30) -> None:
    """Gone to with the keys; Enter has put the focus on the first way to go on."""
    shown(stage)
    ribbon = _ribbon(stage)
    ribbon.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(at):
        QTest.keyClick(ribbon, Qt.Key.Key_Right)
    QTest.keyClick(ribbon, Qt.Key.Key_Return)
    settle()


def odds_of_mouse(stage: Stage) -> None:
    shown(stage, MIXED)
    ribbon = _ribbon(stage)
    QTest.mouseClick(ribbon, Qt.MouseButton.LeftButton, pos=ribbon.spot(6).center() + QPoint(1, 0))
    settle()


def offered(stage: Stage) -> None:
    """The model must be loaded first."""
    _open(stage, WATER, sent="<s>[user]Why?[/user]<|start|>")
    _judge(stage)


def measured(stage: Stage) -> None:
    """Asked without details, and measured when the person wants to know."""
    driver = stage.driver
    driver.try_model(_MODEL)
    driver.wait(lambda: bool(driver.app.pool.loaded), "the model to load")
    stage.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    driver.type_in("composer", FORMATTED)
    driver.wait(lambda: not driver.app.playground.is_busy(), "the answer")
    _judge(stage)
    driver.wait(lambda: bool(driver.app.playground.findChildren(RibbonView)), "the ribbon")
    settle()


def branches(stage: Stage) -> None:
    """A question that was asked in two ways, and the second of three answers to the later one."""
    chats = Chats(stage.driver.app.core.store)
    chat = chats.create(FORMATTED, _MODEL)
    chats.add(chat.id, "user", FORMATTED, TurnRecord())
    question = chats.add(chat.id, "user", f"{FORMATTED} {ODD_QUESTION}", TurnRecord(), 0)
    answers = [
        chats.add(chat.id, "assistant", text, _record(), question.id) for text in (ARABIC, WATER, FORMATTED)
    ]
    chats.show(answers[1].id)
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=chat.id))
    settle()


def variants(stage: Stage) -> None:
    """The second of five answers that were asked for at once, and what the menu under it offers."""
    chats = Chats(stage.driver.app.core.store)
    chat = chats.create(FORMATTED, _MODEL)
    question = chats.add(chat.id, "user", FORMATTED, TurnRecord())
    texts = (WATER, WATER, ARABIC, WATER, FORMATTED)
    for text in texts:
        record = _record()
        assert record.measured is not None
        alike = {"variants": len(texts), "alike": texts.count(text), "measured": record.measured.untimed}
        chats.add(chat.id, "assistant", text, msgspec.structs.replace(record, **alike), question.id)
    chats.show(chats.turns(chat.id)[-1].siblings[1])
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=chat.id))
    settle()


def again(stage: Stage) -> None:
    """How often it can be asked again at once."""
    driver = stage.driver
    driver.try_model(_MODEL)
    driver.wait(lambda: bool(driver.app.pool.loaded), "the model to load")
    variants(stage)
    (transcript,) = driver.app.playground.findChildren(Transcript)
    row = transcript.rows.last_answer()
    assert row is not None
    (several,) = (one for one in transcript.rows.actions_of(row.turn) if one and len(one.entries) == 3)
    menu(row, several.entries).popup(row.mapToGlobal(row.rect().center()))
    stage.show_own(stage.popup(QMenu))


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("playground-ribbon", "stocked", shown, alone=True),
        Scene("playground-ribbon-mixed", "stocked", mixed, alone=True),
        Scene("playground-ribbon-odds", "stocked", odds, alone=True),
        Scene("playground-ribbon-odds-mouse", "stocked", odds_of_mouse, alone=True),
        Scene("playground-ribbon-offered", "stocked", offered, alone=True),
        Scene("playground-ribbon-measured", "stocked", measured, alone=True),
        Scene("playground-branches", "stocked", branches, alone=True),
        Scene("playground-variants", "stocked", variants, alone=True),
        Scene("playground-variants-menu", "stocked", again, alone=True),
    )
