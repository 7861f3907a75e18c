"""What belongs into the packaged folder and what does not.

It exists apart from the recipe because PyInstaller follows Qt's plugins into everything Qt can do:
without these rules the folder is twice as large and brings libraries the app never opens.
"""

import re
import sys
from importlib.util import find_spec
from pathlib import Path

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
    "pygments",
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

LOCAL_METADATA = ("direct_url.json", "RECORD", "REQUESTED", "INSTALLER")  # they name the build folder


# Qt's own words, for each file of resources/languages.
LANGUAGES = Path(__file__).resolve().parent.parent / "resources" / "languages"
QT_WORDS = tuple(f"qtbase_{file.stem}" for file in LANGUAGES.glob("*.json"))


def belongs(destination: str) -> bool:
    """Whether a file with this path in the folder is wanted."""
    path = Path(destination)
    if path.name in LOCAL_METADATA or UNUSED_LIBRARIES.match(path.name):
        return False
    if "translations" in path.parts:
        return path.stem in QT_WORDS
    return "plugins" not in path.parts or plugin_belongs(path)


def plugin_belongs(path: Path) -> bool:
    stem = path.name.removeprefix("lib").split(".")[0]
    return stem in PLUGINS.get(path.parent.name, ())


def llama_folder() -> Path:
    """Where llama.cpp's binding keeps its libraries."""
    spec = find_spec("llama_cpp")
    if spec is None or spec.origin is None:
        raise SystemExit("llama_cpp is not installed here")
    return Path(spec.origin).parent / "lib"


def llama_libraries(platform: str = sys.platform) -> list[Path]:
    """Each library once. A wheel holds every one three times under the names of its versions."""
    patterns = {"win32": "*.dll", "darwin": "*.dylib"}
    found = sorted(llama_folder().glob(patterns.get(platform, "lib*.so.0")))
    if not found:
        raise SystemExit(f"no llama.cpp libraries in {llama_folder()}")
    return found


def llama_links(platform: str = sys.platform) -> list[tuple[str, str]]:
    """Link and target for the name each library is opened by, where that is not its own."""
    if platform in ("win32", "darwin"):
        return []
    names = [path.name for path in llama_libraries(platform)]
    return [(name.removesuffix(".0"), name) for name in names]
