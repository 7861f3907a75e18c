"""Two names that are one file on some systems are refused on all of them."""

from pathlib import Path

import pytest

from explorer.domain.errors import KnownError
from explorer.local.download_queue.name_clashes import check_names


@pytest.mark.parametrize(
    "names",
    [
        ("Model-Q4_0.gguf", "model-q4_0.gguf"),
        ("Q8/a.gguf", "q8/A.gguf"),
        ("mod\u00e8le.gguf", "mode\u0300le.gguf"),
        ("STRASSE.gguf", "stra\u00dfe.gguf"),
    ],
)
def test_names_that_are_one_on_some_systems_are_refused(folder: Path, names: tuple[str, str]) -> None:
    with pytest.raises(KnownError, match="would be one file on some systems"):
        check_names(folder, names)
    here = folder / names[0]
    here.parent.mkdir(parents=True)
    here.write_bytes(b"")
    check_names(folder, names[:1])
    with pytest.raises(KnownError, match="would be one file on some systems"):
        check_names(folder, names[1:])
