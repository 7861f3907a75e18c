"""File names that a repo may have and that must not reach the disk, each with the reason that is told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NameCase:
    kind: str
    name: str
    reason: str

    @property
    def shown(self) -> str:
        """For a table: long ones are cut, what cannot be seen is spelled."""
        plain = ascii(self.name)[1:-1].replace("|", r"\|")
        return plain if len(plain) <= 24 else f"{plain[:20]}…"


_OUT = "it leads out of its folder"
_SIGN = "it contains a sign that file names cannot have"
_END = "it begins or ends with a space or a dot"
_KEPT = "Windows keeps this name for itself"
_OWN = "this app keeps this name for itself"
_LONG = "it is too long"

NAMES = (
    NameCase("Traversal", "../a.gguf", _OUT),
    NameCase("Traversal", "a/../../b.gguf", _OUT),
    NameCase("Traversal, Windows", "..\\a.gguf", _SIGN),
    NameCase("Absolute", "/etc/passwd", _OUT),
    NameCase("Absolute, Windows", "C:/a.gguf", _SIGN),
    NameCase("Relative to a drive", "C:a.gguf", _SIGN),
    NameCase("Network share", "\\\\server\\share", _SIGN),
    NameCase("Empty part", "a//b.gguf", _OUT),
    NameCase("Alternate stream", "a.gguf:stream", _SIGN),
    NameCase("Reserved on Windows", "CON", _KEPT),
    NameCase("Reserved with an extension", "nul.tar.gguf", _KEPT),
    NameCase("Reserved folder", "Aux/a.gguf", _KEPT),
    NameCase("Reserved with a small digit", "LPT¹.gguf", _KEPT),
    NameCase("Trailing dot", "a.gguf.", _END),
    NameCase("Trailing space", "a.gguf ", _END),
    NameCase("Trailing dot of a folder", "a./b.gguf", _END),
    NameCase("Leading space", " a.gguf", _END),
    NameCase("Zero byte", "a\0.gguf", _SIGN),
    NameCase("Line break", "a\n.gguf", _SIGN),
    NameCase("Wildcard", "a*.gguf", _SIGN),
    NameCase("More than 255 bytes", "x" * 260, _LONG),
    NameCase("More than 255 bytes in UTF-8", "é" * 130, _LONG),
    NameCase("Half a letter", "a\ud800.gguf", "it is not valid text"),
    NameCase("This app's own folder", ".explorer/a.gguf", _OWN),
    NameCase("This app's own folder in other letters", ".Explorer/a.gguf", _OWN),
)
