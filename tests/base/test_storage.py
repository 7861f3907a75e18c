"""How full a disk is and what a folder takes, also where folders are missing or cannot be read."""

from pathlib import Path

import pytest

from explorer.base.storage import DiskUse, disk_use, files_below, folder_size


def test_a_folder_counts_all_files_below(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "one").write_bytes(b"x" * 10)
    (tmp_path / "a" / "b" / "two").write_bytes(b"x" * 5)
    assert folder_size(tmp_path) == 15
    assert {p.name for p, _size in files_below(tmp_path)} == {"one", "two"}


def test_a_folder_that_is_not_there_takes_nothing(tmp_path: Path) -> None:
    assert folder_size(tmp_path / "none") == 0


def test_a_link_to_a_folder_above_does_not_lead_in_circles(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 10)
    try:
        (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("this system allows no links")
    assert 10 <= folder_size(tmp_path) < 10_000


def test_shares_of_a_disk(tmp_path: Path) -> None:
    use = disk_use(tmp_path / "not" / "yet", 0)
    assert use.total > use.free > 0
    assert (DiskUse(100, 40, 10).model_share, DiskUse(100, 40, 10).used_share) == (0.1, 0.6)
    assert DiskUse(100, 95, 10).used_share == 0.1
    assert DiskUse(0, 0, 0).used_share == 0.0
