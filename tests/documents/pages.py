"""Documents made by hand: pages of plain words, and an index that holds them."""

from collections.abc import Iterator
from pathlib import Path

from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import Document, Heading, ReadPage

LEASE = (
    "The lease may be ended by the tenant with three months of notice. The deposit is two months of rent.",
    "Pets need the consent of the landlord. Small repairs up to 90 euros are paid by the tenant.",
)
RECIPES = ("Soak the lentils over night. Boil them with bay leaves until they are soft, then add vinegar.",)


def pages_of(*texts: str) -> Iterator[ReadPage]:
    for number, text in enumerate(texts, 1):
        yield ReadPage(number, text, "page", headings=(Heading(0, 1, f"Part {number}"),))


def put(index: DocumentIndex, collection: str, name: str, *texts: str) -> Document:
    """A document whose bytes are these texts."""
    digest = f"sha256 of {texts}"
    return index.put(Path("/papers") / name, collection, pages_of(*texts), digest, "text")
