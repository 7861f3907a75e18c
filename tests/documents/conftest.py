"""What tests of documents share."""

from collections.abc import Iterator

import pytest

from explorer.documents.reading.read import DocumentReader


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentReader]:
    """Its process runs before the first test, which would be blamed for leaving it."""
    path = tmp_path_factory.mktemp("reader") / "first.txt"
    path.write_text("One line.")
    with DocumentReader() as built:
        list(built.read(path))
        yield built
