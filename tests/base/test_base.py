"""The data root, files that are whole or not there, and a log without secrets."""

import logging
from pathlib import Path

from explorer.base.files import write_atomically
from explorer.base.log import close_log, open_log
from explorer.base.machine import read_machine
from explorer.base.paths import find_paths
from explorer.base.resources import resource
from explorer.base.storage import free_space


def test_one_variable_moves_everything(tmp_path: Path) -> None:
    paths = find_paths({"EXPLORER_HOME": str(tmp_path)})
    places = (paths.models, paths.database, paths.settings, paths.log, paths.cache)
    assert all(tmp_path in place.parents for place in places)


def test_without_it_the_platform_decides() -> None:
    assert find_paths({}).root.name == "open-model-explorer"


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.json"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["file.json"]


def test_secrets_do_not_reach_the_log(tmp_path: Path) -> None:
    handler = open_log(tmp_path / "explorer.log")
    logging.getLogger("explorer.test").warning("token hf_abcdefghijkl, hf_oauth_eyJh.bGc and Bearer s3cret!")
    close_log(handler)
    text = (tmp_path / "explorer.log").read_text()
    assert "hf_abc" not in text
    assert "eyJh" not in text
    assert "s3cret" not in text
    assert "[secret]" in text


def test_foreign_text_in_the_log_cannot_command_who_reads_it(tmp_path: Path) -> None:
    handler = open_log(tmp_path / "explorer.log")
    logging.getLogger("explorer.test").warning("read \x1b[31m\u202ered.gguf")
    close_log(handler)
    assert r"read U+001B[31mU+202Ered.gguf" in (tmp_path / "explorer.log").read_text()


def test_this_machine_has_memory_and_cores(tmp_path: Path) -> None:
    machine = read_machine()
    assert machine.memory_total > machine.memory_available > 0
    assert machine.cores >= 1
    assert machine.processor
    assert free_space(tmp_path / "not" / "yet") > 0


def test_shipped_files_are_found() -> None:
    assert resource("style.qss").is_file()
    assert resource("fonts", "Inter-Regular.otf").is_file()
