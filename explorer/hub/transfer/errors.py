"""Errors of a download in words with a next step."""

from explorer.domain.errors import ChangedError, DamagedFileError, KnownError, OfflineError
from explorer.domain.words import Words, joined
from explorer.hub.errors import LostError


def gave_up(told: KnownError) -> KnownError:
    """After the last try: what the last one met."""
    kind = OfflineError if isinstance(told, OfflineError) else KnownError
    advice = joined(" ", (told.advice, Words("What was received is kept.")))
    return kind(told.what, advice, told.details)


HELD = (  # another download, here or in another process, has this file
    Words("This file is already being downloaded."),
    Words("Wait until the other download has finished."),
)


def ended_early() -> LostError:
    """The server closed the connection before all was there."""
    return LostError(KnownError(Words("The connection ended before the file did."), Words("Try again.")))


def address_expired(told: KnownError) -> LostError:
    """The address that the Hub gave is not good any more; it gives a new one."""
    what = Words("The address of the file has expired.")
    return LostError(KnownError(what, Words("Try again."), told.details))


def wrong_range() -> LostError:
    """Bytes from somewhere else in the file."""
    what = Words("The server sent another part than asked for.")
    return LostError(KnownError(what, Words("Try again later.")))


def file_changed(promised: str, named: str) -> ChangedError:
    """The file under this name is another one than the model's page described."""
    return ChangedError(
        Words("The file has changed on the Hub since its page was read."),
        Words("Get the version that is there now."),
        f"expected {promised}, the Hub names {named}",
    )


def no_revision(told: KnownError) -> ChangedError:
    """The commit that was asked for is gone."""
    return ChangedError(told.what, Words("Get the version that is there now."), told.details)


def too_many_bytes() -> DamagedFileError:
    """More bytes than the size that was named, and no hash that could decide."""
    return DamagedFileError(
        Words("More bytes came than the file has."), Words("Download it again, it starts anew.")
    )


def hash_mismatch(expected: str, found: str) -> DamagedFileError:
    """The bytes have another hash than the one that was published."""
    return DamagedFileError(
        Words("The received file is damaged: its SHA-256 is not the one the Hub names."),
        Words(
            "It was removed. Download it again; if it happens twice, something on the network may be "
            "changing files."
        ),
        f"expected {expected}, received {found}",
    )
