"""The images of chats: each once, by the hash of its bytes, for as long as a chat or a draft has it.

What is attached, and to which question, stands among the attachments. Bytes are read only where they are
shown or sent: an image may have megabytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from explorer.base.store import GIVEN_UP, Store
from explorer.domain.images import ChatImage
from explorer.rooms.playground.chats.attachments import Attachment, AttachmentStore

_OF_QUESTIONS = """
SELECT attachments.*, width, height FROM attachments LEFT JOIN images ON sha256 = reference
WHERE chat = ? AND kind = 'image' AND message <> 0 ORDER BY message, position, attachments.id
"""


@dataclass(frozen=True)
class AttachedImage:
    """One of a question or a draft, without its bytes. ``width`` and ``height`` in pixels; 0: it is not here,
    as one that another program's export only named.
    """

    attachment: Attachment
    width: int = 0
    height: int = 0

    @property
    def name(self) -> str:
        return self.attachment.name

    @property
    def sha256(self) -> str:
        return self.attachment.reference

    def bare(self) -> ChatImage:
        """Without its bytes: it counts, and is not sent."""
        return ChatImage(self.sha256, b"", self.width, self.height)


class ImageStore:
    """In the database of the chats."""

    def __init__(self, store: Store, attachments: AttachmentStore) -> None:
        self._store, self._attachments = store, attachments

    def keep(self, image: ChatImage) -> None:
        """In the transaction in which it is attached to something: else it is a stray."""
        self._store.write(
            "INSERT OR IGNORE INTO images (sha256, width, height, data) VALUES (?, ?, ?, ?)",
            image.sha256, image.width, image.height, image.data,
        )  # fmt: skip

    def read(self, sha256: str) -> ChatImage | None:
        """With its bytes; ``None`` for one that is not here."""
        found = self._store.read_each("images", _image_of, "SELECT * FROM images WHERE sha256 = ?", sha256)
        return next(found, None)

    def wait(self, chat: int | None, image: ChatImage, name: str, born: str = "") -> Attachment | None:
        """It goes with the next question of this chat; ``None``: of one without a row. Not if the chat is not
        there any more that was ``born`` then, as ``birth`` said.
        """
        with self._store.transaction():
            if born and born != self.birth(chat):
                return None
            self.keep(image)
            return self._attachments.wait(chat, "image", image.sha256, name)

    def birth(self, chat: int | None) -> str:
        """What tells a chat from a later one of its number; "" for one that is gone, or has no row."""
        sql = "SELECT created_at FROM chats WHERE id = ? AND deleted_at <> ?"
        rows = self._store.read(sql, chat, GIVEN_UP)
        return str(rows[0]["created_at"]) if rows else ""

    def waiting(self, chat: int | None) -> tuple[AttachedImage, ...]:
        attached = [one for one in self._attachments.waiting(chat) if one.kind == "image"]
        sizes = self._sizes([one.reference for one in attached])
        return tuple(AttachedImage(one, *sizes.get(one.reference, (0, 0))) for one in attached)

    def drop(self, chat: int | None, image: AttachedImage) -> None:
        """It goes with no question; its bytes are gone, unless another has them."""
        with self._store.transaction():
            self._attachments.wait_no_more(chat, image.attachment)
            self._store.remove_stray_images()

    def of_questions(self, chat: int) -> Mapping[int, tuple[AttachedImage, ...]]:
        """By the ids of the questions they came with, on every branch."""
        found: dict[int, tuple[AttachedImage, ...]] = {}
        for one in self._store.read_each("attachments", _attached_of, _OF_QUESTIONS, chat):
            message = one.attachment.message
            found[message] = (*found.get(message, ()), one)
        return found

    def go_with(self, question: int, chat: int, images: Sequence[AttachedImage]) -> None:
        """These go with this question: those that waited, and those of one that it is said in place of."""
        for one in images:
            attached = one.attachment
            if attached.message:
                self._attachments.add(
                    chat, "image", attached.reference, attached.name,
                    message=question, mode=attached.mode, tokens=attached.tokens,
                )  # fmt: skip
            else:
                self._attachments.take_with((attached,), question)

    def _sizes(self, hashes: Sequence[str]) -> Mapping[str, tuple[int, int]]:
        sql = "SELECT sha256, width, height FROM images WHERE sha256 IN (SELECT value FROM json_each(?))"
        rows = self._store.read(sql, msgspec.json.encode(hashes).decode())
        return {row["sha256"]: (row["width"], row["height"]) for row in rows}


def _image_of(row: Mapping[str, Any]) -> ChatImage:
    return msgspec.convert(row, ChatImage)


def _attached_of(row: Mapping[str, Any]) -> AttachedImage:
    attachment = msgspec.convert(row, Attachment)
    return AttachedImage(attachment, *(msgspec.convert(row[name] or 0, int) for name in ("width", "height")))
