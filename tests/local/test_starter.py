"""The included model: put together once, checked, and known for what it is."""

from pathlib import Path

import pytest

from explorer.domain.errors import CancelledError
from explorer.domain.local import Intact, Origin
from explorer.local import starter
from explorer.local.catalog import scan


@pytest.mark.real
def test_it_is_put_in_place_once_and_listed_as_included(folder: Path) -> None:
    steps: list[float] = []
    path = starter.put_in_place(folder, steps.append)
    assert steps[-1] == 1.0
    written = path.stat().st_mtime_ns
    assert starter.put_in_place(folder) == path
    assert path.stat().st_mtime_ns == written
    (model,) = scan(folder)
    assert (model.origin, model.intact, model.sha256) == (Origin.INCLUDED, Intact.CHECKED, starter.SHA256)
    assert (model.architecture, model.is_chat) == ("gemma3", False)


@pytest.mark.real
def test_stopping_leaves_no_model(folder: Path) -> None:
    with pytest.raises(CancelledError):
        starter.put_in_place(folder, stop=lambda: True)
    assert scan(folder) == ()
