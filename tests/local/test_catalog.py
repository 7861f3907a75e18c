"""The scan of the models folder: what is a model, what is not, and what is wrong with it."""

from pathlib import Path

import gguf
import pytest

from explorer.base.store import Store
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.local_model import Integrity, Origin
from explorer.domain.model import Capability
from explorer.kit.tasks import Tasks
from explorer.local.models.catalog import Catalog
from explorer.local.models.model_lookup import resolve_model, scan_folder
from explorer.local.models.origin_record import OriginRecord, read_record
from tests.models.encoder import write_encoder
from tests.models.tiny import Tiny, write_tiny


def test_header_facts_are_read(folder: Path) -> None:
    write_tiny(folder / "a/b/one-Q8_0.gguf", Tiny(name="One", context_length=4096))
    (model,) = scan_folder(folder)
    assert (model.id, model.name, model.quantization) == ("a/b/one-Q8_0.gguf", "One", "Q8_0")
    assert (model.architecture, model.context_length, model.is_chat) == ("llama", 4096, True)
    assert model.parameters is not None
    assert model.parameters > 1000
    assert (model.origin, model.intact) == (Origin.FOUND, Integrity.UNCHECKED)


def test_a_model_without_a_template_is_a_base_model(folder: Path) -> None:
    write_tiny(folder / "base.gguf", Tiny(template=None))
    (model,) = scan_folder(folder)
    assert not model.is_chat


@pytest.mark.parametrize("pooling", [None, gguf.PoolingType.MEAN, gguf.PoolingType.CLS])
def test_what_makes_vectors_is_known_by_its_header(folder: Path, pooling: gguf.PoolingType | None) -> None:
    write_encoder(folder / "encoder.gguf", pooling)
    pooled = Tiny(text=None, metadata={"llama.pooling_type": 3})  # last token: as models of this kind say
    write_tiny(folder / "pooled.gguf", pooled)
    write_tiny(folder / "writes.gguf", Tiny(metadata={"llama.pooling_type": 0}))
    encoder, pools, writes = scan_folder(folder)
    for model in (encoder, pools):
        assert model.embeds
        assert Capability.EMBEDS in model.capabilities
        assert Capability.CONTINUES not in model.capabilities
        assert "embedding model" in model.why_not_usable
    assert not writes.embeds
    assert Capability.EMBEDS not in writes.capabilities
    assert writes.why_not_usable == ""


def test_what_ranks_pairs_neither_makes_vectors_nor_can_be_asked(
    folder: Path, tasks: Tasks, store: Store
) -> None:
    write_encoder(folder / "encoder.gguf", gguf.PoolingType.RANK)
    write_tiny(folder / "ranks.gguf", Tiny(metadata={"llama.pooling_type": 4}))  # with a template, as some
    write_tiny(folder / "writes.gguf")
    encoder, ranks, writes = scan_folder(folder)
    for model in (encoder, ranks):
        assert not model.embeds
        assert not model.writes
        assert "reranker" in model.why_not_usable
        assert Capability.EMBEDS not in model.capabilities
    catalog = Catalog(tasks, store, folder)
    catalog.models = (encoder, ranks, writes)
    assert catalog.askable == (writes,)


def test_a_damaged_file_is_listed_with_the_reason(folder: Path) -> None:
    folder.mkdir()
    (folder / "broken.gguf").write_bytes(b"GGUF\x03\x00\x00\x00" + b"\xff" * 64)
    (model,) = scan_folder(folder)
    assert model.intact is Integrity.DAMAGED
    assert model.problem


def test_projectors_and_partials_are_not_models(folder: Path) -> None:
    folder.mkdir()
    for name in ("mmproj-x.gguf", "x.gguf.part", "notes.txt"):
        (folder / name).write_bytes(b"x")
    assert scan_folder(folder) == ()


def test_a_model_is_found_by_path_id_or_part_of_its_id(folder: Path) -> None:
    path = write_tiny(folder / "meadow/tiny/one-Q8_0.gguf")
    for reference in (str(path), "meadow/tiny/one-Q8_0.gguf", "meadow/tiny", "one-q8"):
        assert resolve_model(folder, reference).path == path


def test_an_unclear_reference_names_the_choices(folder: Path) -> None:
    write_tiny(folder / "a/one.gguf")
    write_tiny(folder / "a/two.gguf")
    with pytest.raises(KnownError, match=r"a/one\.gguf, a/two\.gguf"):
        resolve_model(folder, "a/")
    with pytest.raises(NotFoundError, match="no local model"):
        resolve_model(folder, "three")


def test_a_file_that_goes_while_it_is_read_costs_no_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = write_tiny(folder / "a" / "going.gguf", Tiny(name="Going"))
    write_tiny(folder / "b" / "staying.gguf", Tiny(name="Staying"))

    def vanish(path: Path) -> OriginRecord | None:
        going.unlink(missing_ok=True)
        return read_record(path)

    monkeypatch.setattr("explorer.local.models.model_reader.read_record", vanish)
    assert [model.name for model in scan_folder(folder)] == ["Staying"]
