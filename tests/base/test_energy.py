"""What the processor used, as far as the system tells; nothing where it does not."""

from pathlib import Path

from explorer.base.energy import EnergyMeter


def domain(root: Path, folder: str, name: str, energy: int, largest: int = 1_000_000) -> Path:
    path = root / folder
    path.mkdir(parents=True)
    (path / "name").write_text(f"{name}\n")
    (path / "energy_uj").write_text(f"{energy}\n")
    (path / "max_energy_range_uj").write_text(f"{largest}\n")
    return path / "energy_uj"


def test_packages_are_added_and_their_parts_are_not_counted_twice(tmp_path: Path) -> None:
    first = domain(tmp_path, "intel-rapl:0", "package-0", 100)
    second = domain(tmp_path, "intel-rapl:1", "package-1", 999_000)
    domain(tmp_path, "intel-rapl:0:0", "core", 5)
    domain(tmp_path, "intel-rapl:2", "psys", 5)
    meter = EnergyMeter(tmp_path)
    assert meter.is_there
    before = meter.read()
    first.write_text("300\n")
    second.write_text("1800\n")  # it began anew
    assert meter.joules_since(before) == (200 + 2_800) / 1e6


def test_a_system_that_does_not_tell_gives_nothing(tmp_path: Path) -> None:
    meter = EnergyMeter(tmp_path / "none")
    assert not meter.is_there
    assert meter.read() is None
    assert meter.joules_since(None) is None


def test_a_counter_that_cannot_be_read_any_more_gives_nothing(tmp_path: Path) -> None:
    energy = domain(tmp_path, "intel-rapl:0", "package-0", 100)
    meter = EnergyMeter(tmp_path)
    before = meter.read()
    energy.unlink()
    assert meter.joules_since(before) is None
    domain(tmp_path, "intel-rapl:9", "package-9", 0).write_text("no number")
    assert not EnergyMeter(tmp_path).is_there
