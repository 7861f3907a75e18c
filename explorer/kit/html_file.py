"""A file of HTML that a person keeps: no script, nothing remote, light and dark, on paper too.

The policy in its head lets nothing in but our own style sheet, by its hash.
"""

import base64
import hashlib
from html import escape

from explorer.base.resources import resource
from explorer.kit.design_tokens import dark_theme, light_theme


def html_file(title: str, language: str, sheet: str, body: str, rules: str = "") -> bytes:
    """``sheet``: the resource of its style, ``rules``: more of it; ``title`` and ``language`` are escaped,
    ``body`` is HTML.
    """
    css = resource(sheet).read_text(encoding="utf-8") + rules
    for theme in (light_theme(), dark_theme()):
        roles = theme.colours().items()
        filled = " ".join(f"--{role.replace('_', '-')}: {colour.name()};" for role, colour in roles)
        css = css.replace(f"/* {theme.name} */", filled)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{css}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    ).encode()
