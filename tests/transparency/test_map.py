"""The map of the reading of cards names files that are there."""

import re
from pathlib import Path

from explorer.transparency import rubric

_PACKAGE = Path(rubric.__file__).parent
_ROOT = _PACKAGE.parents[1]


def test_every_file_that_the_map_names_is_there() -> None:
    named = re.findall(
        r"`([a-z_/]+\.(?:py|yaml|json))`", (_ROOT / "docs" / "transparency.md").read_text("utf-8")
    )
    there = {path.name for path in _PACKAGE.rglob("*.py")} | {
        path.name for path in (_ROOT / "tests" / "transparency").glob("*.yaml")
    }
    assert len(named) > 80
    missing = [one for one in named if one.split("/")[-1] not in there and not (_ROOT / one).is_file()]
    assert missing == []
