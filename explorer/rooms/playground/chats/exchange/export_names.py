"""How other programs call the files in which their chats leave."""

from pathlib import Path

LM_STUDIO_ENDING = ".conversation.json"


def is_chat_export(path: Path) -> bool:
    """As far as its name tells. Other files that hold chats may be meant as a document."""
    return path.suffix.lower() == ".zip" or is_known_name(path.name)


def is_known_name(name: str) -> bool:
    """Whether ChatGPT or LM Studio calls a list of messages so."""
    name = name.lower()
    if name.endswith(LM_STUDIO_ENDING):
        return True
    stem = name.removesuffix(".json").removeprefix("conversations")
    return name.startswith("conversations") and name.endswith(".json") and stem.strip("-_0123456789") == ""
