"""Clients of a server that streams, in a process of their own: JSON on stdin, and what they heard on stdout.

In: ``port``, ``headers``, ``path``, and ``clients``, each a list of bodies that it sends one after another.
Out: for each client and body seconds until the first text and until the end, tokens by the server's own
usage, and the text. The same for any server of OpenAI's API, so that two can be compared.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator, Mapping
from typing import Any

type Told = dict[str, Any]


async def main() -> None:
    asked = json.load(sys.stdin)
    where = asked["port"], asked["headers"], asked["path"]

    async def client(bodies: list[Told]) -> list[Told]:
        return [await _heard(where, body) for body in bodies]

    begun = time.perf_counter()
    every = await asyncio.gather(*map(client, asked["clients"]))
    print(json.dumps({"seconds": time.perf_counter() - begun, "heard": every}))


async def events(port: int, headers: Mapping[str, str], path: str, body: Told) -> AsyncGenerator[Told]:
    """What a server streams, until it says that this was all; leaving earlier closes the connection.

    Raises ConnectionError for any other end.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        content = json.dumps(body).encode()
        head = {"Host": f"127.0.0.1:{port}", "Content-Type": "application/json", **headers}
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        length = f"Content-Length: {len(content)}"
        writer.write("\r\n".join([*lines, length, "", ""]).encode() + content)
        if b" 200 " not in (status := await reader.readline()):
            raise ConnectionError(status, await reader.read(2000))
        while line := await reader.readline():
            if line.startswith(b"data: [DONE]"):
                return
            if line.startswith(b"data: "):
                yield json.loads(line[6:])
        raise ConnectionError("cut off")
    finally:
        writer.close()


def text_of(event: Told) -> str:
    choice: Told = next(iter(event.get("choices", ())), {})
    return choice.get("text") or choice.get("delta", {}).get("content") or ""


async def _heard(where: tuple[int, Mapping[str, str], str], body: Told) -> Told:
    begun, first, texts, tokens = time.perf_counter(), 0.0, list[str](), 0
    async for event in events(*where, {**body, "stream": True, "stream_options": {"include_usage": True}}):
        if text := text_of(event):
            first = first or time.perf_counter() - begun
            texts.append(text)
        if usage := event.get("usage"):
            tokens = usage["completion_tokens"]
    return {"first": first, "end": time.perf_counter() - begun, "tokens": tokens, "text": "".join(texts)}


if __name__ == "__main__":
    asyncio.run(main())
