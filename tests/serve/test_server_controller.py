"""The switch of the server: on, off, its address and its token."""

import http.client
import socket
import time

import psutil
import pytest

from explorer.domain.errors import KnownError
from explorer.serve.addresses import own_names
from explorer.serve.served import ServerState
from tests.serve.served_core import Served, states
from tests.waiting import found


def test_it_goes_on_and_off_and_leaves_nothing(server: Served) -> None:
    server.start()
    assert states(server) == [ServerState.STARTING, ServerState.ON]
    assert server.address.startswith("http://127.0.0.1:")
    assert server.controller.status.since is not None
    port = server.port
    assert server.get("/health", {}) == (200, {"status": "ok"})
    server.stop()
    assert states(server)[2:] == [ServerState.STOPPING, ServerState.OFF]
    assert server.controller.status.address == ""
    assert port not in _ports()
    server.start()
    assert server.get("/health", {})[0] == 200
    port = server.port
    server.close()
    assert port not in _ports()


def _ports() -> set[int]:
    return {one.laddr.port for one in psutil.Process().net_connections("tcp")}


def test_a_port_that_is_taken_is_told_with_what_to_do(server: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        server.core.settings.change(server_port=other.getsockname()[1])
        server.start()
    error = server.controller.status.error
    assert server.controller.status.state is ServerState.FAILED
    assert error is not None
    assert "another program" in error.what
    assert "Choose another port" in error.advice
    server.core.settings.change(server_port=0)
    server.start()
    assert states(server)[-1] is ServerState.ON


def test_its_token_is_kept_in_the_keyring_until_it_is_renewed(server: Served) -> None:
    server.start()
    first = server.controller.token
    assert server.keys.kept == {"server": first}
    assert server.get("/v1/models")[0] == 200
    server.controller.renew_token()
    found(lambda: server.controller.token != first, "another token")
    assert server.keys.kept == {"server": server.controller.token}
    assert server.get("/v1/models", {"Authorization": f"Bearer {first}"})[0] == 401
    assert server.get("/v1/models", {"X-Api-Key": server.controller.token})[0] == 200


def test_another_token_in_the_keyring_is_taken_with_the_next_start(server: Served) -> None:
    """As `omx serve --new-token` makes it beside the window."""
    server.start()
    server.stop()
    server.keys.kept["server"] = "omx-another"
    server.start()
    assert server.controller.token == "omx-another"
    server.stop()
    server.keys.refuses = KnownError("The keyring of this system cannot be used.")
    server.start()
    assert server.controller.token == "omx-another"


def test_without_a_keyring_the_token_holds_for_this_run_and_that_is_said(server: Served) -> None:
    server.keys.refuses = KnownError("The keyring of this system cannot be used.")
    server.start()
    assert server.controller.status.unkept is server.keys.refuses
    assert server.get("/v1/models")[0] == 200


def test_models_have_names_that_can_be_typed(server: Served) -> None:
    server.start()
    status, told = server.get("/v1/models")
    assert status == 200
    assert [one["id"] for one in told["data"]] == ["endless", "scripted"]
    assert told["data"][0]["object"] == "model"
    assert server.get("/v1/models/scripted") == (200, told["data"][1])
    status, told = server.get("/v1/models/nothing")
    assert (status, told["error"]["code"]) == (404, "model_not_found")
    server.core.settings.change(server_models=("tests/scripted.gguf",))
    assert [one["id"] for one in server.get("/v1/models")[1]["data"]] == ["scripted"]


@pytest.mark.parametrize("path", ["/", "/v2", "/v1//models", "/../etc/passwd", "/v1/files"])
def test_other_routes_are_not_there(server: Served, path: str) -> None:
    server.start()
    status, told = server.get(path)
    assert status == 404
    assert set(told["error"]) == {"message", "type", "param", "code"}


def test_opened_to_the_network_it_answers_by_the_addresses_of_this_machine(server: Served) -> None:
    server.core.settings.change(server_open=True)
    server.start()
    status = server.controller.status
    assert status.is_open
    own = {one for one in own_names() if one[0].isdigit() and not one.startswith("127.")}
    assert status.address.split("/")[2].split(":")[0] in own | {"127.0.0.1"}
    for name in (*own, "127.0.0.1", "localhost", socket.gethostname()):
        assert server.get("/health", {"Host": f"{name}:{server.port}"})[0] == 200
    for name in ("evil.example", "8.8.8.8"):
        assert server.get("/health", {"Host": f"{name}:{server.port}"})[0] == 403
    assert server.get("/v1/models", {"Host": f"localhost:{server.port}"})[0] == 401


def test_another_port_is_taken_at_once(server: Served) -> None:
    server.start()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    server.core.settings.change(server_port=port)
    found(lambda: server.controller.status.address.endswith(f":{port}/v1"), "the other port")
    assert server.get("/health", {})[0] == 200
    server.core.settings.change(theme="dark")
    assert states(server)[-1] is ServerState.ON
    assert states(server).count(ServerState.ON) == 2


def test_nothing_that_is_written_waits_for_more(server: Served) -> None:
    """Else each answer on a kept connection comes 40 ms late, and so would the pieces of a stream."""
    server.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    seconds = []
    for _ in range(10):
        begun = time.monotonic()
        connection.request("GET", "/health")
        connection.getresponse().read()
        seconds.append(time.monotonic() - begun)
    connection.close()
    assert min(seconds[1:]) < 0.02
