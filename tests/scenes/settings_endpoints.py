"""Settings → Endpoints: every state of its cards, the sheet that adds one, the list of models, a test."""

import socket

import msgspec

from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointPrice
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.engine.remote.presets import PRESETS
from explorer.rooms.settings.add_endpoint_pane import AddEndpointSheet
from explorer.rooms.settings.endpoint_card_pane import EndpointCard
from explorer.rooms.settings.endpoint_model_pane import EndpointModelSheet
from explorer.rooms.settings.endpoints_pane import EndpointsGroup
from tests.keys import MemoryKeys
from tests.scenes.settings import at, look_at
from tests.scenes.stage import Scene, Stage
from tests.settings.endpoint_data import beside, lab, provider
from tests.tour.driver import click, rest, settle


def shown(stage: Stage, *endpoints: Endpoint) -> EndpointsGroup:
    """The part with these, and nothing asked of anyone."""
    kept = stage.driver.app.core.endpoints
    kept.keys = MemoryKeys()
    for endpoint in endpoints:
        kept.keep(endpoint)
        stage.undo.callback(kept.remove, endpoint.id)
    pane = at(stage, "endpoints")
    group = pane.group(EndpointsGroup)
    stage.undo.callback(close_all, group)
    look_at(pane, group)
    stage.scroll = lambda: look_at(pane, group)
    return group


def close_all(group: EndpointsGroup) -> None:
    if group.panel.sheet is not None:
        group.panel.sheet.dismiss()
    for card in group.panel.cards.values():
        card.end_work()


def card_of(group: EndpointsGroup) -> EndpointCard:
    return next(iter(group.panel.cards.values()))


def empty(stage: Stage) -> None:
    shown(stage)


def content(stage: Stage) -> None:
    shown(stage, lab())


def several(stage: Stage) -> None:
    shown(stage, beside(), lab(), provider())


def long_names(stage: Stage) -> None:
    shown(stage, provider())


def all_told(stage: Stage) -> None:
    """Everything that was tested, with what it answered."""
    click(card_of(shown(stage, lab())).probe.more)
    settle()


def offline(stage: Stage) -> None:
    stage.driver.app.core.settings.change(offline=True)
    shown(stage, lab())


def unreachable(stage: Stage) -> None:
    """Nothing listens at its port."""
    group = shown(stage, beside())
    panel = card_of(group).probe
    click(panel.test)
    stage.driver.wait(lambda: panel.said.kind == "bad" and bool(panel.said.text), "the fault")
    settle()


def under_way(stage: Stage) -> None:
    """A server that takes the question and does not answer."""
    silent = socket.create_server(("127.0.0.1", 0))
    stage.undo.callback(silent.close)
    port = silent.getsockname()[1]
    group = shown(stage, msgspec.structs.replace(beside(), address=f"http://127.0.0.1:{port}/v1"))
    stage.undo.callback(group.panel.controller.stop, "ollama")
    click(card_of(group).probe.test)
    stage.driver.wait(lambda: card_of(group).probe.test.icon_name == "stop", "the test")
    settle()


def models(words: str, stage: Stage) -> None:
    """The list of four hundred."""
    chips = card_of(shown(stage, provider())).models
    click(chips.more)
    settle()
    assert chips.list is not None
    chips.list.field.setText(words)
    settle()
    stage.scroll = None


def described(stage: Stage) -> None:
    """What a person says of a model; its price is old."""
    old = EndpointPrice(0.1, 0.3, "EUR", "https://llm.lab.example/prices", "2025-11-30")
    entry = EndpointEntry("qwen3-32b", True, 32_768, "Qwen/Qwen3-32B", old)
    group = shown(stage, msgspec.structs.replace(lab(), entries=(entry,)))
    card_of(group).models.described.emit("qwen3-32b")
    sheet = stage.found(lambda: stage.window.findChildren(EndpointModelSheet), "the sheet")
    stage.undo.callback(sheet.dismiss)
    rest()


def added(preset: str, address: str, stage: Stage) -> AddEndpointSheet:
    group = shown(stage)
    click(group.add_button)
    sheet = group.panel.sheet
    assert sheet is not None
    sheet.choose(next(one for one in PRESETS if one.name == preset))
    if address:
        sheet.address.setText(address)
        sheet.address.textEdited.emit(address)
    rest()
    return sheet


def add(preset: str, address: str, stage: Stage) -> None:
    added(preset, address, stage)


def no_keyring(stage: Stage) -> None:
    """The system has none: it is said what to do instead."""
    sheet = added("OpenAI", "", stage)
    keys = stage.driver.app.core.endpoints.keys
    assert isinstance(keys, MemoryKeys)
    keys.refuses = KnownError(
        Words("The keyring of this system cannot be used."),
        Words("Unlock it, or name an environment variable that holds the key."),
    )
    sheet.key.secret.setText("sk-not-a-key-of-anyone")
    click(sheet.add)
    stage.driver.wait(lambda: sheet.said.kind == "bad" and bool(sheet.said.text), "the refusal")
    rest()


def new_key(stage: Stage) -> None:
    card = card_of(shown(stage, lab()))
    click(card.key.replace)
    rest()


def moving(stage: Stage) -> None:
    """Its key would go to another server."""
    panel = card_of(shown(stage, lab())).address
    panel.field.setText("http://gpu.lab.example:8000/v1")
    panel.field.editingFinished.emit()
    rest()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("settings-endpoints", "stocked", content),
        Scene("settings-endpoints-empty", "new", empty),
        Scene("settings-endpoints-several", "stocked", several),
        Scene("settings-endpoints-long", "stocked", long_names),
        Scene("settings-endpoints-told", "stocked", all_told),
        Scene("settings-endpoints-offline", "stocked", offline),
        Scene("settings-endpoints-unreachable", "stocked", unreachable),
        Scene("settings-endpoints-testing", "stocked", under_way),
        Scene("settings-endpoints-models", "stocked", lambda stage: models("", stage)),
        Scene("settings-endpoints-search", "stocked", lambda stage: models("qwen 3", stage)),
        Scene("settings-endpoints-described", "stocked", described),
        Scene("settings-endpoints-add", "new", lambda stage: add("llama-server", "", stage)),
        Scene(
            "settings-endpoints-open", "new",
            lambda stage: add("vLLM", "http://gpu.lab.example:8000/v1", stage),
        ),
        Scene("settings-endpoints-no-keyring", "new", no_keyring),
        Scene("settings-endpoints-key", "stocked", new_key),
        Scene("settings-endpoints-moving", "stocked", moving),
    )  # fmt: skip
