"""DOCX, ODT and EPUB files made by hand, good ones and others."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)


def zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return path


def docx(path: Path, body: str, before: str = "", **parts: str) -> Path:
    """``body``: of document.xml; ``parts``: more of the folder "word"."""
    main = f'{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    more = {f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{text}</w:{name}>' for name, text in parts.items()}
    return zipped(path, {"[Content_Types].xml": "<Types/>", "word/document.xml": main, **more})


def paragraph(text: str, of_paragraph: str = "", of_run: str = "") -> str:
    run = f'<w:r><w:rPr>{of_run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{of_paragraph}</w:pPr>{run}</w:p>"


def odt(path: Path, body: str, styles: str = "", **parts: str) -> Path:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "style", "text", "table")
    )
    fo = 'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    content = (
        f"<office:document-content {names} {fo}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    more = {name.replace("__", "/") + ".xml": text for name, text in parts.items()}
    return zipped(
        path, {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **more}
    )


def epub(path: Path, chapters: Mapping[str, str], order: str = "", **parts: str) -> Path:
    """``chapters`` by their address; ``order``: of other itemrefs."""
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(chapters)
    )
    spine = order or "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>A made book</dc:title></metadata><manifest>{items}</manifest>"
        f"<spine>{spine}</spine></package>"
    )
    pages = {f"OEBPS/{name.replace('%20', ' ')}": text for name, text in chapters.items()}
    more = {f"META-INF/{name}.xml": text for name, text in parts.items()}
    start = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/book.opf": book}
    return zipped(path, {**start, **pages, **more})
