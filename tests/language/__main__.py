"""``./dev words``: brings the language files up to the source, and says what is left to translate.

New texts are added with an empty translation, texts that are gone are dropped.
"""

import json
import sys
from pathlib import Path

from explorer.base.resources import resource
from tests.language.extract import find_texts

EXPLORER = Path(__file__).resolve().parents[2] / "explorer"


def main() -> int:
    wanted = sorted({found.text for found in find_texts(EXPLORER) if found.text})
    for path in sorted(resource("languages").glob("*.json")):
        known: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        kept = {text: known.get(text, "") for text in wanted}
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"{path.name}: {len(kept)} texts, {sum(not t for t in kept.values())} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main())
