"""What a server sends with an error is nobody's promise: the library takes it for an object."""

import httpx2
import pytest

from explorer.domain.errors import KnownError
from explorer.domain.repo import RepoQuery
from explorer.hub.client import Hub
from explorer.hub.network_errors import hf_raise_for_status, known_error
from tests.hub.server import TestHub


@pytest.mark.parametrize(
    "body", ["[]", '"no"', "3", "null", '{"errors": 3}', '{"error": [3]}', "[" * 5000, "no"]
)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_an_error_is_told_whatever_its_body_is(status: int, body: str) -> None:
    request = httpx2.Request("GET", "http://127.0.0.1/api/models/a/b")
    response = httpx2.Response(status, text=body, request=request)
    with pytest.raises(httpx2.HTTPError) as raised:
        hf_raise_for_status(response)
    error = known_error(raised.value, "127.0.0.1")
    assert error.what
    assert error.advice


@pytest.mark.parametrize("message", ["\xff\xfe", "没有".encode().decode("latin-1")])
def test_an_error_is_told_whatever_its_headers_are(hub: Hub, test_hub: TestHub, message: str) -> None:
    test_hub.fault("/api/models", "status", code=500, headers={"X-Error-Message": message})
    with pytest.raises(KnownError, match="has a problem") as told:
        hub.search(RepoQuery())
    assert told.value.details in ("500 \xff\xfe", "500 没有")
