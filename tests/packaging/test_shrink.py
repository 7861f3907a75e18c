"""What the package leaves out: ICU's tables that Qt never opens, and libraries that nothing asks for."""

import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import Load

HEAD = struct.pack("<HBB", 32, 0xDA, 0x27) + bytes(8) + b"CmnD" + bytes(16)
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there Qt brings ICU")


def collection(tables: dict[str, bytes]) -> bytes:
    """ICU's form: a header, the list of names and places, then the tables."""
    names = b"".join(name.encode() + b"\0" for name in tables)
    at, lines, bodies = 4 + 8 * len(tables), b"", b""
    begin = -(-(at + len(names)) // 16) * 16
    for name, body in tables.items():
        lines += struct.pack("<II", at, begin + len(bodies))
        at += len(name) + 1
        bodies += body.ljust(16, b"\0")
    return HEAD + (struct.pack("<I", len(tables)) + lines + names).ljust(begin, b"\0") + bodies


def test_tables_that_are_read_stay_as_they_were(load: Load) -> None:
    shrink = load("shrink")
    tables = {
        "icudt73l/cnvalias.icu": b"aliases", "icudt73l/coll/de.res": b"German order",
        "icudt73l/coll/root.res": b"order", "icudt73l/de.res": b"German", "icudt73l/gbk.cnv": b"converter",
        "icudt73l/zone/de.res": b"German zones",
    }  # fmt: skip
    found = dict(shrink.entries(shrink.reduced(collection(tables))))
    assert {name.decode(): body.rstrip(b"\0") for name, body in found.items()} == {
        name: tables[name] for name in ("icudt73l/cnvalias.icu", "icudt73l/coll/root.res", "icudt73l/de.res")
    }


@linux
def test_the_reduced_library_orders_and_capitalizes_as_the_whole_one(load: Load, tmp_path: Path) -> None:
    import PySide6

    (own,) = Path(PySide6.__file__).parent.glob("Qt/lib/libicudata.so.*")
    small = tmp_path / own.name
    shutil.copy(own, small)
    load("shrink").reduce_icu(small)
    assert small.stat().st_size < own.stat().st_size / 3
    code = """
from PySide6.QtCore import QCollator, QDate, QLocale
for name in ("de_DE", "zh_CN", "tr_TR", "ar_EG"):
    there = QLocale(name)
    print(there.toUpper("istanbul straße"), there.toString(QDate(2026, 1, 2), QLocale.FormatType.LongFormat),
          sorted(["z", "ä", "a", "10", "é"], key=QCollator(there).sortKey))
"""
    told = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={"LD_PRELOAD": library}
        ).stdout
        for library in ("", str(small))
    ]
    assert told[0] == told[1] != b""


@linux
def test_a_library_goes_with_the_last_that_asks_for_it(load: Load, tmp_path: Path) -> None:
    app, inside = tmp_path / "app", tmp_path / "app" / "_internal"
    inside.mkdir(parents=True)

    def compiled(name: str, *needed: str) -> None:
        line = ["cc", "-shared", "-nostdlib", "-Wl,--no-as-needed", f"-Wl,-soname,{name}", "-x", "c", "-"]
        libraries = [str(inside / one) for one in needed]
        line += ["-x", "none", *libraries, "-o", str(inside / name)]
        subprocess.run(line, input=b"", check=True)

    compiled("libbase.so.1")
    compiled("libgtk-part.so.1", "libbase.so.1")
    compiled("libused.so.1")
    compiled("libpython3.13.so.1.0")
    compiled("_part_backend.cpython-313-x86_64-linux-gnu.so")
    compiled("libplugin.so.1", "libused.so.1")
    (app / "plugins").mkdir()
    (inside / "libplugin.so.1").rename(app / "plugins" / "plugin.so")
    found = load("shrink").orphans(inside, app)
    assert [path.name for path in found] == ["libbase.so.1", "libgtk-part.so.1"]
