"""What the choices of a switch of thinking are called."""

from explorer.domain.words import Words


def choice_text(choice: str) -> str:
    return {
        "on": Words("on"),
        "off": Words("off"),
        "minimal": Words("minimal"),
        "low": Words("low"),
        "medium": Words("medium"),
        "high": Words("high"),
        "xhigh": Words("very high"),
        "max": Words("highest"),
    }.get(choice, choice)
