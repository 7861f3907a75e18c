"""An import is a complete, checked copy or nothing at all."""

from pathlib import Path

import pytest

from explorer.domain.errors import CancelledError, DamagedFileError, KnownError
from explorer.local.models.import_sources import look_at_sources
from explorer.local.models.model_import import folder_name, import_model
from explorer.local.models.model_lookup import scan_folder
from explorer.local.models.origin_record import RECORD_FOLDER
from tests.models.projector import TinyProjector, write_beside, write_projector
from tests.models.tiny import Tiny, write_tiny


def _go_on() -> bool:
    return False


def _quiet(_fraction: float) -> None:
    pass


def _files(folder: Path) -> list[str]:
    """Without what is noted beside them."""
    found = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    return sorted(path.as_posix() for path in found if RECORD_FOLDER not in path.parts)


def test_the_copy_lies_in_a_folder_of_its_own_and_equals_the_source(tmp_path: Path, models: Path) -> None:
    source = write_tiny(tmp_path / "elsewhere" / "My-Model-Q8_0.gguf")
    seen: list[float] = []
    copy = import_model(source, models, seen.append, _go_on)
    assert copy == models / "imported" / "My-Model" / "My-Model-Q8_0.gguf"
    assert copy.read_bytes() == source.read_bytes()
    assert seen[-1] == 1.0
    assert source.exists()


def test_half_of_a_copy_is_not_taken_for_half_of_a_download(tmp_path: Path, models: Path) -> None:
    """A move of the folder, and a download, would otherwise take it along."""
    source = write_tiny(tmp_path / "elsewhere" / "My-Model-Q8_0.gguf")
    during: list[list[str]] = []
    import_model(source, models, lambda _fraction: during.append(_files(models)), _go_on)
    assert during[0] == ["imported/My-Model/My-Model-Q8_0.gguf.explorer-importing"]


def test_all_parts_of_a_model_come_along_whichever_was_chosen(tmp_path: Path, models: Path) -> None:
    first = write_tiny(tmp_path / "big-00001-of-00002.gguf")
    second = write_tiny(tmp_path / "big-00002-of-00002.gguf")
    copy = import_model(second, models, _quiet, _go_on)
    assert copy.name == first.name
    assert _files(models) == ["imported/big/big-00001-of-00002.gguf", "imported/big/big-00002-of-00002.gguf"]


def test_a_lone_later_part_is_refused_in_words(tmp_path: Path, models: Path) -> None:
    part = write_tiny(tmp_path / "big-00002-of-00002.gguf")
    with pytest.raises(KnownError, match="other parts are missing"):
        import_model(part, models, _quiet, _go_on)


def test_a_model_that_does_not_fit_leaves_nothing(tmp_path: Path, models: Path) -> None:
    source = write_tiny(tmp_path / "a.gguf")
    with pytest.raises(KnownError, match="The disk has too little room"):
        import_model(source, models, _quiet, _go_on, free=lambda _folder: 1000)
    assert _files(models) == []


def test_a_file_that_is_no_model_is_refused_before_it_is_copied(tmp_path: Path, models: Path) -> None:
    source = tmp_path / "a.gguf"
    source.write_bytes(b"<html>not found</html>" * 100)
    with pytest.raises(DamagedFileError):
        import_model(source, models, _quiet, _go_on)
    assert list(models.iterdir()) == []


def test_stopping_removes_what_was_copied(tmp_path: Path, models: Path) -> None:
    source = write_tiny(tmp_path / "a.gguf")
    with pytest.raises(CancelledError):
        import_model(source, models, _quiet, lambda: True)
    assert _files(models) == []
    assert not (models / "imported" / "a").exists()


def test_the_same_file_is_not_imported_twice(tmp_path: Path, models: Path) -> None:
    source = write_tiny(tmp_path / "a.gguf")
    copy = import_model(source, models, _quiet, _go_on)
    with pytest.raises(KnownError, match="imported before"):
        import_model(source, models, _quiet, _go_on)
    with pytest.raises(KnownError, match="already lies in the models folder"):
        import_model(copy, models, _quiet, _go_on)


@pytest.mark.parametrize("name", ["mmproj-F16.gguf", "notes.txt"])
def test_files_that_cannot_be_run_are_refused(tmp_path: Path, models: Path, name: str) -> None:
    source = write_tiny(tmp_path / name)
    with pytest.raises(KnownError, match=r"run by itself|not a GGUF"):
        import_model(source, models, _quiet, _go_on)


def test_calibration_data_is_told_by_its_header_and_a_model_made_with_it_is_taken(
    tmp_path: Path, models: Path
) -> None:
    made = write_tiny(tmp_path / "Lark-Q4_K_M-imatrix.gguf")
    assert import_model(made, models, _quiet, _go_on).is_file()
    measured = write_tiny(tmp_path / "Lark-Q8_0.gguf", Tiny(metadata={"general.type": "imatrix"}))
    with pytest.raises(KnownError, match="can be run"):
        import_model(measured, models, _quiet, _go_on)


def test_a_source_that_vanished_is_told(tmp_path: Path, models: Path) -> None:
    with pytest.raises(KnownError):
        import_model(tmp_path / "gone.gguf", models, _quiet, _go_on)


@pytest.mark.parametrize(
    ("file", "folder"),
    [
        ("Qwen3-4B-Q4_K_M.gguf", "Qwen3-4B"),
        ("big-Q8_0-00001-of-00003.gguf", "big"),
        ("con.gguf", "con-model"),
        ("...gguf", "model"),
        ('we:ird"<name>?.gguf', "we-ird-name"),
        ("x" * 300 + ".gguf", "x" * 80),
    ],
)
def test_folder_names_are_valid_on_every_system(file: str, folder: str) -> None:
    assert folder_name(file) == folder


def _seeing(folder: Path) -> tuple[Path, Path]:
    """A model with what lets it see images beside it."""
    model = write_tiny(folder / "Lark-Q8_0.gguf", Tiny(text=None))
    return model, write_beside(model, "mmproj-Lark-F16.gguf")


def test_what_lets_a_model_see_comes_along(tmp_path: Path, models: Path) -> None:
    model, projector = _seeing(tmp_path / "elsewhere")
    for paths in ((model,), (model, projector), (projector, model)):
        found = look_at_sources(paths, models)
        assert found.projectors == {model: projector}
        assert found.sizes == {model: model.stat().st_size + projector.stat().st_size}
        assert found.problems == ()
    import_model(model, models, _quiet, _go_on, projector=projector)
    (taken,) = scan_folder(models)
    assert taken.projector == models / "imported" / "Lark" / projector.name


def test_named_together_they_belong_together_wherever_they_lie(tmp_path: Path, models: Path) -> None:
    model = write_tiny(tmp_path / "one" / "Lark-Q8_0.gguf", Tiny(text=None))
    projector = write_projector(tmp_path / "two" / "mmproj-F16.gguf")
    assert look_at_sources((model, projector), models).projectors == {model: projector}
    (alone,) = look_at_sources((projector,), models).problems
    assert "is the vision file of a model" in alone.what
    assert "together" in alone.advice
    other = write_projector(tmp_path / "two" / "mmproj-F32.gguf", TinyProjector(embedding=128))
    found = look_at_sources((model, other), models)
    assert found.projectors == {}
    (unfit,) = found.problems
    assert "another model" in unfit.what


@pytest.mark.parametrize("others", [(), ("Other-Q8_0.gguf",)])
def test_a_move_leaves_it_where_other_models_may_need_it(
    tmp_path: Path, models: Path, others: tuple[str, ...]
) -> None:
    model, projector = _seeing(tmp_path / "elsewhere")
    for name in others:
        write_tiny(model.with_name(name))
    import_model(model, models, _quiet, _go_on, is_move=True, projector=projector)
    assert not model.exists()
    assert projector.exists() == bool(others)
    assert _files(models) == ["imported/Lark/Lark-Q8_0.gguf", "imported/Lark/mmproj-Lark-F16.gguf"]


def test_one_for_all_quantizations_comes_once(tmp_path: Path, models: Path) -> None:
    model, projector = _seeing(tmp_path / "elsewhere")
    other = write_tiny(model.with_name("Lark-Q4_0.gguf"), Tiny(text=None, seed=3))
    import_model(model, models, _quiet, _go_on, projector=projector)
    import_model(other, models, _quiet, _go_on, projector=projector)
    assert len(list(models.rglob("mmproj*"))) == 1
    assert all(one.projector is not None for one in scan_folder(models))


def test_one_that_is_only_called_alike_comes_too(tmp_path: Path, models: Path) -> None:
    first, near = _seeing(tmp_path / "elsewhere")
    import_model(first, models, _quiet, _go_on, projector=near)
    second = write_tiny(tmp_path / "new" / "Lark-Q4_0.gguf", Tiny(text=None, seed=3))
    other = write_projector(second.with_name(near.name), TinyProjector(blocks=4))
    import_model(second, models, _quiet, _go_on, projector=other)
    own = models / "imported" / "Lark" / "mmproj-Lark-Q4_0.gguf"
    assert own.read_bytes() == other.read_bytes()
    assert own in {one.projector for one in scan_folder(models)}
