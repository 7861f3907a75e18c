"""The script that builds llama.cpp for packages: what it keeps, and when it compiles again."""

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
    "libggml-cpu-x64.so", "libggml-cpu-haswell.so", "libggml-vulkan.so",
    "libmtmd.so", "libmtmd.so.0", "libllama-common.so.0", "notes.txt",
)  # fmt: skip
KEPT = {
    "libllama.so.0", "libggml.so.0", "libggml-base.so.0", "libggml-cpu-x64.so", "libggml-cpu-haswell.so",
    "gpu/libggml-vulkan.so",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the wheel is one of Linux")


class Compiler:
    """In place of the minutes: a wheel of small libraries, and how often it was asked for."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self.calls = 0

    def __call__(self, _recipe: object, work: Path) -> Path:
        self.calls += 1
        wheel = work / "llama_cpp_python-0-py3-none-linux.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for name in NAMES:
                archive.write(self._library, f"llama_cpp/lib/{name}")
            archive.write(self._library, "llama_cpp/other.so")
        return wheel


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("EXPLORER_ENGINE_CACHE", str(tmp_path / "cache"))
    return load_script("engine_script", ROOT / "packaging" / "engine.py")


@pytest.fixture
def compiler(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compiler:
    source, library = tmp_path / "one.c", tmp_path / "one.so"
    source.write_text("int one(void) { return 1; }\n")
    subprocess.run(["cc", "-g", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    fake = Compiler(library)
    monkeypatch.setattr(script, "build_wheel", fake)
    return fake


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
    def fail(_recipe: object, work: Path) -> Path:
        (work / "half").write_text("")
        sys.exit("no compiler")

    monkeypatch.setattr(script, "build_wheel", fail)
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
    assert len(taken) == len(KEPT)
    assert ("llama_cpp/lib/libllama.so", "libllama.so.0") in parts.engine_links(folder)
