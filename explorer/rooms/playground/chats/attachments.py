"""What is attached to a chat: documents with the question they came with, and collections of all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from explorer.base.store import ATTACHED, Store

AttachmentKind = Literal["document", "collection", "image"]
AttachmentMode = Literal["whole", "passages"]

_OF_CHAT = "SELECT * FROM attachments WHERE chat = ? ORDER BY message = 0, message, position, id"
_OF_REFERENCE = "SELECT * FROM attachments WHERE reference = ? ORDER BY chat, message, id"


@dataclass(frozen=True)
class Attachment:
    """``message``: the question it came with; 0 while it waits for one, and of a collection.

    ``reference``: key of a document or collection, SHA-256 of an image. ``tokens``: of all of it, 0 where
    nobody counted.
    """

    id: int
    chat: int
    message: int
    kind: AttachmentKind
    reference: str
    name: str
    mode: AttachmentMode = "whole"
    tokens: int = 0


class AttachmentStore:
    """In the database of the chats."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_chat(self, chat: int) -> tuple[Attachment, ...]:
        """In the order of the questions; what waits for one comes last."""
        return self._read(_OF_CHAT, chat)

    def of_reference(self, reference: str) -> tuple[Attachment, ...]:
        """Wherever this document or collection is attached."""
        return self._read(_OF_REFERENCE, reference)

    def add(
        self,
        chat: int,
        kind: AttachmentKind,
        reference: str,
        name: str,
        *,
        message: int = 0,
        mode: AttachmentMode = "whole",
        tokens: int = 0,
    ) -> Attachment:
        """Behind the others."""
        number = self._store.write(
            """INSERT INTO attachments (chat, message, kind, reference, name, mode, tokens, position)
            VALUES (?, ?, ?, ?, ?, ?, ?,
                (SELECT COALESCE(MAX(position), 0) + 1 FROM attachments WHERE chat = ?))""",
            chat, message, kind, reference, name, mode, tokens, chat,
        )  # fmt: skip
        return Attachment(number, chat, message, kind, reference, name, mode, tokens)

    def waiting(self, chat: int | None) -> tuple[Attachment, ...]:
        """What goes with the next question, and collections of the whole chat; ``None``: one without a
        row.
        """
        if chat is None:
            return self._store.get_value(ATTACHED, tuple[Attachment, ...], ())
        return tuple(one for one in self.of_chat(chat) if not one.message)

    def wait(
        self, chat: int | None, kind: AttachmentKind, reference: str, name: str, tokens: int = 0
    ) -> Attachment:
        """What waits already is not added again, but for images: each message may have the same."""
        waiting = self.waiting(chat)
        there = (one for one in waiting if (one.kind, one.reference) == (kind, reference))
        if kind != "image" and (known := next(there, None)) is not None:
            return known
        if chat is not None:
            return self.add(chat, kind, reference, name, tokens=tokens)
        number = min((one.id for one in waiting), default=0) - 1
        new = Attachment(number, 0, 0, kind, reference, name, tokens=tokens)
        self._store.set_value(ATTACHED, (*waiting, new))
        return new

    def wait_no_more(self, chat: int | None, attachment: Attachment) -> None:
        if chat is None:
            left = tuple(one for one in self.waiting(None) if one.id != attachment.id)
            self._store.set_value(ATTACHED, left)
        else:
            self.remove(attachment.id)

    def begin_chat(self, chat: int) -> None:
        """What waits for a chat without a row waits in this one now."""
        waiting = self.waiting(None)
        for one in waiting:
            self.add(chat, one.kind, one.reference, one.name, tokens=one.tokens)
        if waiting:
            self._store.set_value(ATTACHED, ())

    def count(self, attachment: int, tokens: int) -> None:
        self._store.write("UPDATE attachments SET tokens = ? WHERE id = ?", tokens, attachment)

    def remove(self, attachment: int) -> None:
        self._store.write("DELETE FROM attachments WHERE id = ?", attachment)

    def rename(self, chat: int, reference: str, other: str) -> None:
        """What is attached bears another key now."""
        sql = "UPDATE attachments SET reference = ? WHERE chat = ? AND reference = ?"
        self._store.write(sql, other, chat, reference)

    def forget(self, documents: Sequence[str]) -> None:
        """They are not there any more."""
        for document in documents:
            self._store.write("DELETE FROM attachments WHERE kind = 'document' AND reference = ?", document)
        waiting = self.waiting(None)
        left = tuple(one for one in waiting if one.reference not in documents)
        if left != waiting:
            self._store.set_value(ATTACHED, left)

    def take_with(self, attachments: Sequence[Attachment], message: int) -> None:
        """These go with this question, in the mode they have now."""
        with self._store.transaction():
            for one in attachments:
                self._store.write(
                    "UPDATE attachments SET message = ?, mode = ? WHERE id = ?", message, one.mode, one.id
                )

    def copy(self, message: int, other: int) -> None:
        """A question that is said otherwise has the same documents; its images the person chooses."""
        self._store.write(
            """INSERT INTO attachments (chat, message, kind, reference, name, mode, tokens, position)
            SELECT chat, ?, kind, reference, name, mode, tokens, position
            FROM attachments WHERE message = ? AND message <> 0 AND kind <> 'image'""",
            other, message,
        )  # fmt: skip

    def _read(self, statement: str, value: object) -> tuple[Attachment, ...]:
        return tuple(self._store.read_each("attachments", _attachment_of, statement, value))


def _attachment_of(row: Mapping[str, Any]) -> Attachment:
    return msgspec.convert(row, Attachment)
