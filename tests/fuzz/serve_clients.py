"""Clients of our server that leave whenever they like, in a process of their own: JSON on stdin and stdout.

In: ``port``, ``headers``, ``count`` requests in all, ``at_once``, ``seed``, ``script``: what the model
"scripted" says. Out: how many ended in which way. None may be lost: who stays hears the whole answer.
"""

import asyncio
import json
import random
import sys
from collections import Counter
from contextlib import aclosing
from typing import Any

from tests.benchmarks._streams import events, text_of

_LIMIT_S = 120

type Told = dict[str, Any]


class Clients:
    def __init__(self, asked: Told) -> None:
        self._port, self._headers, self._script = asked["port"], asked["headers"], asked["script"]
        self._left, self._random = asked["count"], random.Random(asked["seed"])
        self.ends: Counter[str] = Counter()

    async def run(self) -> None:
        """One of them: until all requests are made."""
        while self._left > 0:
            self._left -= 1
            try:
                async with asyncio.timeout(_LIMIT_S):
                    self.ends[await self._one()] += 1
            except TimeoutError:
                self.ends["lost: no end"] += 1
            except ConnectionError as error:
                self.ends[f"lost: {error}"[:300]] += 1

    async def _one(self) -> str:
        kind = self._random.random()
        if kind < 0.08:
            return await self._leave_at_once(0.3 if kind < 0.04 else 1.0)
        model = "endless" if self._random.random() < 0.5 else "scripted"
        body = {"model": model, "max_tokens": self._random.choice((5, 30, 90)), "temperature": 0}
        path, asked = self._asked()
        if kind < 0.11:
            return await self._refused(path, {**body, **asked, "temperature": "hot"})
        most = self._random.randint(0, 6) if kind < 0.5 else None
        return await self._stream(path, {**body, **asked, "stream": True}, most)

    def _asked(self) -> tuple[str, Told]:
        text = f"{self._random.random()} " + "some words " * self._random.choice((1, 5, 60))
        if self._random.random() < 0.3:
            return "/v1/completions", {"prompt": text}
        return "/v1/chat/completions", {"messages": [{"role": "user", "content": text}]}

    async def _stream(self, path: str, body: Told, most: int | None) -> str:
        """Leave after ``most`` events."""
        texts, reason, count = list[str](), None, 0
        async with aclosing(events(self._port, self._headers, path, body)) as stream:
            async for event in stream:
                count += 1
                texts.append(text_of(event))
                reason = next((one["finish_reason"] for one in event["choices"]), None) or reason
                if most is not None and count > most:
                    return "left"
        is_script = "messages" in body and body["model"] == "scripted" and body["max_tokens"] > 20
        if reason is None or (is_script and "".join(texts) != self._script):
            return f"lost: {''.join(texts)!r} {reason}"
        return "whole"

    async def _refused(self, path: str, body: Told) -> str:
        try:
            async with aclosing(events(self._port, self._headers, path, body)) as stream:
                async for event in stream:
                    return f"lost: {event}"
        except ConnectionError as error:
            if b" 400 " in error.args[0]:
                return "refused"
            raise
        return "lost: nothing"

    async def _leave_at_once(self, part: float) -> str:
        """Having sent so much of a request."""
        path, asked = self._asked()
        content = json.dumps({"model": "endless", "max_tokens": 3000, **asked}).encode()
        head = {"Content-Type": "application/json", **self._headers, "Content-Length": str(len(content))}
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self._port}",
            *(f"{k}: {v}" for k, v in head.items()),
        ]
        whole = "\r\n".join([*lines, "", ""]).encode() + content
        _, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(whole[: int(len(whole) * part)])
        await writer.drain()
        await asyncio.sleep(self._random.choice((0, 0.01, 0.2)))
        writer.close()
        return "left"


async def main() -> None:
    asked = json.load(sys.stdin)
    clients = Clients(asked)
    await asyncio.gather(*(clients.run() for _ in range(asked["at_once"])))
    print(json.dumps(clients.ends))


if __name__ == "__main__":
    asyncio.run(main())
