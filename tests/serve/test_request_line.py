"""What waits for a slow reader takes no more room than the answer itself."""

import asyncio
import threading

from explorer.domain.generation import Answer, AnswerTiming
from explorer.domain.piece import Piece
from explorer.domain.tokens import TokenDetail
from explorer.engine.state import Chunk
from explorer.serve.request_line import RequestLine

COUNT = 5_000


def chunk(n: int) -> Chunk:
    return Chunk(Piece(f"{n} ", "", f"{n} "), n + 1, None, (TokenDetail(n, f"{n} ", -0.5),))


def test_what_came_of_each_part_is_joined_in_its_order() -> None:
    async def read() -> list[tuple[int, object]]:
        line = RequestLine(asyncio.get_running_loop())

        def put() -> None:
            for n in range(COUNT):
                line.put((n % 2, chunk(n)))
            for part in (0, 1):
                line.put((part, Answer("", AnswerTiming(1, COUNT, 0, 0), "end", "")))

        thread = threading.Thread(target=put)
        thread.start()
        await asyncio.to_thread(thread.join)
        await asyncio.sleep(0)
        assert line.length < 200  # nobody has taken anything yet
        return list(await line.take())

    came = asyncio.run(read())
    assert len(came) == 4
    for part in (0, 1):
        whole, end = (event for n, event in came if n == part)
        assert isinstance(whole, Chunk)
        assert whole.piece.text == "".join(f"{n} " for n in range(part, COUNT, 2))
        assert [one.token for one in whole.details] == list(range(part, COUNT, 2))
        assert isinstance(end, Answer)


def test_a_server_that_has_ended_hears_nothing() -> None:
    loop = asyncio.new_event_loop()
    line = RequestLine(loop)
    loop.close()
    line.put((0, chunk(1)))
