"""Completes and signs the .app that PyInstaller made, and puts it into a .dmg. Runs on macOS only.

EXPLORER_SIGN_AS names an identity of the keychain; without it the signature is an ad hoc one, and macOS asks
the person to confirm the first start in its privacy settings.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from project import APP, Project

HERE = Path(__file__).resolve().parent
TITLE = "Open Model Explorer"
ENTITLEMENTS = HERE / "macos" / "entitlements.plist"
TYPE = "open-model-explorer.gguf"
INFO = {
    "CFBundleIdentifier": "open-model-explorer",
    "CFBundleDisplayName": TITLE,
    "LSApplicationCategoryType": "public.app-category.utilities",
    "LSMinimumSystemVersion": "13.0",  # what Qt asks for
    "NSHighResolutionCapable": True,
    "NSRequiresAquaSystemAppearance": False,  # it has a dark theme of its own
    "CFBundleLocalizations": ["en", "zh-Hans"],
    "CFBundleDocumentTypes": [
        {
            "CFBundleTypeName": "Language model (GGUF)",
            "CFBundleTypeRole": "Viewer",
            "LSHandlerRank": "Alternate",
            "LSItemContentTypes": [TYPE],
        }
    ],
    "UTImportedTypeDeclarations": [
        {
            "UTTypeIdentifier": TYPE,
            "UTTypeDescription": "Language model (GGUF)",
            "UTTypeConformsTo": ["public.data"],
            "UTTypeTagSpecification": {"public.filename-extension": ["gguf"]},
        }
    ],
}


def run(*line: str | Path) -> None:
    status = subprocess.call([str(word) for word in line])
    if status:
        sys.exit(f"package: {line[0]} ended with status {status}")


def complete(app: Path) -> None:
    """What was added to the folder after freezing, in the places that a .app has for it."""
    inside = app / "Contents" / "Resources"
    shutil.copytree(APP / "licenses", inside / "licenses", dirs_exist_ok=True)
    shutil.copy(next(APP.rglob("parts.json")), inside / "resources" / "parts.json")


def sign(app: Path) -> None:
    identity = os.environ.get("EXPLORER_SIGN_AS", "-")
    run("codesign", "--force", "--deep", "--timestamp=none", "--options", "runtime",
        "--entitlements", ENTITLEMENTS, "--sign", identity, app)  # fmt: skip
    run("codesign", "--verify", "--deep", "--strict", app)


def build(_project: Project, target: Path) -> Path:
    app = APP.parent / f"{TITLE}.app"
    complete(app)
    sign(app)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work, TITLE)
        folder.mkdir()
        run("ditto", app, folder / app.name)
        (folder / "Applications").symlink_to("/Applications")
        run("hdiutil", "create", "-quiet", "-ov", "-format", "ULFO", "-fs", "APFS", "-volname", TITLE,
            "-srcfolder", folder, target)  # fmt: skip
    return target
