"""`omx` starts in a moment: it imports what the chosen verb needs, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.cli.main import VERBS
from tests.models.tiny import write_tiny

_TELL = (
    "import sys\nfrom explorer.__main__ import main\n"
    "try: sys.exit(main())\nfinally: print(*sys.modules, file=sys.stderr)"
)
SCREEN = {"PySide6.QtGui", "PySide6.QtWidgets"}
QT = {"PySide6", "PySide6.QtCore", *SCREEN}
HEAVY = {"huggingface_hub", "numpy", "llama_cpp", "jinja2", "markdown_it", "yaml"} | {
    "explorer.transparency.dossier"  # with a thousand patterns
}


def imported(home: Path, *words: str) -> set[str]:
    """The modules that were there at the end."""
    done = subprocess.run(
        [sys.executable, "-c", _TELL, "omx", *words],
        env={**os.environ, "EXPLORER_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("words", ["--version", "--help"])
def test_version_and_help_import_no_verb_and_no_library(tmp_path: Path, words: str) -> None:
    found = imported(tmp_path, words)
    assert "explorer.cli.main" in found
    assert not found & {*QT, *HEAVY, "psutil", "sqlite3", "platformdirs", "explorer.services"}
    assert not [name for name in found if name.endswith("_verb")]


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_imported_without_the_others(tmp_path: Path, verb: str) -> None:
    own, known = f"explorer.cli.{verb}_verb", {f"explorer.cli.{name}_verb" for name in VERBS}
    found = imported(tmp_path, verb, "--help")
    assert own in found
    assert not found & (known - {own} - {"explorer.cli.list_verb"})  # whose JSON others print
    if verb in ("search", "download", "list", "import", "inspect"):
        assert not found & {*QT, *HEAVY}
    assert not found & {*SCREEN, "huggingface_hub", "numpy"}


def test_inspect_and_ask_load_no_library_that_they_do_not_use(tmp_path: Path) -> None:
    model = str(write_tiny(tmp_path / "one.gguf"))
    assert not imported(tmp_path, "inspect", model) & {*QT, *HEAVY}
    asked = imported(tmp_path, "ask", model, "Hello", "--max-tokens", "2")
    assert "PySide6.QtCore" in asked
    assert not asked & {*SCREEN, *HEAVY}
