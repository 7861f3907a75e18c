"""A hub on loopback that the unmodified huggingface_hub cannot tell from the real one.

Why: no test may reach the internet, and a download must be shown every fault a network has. Repos are
plain folders (see repos.py); faults are ordered with ``hub.fault(...)`` (see faults.py) or, from
another process, by POST to ``/_control``. ``python -m tests.hub.server ROOT [--port N]`` serves a folder.
"""

import argparse
import hmac
import json
import time
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, quote, urlencode

from tests.hub.faults import Fault, Faults, Request
from tests.hub.listing import BadRequestError, expanded, first, list_page
from tests.hub.repos import LEADERBOARD, Blob, HubRepo, Repos
from tests.hub.serving import Handler, Origin

_KEY = b"test hub"
_SCAN = "securityRepoStatus"  # sent to who asks for it
_PREFIXES = (
    "/api/resolve-cache/models/",
    "/api/resolve-cache/datasets/",
    "/api/models/",
    "/api/datasets/",
    "/datasets/",
    "/",
)


def datasets_of(root: Path) -> Path:
    """Where the data sets of a hub lie: beside its models, folders alike."""
    return root.with_name(f"{root.name}-datasets")


class TestHub:
    """Two origins on loopback: the Hub's API and, on another port, its store of large files.

    ``tokens``: token → the gated and private repos it may read. ``signature_lifetime``: seconds.
    """

    __test__ = False  # not a test class, although its name begins so

    def __init__(self, root: Path, tokens: dict[str, set[str]] | None = None, port: int = 0) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.repos = Repos(root)
        self.datasets = Repos(datasets_of(root))
        self.tokens = tokens or {}
        self.signature_lifetime = 3600.0
        self.faults = Faults()
        self._cdn = _CdnOrigin(self)
        self._api = _HubOrigin(self, port)

    @property
    def endpoint(self) -> str:
        return self._api.address

    @property
    def cdn(self) -> str:
        return self._cdn.address

    @property
    def requests(self) -> list[Request]:
        """Every request since the start, of each origin in order, the Hub's first."""
        return [*self._api.requests, *self._cdn.requests]

    @property
    def is_closed(self) -> bool:
        return self._api.closing.is_set()

    def fault(self, path_glob: str, kind: str, times: int | None = None, **args: Any) -> Fault:
        """Order a fault for the paths that match; see faults.py for kinds and arguments."""
        return self.faults.order(path_glob, kind, times, **args)

    def start(self) -> None:
        self._cdn.start()
        self._api.start()

    def close(self) -> None:
        """Close both origins; a second time does nothing."""
        self._api.close()
        self._cdn.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class _HubOrigin(Origin):
    def __init__(self, hub: TestHub, port: int) -> None:
        super().__init__("hub", _HubHandler, hub.faults, port)
        self.hub = hub


class _CdnOrigin(Origin):
    def __init__(self, hub: TestHub) -> None:
        super().__init__("cdn", _CdnHandler, hub.faults)
        self.hub = hub


def _signature(path: str, expires: str) -> str:
    return hmac.new(_KEY, f"{path}?{expires}".encode(), "sha256").hexdigest()


class _CdnHandler(Handler):
    """Sends the bytes of large files to whoever holds a valid signature."""

    server: _CdnOrigin

    def answer_request(self) -> None:
        expires = first(self.query, "Expires", "0")
        valid = hmac.compare_digest(_signature(self.asked, expires), first(self.query, "Signature"))
        _cdn, owner, name, path = self.asked.lstrip("/").split("/", 3)
        repo = self.server.hub.repos.get(f"{owner}/{name}")
        blob = repo.blobs.get(path) if repo else None
        if not valid or float(expires) < time.time():
            self.send_body(b"<Error><Code>AccessDenied</Code></Error>", 403)
        elif blob is None:
            self.send_body(b"<Error><Code>NoSuchKey</Code></Error>", 404)
        else:
            self.send_file(blob.file, [("ETag", f'"cdn-{blob.git_sha1}"')])


class _HubHandler(Handler):
    """The Hub's API and its resolve addresses."""

    server: _HubOrigin

    def answer_request(self) -> None:
        if self.asked.startswith("/_control"):
            self._control()
        elif self._token_is_bad():
            self.send_error_code(401, "", "Invalid credentials in Authorization header")
        elif self.asked in ("/api/models", "/api/datasets"):
            self._list()
        elif self.asked == "/api/whoami-v2":
            self._whoami()
        else:
            self._of_repo()

    def _of_repo(self) -> None:
        """Addresses that begin with a repo: /api/models/<id>…, /<id>/resolve/…, the small files."""
        prefix = next(p for p in _PREFIXES if self.asked.startswith(p))
        repos = self.server.hub.datasets if "/datasets/" in prefix else self.server.hub.repos
        parts = self.asked.removeprefix(prefix).split("/")
        repo_id, rest = "/".join(parts[:2]), parts[2:]
        if not repos.get(repo_id):
            # Very old repos have a name without an owner.
            for old in ("/".join(parts[:2]), parts[0]):
                new = repos.renamed(old)
                if new:
                    self._redirect(old, new)
                    return
        repo = repos.get(repo_id)
        if repo is None or (repo.is_private and not self._may_read(repo)):
            self.send_error_code(
                401 if "authorization" not in self.headers else 404, "RepoNotFound", "Repository not found"
            )
        elif prefix in ("/api/models/", "/api/datasets/"):
            self._api(repo, rest)
        elif prefix in ("/", "/datasets/") and len(rest) > 2 and rest[0] == "resolve":
            self._resolve(repo, rest[1], "/".join(rest[2:]))
        elif prefix.startswith("/api/resolve-cache") and len(rest) > 1:
            self._resolve(repo, rest[0], "/".join(rest[1:]), cached=True)
        else:
            self.send_error_code(404, "", "Not found")

    def _redirect(self, old: str, new: str) -> None:
        target = self.path.replace(old, new, 1)
        self.send_body(f"Temporary Redirect. Redirecting to {target}".encode(), 307, [("Location", target)])

    def _list(self) -> None:
        try:
            hub = self.server.hub
            repos = hub.datasets if self.asked == "/api/datasets" else hub.repos
            rows, cursor = list_page(repos.all(), self.query)
        except BadRequestError as error:
            self.send_error_code(400, "", str(error))
            return
        headers = []
        if cursor:
            query = urlencode({**self.query, "cursor": [cursor]}, doseq=True)
            headers.append(("Link", f'<{self.server.address}{self.asked}?{query}>; rel="next"'))
        self.send_json(rows, headers=headers)

    def _whoami(self) -> None:
        if "authorization" not in self.headers:
            self.send_error_code(401, "", "Invalid username or password.")
            return
        auth = {"type": "access_token", "accessToken": {"displayName": "test", "role": "read"}}
        self.send_json({"type": "user", "id": "0" * 24, "name": "tester", "orgs": [], "auth": auth})

    def _api(self, repo: HubRepo, rest: list[str]) -> None:
        if not rest or (rest[0] == "revision" and len(rest) == 2):
            self._info(repo, rest[1] if rest else "main")
        elif rest[0] == "tree" and len(rest) > 1:
            self._tree(repo, rest[1], "/".join(rest[2:]))
        elif rest[0] == "paths-info" and len(rest) == 2:
            paths = parse_qs(self.body.decode()).get("paths", [])
            self.send_json([repo.blobs[p].tree_entry for p in paths if p in repo.blobs])
        elif rest[0] == "discussions":
            count = repo.answer.get("discussions", 0)
            self.send_json({"discussions": [], "count": count, "start": 0, "numClosedDiscussions": 0})
        elif rest == ["leaderboard"]:
            self._leaderboard(repo)
        else:
            self.send_error_code(404, "", "Not found")

    def _leaderboard(self, repo: HubRepo) -> None:
        """As it was scripted, of any shape; rows that are ``derived`` only for who asks for them."""
        script = self.server.hub.datasets.root / repo.id / LEADERBOARD
        if repo.is_gated and not self._may_read(repo):
            status = 403 if "authorization" in self.headers else 401
            self.send_error_code(status, "GatedRepo", f"Access to dataset {repo.id} is restricted.")
        elif not script.exists():
            self.send_error_code(404, "", "This dataset does not have a leaderboard")
        else:
            rows = json.loads(script.read_text("utf-8"))
            if isinstance(rows, list) and first(self.query, "base_model", "true") == "true":
                rows = [row for row in rows if not (isinstance(row, dict) and row.get("derived"))]
            self.send_json(rows)

    def _info(self, repo: HubRepo, revision: str) -> None:
        if not _knows(repo, revision):
            self.send_error_code(404, "RevisionNotFound", f"Invalid rev id: {revision}")
            return
        left_out = {"trendingScore", "evalResults"} | (
            {_SCAN} if "securityStatus" not in self.query else set()
        )
        everything = tuple(key for key in repo.answer if key not in left_out)
        try:
            answer = expanded(repo, self.query, everything)
        except BadRequestError as error:
            self.send_error_code(400, "", str(error))
            return
        if "siblings" in answer and "blobs" not in self.query:
            answer["siblings"] = [{"rfilename": path} for path in repo.blobs]
        self.send_json(answer)

    def _tree(self, repo: HubRepo, revision: str, folder: str) -> None:
        if not _knows(repo, revision):
            self.send_error_code(404, "RevisionNotFound", f"Invalid rev id: {revision}")
            return
        inside = {
            p.removeprefix(f"{folder}/" if folder else ""): b
            for p, b in repo.blobs.items()
            if p.startswith(folder)
        }
        recursive = first(self.query, "recursive").lower() in ("true", "1")
        entries = [b.tree_entry for p, b in inside.items() if recursive or "/" not in p]
        folders = sorted({p.split("/", 1)[0] for p in inside if "/" in p})
        base = f"{folder}/" if folder else ""
        entries += [{"type": "directory", "oid": repo.commit, "size": 0, "path": base + f} for f in folders]
        self.send_json(entries)

    def _resolve(self, repo: HubRepo, revision: str, path: str, *, cached: bool = False) -> None:
        blob = repo.blobs.get(path)
        if repo.is_gated and not self._may_read(repo):
            status = 403 if "authorization" in self.headers else 401
            self.send_error_code(status, "GatedRepo", f"Access to model {repo.id} is restricted.")
        elif not _knows(repo, revision):
            self.send_error_code(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        elif blob is None:
            self.send_error_code(404, "EntryNotFound", "Entry not found")
        elif cached:
            self.send_file(blob.file, _linked(repo, blob))
        else:
            location = self._signed(repo, blob) if blob.is_large else self._small(repo, blob)
            headers = [("Location", location), *_linked(repo, blob)]
            self.send_body(b"", 302 if blob.is_large else 307, headers)

    def _signed(self, repo: HubRepo, blob: Blob) -> str:
        path = f"/cdn/{repo.id}/{blob.path}"
        fault = self.server.faults.take(path, "signature")
        lifetime = fault.args["lifetime"] if fault else self.server.hub.signature_lifetime
        expires = f"{time.time() + lifetime:.3f}"
        query = urlencode({"Expires": expires, "Signature": _signature(path, expires)})
        return f"{self.server.hub.cdn}{quote(path)}?{query}"

    def _small(self, repo: HubRepo, blob: Blob) -> str:
        kind = "datasets" if self.asked.startswith("/datasets/") else "models"
        return f"/api/resolve-cache/{kind}/{repo.id}/{repo.commit}/{quote(blob.path)}"

    def _token_is_bad(self) -> bool:
        given = self.headers.get("Authorization")
        return given is not None and given.removeprefix("Bearer ") not in self.server.hub.tokens

    def _may_read(self, repo: HubRepo) -> bool:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return repo.id in self.server.hub.tokens.get(token, set())

    def _control(self) -> None:
        hub = self.server.hub
        if self.command == "DELETE":
            hub.faults.clear()
        elif self.command == "POST":
            order = json.loads(self.body)
            hub.fault(order.pop("path"), order.pop("kind"), order.pop("times", None), **order)
        self.send_json({"requests": [f"{r.origin} {r.method} {r.path}" for r in hub.requests]})


def _knows(repo: HubRepo, revision: str) -> bool:
    return revision in ("main", repo.commit)


def _linked(repo: HubRepo, blob: Blob) -> list[tuple[str, str]]:
    headers = [("X-Repo-Commit", repo.commit), ("Accept-Ranges", "bytes")]
    if blob.is_large:
        return [*headers, ("X-Linked-Size", str(blob.size)), ("X-Linked-ETag", blob.etag)]
    return [*headers, ("ETag", blob.etag)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve a folder of repos as a Hugging Face Hub.")
    parser.add_argument("root", type=Path)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    with TestHub(given.root, port=given.port) as hub:
        print(hub.endpoint, flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print("Stopped.")


if __name__ == "__main__":
    main()
