"""Makes the files of a release in build/dist from the frozen folder, with their checksums."""

import shutil
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import deb
import dmg
import nsis
import tree
from project import APP, BILL, DIST, Project, read_project

QUICK = "--quick"  # larger files with the same in them, to try them: compression is most of the work


def say(text: str) -> None:
    print(f"package: {text}", flush=True)


def linux(project: Project) -> list[Path]:
    """Side by side: each compresses with one thread, so that its bytes are the same everywhere."""
    archive, package = DIST / f"{project.stem}.tar.zst", DIST / f"{project.stem}.deb"
    making: dict[Path, Future[None]] = {}
    zstd, xz = (1, 0) if QUICK in sys.argv[1:] else (16, 6)
    with ThreadPoolExecutor() as pool:
        if shutil.which("zstd"):
            inside = f"{project.name}-{project.version}"
            making[archive] = pool.submit(tree.tar_zst, APP, inside, project.epoch, archive, effort=zstd)
        else:
            say("there is no zstd here, so no .tar.zst is made")
        if deb.can_build():
            making[package] = pool.submit(deb.build, project, package, effort=xz)
        else:
            say("there is no dpkg-deb here, so no .deb is made")
    for made in making.values():
        made.result()
    return list(making)


def windows(project: Project) -> list[Path]:
    return [nsis.build(project, APP, DIST / f"{project.stem}_setup.exe")]


def macos(project: Project) -> list[Path]:
    return [dmg.build(project, DIST / f"{project.stem}.dmg")]


BUILDERS = {"linux": linux, "win32": windows, "darwin": macos}


def main() -> None:
    if not APP.is_dir():
        sys.exit("package: there is no frozen folder yet; run ./dev package")
    project = read_project()
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir(parents=True)
    say("making the files of a release, some minutes of compression")
    begun = time.monotonic()
    made = BUILDERS[sys.platform](project)
    made.append(DIST / f"{project.stem}.cdx.json")
    shutil.copyfile(APP / BILL, made[-1])
    (DIST / "SHA256SUMS").write_text(tree.checksums(made), encoding="utf-8", newline="\n")
    for path in made:
        say(f"{path.stat().st_size / 1e6:7.1f} MB  {path}")
    say(f"done after {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
