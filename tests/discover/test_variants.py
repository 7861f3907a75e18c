"""Which file is recommended for this machine, and the reason that is given."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from explorer.domain.fit import EstimateBasis, Yardstick
from explorer.domain.quantization import FileRole, group_files, role_of
from explorer.domain.repo import Repo, RepoFile, RepoRow
from explorer.rooms.discover.variants import VariantAdvisor

GB = 1_000_000_000
SIZES = {"Q2_K": 3, "Q4_K_M": 5, "Q8_0": 8, "F16": 16}


def judge(memory: float, sizes: dict[str, float] | None = None) -> VariantAdvisor:
    known = SIZES if sizes is None else sizes
    files = [RepoFile(f"m-{label}.gguf", round(size * GB)) for label, size in known.items()]
    groups = group_files(files)
    row = RepoRow("a/m", parameters=8 * GB, context_length=4096)
    repo = Repo(row, "main", "http://hub", datetime(2026, 1, 1, tzinfo=UTC), groups.variants, groups.other)
    return VariantAdvisor(repo, Yardstick(round(memory * GB)))


@pytest.mark.parametrize(
    ("memory", "label", "reason"),
    [
        (64, "Q4_K_M", "Little quality is lost"),
        (7, "Q2_K", "It fits here with about"),
        (6, "Q2_K", "Memory will be tight"),
    ],
)
def test_the_file_for_this_machine_has_a_reason(memory: float, label: str, reason: str) -> None:
    choice = judge(memory).choose()
    assert choice.variant is not None
    assert (choice.variant.label, choice.is_advised) == (label, True)
    assert reason in choice.reason


def test_the_largest_that_fits_is_taken_where_there_is_no_balanced_one() -> None:
    choice = judge(16, {"Q2_K": 3, "Q3_K_S": 3.6, "F16": 16}).choose()
    assert choice.variant is not None
    assert choice.variant.label == "Q3_K_S"
    assert "The largest that fits here well" in choice.reason


def test_where_none_fits_it_says_what_the_smallest_needs() -> None:
    choice = judge(2).choose()
    assert not choice.is_advised
    assert "No file fits here: the smallest needs about" in choice.reason
    assert "models may take 1 GB of memory" in choice.reason
    assert choice.obstacle == "memory"


def test_only_files_that_the_disk_has_room_for_are_advised() -> None:
    one = judge(64)
    narrow = replace(one, yardstick=Yardstick(64 * GB, disk=4 * GB)).choose()
    assert narrow.variant is not None
    assert (narrow.variant.label, narrow.is_advised) == ("Q2_K", True)
    none = replace(one, yardstick=Yardstick(64 * GB, disk=2 * GB)).choose()
    assert (none.is_advised, none.obstacle) == (False, "disk")
    assert none.reason == "No file fits on the disk: the smallest needs 3 GB, and 2 GB are free."


def test_what_lets_it_see_needs_room_too_unless_it_is_here_or_left_out() -> None:
    repo = judge(64, {"Q2_K": 3}).repo
    repo = replace(repo, other_files=(RepoFile("mmproj-F16.gguf", GB),))
    one = VariantAdvisor(repo, Yardstick(64 * GB, disk=round(3.5 * GB)))
    assert one.choose().obstacle == "disk"
    assert one.along(repo.variants[0]) is not None
    for other in (replace(one, sees=False), replace(one, projectors=frozenset({"mmproj-F16.gguf"}))):
        assert other.choose().is_advised
        assert other.along(repo.variants[0]) is None


def test_a_file_that_was_asked_for_and_cannot_work_gives_way_to_one_that_can() -> None:
    choice = replace(judge(64), yardstick=Yardstick(64 * GB, disk=4 * GB)).choose("Q8_0")
    assert choice.variant is not None
    assert (choice.variant.label, choice.is_advised) == ("Q2_K", True)
    assert "The file that was asked for is too big here: needs" in choice.reason


def test_a_file_that_is_here_runs_as_it_does_in_every_room() -> None:
    one = judge(64)
    variant = one.repo.variants[0]
    here = Yardstick(64 * GB).judge(GB, 2.1, EstimateBasis())
    told = replace(one, here={variant.first.path: here}, yardstick=Yardstick(64 * GB, disk=0))
    assert told.fit(variant) == here


def test_a_file_that_was_asked_for_is_taken_by_label_or_path() -> None:
    for asked in ("q8_0", "m-Q8_0.gguf"):
        choice = judge(64).choose(asked)
        assert choice.variant is not None
        assert choice.variant.label == "Q8_0"
        assert choice.is_advised
    missing = judge(64).choose("IQ1_S")
    assert missing.variant is not None
    assert missing.variant.label == "Q4_K_M"
    assert missing.reason.startswith("There is no IQ1_S here. Recommended: Balanced, 5 GB.")


def test_a_folder_that_was_asked_for_names_the_one_model_in_it() -> None:
    files = [RepoFile(f"Q8_0/m-Q8_0-0000{n}-of-00002.gguf", 4 * GB) for n in (1, 2)]
    files += [RepoFile(f"small/m-{label}.gguf", 2 * GB) for label in ("Q2_K", "Q4_K_M")]
    row = RepoRow("a/m", parameters=8 * GB, context_length=4096)
    repo = Repo(row, "main", "http://hub", datetime(2026, 1, 1, tzinfo=UTC), group_files(files).variants, ())
    one = VariantAdvisor(repo, Yardstick(64 * GB)).choose("Q8_0")
    assert one.variant is not None
    assert (one.variant.label, len(one.variant.files)) == ("Q8_0", 2)
    several = VariantAdvisor(repo, Yardstick(64 * GB)).choose("small")
    assert several.reason.startswith("Recommended:")


def test_a_repo_without_a_file_recommends_none() -> None:
    choice = judge(64, {}).choose()
    assert (choice.variant, choice.is_advised, choice.reason) == (None, False, "")


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("mmproj-m-F16.gguf", FileRole.PROJECTOR),
        ("imatrix.dat", FileRole.CALIBRATION),
        ("m-imatrix.gguf", FileRole.CALIBRATION),
        ("m-00001-of-00003.gguf", FileRole.INCOMPLETE),
        ("config.json", FileRole.OTHER),
    ],
)
def test_files_that_are_no_model_say_what_they_are_for(path: str, role: FileRole) -> None:
    assert role_of(path) is role
