"""Another process that downloads the same file and is in its middle."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.hub.tools import BIG, CDN, FILE
from tests.hub.world import World

_CHILD = """
import sys
from pathlib import Path
from explorer.base.store import Store
from explorer.domain.repo import RepoFile
from explorer.hub.client import Hub
from explorer.hub.transfer.download import download_file
from explorer.hub.transfer.progress import DownloadRules
from explorer.hub.response_cache import ResponseCache
endpoint, target, repo, name, connections = sys.argv[1:]
hub = Hub(endpoint, lambda: False, ResponseCache(Store(Path(target).with_suffix(".sqlite3"))))
file = RepoFile(name, 3_000_000)
rules = DownloadRules(connections=int(connections), piece=200_000)
for step in download_file(hub, repo, "main", file, Path(target), lambda: False, rules):
    print(step.received, flush=True)
"""


@contextmanager
def other_download(world: World) -> Iterator["subprocess.Popen[str]"]:
    """Killed at the end if it still runs. Its connections stall after half a million bytes came."""
    target = world.downloads.target
    target.parent.mkdir(exist_ok=True)
    after = 600_000 if world.connections == 1 else 150_000
    fault = world.hub.fault(CDN, "stall", after=after)
    args = [world.hub.endpoint, str(target), BIG, FILE, str(world.connections)]
    child = subprocess.Popen([sys.executable, "-c", _CHILD, *args], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        next(line for line in child.stdout if int(line) > 100_000)
        fault.times = 0
        yield child
    finally:
        child.kill()
        child.wait()
        assert child.stdout is not None
        child.stdout.close()
        for beside in target.parent.glob("*.sqlite3*"):
            beside.unlink()
