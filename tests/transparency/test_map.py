"""The map of the reading of cards names the files that are there."""

import re
from pathlib import Path

import pytest

from explorer.transparency import rubric

_PACKAGE = Path(rubric.__file__).parent
_ROOT = _PACKAGE.parents[1]


NAMED = re.findall(r"`([a-z_/]+\.(?:py|yaml|json))`", (_ROOT / "docs" / "transparency.md").read_text("utf-8"))


def test_every_file_that_the_map_names_is_there() -> None:
    there = {path.name for path in _PACKAGE.rglob("*.py")} | {
        path.name for path in (_ROOT / "tests" / "transparency").glob("*.yaml")
    }
    missing = [one for one in NAMED if one.split("/")[-1] not in there and not (_ROOT / one).is_file()]
    assert missing == []


@pytest.mark.parametrize("folder", ["rules", "guards", "phrases"])
def test_the_map_leaves_out_no_module_that_reads_sentences(folder: str) -> None:
    named = {one.split("/")[-1] for one in NAMED}
    modules = {path.name for path in (_PACKAGE / folder).rglob("*.py")} - {"__init__.py"}
    assert modules - named == set()
