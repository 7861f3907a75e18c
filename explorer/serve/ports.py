"""Which port can be had instead of one that cannot."""

import socket

_TRIED = 50
_MOST = 65_535


def free_port(taken: int) -> int:
    """The next one after ``taken`` that no program on this machine has; 0, any, where none is near."""
    for port in range(taken + 1, min(taken + _TRIED, _MOST) + 1):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return 0
