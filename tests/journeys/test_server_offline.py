"""Offline mode with the server on: nothing is opened but what listens on loopback.

The app runs in a process of its own under an audit hook that ends it at the first name, address or listening
socket beyond loopback; on Linux in a network namespace too, where there is nothing else, and whose sockets,
those of the workers as well, are then counted.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.models.tiny import Tiny, write_tiny

_SCRIPT = """
import os, sys

def guard(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        where = args[0]
    elif event in ("socket.connect", "socket.sendto", "socket.bind") and isinstance(args[1], tuple):
        where = args[1][0]
    else:
        return
    if where not in ("127.0.0.1", b"127.0.0.1"):
        print("socket", event, args, file=sys.stderr, flush=True)
        os._exit(3)

sys.addaudithook(guard)
import http.client, json, threading
from pathlib import Path
from PySide6.QtWidgets import QApplication
from explorer.domain.places import Room
from explorer.serve.served import ServerState
from tests.serve.served_core import meanwhile
from tests.tour.driver import Driver, settle

qt = QApplication([])
driver = Driver(Path(sys.argv[1]))
app = driver.app
for room in Room:
    driver.go(room)
app.server.start()
driver.wait(lambda: app.server.status.state is ServerState.ON, "the server")
port = int(app.server.status.address.split(":")[2].split("/")[0])

def ask():
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = {"model": "field", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 8}
    headers = {"Authorization": "Bearer " + app.server.token, "Content-Type": "application/json"}
    connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
    answer = connection.getresponse()
    told = answer.status, bool(json.loads(answer.read())["choices"])
    connection.close()
    return told

told = meanwhile(ask)
sockets = []
for kind in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "packet"):
    table = Path("/proc/net", kind)
    if sys.argv[2] == "alone" and table.exists():
        lines = [line.split() for line in table.read_text().splitlines()[1:]]
        sockets += [(kind, one[1], one[3]) for one in lines if one[3] != "06"]  # TIME_WAIT: it has ended
print(json.dumps({"told": told, "port": port, "sockets": sockets}))
driver.close()
"""
_LISTENS = "0A"  # as the kernel writes it


def unplugged() -> list[str]:
    """What a command begins with to run where there is only loopback, which is up; nothing elsewhere."""
    line = ["unshare", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    has_both = shutil.which("unshare") and shutil.which("ip")
    can = has_both and not subprocess.call([*line, "true"], stderr=subprocess.DEVNULL)
    return line if can else []


@pytest.mark.parametrize("is_alone", [True, False])
def test_only_loopback_is_opened(tmp_path: Path, *, is_alone: bool) -> None:
    line = unplugged() if is_alone else []
    if is_alone and not line:
        pytest.skip("no network namespace here")
    home = tmp_path / "home"
    write_tiny(home / "models" / "own" / "field-Q4_K_M.gguf", Tiny(name="Field"))
    (home / "settings.json").write_text('{"offline": true, "server_port": 0}', encoding="utf-8")
    done = subprocess.run(
        [*line, sys.executable, "-c", _SCRIPT, str(home), "alone" if line else "beside"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HF_HOME": str(tmp_path / "hf")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["told"] == [200, True]
    if line:
        listening = [address for _kind, address, state in found["sockets"] if state == _LISTENS]
        assert listening == [f"0100007F:{found['port']:04X}"]
        assert all(address.startswith("0100007F:") for _kind, address, _state in found["sockets"])
