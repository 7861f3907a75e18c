"""What a folder of libraries needs from Debian: read off them, with the least versions they can run with.

dpkg-shlibdeps does this for packages that bring nothing of their own; beside bundled libraries it names their
packages as well, in the version of the build machine.
"""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from shrink import NEEDED, is_elf, told_by

LIBC = re.compile(r"\bGLIBC_2\.(\d+)\b")
LIBSTDCXX = re.compile(r"\bGLIBCXX_3\.4\.(\d+)\b")
GCC = {29: 11, 30: 12, 31: 13, 32: 13, 33: 14, 34: 15}  # which one brought a version of libstdc++'s symbols
LINE = re.compile(r"^\s+(\S+) \(.*\) => (/\S+)$", re.MULTILINE)  # of ldconfig -p


def needs(files: Iterable[Path], root: Path) -> set[str]:
    """Debian packages, as in Depends. What lies anywhere below ``root`` is not looked for elsewhere."""
    brought = {path.name for path in root.rglob("*") if is_elf(path)}
    told = [told_by(path) for path in files]
    asked = set().union(*(NEEDED.findall(text) for text in told))
    packages = {package_of(name) for name in sorted(asked - brought)}
    whole = "\n".join(told)
    least = {"libc6": f"2.{_newest(LIBC, whole)}", "libstdc++6": f"{_gcc(_newest(LIBSTDCXX, whole))}"}
    return {f"{name} (>= {least[name]})" if name in least else name for name in packages}


def package_of(library: str) -> str:
    """The installed package that brings a library. Ends this script if none does."""
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    place = dict(LINE.findall(known)).get(library)
    if place is None:
        sys.exit(f"package: {library} is needed and not on this system, so its package is not known")
    for name in (place, f"/usr{place}", str(Path(place).resolve())):
        done = subprocess.run(["dpkg", "-S", name], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.split(":")[0]
    sys.exit(f"package: no package brings {place}")


def _newest(pattern: re.Pattern[str], text: str) -> int:
    return max((int(found) for found in pattern.findall(text)), default=0)


def _gcc(number: int) -> int:
    """The least version of GCC whose library has these symbols."""
    if number > max(GCC):
        sys.exit(f"package: packaging/needs.py does not know which GCC brought GLIBCXX_3.4.{number}")
    return next((version for least, version in GCC.items() if number <= least), max(GCC.values()))
