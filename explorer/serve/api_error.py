"""What a request of another program can end with that is no answer, in OpenAI's shape."""

from dataclasses import dataclass, field

import msgspec

from explorer.domain.errors import (
    CancelledError,
    ContextLengthError,
    EngineBugError,
    KnownError,
    MemoryShortError,
    OutOfMemoryError,
    RequestError,
    WorkerEndedError,
)

_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    503: "unavailable_error",
}


@dataclass
class ApiError(Exception):
    """``param``: the field of the request that is wrong. ``headers``: of the response, beside the usual.
    ``is_listed``: the person sees it with its request already.
    """

    status: int
    message: str
    code: str | None = None
    param: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    is_listed: bool = False

    @property
    def body(self) -> bytes:
        kind = _TYPES.get(self.status, "invalid_request_error" if self.status < 500 else "server_error")
        told = {"message": self.message, "type": kind, "param": self.param, "code": self.code}
        return msgspec.json.encode({"error": told})


def bad_request(message: str, param: str | None = None, code: str | None = None) -> ApiError:
    return ApiError(400, message, code, param)


def busy(message: str, seconds: int = 5) -> ApiError:
    """It may be asked again after so many seconds."""
    return ApiError(503, message, "busy", headers={"Retry-After": str(seconds)})


def internal_error() -> ApiError:
    """Of a bug: what it was is told here, not to another program."""
    return ApiError(500, "Something went wrong inside Open Model Explorer.", "internal_error")


def stopped() -> ApiError:
    return ApiError(503, "The request was stopped in Open Model Explorer.", "stopped")


def api_error_of(error: KnownError) -> ApiError:
    """What another program is told of it; technical details stay here."""
    match error:
        case CancelledError():
            return stopped()
        case ContextLengthError() | RequestError():
            is_long = isinstance(error, ContextLengthError)
            return bad_request(str(error), code="context_length_exceeded" if is_long else None)
        case MemoryShortError() | OutOfMemoryError():
            what = f"{error.what} Unload other models in Open Model Explorer, or ask a smaller one."
            return ApiError(503, what, "out_of_memory", headers={"Retry-After": "30"})
        case EngineBugError():
            return internal_error()
        case WorkerEndedError():  # its words are for who reads the answer in the app
            return ApiError(
                500, "The model stopped unexpectedly. Ask again: it is loaded anew.", "model_failed"
            )
        case _:
            return ApiError(500, str(error), "model_failed")
