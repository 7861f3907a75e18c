"""Files that are dragged or named are sorted by what can be done with them."""

from pathlib import Path

from explorer.domain.places import Room
from explorer.frame.files.file_opener import gather_models, look, sort_by_name


def test_models_folders_and_the_rest_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    names = [tmp_path / "a.GGUF", tmp_path / "folder", tmp_path / "sounds.flac"]
    dropped = look(sort_by_name(names))
    assert (dropped.models, dropped.folders, dropped.others) == ((names[0],), (names[1],), (names[2],))
    assert dropped.is_welcome
    assert not look(sort_by_name(names[2:])).is_welcome


def test_documents_are_known_by_their_names_and_folders_by_the_disk(tmp_path: Path) -> None:
    (tmp_path / "minutes.pdf").mkdir()
    names = [tmp_path / "guide.PDF", tmp_path / "minutes.pdf", tmp_path / "sounds.flac"]
    seen = sort_by_name(names)
    assert seen.documents == (names[0], names[1])
    assert seen.is_welcome
    real = look(seen)
    assert (real.documents, real.folders, real.others) == ((names[0],), (names[1],), (names[2],))


def test_while_it_hovers_over_the_window_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").mkdir()
    (tmp_path / "sounds.flac").write_bytes(b"x")
    seen = sort_by_name([tmp_path / "model.gguf", tmp_path / "sounds.flac"])
    assert (seen.models, seen.folders) == ((tmp_path / "model.gguf",), (tmp_path / "sounds.flac",))
    real = look(seen)  # a folder may have any name
    assert (real.models, real.folders, real.others) == (
        (), (tmp_path / "model.gguf",), (tmp_path / "sounds.flac",)
    )  # fmt: skip


def test_a_folder_gives_its_models_once_and_no_projectors(tmp_path: Path) -> None:
    for name in (
        "m-00001-of-00002.gguf",
        "m-00002-of-00002.gguf",
        "mmproj-m.gguf",
        "sub/n-Q8_0.gguf",
        "x.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    found = gather_models(look(sort_by_name([tmp_path, tmp_path / "m-00002-of-00002.gguf"])), lambda: False)
    assert sorted(found) == [tmp_path / "m-00001-of-00002.gguf", tmp_path / "sub" / "n-Q8_0.gguf"]


def test_what_is_gone_is_left_out_and_a_stop_ends_it(tmp_path: Path) -> None:
    (tmp_path / "n-Q8_0.gguf").write_bytes(b"x")
    assert gather_models(look(sort_by_name([tmp_path / "gone.gguf"])), lambda: False) == ()
    assert gather_models(look(sort_by_name([tmp_path])), lambda: True) == ()


def test_exports_of_chats_are_known_by_their_names(tmp_path: Path) -> None:
    """Another JSON is a document, as is one that is called nearly so."""
    chats = [
        tmp_path / name
        for name in ("export.ZIP", "conversations.json", "conversations-012.json", "17.conversation.json")
    ]
    others = [tmp_path / "conversations about food.json", tmp_path / "chat.json"]
    for path in (*chats, *others):
        path.touch()
    dropped = look(sort_by_name([*chats, *others]))
    assert dropped.chats == tuple(chats)
    assert dropped.documents == tuple(others)
    (tmp_path / "folder.zip").mkdir()
    assert look(sort_by_name([tmp_path / "folder.zip"])).folders == (tmp_path / "folder.zip",)


def test_in_evaluate_tables_are_tests_and_models_stay_models(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("tests.csv", "prompts.yaml", "model.gguf", "letter.pdf")]
    there = sort_by_name(paths, Room.EVALUATE)
    assert (there.tests, there.models, there.documents) == (tuple(paths[:2]), (paths[2],), (paths[3],))
    elsewhere = sort_by_name(paths, Room.PLAYGROUND)
    assert elsewhere.tests == ()
