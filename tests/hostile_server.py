"""Kinds of servers that are no UN Comtrade: each on 127.0.0.1, all of it synthetic."""

import gzip
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from comtrade_server import Server, make_row

ROW = make_row("202301", "156", "X", "643", "8806")
SECONDS = 20  # for which what has no end goes on here
STATUSES = {
    "500": (500, []),
    "204": (204, []),
    "429, a wait without end": (429, [("Retry-After", "1" + 20 * "0")]),
    "503, a date to wait for": (
        503,
        [("Retry-After", "Wed, 21 Oct 2099 07:28:00 GMT")],
    ),
    "301 in a circle": (301, [("Location", "/public/v1/preview/C/M/HS")]),
    "302 to a file": (302, [("Location", "file:///etc/passwd")]),
    "302 to a login page": (302, [("Location", "http://127.0.0.1:9/login")]),
    "a reply in gzip that is none": (200, [("Content-Encoding", "gzip")]),
}
BODIES = {
    "nothing": b"",
    "a web page": b"<!DOCTYPE html><p>Log in to the hotel's network",
    "null": b"null",
    "a list": b"[]",
    "noise": bytes(range(256)) * 20,
    "UTF-16": json.dumps({"count": 1, "data": [ROW]}).encode("utf-16"),
    "a mark before UTF-8": b"\xef\xbb\xbf"
    + json.dumps({"count": 1, "data": [ROW]}).encode(),
    "half of it": json.dumps({"count": 1, "data": [ROW]}).encode()[:-40],
    "brackets": b"[" * 100_000,
    "a number of a million digits": b'{"count": ' + b"1" * 1_000_000 + b', "data": []}',
}
REPLIES = {
    "no count": {"data": [ROW]},
    "count is true": {"count": True, "data": [ROW]},
    "count is too high": {"count": 2, "data": [ROW]},
    "data is a map": {"count": 1, "data": {"0": ROW}},
    "rows are numbers": {"count": 1, "data": [7]},
    "a row twice": {"count": 2, "data": [ROW, ROW]},
    "two values of one key": {"count": 2, "data": [ROW, {**ROW, "primaryValue": 2}]},
}
CELLS = {
    "primaryValue": [float("nan"), -5, "1,000", True, 10**400],
    "qty": [float("inf"), {}],
    "netWgt": [-0.5],
    "period": ["202302", None],
    "reporterCode": [842, "\u0661\u0665\u0666"],
    "flowCode": ["M"],
    "partnerCode": ["643,804"],
    "cmdCode": ["TOTAL", 880622],
    "partner2Code": [643],
    "motCode": [1000],
    "customsCode": ["C01"],
}


def list_replies():
    """Return {kind: the bytes of a reply} of all that can be told by its bytes."""
    replies = dict(BODIES)
    for kind, reply in REPLIES.items():
        replies[kind] = json.dumps(reply).encode()
    for name, values in CELLS.items():
        for value in values:
            rows = [{**ROW, name: value}]
            content = json.dumps({"count": 1, "data": rows}).encode()
            replies[f"{name} {str(value)[:9]}"] = content
        rows = [{key: cell for key, cell in ROW.items() if key != name}]
        if name in ("primaryValue", "period", "reporterCode", "cmdCode"):
            replies[f"no {name}"] = json.dumps({"count": 1, "data": rows}).encode()
    return replies


class Handler(BaseHTTPRequestHandler):
    """Answers each question in the way of `server.kind`."""

    def log_message(self, *words):
        pass

    def do_HEAD(self):
        self.send_response(200)
        self.end_headers()

    def do_GET(self):
        kind = self.server.kind
        if kind in STATUSES:
            status, headers = STATUSES[kind]
            self.send(BODIES["a web page"], status, headers)
        elif kind in STREAMS:
            self.close_connection = True
            STREAMS[kind](self)
        else:
            self.send(list_replies()[kind])

    def send(self, content, status=200, headers=()):
        self.send_response(status)
        for name, value in [("Content-Length", str(len(content))), *headers]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def send_head(self, **headers):
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def repeat(self, content, pause=0.0):
        """Send the same again and again, as long as the test may take."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            self.wfile.write(content)
            self.wfile.flush()
            time.sleep(pause)

    def hang_after_the_head(self):
        self.send_head()
        time.sleep(SECONDS)

    def close_at_once(self):
        self.connection.close()

    def drip_the_head(self):
        self.repeat(b"H", 0.1)

    def send_a_head_without_end(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self.repeat(b"X: " + b"y" * 1000 + b"\r\n")

    def drip(self):
        self.send_head()
        self.repeat(b" ", 0.1)

    def send_without_end(self):
        self.send_head()
        self.repeat(b" " * 10_000)

    def send_what_grows_when_it_is_unpacked(self):
        self.send_head(Content_Encoding="gzip")
        self.wfile.write(gzip.compress(b" " * 50_000_000))

    def send_less_than_it_says(self):
        self.send_head(Content_Length="1000000")
        self.wfile.write(b'{"count": 1')

    def send_no_protocol(self):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")

    def send_broken_chunks(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")


STREAMS = {
    "hang after the head": Handler.hang_after_the_head,
    "hang up": Handler.close_at_once,
    "drip the head": Handler.drip_the_head,
    "a head without end": Handler.send_a_head_without_end,
    "drip": Handler.drip,
    "a body without end": Handler.send_without_end,
    "a bomb in gzip": Handler.send_what_grows_when_it_is_unpacked,
    "less than it says": Handler.send_less_than_it_says,
    "another protocol": Handler.send_no_protocol,
    "broken chunks": Handler.send_broken_chunks,
}
KINDS = [*STATUSES, *STREAMS, *list_replies()]


class Hostile(Server):
    """`with Hostile("hang") as server:` answers each question in this way."""

    def __init__(self, kind):
        ThreadingHTTPServer.__init__(self, ("127.0.0.1", 0), Handler)
        self.daemon_threads = True
        self.block_on_close = False  # those that hang are left to themselves
        self.kind = kind
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
