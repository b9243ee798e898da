"""Serve a folder of pages to this machine, in a frame that is told what happens (see `watch`)."""

import json
import os
import queue
import secrets
from functools import partial
from http.cookies import SimpleCookie
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

FRAME = Path(__file__).parent / "template" / "watch.html"
POLICY = (
    "default-src 'none'; frame-src 'self'; connect-src 'self'; style-src 'nonce-{0}'; script-src 'nonce-{0}'"
)
ALIVE = 15  # seconds of silence after which a page is looked for again


class Server(ThreadingHTTPServer):
    """Pages on 127.0.0.1, for whoever has the token.

    Parameters
    ----------
    port : int
        0 for any that is free.
    folder : Path
        What is served.
    """

    daemon_threads = True

    def __init__(self, port: int, folder: Path) -> None:
        super().__init__(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
        self.token = secrets.token_hex(16)
        self.pages: set[queue.SimpleQueue] = set()
        self.last: dict[str, dict] = {}
        self.host = f"127.0.0.1:{self.server_port}"
        self.address = f"http://{self.host}/?token={self.token}"

    def tell(self, kind: str, lines: list[str], printed: bool = False) -> None:
        """Print lines, unless they were, and show them on every open page; the kind "built" refreshes it."""
        print("\n".join(lines), flush=True) if not printed else None
        group = "moved" if kind == "moved" else "status"
        self.last[group] = {"kind": kind, "lines": lines, "group": group}
        for page in list(self.pages):
            page.put(self.last[group])


class _Handler(SimpleHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get(self._cookie())
        given = [*parse_qs(asked.query).get("token", []), *([cookie.value] if cookie else [])]
        known = any(secrets.compare_digest(g.encode(), self.server.token.encode()) for g in given)
        if (
            not known or self.headers.get("Host") != self.server.host
        ):  # the name: no page elsewhere reads ours
            self.send_error(403, "the address with its token stands in the terminal")
        elif asked.path == "/":
            self._frame()
        elif asked.path == "/events":
            self._events()
        else:
            super().do_GET()

    do_HEAD = do_GET

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        self.send_error(404)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for what changed."""

    def _cookie(self) -> str:
        return f"watch-{self.server.server_port}"

    def _frame(self) -> None:
        nonce = secrets.token_hex(8)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY.format(nonce))
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header(
            "Set-Cookie", f"{self._cookie()}={self.server.token}; HttpOnly; SameSite=Strict; Path=/"
        )
        self.end_headers()
        self.wfile.write(FRAME.read_bytes().replace(b"@nonce@", nonce.encode()))

    def _events(self) -> None:
        """Write what is told, until the page is closed; first what was told last."""
        page: queue.SimpleQueue = queue.SimpleQueue()
        self.server.pages.add(page)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            for told in [*self.server.last.values()]:
                self._write({**told, "again": True})
            while True:
                try:
                    self._write(page.get(timeout=ALIVE))
                except queue.Empty:
                    self.wfile.write(b":\n\n")
        except OSError:
            self.server.pages.discard(page)

    def _write(self, told: dict) -> None:
        self.wfile.write(f"data: {json.dumps(told)}\n\n".encode())
