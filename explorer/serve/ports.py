"""Which port can be had instead of one that cannot."""

import socket

LEAST_PORT, MOST_PORT = 1024, 65_535  # those below belong to the system
_TRIED = 50


def free_port(taken: int) -> int:
    """The next one after ``taken`` that no program on this machine has; 0, any, where none is near."""
    first = max(LEAST_PORT, taken + 1)
    for port in range(first, min(first + _TRIED, MOST_PORT + 1)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return 0
