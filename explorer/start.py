"""The start of the window: the first app of a data root runs, a second hands its files over to it.

What is decided here is decided before the app is imported, let alone built.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from explorer.base.paths import find_paths
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.frame.instance import InstanceLock, hand_over
from explorer.kit.pyside_features import leave_out_features


def start(argv: Sequence[str]) -> int:
    """Run the window until it is closed; returns the exit status."""
    leave_out_features()
    files = [Path(word).absolute() for word in argv if _is_file(word)]
    options = [word for word in argv if not _is_file(word)]
    try:
        paths = find_paths()
        lock = InstanceLock(paths.root)
        is_first = lock.claim()
    except KnownError as error:
        return _say(error, options)
    except OSError as error:
        return _say(_no_root(error), options)
    if not is_first:
        return 0 if hand_over(paths.root, files) else _say(_no_answer(lock.holder), options)
    try:
        from explorer.launcher import run  # noqa: PLC0415  a second start does without

        return run(paths, options, files)
    except KnownError as error:
        return _say(error, options)
    except Exception as error:  # noqa: BLE001  a program without a console would end without a word
        return _say(_bug(error), options)
    finally:
        lock.release()


def _is_file(word: str) -> bool:
    """A file to open, and no option of Qt or its value. Absolute paths are handed on: a running app has
    another working folder."""
    return not word.startswith("-") and (word.lower().endswith(".gguf") or Path(word).exists())


def _say(error: KnownError, options: Sequence[str]) -> int:
    """In a window, and where there is a console also there."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415  only where something went wrong

    from explorer.frame.start_error_pane import StartErrorWindow  # noqa: PLC0415
    from explorer.kit.theme import Look  # noqa: PLC0415

    if sys.stderr is not None:  # a program without a console has none
        sys.stderr.write(f"{error}\n{error.details}\n" if error.details else f"{error}\n")
    running = QApplication.instance()
    qt = running if isinstance(running, QApplication) else QApplication([sys.argv[0], *options])
    look = Look(qt)
    window = StartErrorWindow(error)
    window.show()
    qt.exec()
    look.setParent(None)
    return 2


def _bug(error: Exception) -> KnownError:
    """A mistake of this app, with what its makers need to know."""
    import traceback  # noqa: PLC0415  only where something went wrong

    from explorer.kit.messages import report_of  # noqa: PLC0415

    return KnownError(
        Words("Something went wrong inside the app."),
        Words("Start it again. If that does not help, copy the details and tell its makers."),
        report_of("".join(traceback.format_exception(error))),
    )


def _no_answer(holder: int) -> KnownError:
    return KnownError(
        Words("Open Model Explorer is already running, but does not answer."),
        Words(
            "Wait a moment and start it again, or end it in the system’s task manager (process {pid}).",
            pid=holder,
        ),
    )


def _no_root(error: OSError) -> KnownError:
    return KnownError(
        Words("The folder for models and settings cannot be used."),
        Words(
            "See that the disk is connected and that you may write there, or name another folder in "
            "EXPLORER_HOME."
        ),
        str(error),
    )
