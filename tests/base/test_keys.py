"""The system's keyring, in processes of their own: none, one that is locked or fails, and a real one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_TRY = """
from explorer.base.keys import SystemKeys
from explorer.domain.errors import KnownError
keys = SystemKeys()
def tell(what, *words):
    try:
        print(repr(getattr(keys, what)(*words)))
    except KnownError as error:
        print(f"{error.what} {error.advice} [{error.details}]")
tell("keep", "one", "sk-secret")
tell("get", "one")
tell("keep", "one", "sk-other")
tell("get", "one")
tell("forget", "one")
tell("forget", "one")
tell("get", "one")
"""
_FAKE = """
import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError
class Fake(KeyringBackend):
    priority = 1
    def __init__(self):
        super().__init__()
        self.kept = {}
    def get_password(self, service, name):
        FAULT
        return self.kept.get((service, name))
    def set_password(self, service, name, secret):
        FAULT
        self.kept[service, name] = secret
    def delete_password(self, service, name):
        FAULT
        if (service, name) not in self.kept:
            raise PasswordDeleteError("no such password")
        del self.kept[service, name]
keyring.set_keyring(Fake())
"""
_ALL_WELL = ["None", "'sk-secret'", "None", "'sk-other'", "None", "None", "''"]


def tried(code: str, *before: str, **variables: str) -> list[str]:
    """What each step said."""
    around = {name: value for name, value in os.environ.items() if name != "PYTHON_KEYRING_BACKEND"}
    around.pop("DBUS_SESSION_BUS_ADDRESS", None)
    command = [*before, sys.executable, "-c", code + _TRY]
    around |= variables
    done = subprocess.run(command, env=around, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.splitlines()


def test_what_is_kept_is_there_until_it_is_forgotten() -> None:
    assert tried(_FAKE.replace("FAULT", "pass")) == _ALL_WELL


def test_without_a_keyring_it_is_said_what_to_do() -> None:
    said = tried("", PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
    forgets = said[4:6]
    assert forgets == ["None", "None"], "what was added elsewhere can be removed here"
    assert all("has no keyring" in line and "environment variable" in line for line in said if line != "None")
    assert len(said) == len(_ALL_WELL)


def test_a_locked_one_is_to_be_unlocked() -> None:
    said = tried(_FAKE.replace("FAULT", "raise KeyringLocked('locked')"))
    assert all("is locked. Unlock it" in line for line in said)


def test_whatever_goes_wrong_is_told_by_its_kind_alone() -> None:
    """Its words may hold what was to be kept."""
    said = tried(_FAKE.replace("FAULT", "raise RuntimeError(f'cannot keep sk-secret')"))
    assert all(line.endswith("[RuntimeError]") and "sk-secret" not in line for line in said)


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="gnome-keyring and D-Bus are not installed",
)
def test_a_real_keyring_keeps_and_forgets(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o700)
    unlock = 'printf word | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"'
    session = ("dbus-run-session", "--", "sh", "-c", unlock, "sh")
    assert tried("", *session, HOME=str(tmp_path), XDG_RUNTIME_DIR=str(tmp_path / "run")) == _ALL_WELL
