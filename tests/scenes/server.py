"""The server for other programs: its page in the settings in every state, the bar and the panel."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from explorer.domain.errors import KnownError
from explorer.domain.places import Place, Room
from explorer.domain.words import Words
from explorer.frame.activity.bar_pane import ActivitySection
from explorer.kit.popup import Popup
from explorer.rooms.settings.server_pane import ServerGroup
from explorer.serve.served import NO_SUCH_MODEL, RequestState, ServedRequest, ServerState, ServerStatus
from tests.scenes.settings import at, look_at
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import EDITOR, LONG_CLIENT, LONG_MODEL, REFUSED
from tests.tour.driver import rest, settle

ADDRESS, NETWORK_ADDRESS = "http://127.0.0.1:8033/v1", "http://192.168.178.41:8033/v1"
TOKEN = "omx-Zr3vYk0cQm9a1XtLw5uB8nHs2dFe7c1e"  # of no server
SINCE = datetime.now().astimezone().replace(hour=9, minute=12, second=0)
PYTHON = "Python"
_CHAT = "/v1/chat/completions"


def _asked(number: int, client: str, model: str, state: RequestState, **more: object) -> ServedRequest:
    arrived = SINCE + timedelta(minutes=26 + number, seconds=7 * number)
    return replace(ServedRequest(number, arrived, client, _CHAT, model, state), **more)  # type: ignore[arg-type]


REQUESTS = (
    _asked(7, EDITOR, "qwen3-4b", RequestState.WAITING),
    _asked(6, LONG_CLIENT, LONG_MODEL, RequestState.LOADING),
    _asked(5, PYTHON, "qwen3-4b", RequestState.READING, prompt_tokens=4120),
    _asked(
        4,
        EDITOR,
        "qwen3-4b",
        RequestState.ANSWERING,
        prompt_tokens=412,
        answer_tokens=96,
        tokens_per_second=14.2,
    ),
    _asked(3, PYTHON, "qwen3-4b", RequestState.DONE, prompt_tokens=1204, answer_tokens=231, seconds=16.9),
    _asked(2, PYTHON, "qwen3-4b", RequestState.STOPPED, prompt_tokens=88, answer_tokens=3, seconds=1.2),
    _asked(1, PYTHON, "gemma-3-4b", RequestState.FAILED, error=REFUSED, code=NO_SUCH_MODEL),
)


def off(stage: Stage) -> None:
    at(stage, "server")


def on(stage: Stage, requests: Sequence[ServedRequest] = (), **more: object) -> ServerGroup:
    """Really; with an address, a time and requests that are the same in each picture."""
    pane = at(stage, "server")
    server, settings = stage.driver.app.server, stage.driver.app.core.settings
    settings.change(server_port=0)
    stage.undo.callback(_switch_off, stage)
    server.start(TOKEN)  # the keyring of a test keeps nothing
    stage.driver.wait(lambda: server.status.state is ServerState.ON, "the server")
    server.status = replace(server.status, address=ADDRESS, since=SINCE, **more)  # type: ignore[arg-type]
    server.changed.emit(server.status)
    server.asked.emit(tuple(requests))
    look_at(pane, pane.group(ServerGroup))
    stage.scroll = partial(look_at, pane, pane.group(ServerGroup))
    return pane.group(ServerGroup)


def _on(stage: Stage) -> None:
    on(stage)


def _switch_off(stage: Stage) -> None:
    server = stage.driver.app.server
    server.stop()
    stage.driver.wait(lambda: server.status.state is ServerState.OFF, "its end")


def asked(stage: Stage) -> None:
    on(stage, REQUESTS)


def curl(stage: Stage) -> None:
    group = on(stage, REQUESTS[3:])
    _turn_to(stage, group, 1)
    group.panel.token.eye.click()
    stage.undo.callback(group.panel.token.eye.click)
    settle()


def _turn_to(stage: Stage, group: ServerGroup, tab: int) -> None:
    tabs = group.panel.snippets.tabs
    tabs.setCurrentIndex(tab)
    stage.undo.callback(tabs.setCurrentIndex, 0)


def apps(stage: Stage) -> None:
    snippets = (group := on(stage)).panel.snippets
    _turn_to(stage, group, 2)
    snippets.app.setCurrentIndex(2)
    snippets.app.activated.emit(2)
    settle()


def models(stage: Stage) -> None:
    """The list of all, of which one is not offered."""
    chosen = on(stage).panel.models
    chosen.chips[1].click()
    chosen.more.click()
    stage.scroll = None
    stage.show_own(stage.popup(Popup))


def warned(stage: Stage) -> None:
    """Before it is opened to the network."""
    group = on(stage)
    group.panel.reach.tabs.setCurrentIndex(1)
    stage.undo.callback(group.panel.warning.leave.click)
    settle()


def opened(stage: Stage) -> None:
    on(stage, REQUESTS[3:], is_open=True)
    server = stage.driver.app.server
    server.status = replace(server.status, address=NETWORK_ADDRESS)
    server.changed.emit(server.status)
    server.asked.emit(REQUESTS[3:])
    settle()


def unkept(stage: Stage) -> None:
    """There is no keyring."""
    error = KnownError(Words("The keyring of this system cannot be used."), Words("Unlock it."))
    on(stage, unkept=error)


def failed(stage: Stage) -> None:
    pane = at(stage, "server")
    server = stage.driver.app.server
    stage.driver.app.core.settings.change(server_port=8033)
    what = Words("Port {port} cannot be used: another program has it, or the system refuses.", port=8033)
    error = KnownError(what, Words("Choose another port, or close that program."), "Errno 98")
    server.status = ServerStatus(ServerState.FAILED, error=error)
    server.changed.emit(server.status)
    stage.undo.callback(_forget_failure, stage)
    look_at(pane, pane.group(ServerGroup))


def _forget_failure(stage: Stage) -> None:
    server = stage.driver.app.server
    server.status = ServerStatus()
    server.changed.emit(server.status)


def more(stage: Stage) -> None:
    """Unfolded, with pages that may ask."""
    stage.driver.app.core.settings.change(server_origins=("https://notes.example", "http://localhost:3000"))
    pane = at(stage, "server-origins")
    group = pane.group(ServerGroup)
    stage.undo.callback(group.more.setChecked, False)
    group.origins.field.setText("example")
    group.origins.field.returnPressed.emit()  # which is no address
    look_at(pane, group.more)


def panel(stage: Stage) -> None:
    on(stage, REQUESTS)
    stage.scroll = None
    stage.driver.go(Room.LIBRARY)
    stage.undo.callback(stage.driver.app.overlays.close)
    stage.driver.app.overlays.show_activity(ActivitySection.SERVER)
    stage.driver.app.server.asked.emit(REQUESTS)
    rest()


def panel_off(stage: Stage) -> None:
    stage.driver.app.go(Place(Room.LIBRARY))
    stage.undo.callback(stage.driver.app.overlays.close)
    stage.driver.app.overlays.show_activity(ActivitySection.SERVER)
    rest()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("settings-server-off", "stocked", off),
        Scene("settings-server-on", "stocked", _on),
        Scene("settings-server-requests", "stocked", asked),
        Scene("settings-server-curl", "stocked", curl),
        Scene("settings-server-apps", "stocked", apps),
        Scene("settings-server-models", "stocked", models),
        Scene("settings-server-warning", "stocked", warned),
        Scene("settings-server-network", "stocked", opened),
        Scene("settings-server-no-keyring", "stocked", unkept),
        Scene("settings-server-failed", "stocked", failed),
        Scene("settings-server-more", "stocked", more),
        Scene("server-panel", "stocked", panel),
        Scene("server-panel-off", "stocked", panel_off),
    )
