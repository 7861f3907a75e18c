"""Bytes go from the thread that receives them to the one that writes them, in order and unharmed."""

import random
import threading

from explorer.hub.transfer.byte_queue import BUFFER_SIZE, BufferPool, ByteQueue


def bring(mailbox: ByteQueue[str], data: bytes) -> None:
    """As the receiving thread does: into the room there is, piece by piece."""
    while data and not mailbox.is_closed:
        room = mailbox.room()
        count = min(len(room), len(data))
        room[:count] = data[:count]
        mailbox.fill(count)
        data = data[count:]


def bytes_of(found: memoryview | str | None) -> bytes:
    assert isinstance(found, memoryview)
    return bytes(found)


def test_what_a_slow_network_brought_is_there_before_its_block_is_full() -> None:
    mailbox: ByteQueue[str] = ByteQueue(BufferPool(), 4 * BUFFER_SIZE)
    bring(mailbox, b"first")
    assert bytes_of(mailbox.take(0.01)) == b"first"
    assert mailbox.take(0.01) is None
    bring(mailbox, b"second")
    assert bytes_of(mailbox.take(0.01)) == b"second"


def test_bytes_that_were_taken_early_are_not_overwritten_by_later_ones() -> None:
    blocks = BufferPool()
    mailbox: ByteQueue[str] = ByteQueue(blocks, 4 * BUFFER_SIZE)
    bring(mailbox, b"early")
    early = mailbox.take(0.01)
    assert isinstance(early, memoryview)
    blocks.give(early)  # the block itself is still being filled: nobody else may get it
    other = blocks.take()
    bring(mailbox, b"x" * BUFFER_SIZE)
    late = mailbox.take(0.01)
    assert isinstance(late, memoryview)
    assert late.obj is not other
    assert bytes(late) == b"x" * (BUFFER_SIZE - len(b"early"))


def test_an_event_comes_after_the_bytes_before_it() -> None:
    mailbox: ByteQueue[str] = ByteQueue(BufferPool(), 4 * BUFFER_SIZE)
    bring(mailbox, b"bytes")
    mailbox.room()  # asked for, and nothing came
    mailbox.put("the end")
    assert bytes_of(mailbox.take(1)) == b"bytes"
    assert mailbox.take(1) == "the end"


def test_room_that_nothing_came_into_is_not_handed_over() -> None:
    mailbox: ByteQueue[str] = ByteQueue(BufferPool(), 4 * BUFFER_SIZE)
    mailbox.room()
    mailbox.put("the end")
    assert mailbox.take(1) == "the end"


def test_a_reader_that_is_faster_waits_and_nothing_is_lost() -> None:
    data = random.Random(1).randbytes(9 * BUFFER_SIZE + 12_345)
    blocks = BufferPool()
    mailbox: ByteQueue[str] = ByteQueue(blocks, 2 * BUFFER_SIZE)

    def read() -> None:
        bring(mailbox, data)
        mailbox.put("the end")

    reader = threading.Thread(target=read)
    reader.start()
    found = bytearray()
    while isinstance(piece := mailbox.take(0.05), memoryview) or piece is None:
        if piece is not None:
            assert len(piece) <= BUFFER_SIZE
            found += piece
            blocks.give(piece)
    reader.join()
    assert piece == "the end"
    assert found == data


def test_a_reader_that_waits_for_room_ends_when_nobody_takes_any_more() -> None:
    mailbox: ByteQueue[str] = ByteQueue(BufferPool(), BUFFER_SIZE)
    reader = threading.Thread(target=bring, args=(mailbox, bytes(5 * BUFFER_SIZE)))
    reader.start()
    mailbox.close()
    reader.join(5)
    assert not reader.is_alive()
