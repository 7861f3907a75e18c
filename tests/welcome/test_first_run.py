"""When the steps are due, and what is said about a folder."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.rooms.welcome import folder_state as room
from explorer.rooms.welcome.first_run import FirstRun
from explorer.rooms.welcome.folder_state import FolderState, folder_warning, measure_folder

NOW = datetime.now(UTC).isoformat()


@pytest.fixture
def first_run(store: Store) -> FirstRun:
    return FirstRun(store)


def test_due_at_the_first_start_until_finished(first_run: FirstRun, store: Store) -> None:
    assert not first_run.is_over()
    assert not first_run.is_over()
    first_run.finish()
    assert FirstRun(store).is_over()


def test_what_came_into_the_folder_after_the_first_step_came_by_the_steps(first_run: FirstRun) -> None:
    assert not first_run.is_begun
    first_run.reach(1)
    assert not first_run.is_begun
    first_run.reach(2)
    assert first_run.is_begun


@pytest.mark.parametrize(
    "row",
    [
        "INSERT INTO chats (title, model, created_at, changed_at) VALUES ('t', 'm', ?, ?)",
        "INSERT INTO comparisons (title, models, created_at, changed_at) VALUES ('t', '[]', ?, ?)",
    ],
)
def test_never_due_for_who_has_worked_here(first_run: FirstRun, store: Store, row: str) -> None:
    store.write(row, NOW, NOW)
    assert first_run.is_over()


def test_still_due_while_the_chosen_model_is_on_its_way(first_run: FirstRun, store: Store) -> None:
    number = store.write(
        "INSERT INTO downloads (repo, commit_sha, files, state, created_at)"
        " VALUES ('r', 'c', '', 'waiting', ?)",
        NOW,
    )
    first_run.choose(number)
    assert not FirstRun(store).is_over()
    assert first_run.is_begun
    first_run.choose(None)
    assert FirstRun(store).is_over()  # someone else's download: an earlier version was used


def test_the_step_is_kept(first_run: FirstRun, store: Store) -> None:
    assert first_run.step == 1
    first_run.reach(3)
    assert FirstRun(store).step == 3
    store.set_state("first_run.step", "nonsense")
    assert first_run.step == 1


def test_a_folder_that_is_not_there_yet_is_measured_and_left_alone(tmp_path: Path) -> None:
    state = measure_folder(tmp_path / "a" / "b")
    assert not state.problem
    assert state.free is not None
    assert state.free > 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    state = measure_folder(tmp_path / "file" / "models")
    assert state.problem
    assert "Choose another" in folder_warning(state)


def test_little_room_is_told_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free_space", lambda _folder: 1_200_000_000)
    state = measure_folder(tmp_path)
    assert "1.2 GB" in folder_warning(state)
    assert state.for_models == 200_000_000
    assert folder_warning(FolderState(tmp_path, 90_000_000_000)) == ""
