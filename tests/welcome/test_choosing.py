"""Which models are offered first, in which order, and that every reason given is true."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from huggingface_hub import close_session

from explorer.base.store import Store
from explorer.domain.errors import OfflineError
from explorer.domain.fit import Yardstick
from explorer.domain.included_models import SMOLLM2
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.rooms.welcome.suggestions import Suggestion, included_starter, suggest, suggested_starter
from explorer.transparency.licensing.licenses import Licenses
from tests.hub.server import TestHub
from tests.hub.tools import Switch
from tests.welcome.making import list_repo

GB = 1_000_000_000
MEMORY = 16 * GB

type Suggest = Callable[..., tuple[Suggestion, ...]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "repos"


@pytest.fixture
def offline() -> Switch:
    return Switch()


@pytest.fixture
def served(root: Path) -> Iterator[TestHub]:
    with TestHub(root) as hub:
        yield hub


@pytest.fixture
def suggested(served: TestHub, store: Store, licenses: Licenses, offline: Switch) -> Iterator[Suggest]:
    """Ask for suggestions: memory and room in bytes, at most three."""
    hub = Hub(served.endpoint, offline, ResponseCache(store))

    def ask(memory: int = MEMORY, room: int = 100 * GB, most: int = 3) -> tuple[Suggestion, ...]:
        return suggest(hub, licenses, yardstick=Yardstick(memory), room=room, most=most)

    yield ask
    close_session()


def ids(suggestions: tuple[Suggestion, ...]) -> list[str]:
    return [suggestion.repo.id for suggestion in suggestions]


def test_only_what_can_be_used_at_once_is_offered(root: Path, suggested: Suggest) -> None:
    list_repo(root, "good/Good-GGUF", downloads=1)
    list_repo(root, "a/Gated-GGUF", downloads=90, gated="auto")
    list_repo(root, "b/Unknown-License-GGUF", downloads=90, license="own-terms-of-b")
    list_repo(root, "c/Non-Commercial-GGUF", downloads=90, license="cc-by-nc-4.0")
    list_repo(root, "d/Embedding-GGUF", downloads=90, pipeline="feature-extraction")
    list_repo(root, "e/Base-GGUF", downloads=90, template="")
    list_repo(root, "f/Adult-GGUF", downloads=90, front="tags: [not-for-all-audiences]\n")
    list_repo(root, "g/Huge-GGUF", downloads=90, parameters=70 * GB)
    assert ids(suggested()) == ["good/Good-GGUF"]


def test_a_smaller_machine_is_offered_smaller_models(root: Path, suggested: Suggest) -> None:
    list_repo(root, "a/Large-GGUF", downloads=9, parameters=8 * GB)
    list_repo(root, "b/Little-GGUF", downloads=5, parameters=GB)
    assert set(ids(suggested(memory=16 * GB))) == {"a/Large-GGUF", "b/Little-GGUF"}
    assert ids(suggested(memory=4 * GB)) == ["b/Little-GGUF"]
    assert ids(suggested(memory=GB)) == []


def test_what_does_not_fit_on_the_disk_is_left_out(root: Path, suggested: Suggest) -> None:
    list_repo(root, "a/Large-GGUF", downloads=9, parameters=8 * GB)
    list_repo(root, "b/Little-GGUF", downloads=5, parameters=GB)
    assert ids(suggested(room=GB)) == ["b/Little-GGUF"]


def test_open_source_goes_before_more_downloads(root: Path, suggested: Suggest) -> None:
    list_repo(root, "a/Conditions-GGUF", downloads=900, license="llama3.2")
    list_repo(root, "b/Open-GGUF", downloads=5)
    assert ids(suggested(most=1)) == ["b/Open-GGUF"]


def test_makers_differ_even_where_one_packed_them_all(root: Path, suggested: Suggest) -> None:
    for number, base in enumerate(("one/A", "one/B", "two/C")):
        name = f"packer/{base[-1]}-GGUF"
        list_repo(root, name, downloads=90 - number, front=f"base_model: {base}\n")
    assert set(ids(suggested())) == {"packer/A-GGUF", "packer/C-GGUF"}


def test_each_reason_is_a_fact_of_its_model(root: Path, suggested: Suggest) -> None:
    list_repo(root, "most/Most-GGUF", downloads=4_000, parameters=8 * GB)
    list_repo(root, "small/Small-GGUF", downloads=90, parameters=GB)
    list_repo(root, "data/Data-GGUF", downloads=5, parameters=6 * GB, front="datasets: [x/one, x/two]\n")
    why = {suggestion.repo.id: suggestion.why for suggestion in suggested(most=4)}
    assert why == {
        "most/Most-GGUF": "Most downloaded open-source chat model that fits here comfortably.",
        "small/Small-GGUF": "Small: it takes about 284 MB of memory (estimate).",
        "data/Data-GGUF": "Names data it was trained on: x/one and 1 more.",
    }


def test_a_model_without_another_reason_says_how_often_it_was_downloaded(
    root: Path, suggested: Suggest
) -> None:
    list_repo(root, "most/Most-GGUF", downloads=4_000)
    list_repo(root, "often/Often-GGUF", downloads=3_000, size=20_000_000)
    why = {suggestion.repo.id: suggestion.why for suggestion in suggested(memory=42 * GB // 10)}
    assert why["often/Often-GGUF"] == "Downloaded 3k times in the last 30 days."


def test_nothing_is_called_the_most_downloaded_after_one_could_not_be_read(
    root: Path, served: TestHub, suggested: Suggest
) -> None:
    list_repo(root, "first/First-GGUF", downloads=900)
    list_repo(root, "second/Second-GGUF", downloads=90)
    served.fault("/api/models/first/*", "status", code=404)
    (only,) = suggested()
    assert only.repo.id == "second/Second-GGUF"
    assert "Most" not in only.why


def test_an_older_listing_is_not_enough_to_download(root: Path, suggested: Suggest, offline: Switch) -> None:
    list_repo(root, "a/Model-GGUF", downloads=9)
    assert suggested()
    offline.on = True
    with pytest.raises(OfflineError, match="not reached"):
        suggested()


def test_no_time_is_promised_without_a_measured_speed(
    root: Path, suggested: Suggest, licenses: Licenses
) -> None:
    list_repo(root, "a/Model-GGUF", downloads=9)
    (only,) = suggested()
    choice = suggested_starter(only, licenses)
    assert choice.size_words(0.0) == "2 kB to download"
    assert choice.size_words(100.0) == "2 kB to download:\nabout 20 s at 100 B/s"
    assert included_starter(SMOLLM2, licenses).size_words(100.0) == "Included · ready now"
