"""What belongs into the packaged folder and what does not.

It exists apart from the recipe because PyInstaller follows Qt's plugins into everything Qt can do:
without these rules the folder is twice as large and brings libraries the app never opens.
"""

import re
from pathlib import Path

ENGINE = "llama_cpp/lib"  # where the binding looks for its libraries

EXCLUDED_MODULES = [
    "hf_xet",  # our own downloads resume and verify; this one does neither for us
    "tkinter",
    "unittest",
    "pytest",
    "_pytest",
    "hypothesis",
    "mypy",
    "setuptools",
    "pip",
    "gguf",
    "PIL",
    "IPython",
    "pandas",
    "matplotlib",
    "torch",
    "tensorflow",
    # what only development tools or unused corners of tqdm and fsspec ask for
    "requests",
    "urllib3",
    "charset_normalizer",
    "certifi",
    "rich",
    "readline",
    # corners of numpy that nothing here opens
    "numpy.random",
    "numpy.fft",
    "numpy.polynomial",
    "numpy.f2py",
    "numpy.testing",
    "numpy._core._simd",
    "numpy._core._multiarray_tests",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtTest",
    "PySide6.QtSql",
    "PySide6.QtDesigner",
]

# Qt's plugins that stay, by folder; a folder that is not here stays out. All painting is done on the
# processor, so nothing of OpenGL is among them.
PLUGINS = {
    "platforms": ("qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"),
    "imageformats": ("qsvg", "qjpeg", "qwebp", "qgif", "qico"),
    "iconengines": ("qsvgicon",),
    "printsupport": ("cupsprintersupport", "windowsprintersupport", "cocoaprintersupport"),
    "platformthemes": ("qxdgdesktopportal",),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "styles": ("qwindowsvistastyle", "qmodernwindowsstyle", "qmacstyle"),
    "tls": ("qopensslbackend", "qschannelbackend", "qsecuretransportbackend"),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "wayland-shell-integration": ("xdg-shell",),
}

# Libraries of Qt that only the plugins left out need.
UNUSED_LIBRARIES = re.compile(
    r"(lib)?Qt6?(Qml|Quick|Pdf|VirtualKeyboard|EglFS|Test|Sql|Designer|Labs|Shader|3D)"
    r"|libQt6Eglfs|lib(gtk|gdk|pango|atk|cairo|epoxy|harfbuzz|thai|fribidi|datrie|pixman|graphite2)",
    re.IGNORECASE,
)

# What graphics drivers share with us has to be the system's own: they are newer than what we were built
# with, and do not open beside an older copy.
OF_THE_SYSTEM = ("libvulkan.so.1", "vulkan-1.dll", "libstdc++.so.6", "libgcc_s.so.1")

# Whoever prints has it, set up for his printers; it would bring 8 MB of encryption with it. Without it a
# document can still be kept as PDF.
OF_PRINTING = ("libcups.so.2",)

LOCAL_METADATA = ("direct_url.json", "RECORD", "REQUESTED", "INSTALLER")  # they name the build folder


# Qt's own words, for each file of resources/languages.
LANGUAGES = Path(__file__).resolve().parent.parent / "resources" / "languages"
QT_WORDS = tuple(f"qtbase_{file.stem}" for file in LANGUAGES.glob("*.json"))


def belongs(destination: str) -> bool:
    """Whether a file with this path in the folder is wanted."""
    path = Path(destination)
    if path.name in (*LOCAL_METADATA, *OF_THE_SYSTEM, *OF_PRINTING) or UNUSED_LIBRARIES.match(path.name):
        return False
    if path.name.startswith(("libggml", "libllama", "libmtmd")) and path.parent == Path():
        return False  # a second copy, with devices of its own
    if "translations" in path.parts:
        return path.stem in QT_WORDS
    return "plugins" not in path.parts or plugin_belongs(path)


def plugin_belongs(path: Path) -> bool:
    stem = path.name.removeprefix("lib").split(".")[0]
    return stem in PLUGINS.get(path.parent.name, ())


def engine_files(folder: Path) -> list[tuple[Path, str]]:
    """The libraries of our own build of llama.cpp and the folder in the package each goes to."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    libraries = [path for path in found if path.suffix not in (".json", ".whl")]
    return [(path, Path(ENGINE, path.relative_to(folder).parent).as_posix()) for path in libraries]


def engine_links(folder: Path) -> list[tuple[str, str]]:
    """Link and target for the name each library is opened by, where that is not its own."""
    links = [path for path in sorted(folder.iterdir()) if path.is_symlink()]
    return [(f"{ENGINE}/{path.name}", path.readlink().name) for path in links]
