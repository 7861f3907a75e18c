"""./dev runs before anything is installed, and packaging last: nobody else notices their mistakes early."""

import itertools
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.scripts import load_script

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    return load_script("dev_script", ROOT / "dev")


@pytest.fixture(scope="module")
def parts() -> ModuleType:
    return load_script("parts_script", ROOT / "packaging" / "parts.py")


def test_a_library_that_does_not_open_is_missing(dev: ModuleType) -> None:
    def load(name: str) -> object:
        if name == "libGL.so.1":
            raise OSError(name)
        return object()

    assert dev.unloadable(["libEGL.so.1", "libGL.so.1"], load) == ["libGL.so.1"]


def test_missing_things_become_packages_once_and_in_order(dev: ModuleType) -> None:
    assert dev.packages_for(["c++", "libGL.so.1", "cc"], lambda _: True) == ["build-essential", "libgl1"]


def test_an_older_system_gets_the_older_package_name(dev: ModuleType) -> None:
    assert dev.packages_for(["libglib-2.0.so.0"], lambda name: "t64" not in name) == ["libglib2.0-0"]


def test_pythons_own_library_is_in_the_package_of_its_name(dev: ModuleType) -> None:
    assert dev.packages_for(["libpython3.13.so.1.0"], lambda _: True) == ["libpython3.13"]


def test_an_unknown_package_is_still_named(dev: ModuleType) -> None:
    assert dev.packages_for(["libglib-2.0.so.0"], lambda _: False) == ["libglib2.0-0t64"]


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_python_3_13_is_tried_first_and_the_running_one_too(dev: ModuleType, platform: str) -> None:
    tried = dev.candidates(platform, "/some/python")
    assert tried[0] in (["python3.13"], ["py", "-3.13"])
    assert ["/some/python"] in tried


def test_a_name_without_a_working_python_is_passed_over(dev: ModuleType, tmp_path: Path) -> None:
    assert not dev.new_enough([str(tmp_path / "python3.13")])
    assert not dev.new_enough([sys.executable, "-c", "raise SystemExit(3)"])
    assert dev.new_enough([sys.executable])


def test_the_stamp_key_changes_with_the_lock(dev: ModuleType) -> None:
    assert dev.key_of(b"a==1") == dev.key_of(b"a==1") != dev.key_of(b"a==2")


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, True),
        ("linux", {"DISPLAY": ":0"}, False),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, False),
        ("darwin", {}, False),
        ("win32", {}, False),
    ],
)
def test_only_linux_without_a_display_is_headless(
    dev: ModuleType, platform: str, environ: dict[str, str], *, expected: bool
) -> None:
    assert dev.headless(platform, environ) is expected


class Calls:
    """What the set-up ran, in place of running it."""

    def __init__(self, dev: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pip: list[str] = []
        self.programs: list[list[str]] = []
        self.status = 0
        monkeypatch.setattr(dev, "VENV", folder)
        monkeypatch.setattr(dev, "pip", self._pip)
        monkeypatch.setattr(dev, "call", self._call)
        for name in ("check_libraries", "check_compiler", "make_environment"):
            monkeypatch.setattr(dev, name, lambda: None)

    def _pip(self, _label: str, *words: object, **_env: str) -> None:
        if "-r" in words:
            assert "--require-hashes" in words
            self.pip.append(Path(str(words[-1])).read_text(encoding="utf-8"))
        else:
            self.pip.extend(map(str, words))

    def _call(self, command: list[object], **_env: str) -> int:
        self.programs.append([str(word) for word in command])
        return self.status

    @property
    def sections(self) -> str:
        return " ".join(self.pip)


@pytest.fixture
def calls(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calls:
    return Calls(dev, tmp_path, monkeypatch)


def test_pip_never_compiles_llama_cpp(dev: ModuleType, calls: Calls) -> None:
    dev.set_up(*dev.EVERYTHING)
    assert "numpy" in calls.sections
    assert "llama-cpp" not in calls.sections
    engine = [str(dev.tool("python")), str(ROOT / "packaging/engine.py"), "--place"]
    assert calls.programs == [converter(dev), engine]


def test_what_needs_no_engine_compiles_none(dev: ModuleType, calls: Calls) -> None:
    dev.set_up(*dev.EVERYTHING, engine=False)
    assert calls.programs == [converter(dev)]


def converter(dev: ModuleType) -> list[str]:
    return [str(dev.tool("python")), str(ROOT / "packaging/minilm.py")]


def test_the_embedding_model_is_made_once_and_again_only_after_it_could_not_be(
    dev: ModuleType, calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    calls.status = 1
    dev.set_up("runtime", "starter", engine=False)
    assert "could not be made" in capsys.readouterr().out
    calls.status = 0
    for _ in range(2):
        dev.set_up("runtime", "starter", engine=False)
    assert calls.programs == [converter(dev)] * 2


def test_the_app_opens_also_where_no_included_model_is_to_be_had(
    dev: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install = dev.install

    def without_network(section: str) -> None:
        if section == "starter":
            raise dev.Stop("No network.")
        install(section)

    monkeypatch.setattr(dev, "install", without_network)
    monkeypatch.setattr(dev, "headless", lambda *_: False)
    assert dev.main(["run"]) == 0
    assert "No network." in capsys.readouterr().out
    assert calls.programs[-1][2] == "explorer"
    assert dev.main(["test"]) == 1  # where they are stood on


def test_an_environment_that_is_up_to_date_runs_nothing(
    dev: ModuleType, calls: Calls, tmp_path: Path
) -> None:
    dev.set_up("runtime")
    (lock,) = [path for path in LOCKS if path.stem == "runtime"]
    (pin,) = [line for line in dev.pins(lock.read_text()) if line.startswith("llama-cpp-python")]
    version = pin.split()[0].partition("==")[2]
    (tmp_path / "lib/python3.13/site-packages" / f"llama_cpp_python-{version}.dist-info").mkdir(parents=True)
    calls.pip.clear()
    calls.programs.clear()
    dev.set_up("runtime")
    assert (calls.pip, calls.programs) == ([], [])


@pytest.mark.parametrize("display", ["", ":0"])
def test_running_brings_no_test_tools(
    dev: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch, display: str
) -> None:
    monkeypatch.setattr(dev, "headless", lambda *_: not display)
    assert dev.main(["run"]) == 0
    assert "pyside6" in calls.sections
    assert "pytest" not in calls.sections
    module = calls.programs[-1][2]
    assert module == ("explorer" if display else "tests.tour.story")


def test_every_verb_says_what_it_does(dev: ModuleType) -> None:
    verbs = "run test check tour words bench engine package smoke trial differ lock prepare libraries"
    assert set(dev.VERBS) == set(verbs.split())
    assert all(verb.__doc__ for verb in dev.VERBS.values())


def test_a_stop_is_told_in_words_and_fails(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(_: object) -> int:
        raise dev.Stop("No compiler. Install one.")

    monkeypatch.setitem(dev.VERBS, "check", stop)
    assert dev.main(["check"]) == 1
    assert capsys.readouterr().out == "dev: No compiler. Install one.\n"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_each_line_of_a_lock_pins_one_exact_version(dev: ModuleType, lock: Path) -> None:
    lines = dev.pins(lock.read_text(encoding="utf-8"))
    assert lines
    assert all(line.split()[0].count("==") == 1 for line in lines)
    assert all(" --hash=sha256:" in line for line in lines)


def test_the_locks_hold_what_pyproject_asks_for(dev: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [line.split()[0] for lock in LOCKS for line in dev.pins(lock.read_text(encoding="utf-8"))]
    locked = dict(line.split("==") for line in lines)
    asked = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    for requirement in map(Requirement, asked):
        assert locked[canonicalize_name(requirement.name)] in requirement.specifier, requirement


def test_the_folder_of_scripts_does_not_hide_the_library_of_its_name() -> None:
    """A folder without ``__init__.py`` gives way to an installed package; one with it would not."""
    program = "import packaging, packaging.version; print(packaging.__file__)"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ROOT / "packaging" not in Path(run.stdout).parents
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_no_package_is_locked_twice(dev: ModuleType) -> None:
    names = [line.split("==")[0] for lock in LOCKS for line in dev.pins(lock.read_text(encoding="utf-8"))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("destination", "expected"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/qmltooling/libqmldbg_server.so", False),
        ("PySide6/Qt/translations/qt_de.qm", False),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt/lib/libQt6Svg.so.6", True),
        ("libpangocairo-1.0.so.0", False),
        ("libvulkan.so.1", False),
        ("libggml.so.0", False),
        ("libmtmd.so.0", False),
        ("llama_cpp/lib/libmtmd.so.0", True),
        ("llama_cpp/lib/libggml.so.0", True),
        ("libstdc++.so.6", False),
        ("open_model_explorer-0.1.0.dist-info/direct_url.json", False),
        ("open_model_explorer-0.1.0.dist-info/METADATA", True),
    ],
)
def test_the_package_takes_what_the_app_opens(parts: ModuleType, destination: str, *, expected: bool) -> None:
    assert parts.belongs(destination) is expected


def test_all_tests_run_side_by_side_and_few_named_ones_do_not(dev: ModuleType) -> None:
    assert dev.pytest_words([], 2) == ["-n", "2", "--dist", "worksteal"]
    assert dev.pytest_words(["-x"], 64) == ["-n", "4", "--dist", "worksteal", "-x"]
    assert dev.pytest_words(["tests/kit", "-x"], 2) == ["tests/kit", "-x"]


def test_quick_tests_and_the_rest_are_all_tests(dev: ModuleType) -> None:
    quick, rest = dev.pytest_words(["--quick"], 2), dev.pytest_words(["--rest"], 2)
    folders = quick[quick.index("worksteal") + 1 :]
    assert folders == list(dev.QUICK_TESTS)
    assert all((ROOT / folder).exists() for folder in folders)
    assert rest[rest.index("worksteal") + 1 :] == [f"--ignore={folder}" for folder in folders]
