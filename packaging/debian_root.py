"""An empty Debian in a folder, and programs that run in it, as root or as an ordinary user.

It takes root, mmdebstrap and unshare. Nothing is left behind: mounts and processes end with each call.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PERSON = 1000
PATIENCE_S = 600  # for one program: an installation on a slow machine
SOCKETS = Path("/tmp/.X11-unix")  # where X servers are found
PASSING = ("proc", "sys", "dev", "run", "tmp", "home", "var/cache", "var/log", "var/lib/apt", "var/lib/dpkg")
SESSION = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/home/person",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}  # nothing of this machine's


class DebianRoot:
    """``suite``: e.g. trixie. ``session``: variables of the person's session beside the usual ones."""

    def __init__(self, folder: Path, suite: str, session: dict[str, str]) -> None:
        self.folder, self._suite = folder, suite
        self._env = {**SESSION, **session}

    def make(self) -> None:
        self.remove()
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        line = [
            "mmdebstrap",
            "--variant=minbase",
            "--skip=cleanup/apt/lists",
            "--quiet",
            self._suite,
            str(self.folder),
        ]
        if subprocess.call(line):
            sys.exit("trial: mmdebstrap could not make an empty Debian; it takes root and a Debian archive")
        self.run("useradd", "--create-home", "--uid", str(PERSON), "person")

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def line(self, *words: str, person: bool = False, offline: bool = False) -> list[str]:
        """The command that runs ``words`` in this root; ``offline``: without any network, also loopback.

        The shell stays: it is what ends when its parent is killed, and all others with it. A program in its
        place would lose that when it becomes an ordinary user's.
        """
        inside = ["setpriv", f"--reuid={PERSON}", f"--regid={PERSON}", "--clear-groups"] if person else []
        mounts = f'mkdir -p "$0{SOCKETS}" && mount --bind {SOCKETS} "$0{SOCKETS}" && chroot "$0" "$@"; exit'
        own = ["unshare", "--mount", "--fork", "--pid", "--kill-child", f"--mount-proc={self.folder}/proc"]
        own += ["--net"] if offline else []
        return [*own, "sh", "-c", mounts, str(self.folder), *inside, *words]

    def run(self, *words: str) -> str:
        """As root, its output; ends this script if it fails."""
        return self._call(self.line(*words))

    def as_person(self, *words: str, offline: bool = False) -> str:
        return self._call(self.line(*words, person=True, offline=offline))

    def start_as_person(self, *words: str) -> subprocess.Popen[bytes]:
        """A program that goes on; its own standard error is the caller's."""
        return subprocess.Popen(
            self.line(*words, person=True), env=self._env, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def has(self, program: str) -> bool:
        folders = ("usr/bin", "usr/sbin", "usr/local/bin")
        return any((self.folder / place / program).is_file() for place in folders)

    def lasting(self) -> set[str]:
        """All paths but those of passing things: caches, logs, what apt and dpkg note, people's own files."""
        return {name for name in _names(self.folder) if not name.startswith(PASSING)}

    def _call(self, line: list[str]) -> str:
        try:
            done = subprocess.run(
                line, env=self._env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                timeout=PATIENCE_S,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            sys.exit(f"trial: {' '.join(line[-6:])} did not end in {PATIENCE_S} s")
        if done.returncode:
            told = f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
            sys.exit(f"trial: status {done.returncode} of {' '.join(line[-6:])}\n{told}")
        return done.stdout + done.stderr


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        yield path.relative_to(folder).as_posix()
