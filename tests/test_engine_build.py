"""The script that builds llama.cpp: what it keeps, when it compiles again, what an environment gets."""

import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.scripts import load_script

ROOT = Path(__file__).resolve().parent.parent
NAMES = (
    "libllama.so", "libllama.so.0", "libllama.so.0.5.0",
    "libggml.so", "libggml.so.0", "libggml.so.0.25.3",
    "libggml-base.so", "libggml-base.so.0",
    "libggml-cpu-x64.so",
    "libggml-cpu-haswell.so", "libggml-vulkan.so",
    "libmtmd.so", "libmtmd.so.0", "libllama-common.so.0", "notes.txt",
)  # fmt: skip
LIBRARIES = {
    "libmtmd.so.0", "libllama.so.0", "libggml.so.0", "libggml-base.so.0", "libggml-cpu-x64.so",
    "libggml-cpu-haswell.so",
    "gpu/libggml-vulkan.so",
}  # fmt: skip
QUICK = ("libllama.so", "libllama.so.0", "libggml-cpu.so", "libggml-cpu.so.0", "libggml-cpu.so.0.25.3")
VERSION = "0.3.36"
WHEEL = f"llama_cpp_python-{VERSION}-py3-none-linux_x86_64.whl"
INFO = f"llama_cpp_python-{VERSION}.dist-info"
KEPT = {*LIBRARIES, WHEEL}
PYTHON = ("llama_cpp/llama_cpp.py", f"{INFO}/METADATA")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the wheel is one of Linux")


class Compiler:
    """In place of the minutes: a wheel of small libraries, and how often it was asked for."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self.calls = 0

    def __call__(self, _version: str, flags: tuple[str, ...], work: Path, _log: Path) -> Path:
        self.calls += 1
        names = NAMES if "-DGGML_BACKEND_DL=ON" in flags else QUICK
        wheel = work / WHEEL
        with zipfile.ZipFile(wheel, "w") as archive:
            for name in names:
                archive.write(self._library, f"llama_cpp/lib/{name}")
            for name in PYTHON:
                archive.writestr(name, "")
            listed = [*(f"llama_cpp/lib/{name}" for name in names), *PYTHON]
            record = "".join(f"{name},sha256=0,1\n" for name in listed)
            archive.writestr(f"{INFO}/RECORD", record)
        return wheel


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("EXPLORER_ENGINE_CACHE", str(tmp_path / "cache"))
    loaded = load_script("engine_script", ROOT / "packaging" / "engine.py")
    monkeypatch.setattr(loaded, "locked_version", lambda: VERSION)
    return loaded


@pytest.fixture
def compiler(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compiler:
    source, library = tmp_path / "one.c", tmp_path / "one.so"
    source.write_text("int one(void) { return 1; }\n")
    subprocess.run(["cc", "-g", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    fake = Compiler(library)
    monkeypatch.setattr(script.engine_compile, "build_wheel", fake)
    return fake


@pytest.fixture
def site(tmp_path: Path, script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment of its own; pip leaves in it what the wheel says."""
    folder = tmp_path / "site"

    def install(line: list[str | Path], **_more: object) -> int:
        with zipfile.ZipFile(line[-1]) as wheel:
            wheel.extractall(folder)
        return 0

    monkeypatch.setattr(script.sysconfig, "get_path", lambda _name: str(folder))
    monkeypatch.setattr(script.subprocess, "call", install)
    return folder


@pytest.fixture
def parts() -> ModuleType:
    return load_script("parts_script", ROOT / "packaging" / "parts.py")


def files_of(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix() for path in found}


def test_each_library_is_kept_once_drivers_apart_and_compiled_once(
    script: ModuleType, compiler: Compiler
) -> None:
    assert script.find_built() is None
    folder = script.build()
    assert files_of(folder) == {*KEPT, "engine.json"}
    assert (folder / "libllama.so").readlink() == Path("libllama.so.0")
    assert script.build() == script.find_built() == folder
    assert compiler.calls == 1
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]  # nothing half done is left


@pytest.mark.parametrize("harm", ["cut", "gone", "unlisted"])
def test_a_damaged_build_is_made_again(script: ModuleType, compiler: Compiler, harm: str) -> None:
    folder = script.build()
    library = folder / "libllama.so.0"
    if harm == "cut":
        library.write_bytes(library.read_bytes()[:100])
    elif harm == "gone":
        library.unlink()
    else:
        (folder / "engine.json").write_text("{")
    assert script.find_built() is None
    assert script.build() == folder
    assert files_of(folder) == {*KEPT, "engine.json"}
    assert compiler.calls == 2


def test_a_build_that_fails_leaves_nothing(
    script: ModuleType, compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_version: str, _flags: object, work: Path, _log: Path) -> Path:
        (work / "half").write_text("")
        sys.exit("no compiler")

    monkeypatch.setattr(script.engine_compile, "build_wheel", fail)
    with pytest.raises(SystemExit):
        script.build()
    assert list(script.cache().iterdir()) == []


def test_another_compiler_or_no_shaders_is_another_build(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "shader_compiler", lambda: "one of shaders")  # also where none is installed
    names = {script.recipe().name}
    monkeypatch.setattr(script, "compiler", lambda: "another")
    names.add(script.recipe().name)
    monkeypatch.setattr(script, "shader_compiler", lambda: "")
    names.add(script.recipe().name)
    assert len(names) == 3
    assert "-DGGML_VULKAN=OFF" in script.recipe().flags


def test_the_package_takes_all_of_a_build(script: ModuleType, compiler: Compiler, parts: ModuleType) -> None:
    folder = script.build()
    taken = {(path.name, place) for path, place in parts.engine_files(folder)}
    assert ("libllama.so.0", "llama_cpp/lib") in taken
    assert ("libggml-vulkan.so", "llama_cpp/lib/gpu") in taken
    assert len(taken) == len(LIBRARIES)  # and no wheel
    assert ("llama_cpp/lib/libllama.so", "libllama.so.0") in parts.engine_links(folder)


def in_environment(site: Path) -> set[str]:
    return files_of(site / "llama_cpp" / "lib") - {"engine.json"}


def test_an_environment_gets_the_portable_libraries_where_they_are(
    script: ModuleType, compiler: Compiler, site: Path
) -> None:
    script.build()
    script.place()
    assert compiler.calls == 1
    assert in_environment(site) == LIBRARIES
    assert (site / "llama_cpp/lib/libllama.so").is_file()  # by the name that the binding opens
    assert (site / "llama_cpp/llama_cpp.py").is_file()


def test_an_environment_gets_quick_ones_before_and_they_go_when_there_are_portable_ones(
    script: ModuleType, compiler: Compiler, site: Path
) -> None:
    script.place()
    assert in_environment(site) == {"libllama.so.0", "libggml-cpu.so.0"}
    script.build()
    script.place()
    assert in_environment(site) == LIBRARIES
    assert compiler.calls == 2


def test_an_environment_that_has_the_build_is_left_alone(
    script: ModuleType, compiler: Compiler, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script.place()
    monkeypatch.setattr(script, "copy", lambda *_: pytest.fail("copied again"))
    script.place()
    assert compiler.calls == 1


def test_the_kept_wheel_names_no_library(script: ModuleType, compiler: Compiler) -> None:
    with zipfile.ZipFile(script.build() / WHEEL) as wheel:
        names = wheel.namelist()
        record = wheel.read(f"{INFO}/RECORD").decode()
    assert set(PYTHON) < set(names)
    assert not [name for name in names if name.startswith("llama_cpp/lib/")]
    assert [line.split(",")[0] for line in record.splitlines()] == list(PYTHON)


def test_a_quick_build_is_of_one_processor(script: ModuleType, tmp_path: Path) -> None:
    facts = tmp_path / "cpuinfo"
    facts.write_text("model name\t: One\nflags\t\t: sse avx2\nflags\t\t: sse avx2\n")
    assert script.processor(facts) == "sse avx2"
    facts.write_text("processor\t: 0\nFeatures\t: fp asimd\n")
    assert script.processor(facts) == "fp asimd"
    assert script.processor(tmp_path / "none")
    assert script.quick_recipe().name != script.recipe().name
    assert "-DGGML_NATIVE=OFF" not in script.quick_recipe().flags


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["  Running command Building wheel"], "getting ready"),
        (["  [1/654] /usr/bin/c++ -c one.cpp", "  [120/654] /usr/bin/c++ -c two.cpp"], "120 of 654 files"),
        (["  [120/654] c++ -c two.cpp", "  [1/2] Building CXX object inner.o"], "120 of 654 files"),
        (["[120/654] c++", "note: [9/999] is no step"], "120 of 654 files"),
        (["  [  3%] Building C object ggml.c.o", "  [ 47%] Building CXX object llama.cpp.o"], "47 %"),
        (["[5/700] c++", "[6/701] c++"], "6 of 701 files"),
        (["  ggml.c", "  llama-vocab.cpp", "  Generating Code..."], "2 files"),
    ],
)
def test_how_far_a_compilation_is(script: ModuleType, lines: list[str], words: str) -> None:
    progress = script.engine_compile.Progress()
    for line in lines:
        progress.read(line)
    assert progress.words() == words


def test_progress_is_told_seldom_where_lines_cannot_be_overwritten(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = iter([0.0, 1.0, 19.0, 21.0, 22.0])
    monkeypatch.setattr(script.engine_compile, "time", type("Clock", (), {"monotonic": lambda: next(now)}))
    teller = script.engine_compile.Teller()
    for words in ("1 of 9 files", "2 of 9 files", "3 of 9 files", "4 of 9 files"):
        teller.tell(words)
    teller.end()
    assert capsys.readouterr().err == "engine:   3 of 9 files after 21 s\n"


def test_a_compilation_that_fails_names_its_log_and_shows_the_end_of_it(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compile_ = script.engine_compile
    told = "[1/9] c++ -c one.cpp\nfatal error: nothing.h: No such file\n"
    line = [sys.executable, "-c", f"print({told!r}); raise SystemExit(1)"]
    monkeypatch.setattr(compile_, "pip", lambda *_: line)
    monkeypatch.setattr(compile_, "fetch_source", lambda *_: tmp_path)
    log = tmp_path / "compile.log"
    with pytest.raises(SystemExit) as stop:
        compile_.build_wheel("0", (), tmp_path, log)
    assert "fatal error: nothing.h" in str(stop.value)
    assert str(log) in str(stop.value)
    assert "c++ -c one.cpp" in log.read_text()
