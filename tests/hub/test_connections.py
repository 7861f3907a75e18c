"""Whoever waits for a server that hangs is let go, through TLS too."""

import ssl
import threading
import time
from pathlib import Path

import httpx2
import pytest

from explorer.hub.connections import Connections
from tests.hub.test_body import serving

_PATIENCE = 20.0  # seconds that the client would wait


@pytest.mark.parametrize("is_tls", [False, True])
def test_a_wait_ends_when_the_connections_are_cut(certificate: Path, *, is_tls: bool) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    client = ssl.create_default_context(cafile=str(certificate))
    connections, asked, over = Connections(), threading.Event(), threading.Event()

    def hang(_connection: object) -> None:
        asked.set()
        over.wait(_PATIENCE)

    def cut() -> None:
        asked.wait(_PATIENCE)
        connections.cut()

    with serving(hang, server if is_tls else None) as port:
        url = f"{'https' if is_tls else 'http'}://127.0.0.1:{port}/"
        threading.Thread(target=cut).start()
        begun = time.monotonic()
        session = httpx2.Client(verify=client, trust_env=False, timeout=_PATIENCE)
        with session, pytest.raises(httpx2.TransportError):
            session.get(url, extensions={"trace": connections.trace})
        over.set()
    assert time.monotonic() - begun < _PATIENCE / 2
