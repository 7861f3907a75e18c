"""Stores chats that come in, each once: one that is there gets what was said since, and stays as it is."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import nullcontext, suppress
from functools import cached_property
from typing import Any, Literal

import msgspec

from explorer.base.store import GIVEN_UP, INCOMPLETE, Store, let_others
from explorer.domain.errors import KnownError
from explorer.domain.images import ChatImage
from explorer.rooms.playground.chats.chat_table import utc_now
from explorer.rooms.playground.chats.exchange.portable_chat import PortableChat, PortableTurn
from explorer.rooms.playground.chats.exchange.stored_chats import date_of_row, origin_of_row
from explorer.rooms.playground.chats.settings import encode_chat_settings
from explorer.rooms.playground.chats.store import Chats

StoredAs = Literal["new", "there", "grown", "restored"]

_TITLE = 200  # characters
_ROW = 100  # characters that a row costs as much as
_IMAGE = 20_000  # as much as an image does
_PIECE = 50_000  # characters that are written, and put into the index of words, in a twentieth of a second
_IS_KEPT = "SELECT 1 FROM chats WHERE id = ? AND deleted_at <> ?"


class _GoneError(Exception):
    """The chat is not there any more."""


class ArrivingChats:
    """For one import: it remembers which chats were made here. ``check`` raises CancelledError once that is
    stopped.
    """

    def __init__(self, store: Store, check: Callable[[], object] = lambda: None) -> None:
        self._store, self._chats, self._check = store, Chats(store), check

    def store(self, chat: PortableChat) -> tuple[StoredAs, int]:
        """What became of it, and its id here.

        One that is there gets the turns that it has not ("grown"), or none ("there"); "restored": it comes
        out of the bin. In one transaction, or in pieces where it is long, as who reads or writes meanwhile
        waits. Until all of it is there it stands nowhere; cut off, it lies in the bin from the next start on,
        and the next import completes it.
        """
        there = self._there(chat.origin)
        if there is None:
            return "new", self._insert(chat)
        try:
            has_grown = self._grow(there, chat)
        except _GoneError:
            return "there", there["id"]  # the person deleted it for good meanwhile
        if there["deleted_at"]:
            self._chats.restore(there["id"])
            return "restored", there["id"]
        return ("grown" if has_grown else "there"), there["id"]

    def _there(self, origin: str) -> dict[str, Any] | None:
        """The chat of this origin; one that was made here has none in its row."""
        sql = "SELECT * FROM chats WHERE origin = ? AND deleted_at <> ? ORDER BY deleted_at LIMIT 1"
        rows = self._store.read(sql, origin, GIVEN_UP)
        if not rows and origin in self._made_here:
            sql = "SELECT * FROM chats WHERE id = ? AND deleted_at <> ?"
            rows = self._store.read(sql, self._made_here[origin], GIVEN_UP)
        return rows[0] if rows else None

    @cached_property
    def _made_here(self) -> dict[str, int]:
        rows = self._store.read("SELECT id, created_at FROM chats WHERE origin = ''")
        return {origin_of_row(row): row["id"] for row in rows}

    def _insert(self, chat: PortableChat) -> int:
        pieces, model, here = tuple(_pieces(chat.turns)), chat.model, {0: 0}
        is_short, images = len(pieces) < 2, self._taken(chat, chat.turns)
        with self._store.transaction() if is_short else nullcontext():
            number = self._store.write(
                "INSERT INTO chats (title, model, created_at, changed_at, controls, folder, pinned_at,"
                " origin, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                chat.title[:_TITLE],
                model.id or model.name,
                chat.created_at.isoformat(),
                chat.changed_at.isoformat(),
                encode_chat_settings(chat.settings),
                self._folder(chat.folder),
                chat.pinned_at.isoformat() if chat.pinned_at else "",
                chat.origin,
                "" if is_short else INCOMPLETE + utc_now().isoformat(),
            )
            self._add(number, pieces, here, images)
            sql = "UPDATE chats SET shown = ?, deleted_at = '' WHERE id = ?"
            self._store.write(sql, here[chat.shown], number)
        return number

    def _grow(self, row: Mapping[str, Any], chat: PortableChat) -> bool:
        """Whether turns came that it had not. What is shown of it stays; its end goes on with what came."""
        rows = self._store.read("SELECT * FROM messages WHERE chat = ? ORDER BY id", row["id"])
        here, new = _matched(rows, chat)
        pieces, fresh, images = tuple(_pieces(new)), {turn.id for turn in new}, self._taken(chat, new)
        with self._store.transaction() if len(pieces) < 2 else nullcontext():
            self._add(row["id"], pieces, here, images)
            for turn in chat.turns:
                if turn.shown in fresh and turn.id not in fresh:
                    sql = "UPDATE messages SET shown = ? WHERE id = ? AND shown = 0"
                    self._store.write(sql, here[turn.shown], here[turn.id])
            sql = "UPDATE chats SET shown = ? WHERE id = ? AND shown = 0"
            self._store.write(sql, here[chat.shown], row["id"])
            if new:
                changed = max(chat.changed_at, date_of_row(row["changed_at"])).isoformat()
                self._store.write("UPDATE chats SET changed_at = ? WHERE id = ?", changed, row["id"])
        return bool(new)

    def _add(
        self,
        chat: int,
        pieces: Sequence[Sequence[PortableTurn]],
        here: dict[int, int],
        images: Mapping[str, ChatImage],
    ) -> None:
        """``here``: the ids of turns here, by their own; those of these turns come to it. ``images`` by the
        hashes that they had there.
        """
        late: list[PortableTurn] = []  # what is shown after them is yet to come
        for piece in pieces:
            with self._store.transaction():
                if not self._store.read(_IS_KEPT, chat, GIVEN_UP):
                    raise _GoneError
                highest = self._store.read("SELECT coalesce(max(id), 0) AS n FROM messages")[0]["n"]
                here.update({turn.id: highest + place for place, turn in enumerate(piece, start=1)})
                for turn in piece:
                    self._insert_turn(chat, turn, here, images)
                for turn in late:
                    if turn.shown in here:
                        sql = "UPDATE messages SET shown = ? WHERE id = ?"
                        self._store.write(sql, here[turn.shown], here[turn.id])
            late = [turn for turn in (*late, *piece) if turn.shown not in here]
            let_others()

    def _insert_turn(
        self, chat: int, turn: PortableTurn, here: Mapping[int, int], images: Mapping[str, ChatImage]
    ) -> None:
        """Its id is chosen before, so that each row is written once, with most that refers to others."""
        number = self._store.write(
            "INSERT INTO messages (id, chat, role, text, record, created_at, parent, shown)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            here[turn.id],
            chat,
            turn.role,
            turn.text,
            msgspec.json.encode(turn.record).decode(),
            turn.created_at.isoformat(),
            here[turn.parent],
            here.get(turn.shown, 0),
        )
        if turn.given:
            self._chats.given.keep(number, turn.given)
        for one in turn.attachments:
            image = images.get(one.sha256)
            if image is not None:
                self._chats.images.keep(image)
            self._chats.attachments.add(
                chat,
                one.kind,
                image.sha256 if image is not None else "",
                one.name,
                message=number,
                mode=one.mode,
                tokens=one.tokens,
            )

    def _taken(self, chat: PortableChat, turns: Iterable[PortableTurn]) -> dict[str, ChatImage]:
        """The images of these turns, each as one that is attached: a file may hold anything. What is no image
        is left out, and its name stays.
        """
        attached = (one for turn in turns for one in turn.attachments)
        hashes = {one.sha256 for one in attached if one.kind == "image" and one.sha256}
        if not hashes:
            return {}
        from explorer.kit.image_decoding import came_image  # noqa: PLC0415  with the first image

        taken: dict[str, ChatImage] = {}
        for sha256 in hashes & chat.images.keys():
            self._check()
            with suppress(KnownError):
                taken[sha256] = came_image(chat.images[sha256])
        return taken

    def _folder(self, title: str) -> int:
        """Its id, made where it is not there yet; 0 for none."""
        title = title[:_TITLE]
        there = (folder.id for folder in self._chats.folders.all() if folder.title == title)
        return next(there, 0) or self._chats.folders.create(title).id if title else 0


def _pieces(turns: Iterable[PortableTurn]) -> Iterator[tuple[PortableTurn, ...]]:
    piece: list[PortableTurn] = []
    letters = 0
    for turn in turns:
        piece.append(turn)
        letters += len(turn.text) + _ROW + _IMAGE * sum(bool(one.sha256) for one in turn.attachments)
        if letters > _PIECE:
            yield tuple(piece)
            piece, letters = [], 0
    if piece:
        yield tuple(piece)


def _matched(
    rows: Sequence[Mapping[str, Any]], chat: PortableChat
) -> tuple[dict[int, int], list[PortableTurn]]:
    """Turns of this chat by their ids here, and those that are not here yet.

    Known again by their words, or by when they were said: a note of ours among the words may be in another
    language now. What follows a turn that was deleted here follows the one before it.
    """
    said, timed = _Rows(rows, "text"), _Rows(rows, "created_at")
    deleted = {row["id"] for row in rows if row["deleted_at"]}
    here, new, taken = {0: 0}, list[PortableTurn](), set[int]()
    for turn in chat.turns:
        parent = here.get(turn.parent, -1)  # nothing that is here follows one that is new
        found = said.next(parent, turn.role, turn.text, taken)
        if not found and turn.created_at != chat.created_at:  # those of LM Studio have no time of their own
            found = timed.next(parent, turn.role, turn.created_at.isoformat(), taken)
        if found:
            taken.add(found)
            here[turn.id] = parent if found in deleted else found
        else:
            new.append(turn)
    return here, new


class _Rows:
    """Ids of turns by their parent, their role, and what stands in one column."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], column: str) -> None:
        self._ids: defaultdict[tuple[object, ...], deque[int]] = defaultdict(deque)
        for row in rows:
            self._ids[row["parent"], row["role"], row[column]].append(row["id"])

    def next(self, parent: int, role: str, value: str, taken: Set[int]) -> int:
        """The first that is not taken, 0 for none."""
        ids = self._ids.get((parent, role, value), deque())
        while ids and ids[0] in taken:
            ids.popleft()
        return ids[0] if ids else 0
