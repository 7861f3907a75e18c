"""How a model is loaded, its adapters and its template, and what the room says when a load fails."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadOptions
from explorer.domain.speed import MachineSpeed, TypeSpeed
from explorer.domain.tokens import Device
from explorer.engine.local import device_query as once
from explorer.engine.local.engine_pool import PoolPolicy
from explorer.engine.local.failures import driver_failed, explain_load_failure, out_of_memory
from explorer.kit.section import Section
from explorer.rooms.playground.inspector.inspector_pane import Inspector
from explorer.rooms.playground.model.adapters_pane import AdaptersSection
from explorer.rooms.playground.model.description_pane import DescriptionSection
from explorer.rooms.playground.model.loading_pane import LoadingSection
from explorer.rooms.playground.model.loading_rows import CacheControl, MemoryCard
from explorer.rooms.playground.model.template_pane import TemplateSection
from tests.models.projector import write_beside
from tests.models.tiny import write_adapter
from tests.scenes.playground import new_chat
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import CHAT
from tests.tour.driver import click, settle

_GB = 1_000_000_000
_CARD = Device("Vulkan0", "AMD Radeon 780M", "integrated_gpu", 6_200_000_000, 8_000_000_000)
_TYPES = tuple(TypeSpeed(name, 1e-9, 1e10, 0.0) for name in ("F16", "Q8_0", "Q4_K"))
_SPEED = MachineSpeed(
    _TYPES, 31e9, 1e-8, 2e-5, "CPU (AVX2)", 4, True, "llama.cpp", "2026-03-12T10:30:00+00:00"
)  # fmt: skip
_ADAPTERS = ("letters-in-plain-words.gguf", "short-answers-lora-f16.gguf")
_TEMPLATE = """{% for message in messages %}<|{{ message.role }}|>
{{ message.content }}
{% endfor %}<|assistant|>
"""
_LOG = "llama_model_load: error loading model: unknown model architecture: 'nova'"
_FAILURES = {
    "unsupported": explain_load_failure(_LOG),
    "damaged": explain_load_failure("llama_model_load: error loading model: tensor data is corrupt"),
    "no-memory": out_of_memory("ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate 9.1 GB"),
    "driver": driver_failed("ggml_vulkan: Device lost: ErrorDeviceLost"),
}
_CPU = Device("CPU", "AMD Ryzen 7 7840U", "cpu", 11 * _GB, 16 * _GB)


def choices(stage: Stage) -> None:
    """The model is loaded as it was chosen, on a machine whose speed was measured."""
    estimates = stage.driver.app.core.estimates
    stage.undo.callback(estimates.learn, estimates.yardstick.machine)
    estimates.learn(_SPEED)
    new_chat(stage)
    section = reveal(stage, LoadingSection)
    unfold(stage, section)
    show_whole(section)


def images(stage: Stage) -> None:
    """What the first image will take stands apart from what the load takes."""
    catalog = stage.driver.app.catalog
    projector = write_beside(catalog.models_folder / CHAT / "Tiny-Chat-Q8_0.gguf")

    def rescan(*, sees: bool) -> None:
        catalog.rescan()
        there = "a model that sees" if sees else "none that sees"
        stage.driver.wait(lambda: any(m.projector is not None for m in catalog.models) == sees, there)

    def undo() -> None:
        projector.unlink()
        rescan(sees=False)

    stage.undo.callback(undo)
    rescan(sees=True)
    choices(stage)
    _show_part(stage, MemoryCard)


def other_choices(stage: Stage) -> None:
    """It is loaded in another way than is chosen now, on a machine with a graphics card."""
    stage.undo.callback(setattr, once, "find_devices", once.find_devices)
    once.find_devices = lambda *_, **__: once.FoundDevices((_CPU, _CARD), "CPU (AVX2)")
    new_chat(stage)
    section = reveal(stage, LoadingSection)
    unfold(stage, section)
    devices = section.devices
    stage.driver.wait(lambda: not devices.is_asking(), "what is there, asked for before")
    devices.ask()
    stage.driver.wait(lambda: bool(devices.others), "the devices")
    chosen = stage.driver.app.playground.chosen
    stage.undo.callback(chosen.choose_load, device="", context_length=0, gpu_layers=-1)
    section.device.setCurrentIndex(2)
    section.context.setValue(0)
    settle()
    show_whole(section)


def fallback(stage: Stage) -> None:
    """The device that was chosen is not there any more."""
    new_chat(stage)
    section = reveal(stage, LoadingSection)
    unfold(stage, section)
    chosen = stage.driver.app.playground.chosen
    stage.undo.callback(chosen.choose_load, device="")
    chosen.choose_load(device="Vulkan0")
    chosen.load_again()
    stage.driver.wait(chosen.is_at_leisure, "the model to load")
    settle()
    show_whole(section)


def fewer_bits(stage: Stage) -> None:
    """The memory of this machine is too small for the usual bits."""
    new_chat(stage)
    section = reveal(stage, LoadingSection)
    unfold(stage, section)
    chosen, estimates = stage.driver.app.playground.chosen, stage.driver.app.core.estimates
    stage.undo.callback(setattr, estimates.yardstick, "memory_total", estimates.yardstick.memory_total)
    stage.undo.callback(chosen.choose_load, cache_type="f16")
    assert chosen.file is not None
    context = chosen.plan.options().context_length
    spare = estimates.fit(chosen.file.path, context).spare  # type: ignore[union-attr]
    estimates.yardstick.memory_total = 2 * (estimates.need(chosen.file.path, context) - spare - 1)
    chosen.choose_load(cache_type="q8_0")
    section.refresh()
    _show_part(stage, CacheControl)


def _show_part(stage: Stage, kind: type[QWidget]) -> None:
    (part,) = stage.driver.app.playground.findChildren(kind)
    stage.scroll = partial(show_whole, part)


def reveal[W: QWidget](stage: Stage, kind: type[W]) -> W:
    """Open the inspector and scroll to one of its parts."""
    playground = stage.driver.app.playground
    (inspector,) = playground.findChildren(Inspector)
    if inspector.isHidden():
        playground.run_command("Ctrl+I")
        stage.undo.callback(playground.run_command, "Ctrl+I")
    settle()
    (section,) = inspector.findChildren(kind)
    show_whole(section)
    return section


def unfold(stage: Stage, section: Section) -> None:
    section.set_open(True)
    stage.undo.callback(section.set_open, False)
    settle()


def show_whole(section: QWidget) -> None:
    """Scroll until it begins at the top, or the page ends."""
    area = section.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    settle()
    if isinstance(area, QScrollArea) and (page := area.widget()) is not None:
        page.adjustSize()
        settle()
        area.verticalScrollBar().setValue(section.mapTo(page, QPoint(0, 0)).y())
    settle()


def adapters(stage: Stage) -> None:
    """Two work, one of them half as strongly; a third file is made for other models."""
    folder = stage.home / "adapters"
    folder.mkdir(exist_ok=True)
    good, weak = (write_adapter(folder / name, seed=n) for n, name in enumerate(_ADAPTERS))
    other = write_adapter(folder / "other.gguf", architecture="qwen3")
    new_chat(stage)
    section = reveal(stage, AdaptersSection)
    unfold(stage, section)
    chosen = stage.driver.app.playground.chosen
    stage.undo.callback(chosen.choose_load, adapters=())
    choice = chosen.choice.with_adapter(good, 1.0).with_adapter(weak, 0.5)
    chosen.choose_load(adapters=choice.adapters)
    section.add(other)
    stage.driver.wait(lambda: section.problem() != "", "the look into the file")
    show_whole(section)


def template(stage: Stage) -> None:
    """One's own is written, and what it would send is shown."""
    new_chat(stage)
    section = reveal(stage, TemplateSection)
    unfold(stage, section)
    stage.driver.wait(lambda: section.editor.toPlainText() != "", "the template of the file")
    section.editor.setPlainText(_TEMPLATE)
    stage.driver.wait(section.check.isEnabled, "the model")
    click(section.check)
    stage.driver.wait(lambda: section.sent() != "", "what would be sent")
    show_whole(section)


def wrong_template(stage: Stage) -> None:
    new_chat(stage)
    section = reveal(stage, TemplateSection)
    unfold(stage, section)
    stage.driver.wait(lambda: section.editor.toPlainText() != "", "the template of the file")
    section.editor.setPlainText("{% for message in messages %}{{ message.content")
    stage.driver.wait(section.check.isEnabled, "the model")
    click(section.check)
    stage.driver.wait(lambda: section.problem() != "", "what is wrong")
    show_whole(section)


def described(stage: Stage) -> None:
    new_chat(stage)
    section = reveal(stage, DescriptionSection)
    unfold(stage, section)
    stage.driver.wait(section.note.isHidden, "what the model says")
    settle()
    show_whole(section)


def fails_with(error: KnownError, stage: Stage) -> None:
    """A load that ends so; the error stands in the conversation's place."""
    stage.undo.callback(setattr, stage.driver.app.pool, "rules", stage.driver.app.pool.rules)
    for engine in stage.driver.app.pool.loaded:
        engine.unload()
    stage.driver.app.pool.rules = _Refusing(error)
    stage.driver.try_model(f"{CHAT}/Tiny-Chat-Q8_0.gguf")
    settle()


class _Refusing(PoolPolicy):
    """Stands in for an engine that fails, which a test cannot make fail in every way."""

    def __init__(self, error: KnownError) -> None:
        self._error = error

    def check(self, path: Path, options: LoadOptions, free: int) -> KnownError | None:
        del path, options, free
        return self._error


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("playground-loading-choices", "stocked", choices),
        Scene("playground-loading-images", "stocked", images),
        Scene("playground-loading-device", "stocked", other_choices, alone=True),
        Scene("playground-loading-bits", "stocked", fewer_bits, alone=True),
        Scene("playground-loading-fallback", "stocked", fallback, alone=True),
        Scene("playground-loading-adapters", "stocked", adapters),
        Scene("playground-loading-template", "stocked", template),
        Scene("playground-loading-template-wrong", "stocked", wrong_template),
        Scene("playground-loading-described", "stocked", described),
        *(
            Scene(f"playground-loading-{name}", "stocked", partial(fails_with, error), alone=True)
            for name, error in _FAILURES.items()
        ),
    )
