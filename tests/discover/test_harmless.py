"""What a stranger's repo says of itself is read, not obeyed: its tags, files and card."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.discover.conftest import OpenRoom
from tests.hub.server import TestHub
from tests.hub.tools import make_repo
from tests.scenes.findings import Finding
from tests.scenes.painted import painted_texts
from tests.scenes.text_checks import deceiving_texts

REPO = "meadow/Hostile-GGUF"
CARD = """---
license: "\\u202Etim"
datasets: ["\\u2066words", "\\x9B31m"]
---
# Wren \u202ener &#x202e;

```
rm \u202etxt.exe \x1b[2J
```

<a href="https://example.org/\u202egnp" title="&#x1b;[31m">a \u2067link</a>
"""


@pytest.fixture
def test_hub(tmp_path: Path) -> Iterator[TestHub]:
    files: dict[str, bytes | int] = {"w\u202er-Q4_K_M.gguf": 300, "README.md": CARD.encode()}
    tags = ["gguf", "license:\u202etim", "\x1b[31mred", "base_model:quantized:a/b\u202e"]
    make_repo(tmp_path / "hub", REPO, files, tags=tags, pipeline_tag="text-\u202egeneration", downloads=9)
    with TestHub(tmp_path / "hub") as hub:
        yield hub


def test_nothing_of_a_hostile_repo_acts_on_the_screen(open_room: OpenRoom, qtbot: QtBot) -> None:
    page = open_room()
    assert acting(page.pane) == []
    page.open(REPO)
    page.sheet.resize(1204, 8000)  # all of it is painted
    assert acting(page.pane) == []
    assert acting(page.sheet) == []
    said = [text.text for text in painted_texts(page.sheet)]
    assert any("U+202E" in text and "tim" in text for text in said)
    assert any("U+202Etxt.exe U+001B[2J" in text for text in said)
    assert all("\u202e" not in row.toolTip() for row in page.files)


def acting(window: QWidget) -> list[Finding]:
    return list(deceiving_texts(painted_texts(window), window))
