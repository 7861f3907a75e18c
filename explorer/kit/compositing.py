"""Whether the screen can show windows that are partly clear.

Wayland, Windows and macOS always can. On X11 it takes a compositing manager, which small desktops, virtual
machines and remote screens often lack: what is clear is black there. Qt does not tell, so X is asked.
"""

import ctypes
from functools import lru_cache

from PySide6.QtGui import QGuiApplication


@lru_cache(maxsize=1)
def can_blend() -> bool:
    """Asked once: a compositing manager stays for the session. True where X cannot be asked."""
    if QGuiApplication.platformName() != "xcb":
        return True
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return True
    return _has_manager(x11)


def _has_manager(x11: ctypes.CDLL) -> bool:
    """A compositing manager owns a selection of this name; see the Extended Window Manager Hints."""
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = x11.XGetSelectionOwner.restype = ctypes.c_ulong
    display = x11.XOpenDisplay(None)
    if not display:
        return True
    screen = ctypes.c_void_p(display)
    number = x11.XDefaultScreen(screen)
    atom = x11.XInternAtom(screen, f"_NET_WM_CM_S{number}".encode(), False)
    owner = x11.XGetSelectionOwner(screen, ctypes.c_ulong(atom))
    x11.XCloseDisplay(screen)
    return bool(owner)
