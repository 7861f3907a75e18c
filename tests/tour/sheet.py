"""The contact sheet of the tour: all pictures on one page, by scene, with what the checks found there."""

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_HEAD = """<!doctype html><meta charset="utf-8"><title>The tour</title>
<style>
body { font: 13px sans-serif; margin: 24px; background: #ddd; color: #222 }
h2 { margin: 32px 0 8px } figure { display: inline-block; margin: 0 12px 12px 0; vertical-align: top }
img { height: 260px; border: 1px solid #999; display: block } figcaption { padding: 2px 0 }
li { color: #a00 } nav a { margin-right: 12px }
</style>
"""


def write_index(folder: Path, rows: Sequence[dict[str, Any]]) -> None:
    """``folder/index.html`` over the pictures that lie there."""
    scenes: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        scenes.setdefault(row["scene"], []).append(row)
    story = sorted(path.name for path in folder.glob("[0-9][0-9]-*.png"))
    links = "".join(f'<a href="#{name}">{name}</a>' for name in scenes)
    parts = [_HEAD, f"<nav>{links}</nav>"]
    parts += ["<h2>The main job</h2>", *map(_figure, story)] if story else []
    parts += [_scene(name, played) for name, played in scenes.items()]
    (folder / "index.html").write_text("\n".join(parts), encoding="utf-8")


def _scene(name: str, played: Sequence[dict[str, Any]]) -> str:
    found = {(f["check"], f["where"], f["what"]) for row in played for f in row["findings"]}
    items = "".join(f"<li>{html.escape(': '.join(one))}</li>" for one in sorted(found))
    pictures = "".join(_figure(picture) for row in played for picture in row["pictures"])
    return f'<h2 id="{name}">{name}</h2><ul>{items}</ul>{pictures}'


def _figure(picture: str) -> str:
    caption = html.escape(picture.removesuffix(".png"))
    return (
        f'<figure><a href="{picture}"><img loading="lazy" src="{picture}" alt=""></a>'
        f"<figcaption>{caption}</figcaption></figure>"
    )
