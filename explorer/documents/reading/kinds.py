"""What a file is, by its first bytes and its name: names are wrong at times, and programs are named .txt."""

import zipfile
from typing import BinaryIO

from explorer.documents.reading.read_messages import NotReadError

_HEAD = 4096
_PDF_WITHIN = 1024  # bytes before "%PDF-" that its readers allow
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TABLES = (".csv", ".tsv", ".tab")
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd")
_HTML = (".html", ".htm", ".xhtml")
_OF_ZIPS = {
    "application/epub+zip": "epub",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
}
_OTHERS = {
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument spreadsheet",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument presentation",
    "xl/workbook.xml": "Excel",
    "xl/workbook.bin": "Excel",
    "ppt/presentation.xml": "PowerPoint",
    "Index/Document.iwa": "Pages",
}
_BINARY = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!",
    b"\xfd7zXZ", b"GGUF", b"SQLite format 3\0", b"ID3", b"OggS", b"RIFF", b"\x28\xb5\x2f\xfd",
)  # fmt: skip


def kind_of(file: BinaryIO, suffix: str) -> str:
    """One of those that ``ReadSummary`` names. Raises NotReadError for any other."""
    head = file.read(_HEAD)
    file.seek(0)
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(file, suffix)
    if head.startswith(_OLE):
        raise _of_ole(file, suffix)
    if head.startswith(b"{\\rtf"):
        raise NotReadError("other kind", "RTF")
    if head.startswith(_BINARY):
        raise NotReadError("no document")
    if suffix in (".pdf", ".docx", ".odt", ".epub"):
        raise NotReadError(
            "broken" if head.strip(b"\0") else "empty", f"it does not begin as a {suffix} does"
        )
    return _kind_of_text(head, suffix)


def _kind_of_text(head: bytes, suffix: str) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix in _HTML or start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if suffix in _TABLES:
        return "table"
    return "markdown" if suffix in _MARKDOWN else "text"


def _kind_of_zip(file: BinaryIO, suffix: str) -> str:
    try:
        with zipfile.ZipFile(file) as parts:
            names = set(parts.namelist())
            stated = _mime_type(parts) if "mimetype" in names else ""
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise NotReadError("broken", str(error)) from error
    if stated in _OF_ZIPS:
        return _OF_ZIPS[stated]
    if "word/document.xml" in names or (
        "[Content_Types].xml" in names and suffix in (".docx", ".docm", ".dotx")
    ):
        return "docx"
    if "META-INF/container.xml" in names:
        return "epub"
    if "content.xml" in names and suffix == ".odt":
        return "odt"
    other = _OTHERS.get(stated) or next((_OTHERS[name] for name in _OTHERS if name in names), "")
    raise NotReadError("other kind", other) if other else NotReadError("no document")


def _mime_type(parts: zipfile.ZipFile) -> str:
    info = parts.getinfo("mimetype")
    if info.flag_bits & 1 or info.file_size > _HEAD:
        return ""
    with parts.open(info) as file:
        return file.read(_HEAD).decode("ascii", "replace").strip()


def _of_ole(file: BinaryIO, suffix: str) -> NotReadError:
    """Of Word before 2007; since then, Office puts what it encrypts into such a file."""
    size = file.seek(0, 2)
    file.seek(0)
    head, end = file.read(1 << 20), b""
    if size > 1 << 20:
        file.seek(max(0, size - (1 << 20)))
        end = file.read(1 << 20)
    if any("EncryptedPackage".encode("utf-16-le") in piece for piece in (head, end)):
        return NotReadError("locked")
    if suffix in (".doc", ".dot") or "WordDocument".encode("utf-16-le") in head + end:
        return NotReadError("old word")
    return NotReadError("no document")
