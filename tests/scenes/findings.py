"""What a check found, in words a person can act on."""

from dataclasses import asdict, dataclass

from PySide6.QtWidgets import QWidget

_DEEP = 4


@dataclass(frozen=True)
class Finding:
    """``check`` is the name of the check, ``where`` the way to the widget, ``what`` is wrong there."""

    check: str
    where: str
    what: str

    def as_row(self) -> dict[str, str]:
        return asdict(self)


def way_to(widget: QWidget) -> str:
    """Class and object name of a widget and its nearest parents, outermost first."""
    names: list[str] = []
    here: QWidget | None = widget
    while here is not None and len(names) < _DEEP:
        own = here.objectName()
        names.insert(
            0, f"{type(here).__name__}#{own}" if own and not own.startswith("qt_") else type(here).__name__
        )
        here = here.parentWidget()
    return " › ".join(names)


def short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
