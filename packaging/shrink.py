"""Takes out of the frozen folder what nothing in it asks for. On Linux only, where the folder is largest.

Two things are left after parts.py has chosen: libraries that only a plug-in needed which was left out, and
most of ICU's data. Qt opens ICU for the letters and order of languages and brings its own names of days,
countries and currencies; tables that say them again in 200 languages, and converters of old encodings, are
never read.
"""

import re
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ELF = b"\x7fELF"
NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)$", re.MULTILINE)
OPENED = re.compile(r"libpython|.+\.(cpython-\d+|abi3)")  # by the bootloader and by Python, under their names
ICU = "libicudata.so.*"
MAGIC = b"\xda\x27"
KEPT_EVERYWHERE = ("root.res", "pool.res", "res_index.res", "supplementalData.res", "ucadata.icu")
LEFT_OUT = (".cnv",)  # converters; ours are Python's and Qt's own


def is_elf(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == ELF


def told_by(path: Path) -> str:
    """What an ELF file says of itself, in objdump's words."""
    line = ["objdump", "-p", str(path)]
    return subprocess.run(line, capture_output=True, text=True, check=True).stdout


def asks_for(path: Path) -> set[str]:
    """The libraries an ELF file names as needed."""
    return set(NEEDED.findall(told_by(path)))


def orphans(inside: Path, app: Path) -> list[Path]:
    """Libraries directly in ``inside`` that no other file of ``app`` asks for, nor another one that stays."""
    asked = {path: asks_for(path) for path in sorted(app.rglob("*")) if is_elf(path)}
    gone: list[Path] = []
    while True:
        used = set().union(*(names for path, names in asked.items() if path not in gone))
        new = [
            path for path in asked
            if path.parent == inside and ".so" in path.name and path not in gone
            and path.name not in used and not OPENED.match(path.name)
        ]  # fmt: skip
        if not new:
            return sorted(gone)
        gone += new


def entries(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and contents of each table in ICU's data: a header, the list, then the tables in its order."""
    start = struct.unpack_from("<H", data)[0]
    (count,) = struct.unpack_from("<I", data, start)
    places = [struct.unpack_from("<II", data, start + 4 + 8 * number) for number in range(count)]
    ends = [place for _, place in places[1:]] + [len(data) - start]
    for (name, place), end in zip(places, ends, strict=True):
        at = start + name
        yield data[at : data.index(b"\0", at)], data[start + place : start + end]


def is_wanted(name: str) -> bool:
    """``icudt73l/curr/de.res``: tables of one language in a folder are those that Qt has itself."""
    parts = name.split("/")
    if name.endswith(LEFT_OUT):
        return False
    return len(parts) == 2 or parts[-1] in KEPT_EVERYWHERE


def reduced(data: bytes) -> bytes:
    """The same data with the wanted tables only; each starts at a multiple of 16 as ICU wants it."""
    kept = [(name, body) for name, body in entries(data) if is_wanted(name.decode())]
    names = b"".join(name + b"\0" for name, _ in kept)
    first = 4 + 8 * len(kept)
    lines, bodies, at = b"", b"", first
    begin = -(-(first + len(names)) // 16) * 16
    for name, body in kept:
        lines += struct.pack("<II", at, begin + len(bodies))
        at += len(name) + 1
        bodies += body + bytes(-len(body) % 16)
    head = data[: struct.unpack_from("<H", data)[0]]
    table = (struct.pack("<I", len(kept)) + lines + names).ljust(begin, b"\0")
    return head + table + bodies


def reduce_icu(library: Path) -> None:
    """Link the library anew around the reduced data, under the same names."""
    whole = library.read_bytes()
    start = whole.index(MAGIC) - 2
    symbol = f"icudt{library.name.split('.')[2]}_dat"
    if symbol.encode() not in whole:
        sys.exit(f"package: {library.name} does not hold {symbol}")
    (size,) = struct.unpack_from("<H", whole, start)
    if whole[start + 12 : start + 16] != b"CmnD" or size > 4096:
        sys.exit(f"package: the data in {library.name} have another form than this script knows")
    with tempfile.TemporaryDirectory() as work:
        data, source = Path(work, "icu.dat"), Path(work, "icu.s")
        data.write_bytes(reduced(whole[start:]))
        source.write_text(
            f".section .rodata\n.globl {symbol}\n.type {symbol}, %object\n.balign 16\n"
            f'{symbol}:\n.incbin "icu.dat"\n.size {symbol}, .-{symbol}\n'
            '.section .note.GNU-stack, "", %progbits\n',
            encoding="utf-8",
        )
        line = ["cc", "-shared", "-nostdlib", "-s", f"-Wl,-soname,{library.name}", "-o", "icu.so", "icu.s"]
        if subprocess.call(line, cwd=work):
            sys.exit("package: the reduced data of ICU could not be linked")
        library.write_bytes(Path(work, "icu.so").read_bytes())


def shrink(app: Path) -> None:
    if not sys.platform.startswith("linux"):
        return
    for path in orphans(app / "_internal", app):
        path.unlink()
    for library in app.rglob(ICU):
        if not library.is_symlink():
            reduce_icu(library)
