"""Hostile HTTP over raw sockets: pages in browsers, slow and broken clients, bodies without end."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress

import pytest
from PySide6.QtWidgets import QApplication

from explorer.serve import guard, http_protocol
from tests.serve.conftest import served_at
from tests.serve.raw_client import RawAnswer, RawClient, request
from tests.serve.served_core import Served, meanwhile
from tests.waiting import found

CHAT = "/v1/chat/completions"
HI = {"model": "scripted", "messages": [{"role": "user", "content": "Hi"}]}
EVIL = "https://evil.example"

type Connect = Callable[[], RawClient]


@pytest.fixture(scope="module")
def server(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One for all: none of them gets as far as a model."""
    with served_at(tmp_path_factory.mktemp("served") / "home") as served:
        served.start()
        yield served


@pytest.fixture
def connect(server: Served) -> Iterator[Connect]:
    server.core.settings.reset("server_origins")
    made: list[RawClient] = []

    def one() -> RawClient:
        made.append(RawClient(server.port))
        return made[-1]

    yield one
    for client in made:
        client.close()
    assert server.get("/health", {}) == (200, {"status": "ok"})  # it lives
    assert server.bugs == []


def ask(
    server: Served,
    method: str = "GET",
    path: str = "/v1/models",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    *,
    host: str = "",
    has_token: bool = True,
) -> RawAnswer:
    token = {"Authorization": f"Bearer {server.controller.token}"} if has_token else {}
    length = {"Content-Length": str(len(body))} if body else {}
    whole = {"Host": host or f"127.0.0.1:{server.port}"} | token | length | dict(headers or {})
    with closing(RawClient(server.port)) as client:
        client.send(request(method, path, whole, body))
        return client.answer()


def post(server: Served, body: object, path: str = CHAT, **headers: str) -> RawAnswer:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = {"Content-Type": "application/json"}
    return ask(server, "POST", path, kind | {k.replace("_", "-"): v for k, v in headers.items()}, data)


@pytest.mark.usefixtures("connect")
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "localhost.evil.example:{port}",
        "2130706433:{port}",
        "0x7f.0.0.1:{port}",
        "0.0.0.0:{port}",
        "192.168.1.7:{port}",
        "[::]:{port}",
        "127.0.0.1:{port}:{port}",
        "me@127.0.0.1:{port}",
        "127.0.0.1:{port}@evil.example",
        "evil.example/127.0.0.1:{port}",
        ":{port}",
        "127.0.0.1:{port}, evil",
    ],
)
def test_a_name_that_is_none_of_this_machine_is_refused(server: Served, host: str) -> None:
    """As by DNS rebinding: also with the token, for every route, and by nothing but 403."""
    name = host.format(port=server.port)
    for path in ("/health", "/v1/models", CHAT, "/nothing"):
        answer = ask(server, path=path, host=name)
        assert (answer.status, answer.error["code"]) == (403, "wrong_host")
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.usefixtures("connect")
@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]", "host.docker.internal"]
)
def test_every_name_of_this_machine_is_answered(server: Served, host: str) -> None:
    for name in (f"{host}:{server.port}", f"{host}:9000", host):  # as through a tunnel or a mapped port
        assert ask(server, host=name).status == 200


def test_there_must_be_one_host(server: Served, connect: Connect) -> None:
    name = f"127.0.0.1:{server.port}"
    client = connect()
    client.send(request("GET", "/health", {}, version="1.0"))
    assert client.answer().error["code"] == "wrong_host"
    for version in ("1.0", "1.1"):
        client = connect()
        client.send(request("GET", "/health", [("Host", name), ("Host", EVIL)], version=version))
        assert client.answer().status in (400, 403)
    client = connect()
    client.send(request("GET", "http://evil.example/health", {"Host": name}))
    assert client.answer().status == 401


@pytest.mark.usefixtures("connect")
@pytest.mark.parametrize(
    "origin", [EVIL, "null", "", "http://localhost:3000", "https://good.example.evil", "http://good.example"]
)
def test_pages_in_browsers_may_not_ask(server: Served, origin: str) -> None:
    server.core.settings.change(server_origins=("https://good.example",))
    for method in ("GET", "POST", "OPTIONS"):
        answer = ask(server, method, headers={"Origin": origin})
        assert (answer.status, answer.error["code"]) == (403, "wrong_origin")
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.usefixtures("connect")
def test_a_page_that_was_named_is_answered_and_no_other(server: Served) -> None:
    server.core.settings.change(server_origins=("https://good.example",))
    page = {"Origin": "https://good.example"}
    answer = ask(server, headers=page)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "https://good.example"
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answer.headers
    wanted = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type, x-stainless-os",
        "Access-Control-Request-Private-Network": "true",
    }
    before = ask(server, "OPTIONS", CHAT, page | wanted, has_token=False)
    assert before.status == 204
    assert before.headers["access-control-allow-headers"] == wanted["Access-Control-Request-Headers"]
    assert before.headers["access-control-allow-private-network"] == "true"
    refused = ask(server, headers=page, has_token=False)
    assert refused.status == 401  # and the page may see that
    assert refused.headers["access-control-allow-origin"] == "https://good.example"
    assert ask(server, "OPTIONS", has_token=False).status == 405


@pytest.mark.usefixtures("connect")
def test_nothing_but_health_is_answered_without_the_token(server: Served) -> None:
    token = server.controller.token
    wrong = ("", "Bearer", "Bearer ", f"Basic {token}", token, f"Bearer {token[:-1]}", f"Bearer {token}x")
    for path in ("/v1/models", CHAT, "/v1/embeddings", "/nothing"):
        for given in wrong:
            answer = ask(server, path=path, headers={"Authorization": given}, has_token=False)
            assert (answer.status, answer.error["code"]) == (401, "invalid_api_key")
    assert ask(server, headers={"X-Api-Key": "ä"}, has_token=False).status == 401
    assert ask(server, headers={"Authorization": f"bearer {token}"}, has_token=False).status == 200
    assert ask(server, path="/health", has_token=False).status == 200


@pytest.mark.usefixtures("connect")
@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/json5"])
def test_only_json_is_taken(server: Served, kind: str) -> None:
    """What a page can post without being asked first is something else."""
    answer = ask(server, "POST", CHAT, {"Content-Type": kind}, json.dumps(HI).encode())
    assert (answer.status, answer.error["code"]) == (415, "wrong_content_type")


@pytest.mark.usefixtures("connect")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b"\xff\xfe",
        b'{"model": NaN}',
        b"{}{}",
        b'{"model": "\\ud800"}',
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"messages": ' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"model": "scripted", "messages": []}',
        b'{"model": "scripted", "messages": [{"role": "user"}], "n": 1e400}',
        b'{"model": "scripted", "messages": [{"role": "wizard", "content": "a"}]}',
        b'{"model": "scripted", "messages": [{"content": "a"}]}',
        b'{"model": {}, "messages": []}',
        b'{"model": "scripted", "messages": "Hi"}',
        b'{"model": "scripted", "messages": [[]]}',
        b'{"model": "scripted", "messages": [{"role": "user", "content": "a"}], "n": 0}',
        b'{"model": "scripted", "messages": [{"role": "user", "content": "a"}], "stop": [""], "seed": "x"}',
        b'{"model": "scripted", "messages": [{"role": "user", "content": "a"}], "logit_bias": {"a": 1}}',
        b'{"model": "scripted", "messages": [{"role": "user", "content": "a"}], "logit_bias": {"-4": 1}}',
        b'{"model": "scripted", "messages": [{"role": "user", "content": "a"}], "top_logprobs": 5}',
    ],
)
def test_what_makes_no_sense_is_told_in_words(server: Served, body: bytes) -> None:
    answer = meanwhile(lambda: post(server, body))
    assert answer.status == 400, answer.body
    assert answer.error["type"] == "invalid_request_error"
    assert "Traceback" not in answer.error["message"]


@pytest.mark.usefixtures("connect")
def test_more_than_a_request_may_hold_is_refused(server: Served) -> None:
    one = {"role": "user", "content": "a"}
    for field, body in (
        ("messages", HI | {"messages": [one] * 5_000}),
        (None, HI | {"messages": [one | {"content": "a" * 4_000_001}]}),
        ("stop", HI | {"stop": ["a"] * 100}),
        ("stop", HI | {"stop": "a" * 2_000}),
        ("n", HI | {"n": 17}),
        ("logit_bias", HI | {"logit_bias": {str(n): 1 for n in range(200_000)}}),
        ("banned_texts", HI | {"banned_texts": ["a"] * 100}),
    ):
        answer = post(server, body)
        assert (answer.status, answer.error["param"]) == (400, field)
    many = {"model": "scripted", "prompt": ["a"] * 65}
    assert post(server, many, "/v1/completions").error["param"] == "prompt"
    many = {"model": "scripted", "input": ["a"] * 2_049}
    assert post(server, many, "/v1/embeddings").error["param"] == "input"


@pytest.mark.usefixtures("connect")
@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "PATCH", "PROPFIND", "GET"])
def test_a_route_is_asked_in_its_own_way(server: Served, method: str) -> None:
    answer = ask(server, method, CHAT)
    assert (answer.status, answer.error["type"]) == (405, "invalid_request_error")
    assert "POST" in answer.headers["allow"]


def test_a_huge_body_is_refused_before_it_has_come(server: Served, connect: Connect) -> None:
    head = {
        "Host": f"127.0.0.1:{server.port}",
        "Content-Type": "application/json",
        "Authorization": f"Bearer {server.controller.token}",
    }
    client = connect()
    client.send(request("POST", CHAT, head | {"Content-Length": str(guard.MOST_BODY + 1)}))
    assert client.answer().status == 413
    client = connect()
    client.send(request("POST", CHAT, head | {"Transfer-Encoding": "chunked"}))
    piece = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    client.send(*[piece] * ((guard.MOST_BODY >> 20) + 1))
    answer = client.answer()
    assert (answer.status, answer.error["code"]) == (413, "too_large")
    for length in ("-1", "abc", "9" * 30):
        client = connect()
        client.send(request("POST", CHAT, head | {"Content-Length": length}))
        assert client.answer().status in (400, 413)


def test_whoever_sends_slowly_is_given_up(
    server: Served, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEADERS_S", 0.2)
    monkeypatch.setattr(guard, "BODY_S", 0.2)
    silent, slow, slower = connect(), connect(), connect()
    slow.send(b"GET /health HTTP/1.1\r\nHos")
    assert slow.answer().status == 408
    assert slow.is_closed()
    assert silent.answer().status == 408
    head = {
        "Host": f"127.0.0.1:{server.port}",
        "Content-Type": "application/json",
        "Content-Length": "10",
        "Authorization": f"Bearer {server.controller.token}",
    }
    slower.send(request("POST", CHAT, head, b"{"))
    assert slower.answer().status == 408
    assert slower.is_closed()
    again = connect()
    for _ in range(2):  # also the second request of a connection
        again.send(request("GET", "/health", {"Host": head["Host"]}))
        assert again.answer().status == 200
    again.send(b"GET ")
    assert again.answer().status == 408


@pytest.mark.parametrize(
    ("token", "kind", "status"), [("", "application/json", 401), ("right", "text/plain", 415)]
)
def test_who_is_refused_cannot_keep_the_connection_by_sending_on(
    server: Served,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
    token: str,
    kind: str,
    status: int,
) -> None:
    monkeypatch.setattr(guard, "_REST_S", 0.2)
    head = {"Host": f"127.0.0.1:{server.port}", "Content-Type": kind, "Transfer-Encoding": "chunked"}
    client = connect()
    client.send(
        request("POST", CHAT, head | ({"X-Api-Key": server.controller.token} if token else {})), b"1\r\na\r\n"
    )
    answer = client.answer()
    assert (answer.status, answer.headers["connection"]) == (status, "close")
    assert client.is_closed()


def test_a_body_that_nobody_waits_for_must_end(
    server: Served, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "BODY_S", 0.3)
    client = connect()
    client.send(
        request("GET", "/health", {"Host": f"127.0.0.1:{server.port}", "Transfer-Encoding": "chunked"})
    )
    assert client.answer().status == 200
    client.send(b"1\r\na\r\n")
    assert client.is_closed()


def test_what_is_refused_is_seen_once_however_often_it_comes(server: Served) -> None:
    """Whoever gave a program a wrong token must not read that nobody asked."""
    me, words = {"User-Agent": "app/1"}, "The token is missing or wrong."
    for _ in range(50):
        ask(server, headers=me, has_token=False)

    def mine() -> list[tuple[str, str]]:
        return [(one.route, one.error) for one in server.controller.requests if one.client == "app/1"]

    found(mine, "the refusal")
    assert ask(server, "POST", CHAT, me | {"Content-Type": "application/json"}, b"{").status == 400
    found(lambda: len(mine()) == 2, "the other")
    assert ("/v1/models", words) in mine()
    for n in range(60):
        ask(server, headers={"User-Agent": f"app/{n}"}, has_token=False)
    found(lambda: server.controller.requests[0].client == "app/59", "the last")
    assert len(server.controller.requests) <= 20


def test_who_is_refused_with_a_whole_request_may_ask_again(server: Served, connect: Connect) -> None:
    head = {"Host": f"127.0.0.1:{server.port}", "Content-Type": "application/json", "Content-Length": "2"}
    client = connect()
    for _ in range(2):
        client.send(request("POST", CHAT, head, b"{}"))
        assert client.answer().status == 401


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\0" * 100,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: " + b"a" * 100_000,
        b"GET /" + b"a" * 100_000,
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000,
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http_is_refused(server: Served, connect: Connect, data: bytes) -> None:
    client = connect()
    client.send(data)
    client.end_sending()
    with suppress(ConnectionResetError):  # where it never ended its line
        assert client.answer().status in (400, 403)
    assert client.is_closed()


def test_requests_that_come_at_once_are_answered_in_order(server: Served, connect: Connect) -> None:
    head = {"Host": f"127.0.0.1:{server.port}", "X-Api-Key": server.controller.token}
    client = connect()
    paths = ("/health", "/v1/models/scripted", "/v1/models/endless", "/nothing")
    client.send(b"".join(request("GET", path, head) for path in paths))
    answers = [client.answer() for _ in paths]
    assert [answer.status for answer in answers] == [200, 200, 200, 404]
    assert [json.loads(answer.body)["id"] for answer in answers[1:3]] == ["scripted", "endless"]


def test_a_connection_that_is_half_closed_ends(server: Served, connect: Connect) -> None:
    head = {
        "Host": f"127.0.0.1:{server.port}",
        "Content-Type": "application/json",
        "Content-Length": "100",
        "X-Api-Key": server.controller.token,
    }
    client, before = connect(), server.controller.requests
    client.send(request("POST", CHAT, head, b"{"))
    client.end_sending()
    assert client.is_closed()
    assert server.controller.requests == before


def test_more_connections_than_there_may_be_are_told_to_wait(
    server: Served, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "MOST_CONNECTIONS", 4)
    clients = [connect() for _ in range(5)]
    refused = clients[-1].answer()
    assert refused.status == 503
    assert refused.error["message"] == "There are too many connections."
    for client in clients:
        client.close()
    found(lambda: ask(server, path="/health").status == 200, "room")


def test_a_request_that_expects_to_go_on_may(server: Served, connect: Connect) -> None:
    head = {
        "Host": f"127.0.0.1:{server.port}",
        "Content-Type": "application/json",
        "Content-Length": "2",
        "Expect": "100-continue",
        "X-Api-Key": server.controller.token,
    }
    client = connect()
    client.send(request("POST", CHAT, head))
    assert client.answer().status == 100
    client.send(b"{}")
    assert client.answer().status == 400
