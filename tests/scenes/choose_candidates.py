"""The candidates beside the questions: every state of the list, and the reasons behind a row."""

import shutil

import msgspec
from PySide6.QtWidgets import QApplication, QWidget

from explorer.choose.decision import KeptCandidate
from explorer.choose.need import Need, Pace, Purpose, UseAt
from explorer.rooms.choose.candidates.candidates_pane import CandidatesPane
from explorer.rooms.choose.candidates.reasons_popup_rows import ReasonsPopup
from tests.choose.making import LETTERS
from tests.choose.proposing.repos import ALL, ENGLISH, HUGE, RESEARCH, write_repos
from tests.scenes.choose import questions, room, settled
from tests.scenes.stage import Scene, Stage
from tests.settings.endpoint_data import lab, provider
from tests.tour.driver import click, settle


def candidates(stage: Stage, need: Need, repos: tuple[str, ...] = ALL) -> CandidatesPane:
    root = stage.hub.repos.root
    write_repos(root, repos)
    for repo in ALL:
        stage.undo.callback(shutil.rmtree, root / repo, ignore_errors=True)
    pane = side(stage, need)
    pane.search.again()  # another scene may have asked the same, of other repos
    return settled(stage, pane)


def side(stage: Stage, need: Need) -> CandidatesPane:
    """In front, where there is room for one side."""
    page = questions(stage, need)
    page.show_front(candidates=True)
    return page.candidates


def content(stage: Stage) -> None:
    """Some are kept; without a word where, in the European Union or not."""
    pane = candidates(stage, LETTERS)
    for row in list(pane.list.rows.values())[:2]:
        row.check.click()
    settle()


def unanswered(stage: Stage) -> None:
    candidates(stage, Need())


def provider_beside(stage: Stage) -> None:
    """One provider, to compare, and names that are far too long."""
    kept = stage.driver.app.core.endpoints
    for endpoint in (lab(), provider()):
        kept.keep(endpoint)
        stage.undo.callback(kept.remove, endpoint.id)
    model = next(one for one in kept.models if one.endpoint.id == provider().id)
    stage.driver.app.catalog.offer(kept.models)
    pane = candidates(stage, msgspec.structs.replace(LETTERS, provider=model.id))
    pane.list.rows[model.id].check.click()
    pane.show_end()
    settle()


def reasons(stage: Stage) -> None:
    pane = candidates(stage, LETTERS)
    show_panel(stage, next(iter(pane.list.rows.values())).name)


def reasons_left_out(stage: Stage) -> None:
    pane = candidates(stage, LETTERS)
    stage.driver.wait(lambda: bool(pane.list.left), "what is left out")
    show_panel(stage, next(iter(pane.list.left.values())).words)


def show_panel(stage: Stage, name: QWidget) -> None:
    """Without a screen the app goes to sleep for a moment as the window loses the focus, which closes it."""
    click(name)
    settle()
    if not any(isinstance(one, ReasonsPopup) for one in QApplication.topLevelWidgets()):
        click(name)
    stage.show_own(stage.popup(ReasonsPopup))


def all_left_out(stage: Stage) -> None:
    pane = candidates(stage, LETTERS)
    if pane.list.all_left.isVisible():
        click(pane.list.all_left)
    settle()
    stage.scroll = pane.show_end
    pane.show_end()


def nothing(stage: Stage) -> None:
    """No card names the language."""
    need = Need(
        purposes=(Purpose.TRANSLATION,), languages=("fa", "he"), used_at=UseAt.PRODUCT, pace=Pace.READING
    )
    candidates(stage, need, (RESEARCH, ENGLISH, HUGE))


def loading(stage: Stage) -> None:
    stage.hub.fault("/api/models", "hang")
    pane = side(stage, Need(languages=("fi", "cs")))
    stage.undo.callback(pane.search.again)


def offline(stage: Stage) -> None:
    """What was seen before, and what is here."""
    candidates(stage, LETTERS)
    stage.driver.app.core.settings.change(offline=True)
    settled(stage, side(stage, LETTERS))


def gone(stage: Stage) -> None:
    """One that was kept is not among what is found."""
    candidates(stage, LETTERS)
    gone_one = KeptCandidate(
        "hub:far/Away-GGUF/a.gguf", "Away 7B", "far", "far/Away-GGUF", file="a.gguf", size=4 << 30
    )
    room(stage).session.change(lambda now: msgspec.structs.replace(now, kept=(gone_one,)))
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("choose-candidates", "stocked", content),
        Scene("choose-candidates-unanswered", "stocked", unanswered),
        Scene("choose-candidates-provider", "stocked", provider_beside),
        Scene("choose-candidates-reasons", "stocked", reasons),
        Scene("choose-candidates-reasons-left-out", "stocked", reasons_left_out),
        Scene("choose-candidates-left-out", "stocked", all_left_out),
        Scene("choose-candidates-nothing", "new", nothing),
        Scene("choose-candidates-loading", "new", loading),
        Scene("choose-candidates-offline", "stocked", offline),
        Scene("choose-candidates-gone", "stocked", gone),
    )
