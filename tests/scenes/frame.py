"""What the window shows over any room: messages, panels, first steps."""

import shutil
from functools import partial

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.included_models import GEMMA3
from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.frame.activity.bar_pane import ActivitySection
from explorer.frame.preparing_pane import PreparingWindow
from explorer.frame.start_error_pane import StartErrorWindow
from explorer.kit.actions import Action
from explorer.kit.language import tr
from explorer.kit.skeleton import Skeleton
from explorer.rooms.welcome.fetch_steps_pane import TermsStep
from explorer.rooms.welcome.model_pane import ModelStep
from tests.models.elsewhere import in_jan, in_lm_studio, in_ollama
from tests.models.tiny import Tiny
from tests.scenes.library import running
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import ADVICE, CHAT, FINE, PROBLEM, WARNING
from tests.tour.driver import click, rest, settle


def notices(stage: Stage) -> None:
    stage.driver.go(Room.LIBRARY)
    messages = stage.driver.app.messages
    messages.tell(FINE, "good")
    messages.tell(WARNING, "caution")
    retry = Action(tr("Try again"), lambda: None, "refresh")
    messages.fail(KnownError(PROBLEM, ADVICE, "Errno 111"), retry)
    rest()


def palette(stage: Stage) -> None:
    stage.driver.go(Room.LIBRARY)
    stage.undo.callback(stage.driver.app.overlays.close)
    stage.driver.app.overlays.toggle_palette()
    rest()


def palette_search(words: str, stage: Stage) -> None:
    palette(stage)
    QTest.keyClicks(stage.window.focusWidget(), words)
    rest()


def activity(section: ActivitySection, stage: Stage) -> None:
    """The panel, with a download on its way and a loaded model."""
    stage.driver.try_model(f"{CHAT}/Tiny-Chat-Q8_0.gguf")
    running(stage)
    stage.driver.app.messages.fail(KnownError(PROBLEM, ADVICE, "Errno 111"))
    stage.undo.callback(stage.driver.app.overlays.close)
    stage.driver.app.overlays.show_activity(section)
    rest()


def hub_silent(stage: Stage) -> None:
    """The last request got no answer: the bar says so, and the panel offers to try again."""
    stage.driver.go(Room.LIBRARY)
    app = stage.driver.app
    stage.undo.callback(app.core.hub.reach.heard, None)
    what = Words("{host} cannot be reached.", host="huggingface.co")
    app.core.hub.reach.heard(OfflineError(what, Words("Check the network connection.")))
    stage.undo.callback(app.overlays.close)
    app.overlays.show_activity(ActivitySection.NETWORK)
    rest()


def activity_empty(section: ActivitySection, stage: Stage) -> None:
    stage.driver.go(Room.DISCOVER)
    stage.undo.callback(stage.driver.app.overlays.close)
    stage.driver.app.overlays.show_activity(section)
    rest()


def shortcuts(stage: Stage) -> None:
    stage.driver.go(Room.LIBRARY)
    stage.undo.callback(stage.driver.app.overlays.close)
    stage.driver.app.overlays.toggle_shortcuts()
    rest()


def quitting(stage: Stage) -> None:
    """The window is closed while a download runs."""
    running(stage)
    stage.undo.callback(stage.driver.app.overlays.close)
    stage.window.close()
    rest()


def dropping(files: tuple[str, ...], stage: Stage) -> None:
    """Files are dragged over the window."""
    stage.driver.go(Room.COMPARE)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(stage.home / name)) for name in files])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(stage.window.rect().center(), action, data, button, none)
    QApplication.sendEvent(stage.window.windowHandle(), event)
    stage.undo.callback(_drag_away, stage.window)
    rest()


def _drag_away(window: QWidget) -> None:
    """The native window is asked for anew: PySide may give up its object for it in between."""
    QApplication.sendEvent(window.windowHandle(), QDragLeaveEvent())


def start_trouble(stage: Stage) -> None:
    """Instead of the window, where the start cannot go on."""
    error = KnownError(PROBLEM, ADVICE, "sqlite3.DatabaseError: file is not a database")
    window = StartErrorWindow(error)
    window.show()
    settle()
    stage.show_own(window)


def preparing(stage: Stage) -> None:
    """Before the window, while a large database of an earlier version walks up."""
    window = PreparingWindow()
    window.show()
    settle()
    stage.show_own(window)


def welcome(step: int, stage: Stage) -> None:
    """The first steps, as a person comes to them."""
    for _ in range(step - 1):
        pane = stage.driver.app.welcoming.pane
        assert pane is not None
        before = pane.step
        QTest.qWait(QApplication.doubleClickInterval())  # the second half of a double click presses nothing
        stage.press_primary(pane)
        rest()
        assert pane.step is not before
    stage.driver.wait(lambda: not _shown(Skeleton, stage), "what is found to be shown")
    settle()


def welcome_terms(stage: Stage) -> None:
    """Of an included model that has any."""
    welcome(3, stage)
    pane = stage.driver.app.welcoming.pane
    assert pane is not None
    assert isinstance(pane.step, ModelStep)
    card = next(card for card in pane.step.cards if card.choice.included is GEMMA3)
    click(card)
    QTest.qWait(QApplication.doubleClickInterval())  # as above
    stage.press_primary(pane)
    rest()
    assert isinstance(pane.step, TermsStep)


def welcome_paused(stage: Stage) -> None:
    """Settings in between: the way back is told."""
    welcome(2, stage)
    stage.driver.app.window.show_room(Room.SETTINGS)
    stage.driver.wait(stage.driver.app.settings.is_whole, "every card")
    rest()


def welcome_here(stage: Stage) -> None:
    """Other programs keep models on this disk: they are offered first. One of them does not chat."""
    home = stage.home / "elsewhere"
    chat = Tiny(name="OLMo 2 1B Instruct", seed=21, metadata={"general.license": "apache-2.0"})
    in_lm_studio(home, "allenai/OLMo-2-1B-GGUF", "OLMo-2-1B-Instruct-Q8_0.gguf", chat)
    in_ollama(home, "registry.ollama.ai/library/mistral/7b", Tiny(name="Mistral 7B v0.3", seed=22))
    in_jan(home, "meadow-ai/base", Tiny(name="Meadow Base", seed=23, template=None))
    catalog = stage.driver.app.catalog

    def undo() -> None:
        shutil.rmtree(home)
        catalog.rescan()

    stage.undo.callback(undo)
    seen: list[object] = []
    remove = catalog.changed.add(seen.append)
    catalog.rescan()
    stage.driver.wait(lambda: bool(seen), "the look at the disk")
    remove()
    welcome(3, stage)


def _shown(kind: type[QWidget], stage: Stage) -> list[QWidget]:
    return [widget for widget in stage.window.findChildren(kind) if widget.isVisible()]


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("frame-notices", "stocked", notices),
        Scene("frame-palette", "stocked", palette),
        Scene("frame-palette-search", "stocked", partial(palette_search, "tiny")),
        Scene("frame-palette-nothing", "stocked", partial(palette_search, "zzqq")),
        *(
            Scene(f"frame-activity-{s.name.lower()}", "stocked", partial(activity, s), alone=True)
            for s in ActivitySection
        ),
        *(
            Scene(f"frame-activity-no-{s.name.lower()}", "new", partial(activity_empty, s))
            for s in ActivitySection
        ),
        Scene("frame-hub-silent", "stocked", hub_silent),
        Scene("frame-start-error", "new", start_trouble),
        Scene("frame-preparing", "new", preparing),
        Scene("frame-shortcuts", "stocked", shortcuts),
        Scene("frame-quit", "stocked", quitting, alone=True),
        Scene("frame-drop", "stocked", partial(dropping, ("a.gguf", "b.gguf"))),
        Scene("frame-drop-other", "stocked", partial(dropping, ("notes.txt",))),
        Scene("welcome-paused", "first run", welcome_paused, alone=True),
        Scene("welcome-terms", "first run", welcome_terms, alone=True),
        Scene("welcome-here", "first run", welcome_here, alone=True),
        *(Scene(f"welcome-{n}", "first run", partial(welcome, n), alone=True) for n in (1, 2, 3)),
    )
