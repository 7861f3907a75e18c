"""What tests of documents share."""

from collections.abc import Iterator

import pytest

from explorer.documents.reading.read import DocumentReader


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as built:
        yield built
