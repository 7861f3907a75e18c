"""What strangers may send: texts, cards, files and a hub, made up from a random number generator."""

import contextlib
import json
import os
import random
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from explorer.choose.need_file import KEYS
from explorer.domain.included_models import INCLUDED
from tests.models.tiny import CHAT_TEMPLATE, Tiny, write_adapter, write_tiny

ACTING = ("\x1b[31m", "\x1b]0;x\x07", "\x9b2J", "\u202e", "\u2066", "\u202d", "\r", "\x08", "\x7f", "\ufdd0")
PLAIN = (
    "mit", "tim", "{name}", "{", "%s", "<b>x</b>", "=1+1", "../..", "\n", "\t", "  ", "نموذج", "模型", "é",
    "a" * 300, "~nobody", "-", "x/y", "C:\\x", "'", '"', "\\x1b", "| a | b |", "0", "-1", "1e999", "nan",
    "👩\u200d🔬",
)  # fmt: skip
BROKEN = ("\udcff", "\udc80\udcfe")  # bytes that are no UTF-8, as Python names them
TEMPLATES = (
    CHAT_TEMPLATE, CHAT_TEMPLATE, None, "{{ raise_exception('\x1b[31m\u202e') }}", "{{ messages",
    "{{ '\u202e\x1b[2J' }}", "{{ nothing.x }}",
)  # fmt: skip
_KEYS = ("general.name", "general.license", "general.description", "general.url", "general.base_model.0.name")
_QUOTED = (
    '"\\u202e"', '"\\ud800"', '"\\x1b[1m"', "!!python/object:os.x {}", "2024-01-01", "[1, [2]]", "{a: 1}",
)  # fmt: skip
_STATUS = (200,) * 30 + (204, 206, 301, 302, 400, 401, 403, 404, 404, 404, 410, 418, 451)


def text(rng: random.Random, *, broken: bool = False) -> str:
    """A few pieces, most of them odd."""
    pieces = (*ACTING, *PLAIN, *(BROKEN * 4 if broken else ()))
    return "".join(rng.choice(pieces) for _ in range(rng.choice((0, 1, 1, 1, 2, 3))))


def value(rng: random.Random, depth: int = 3) -> Any:
    """Anything JSON can hold."""
    match rng.randrange(9 if depth else 5):
        case 0:
            return rng.choice((None, True, False))
        case 1:
            return rng.choice((0, -1, 2**31, 2**63, 10**400, 1.5, 1e308))
        case 2 | 3 | 4:
            return text(rng)
        case 5 | 6:
            return [value(rng, depth - 1) for _ in range(rng.randrange(3))]
        case _:
            return {text(rng): value(rng, depth - 1) for _ in range(rng.randrange(3))}


def card(rng: random.Random) -> str:
    keys = ("license", "license_name", "license_link", "base_model", "datasets", "language", "tags")
    lines = [f"{rng.choice(keys)}: {rng.choice((*_QUOTED, text(rng)))}" for _ in range(rng.randrange(5))]
    sentences = (
        f"# {text(rng)}", f"Trained on {text(rng)} with {text(rng)} tokens.", f"License: {text(rng)}",
        f"Fine-tuned from [{text(rng)}](https://huggingface.co/a/{text(rng)}).",
        f"| {text(rng)} | 3 |\n|-|-|",
        f"The license is \u202e\"tim\" {text(rng)}.", f"```\n{text(rng)}\n```", "&#x202e;&#27;",
    )  # fmt: skip
    body = "\n\n".join(rng.choice(sentences) for _ in range(rng.randrange(8)))
    return "\n".join(("---", *lines, "---", body)) if rng.random() < 0.8 else body


# A PNG of one pixel
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000"
    "040001f61738550000000049454e44ae426082"
)


def write_model(path: Path, rng: random.Random) -> Path:
    """A sound one with a hostile header; sometimes with bytes in it that are no text, or cut off."""
    metadata = {key: text(rng) + "!!!!" for key in rng.sample(_KEYS, rng.randrange(len(_KEYS)))}
    tiny = Tiny(
        "The \x1bmeadow \u202eanswers.", rng.choice(TEMPLATES), name=text(rng) or "x", metadata=metadata
    )
    made = path.parent / "made.gguf"
    data = write_tiny(made, tiny).read_bytes()
    made.unlink()
    if rng.random() < 0.3:
        data = data.replace(b"!!!!", b"\xff\xfe\xc3(")
    path.write_bytes(data[: rng.randrange(len(data))] if rng.random() < 0.1 else data)
    return path


def home(folder: Path, rng: random.Random) -> list[Path]:
    """Fill a models folder and what lies beside it; the files that may be named on a command line."""
    models = folder / "models"
    models.mkdir(parents=True)
    leave_out_included(models)
    files = [folder / "missing.gguf", models]
    for number in range(4):
        inside = rng.choice((models, folder, models / "imported", models / "org" / "name"))
        inside.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):  # a name this system cannot have
            files.append(write_model(inside / f"{name(rng)}{number}.gguf", rng))
    files.append(write_adapter(folder / "adapter.gguf"))
    need = {key: value(rng) for key in rng.sample(KEYS, 3)}
    (folder / "need.yaml").write_text(json.dumps(need))  # JSON is YAML
    files.append(folder / "need.yaml")
    (models / "org" / "name" / ".explorer").mkdir(parents=True, exist_ok=True)
    origin = {"repo": text(rng), "endpoint": "x", "files": value(rng)}
    (models / "org" / "name" / ".explorer" / "origin.json").write_text(json.dumps(origin))
    (models / "folder.gguf").mkdir()
    for number in range(3):
        with contextlib.suppress(OSError):
            files.append(
                _write(folder / f"{name(rng)}{number}.md", card(rng).encode("utf-8", "surrogateescape"))
            )
    files.append(_write(folder / "prompts.jsonl", f'"{"x"}"\n{json.dumps(value(rng))}'.encode()))
    files.append(_write(folder / "prompts.txt", f"Hi {text(rng)}\n---\n{text(rng)}".encode()))
    files.append(_write(folder / "picture.png", PICTURE[: rng.choice((len(PICTURE), len(PICTURE) // 2))]))
    return files


def leave_out_included(models: Path) -> list[Path]:
    """They are large, and have tests of their own. The markers that say so."""
    (models / ".explorer").mkdir(parents=True, exist_ok=True)
    markers = [models / ".explorer" / f"included-{one.distribution}" for one in INCLUDED]
    for marker in markers:
        marker.touch()
    return markers


def name(rng: random.Random) -> str:
    """Of a file: any bytes but a slash."""
    return text(rng, broken=os.name != "nt").replace("/", "")[:60].replace("\0", "")


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


class HostileHub:
    """Answers each request with something that looks a little like what was asked for."""

    def __init__(self, model: Path) -> None:
        self.rng, self.is_sound = random.Random(0), False  # then it answers as a hub does
        self._model = model.read_bytes()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, type and body."""
        rng = self.rng
        status = 200 if self.is_sound else rng.choice(_STATUS)
        if "/resolve/" in path:
            body = card(rng).encode("utf-8", "replace") if ".md" in path.lower() else self._model
            return status, "application/octet-stream", body
        odd = text(rng).encode("ascii", "ignore").decode()
        kind = "application/json" if self.is_sound else rng.choice(("application/json", "text/html", odd))
        return status, "".join(c for c in kind if c.isprintable()), self._json(path)

    def _json(self, path: str) -> bytes:
        rng = self.rng
        if rng.random() < 0.1 and not self.is_sound:
            return rng.choice(
                (b"", b"[", b"\xff\xfe", b"null", b"[" * 3000, b'"\\ud800"', b"<html>\x1b[31m</html>")
            )
        if rng.random() < 0.2 and not self.is_sound:
            return json.dumps(value(rng)).encode()
        repos = [self._repo() for _ in range(rng.randrange(1, 4))]
        return json.dumps(repos if path.split("?", maxsplit=1)[0].endswith("/models") else repos[0]).encode()

    def _repo(self) -> dict[str, Any]:
        rng = self.rng
        sound: dict[str, Callable[[], Any]] = {
            "id": lambda: "org/name",
            "sha": lambda: "0123456789abcdef0123456789abcdef01234567",
            "tags": lambda: ["gguf", f"license:{text(rng)}", f"base_model:{text(rng)}", text(rng)],
            "siblings": lambda: [{"rfilename": n, "size": len(self._model)} for n in self._names()],
            "cardData": lambda: {"license": text(rng), "base_model": [text(rng)], "datasets": text(rng)},
            "gguf": lambda: {"total": 1000, "architecture": text(rng), "context_length": 2048},
            "gated": lambda: rng.choice((False, "auto", text(rng))),
            "lastModified": lambda: rng.choice(("2026-01-01T00:00:00Z", text(rng))),
            "downloads": lambda: 3,
            "pipeline_tag": lambda: text(rng),
        }
        return {
            key: make() if self.is_sound or rng.random() < 0.85 else value(rng) for key, make in sound.items()
        }

    def _names(self) -> Iterator[str]:
        yield "README.md"
        yield "config.json"
        if self.is_sound:
            yield "tiny-Q4_K_M.gguf"
        for _ in range(self.rng.randrange(3)):
            yield f"{text(self.rng)}-Q4_K_M.gguf"

    def _handler(hub) -> type[BaseHTTPRequestHandler]:  # noqa: N805  ``self`` is the handler's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body = hub.answer(self.path)
                with contextlib.suppress(OSError):  # who asked went away
                    self.send_response_only(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(body)))
                    if status in (301, 302):
                        self.send_header(
                            "Location", hub.rng.choice(("/api/models", "http://\x1b[", "//", "file:///x"))
                        )
                    self.end_headers()
                    self.wfile.write(body if status not in (204, 304) else b"")

            def do_HEAD(self) -> None:
                self.do_GET()

            def log_message(self, *_: object) -> None: ...

        return Handler
