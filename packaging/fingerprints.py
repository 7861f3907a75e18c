"""Writes resources/license_fingerprints.json from a folder of license texts.

usage: python packaging/fingerprints.py FOLDER

FOLDER holds the texts of the ScanCode LicenseDB (``*.LICENSE``, as in the package scancode-toolkit-mini),
which carry a header between lines of dashes. Only hashes of the texts are written, nothing of the texts.
"""

import json
import sys
from base64 import b64encode
from pathlib import Path

from explorer.transparency.licensing.license_text import SHORT_HASH, hashes, sketch, words_of

TARGET = Path(__file__).resolve().parent.parent / "resources" / "license_fingerprints.json"
TEXTS = {
    "apache-2.0": ["apache-2.0"],
    "mit": ["mit"],
    "bsd-2-clause": ["bsd-simplified"],
    "bsd-3-clause": ["bsd-new"],
    "isc": ["isc"],
    "zlib": ["zlib"],
    "unlicense": ["unlicense"],
    "mpl-2.0": ["mpl-2.0"],
    "epl-2.0": ["epl-2.0"],
    "eupl-1.2": ["eupl-1.2"],
    "gpl-2.0": ["gpl-2.0"],
    "gpl-3.0": ["gpl-3.0"],
    "lgpl-3.0": ["lgpl-3.0"],
    "agpl-3.0": ["agpl-3.0"],
    "bsd-3-clause-clear": ["clear-bsd"],
    "cc0-1.0": ["cc0-1.0"],
    "cc-by-4.0": ["cc-by-4.0"],
    "cc-by-sa-4.0": ["cc-by-sa-4.0"],
    "openmdw-1.0": ["openmdw-1.0"],
    "cc-by-nc-4.0": ["cc-by-nc-4.0"],
    "cc-by-nc-sa-4.0": ["cc-by-nc-sa-4.0"],
    "cc-by-nc-nd-4.0": ["cc-by-nc-nd-4.0"],
    "bigscience-bloom-rail-1.0": ["bigscience-rail-1.0"],
    "bigscience-openrail-m": ["bigscience-open-rail-m"],
    "creativeml-openrail-m": ["bigscience-open-rail-m2"],
    "bigcode-openrail-m": ["bigcode-open-rail-m-v1"],
    "llama2": ["llama-2-license-2023"],
    "llama3.1": ["llama-3.1-license-2024"],
    "llama3.2": ["llama-3.2-license-2024"],
    "llama3.3": ["llama-3.3-license-2024"],
    "llama4": ["llama-4-license-2025", "llama-4-cla-2025"],
    "gemma": ["gemma-tou-2024-04-01", "gemma-tou-2025-03-24"],
    "tongyi-qianwen": ["tongyi-qianwen-2023"],
    "qwen": ["qwen-2024"],
    "deepseek": ["deepseek-la-1.0"],
    "exaone": ["exaone-ai-model-1.1-nc"],
    "hyperclovax-seed": ["hyperclova-x-seed-2025"],
    "modified-mit": ["moonshot-ai-modified-mit-2025"],
    "nvidia-open-model-license": ["nvidia-open-model-2025-04-28"],
    "stabilityai-ai-community": ["stability-ai-community-2024"],
    "falcon-llm-license": ["falcon-2-11b-1.0"],
}


def main() -> int:
    folder = Path(sys.argv[1])
    known = {
        id_: _fingerprint([_text(folder / f"{name}.LICENSE") for name in names])
        for id_, names in TEXTS.items()
    }
    body = {"source": "hashes of license texts; see packaging/fingerprints.py", "licenses": known}
    lines = json.dumps(body).replace('"}, "', '"},\n"')
    TARGET.write_text(lines + "\n", encoding="utf-8")
    return 0


def _fingerprint(texts: list[str]) -> dict[str, object]:
    runs = b"".join(sorted({one[:SHORT_HASH] for text in texts for one in hashes(words_of(text))}))
    return {"sketches": [sketch(text) for text in texts], "runs": b64encode(runs).decode()}


def _text(path: Path) -> str:
    """Without the header of the collection."""
    whole = path.read_text(encoding="utf-8")
    return whole.split("\n---\n", 1)[1] if whole.startswith("---\n") else whole


if __name__ == "__main__":
    raise SystemExit(main())
