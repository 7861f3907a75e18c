"""The description that software centres show (AppStream), completed by what only a build knows."""

import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

from project import Project

SOURCE = Path(__file__).resolve().parent / "linux" / "open-model-explorer.metainfo.xml"
SCREENSHOTS = {
    "discover.light": "Search models, and read what their makers disclose",
    "playground.dark": "Ask a model that runs on this machine",
    "compare-facts.light": "Facts of several models side by side, each with its source",
    "compare-answers.dark": "One prompt, several models, with measured speed",
    "library.light": "What is on this disk, from where, and whether it is intact",
}


def metainfo(project: Project) -> str:
    """With version and date; links and screenshots only where the project has a public address."""
    root = ET.parse(SOURCE).getroot()
    owner = _reversed(project.source)
    developer = ET.SubElement(root, "developer", {"id": owner} if owner else {})
    ET.SubElement(developer, "name").text = project.maintainer.partition(" <")[0]
    if owner:
        root.find("id").text = f"{owner}.{project.name.replace('-', '_')}"  # type: ignore[union-attr]
        ET.SubElement(root, "url", type="homepage").text = project.source
        ET.SubElement(root, "url", type="bugtracker").text = f"{project.source}/issues"
        _add_screenshots(root, project)
    releases = ET.SubElement(root, "releases")
    ET.SubElement(releases, "release", version=project.version, date=f"{project.date:%Y-%m-%d}")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _reversed(source: str) -> str:
    """How AppStream names a project's owner: ``io.github.owner``; empty without a public address."""
    parts = urlsplit(source)
    host = (parts.hostname or "").replace("github.com", "github.io")
    owner = parts.path.strip("/").split("/")[0].lower()
    return ".".join([*reversed(host.split(".")), owner]) if host and owner else ""


def _add_screenshots(root: ET.Element, project: Project) -> None:
    """They are loaded from the tag of this version; AppStream knows no other way than an address."""
    screenshots = ET.SubElement(root, "screenshots")
    for name, caption in SCREENSHOTS.items():
        kind = {} if len(screenshots) else {"type": "default"}
        one = ET.SubElement(screenshots, "screenshot", kind)
        ET.SubElement(one, "caption").text = caption
        address = f"{project.source}/raw/v{project.version}/docs/{name}.png"
        ET.SubElement(one, "image", type="source").text = address
