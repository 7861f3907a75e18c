"""What a quantization costs, in all its states."""

from explorer.evaluate.quantization.results import QuantizationStore
from explorer.kit.section import Section
from explorer.rooms.evaluate.pane import EvaluatePane
from explorer.rooms.evaluate.session import EvalPage
from tests.evaluate.divergences import measured
from tests.scenes.evaluate import room
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import CHAT
from tests.tour.driver import settle

_REFERENCE, _SMALLER = f"{CHAT}/Tiny-Chat-Q8_0.gguf", f"{CHAT}/Tiny-Chat-Q4_K_M.gguf"


def page(stage: Stage) -> EvaluatePane:
    pane = room(stage)
    pane.session.open(EvalPage("quantization"))
    stage.driver.wait(lambda: pane.quantization.state.has_looked, "the models")
    settle()
    return pane


def empty(stage: Stage) -> None:
    page(stage)


def ready(stage: Stage) -> None:
    page(stage)


def done(stage: Stage) -> None:
    reference = stage.model(lambda model: model.id == _REFERENCE, "the reference")
    smaller = stage.model(lambda model: model.id == _SMALLER, "the smaller file")
    store = QuantizationStore(stage.driver.app.core.store)
    store.add(measured(reference, smaller, same=3760, at="2026-11-02T10:00:00+00:00"))
    store.add(measured(reference, smaller))
    page(stage)


def details(stage: Stage) -> None:
    done(stage)
    pane = room(stage)
    sections = pane.quantization.findChildren(Section)
    for section in sections[:3]:
        section.set_open(True)
    settle()
    stage.scroll = lambda: pane.quantization.area.ensureWidgetVisible(sections[2])


def running(stage: Stage) -> None:
    pane = page(stage)
    state = pane.quantization.state
    pane.quantization.button.click()
    stage.driver.wait(lambda: state.progress is not None and state.progress.figures is not None, "figures")
    stage.hold_worker(_REFERENCE)
    stage.undo.callback(state.stop)


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("evaluate-quantization-empty", "new", empty),
        Scene("evaluate-quantization-ready", "stocked", ready),
        Scene("evaluate-quantization-running", "stocked", running, alone=True),
        Scene("evaluate-quantization-done", "stocked", done, alone=True),
        Scene("evaluate-quantization-details", "stocked", details, alone=True),
    )
