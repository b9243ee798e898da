"""A stand-in for UN Comtrade on 127.0.0.1: synthetic replies, right and wrong."""

import itertools
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

CAP = 500  # rows of the public preview
LISTS = ["period", "reporterCode", "flowCode", "partnerCode", "cmdCode"]


def make_row(period, reporter, flow, partner, code):
    """Return a row as Comtrade writes it; a value of no country's trade."""
    return {
        "freqCode": "M",
        "period": period,
        "reporterCode": int(reporter),
        "flowCode": flow,
        "partnerCode": int(partner),
        "partner2Code": 0,
        "classificationCode": "H6",
        "cmdCode": code,
        "customsCode": "C00",
        "motCode": 0,
        "qtyUnitCode": 8,
        "qty": 2.5,
        "netWgt": 2.5,
        "primaryValue": 1000.25,
    }


class Handler(BaseHTTPRequestHandler):
    """Answers one question; `server.faults` says how the next ones go wrong."""

    def log_message(self, *words):
        pass

    def do_GET(self):
        query = dict(parse_qsl(urlsplit(self.path).query))
        self.server.asked.append(query)
        self.server.keys.append(self.headers.get("Ocp-Apim-Subscription-Key"))
        rows = []
        lists = [query[name].split(",") for name in LISTS]
        for words in itertools.product(*lists):
            if words[-1] not in self.server.silent:
                rows.append(make_row(*words))
        rows = rows[:CAP]
        fault = self.server.faults.pop(0) if self.server.faults else "none"
        getattr(self, f"send_{fault}")(rows)

    def send(self, content, status=200, headers=()):
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in [("Content-Length", str(len(raw))), *headers]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def send_none(self, rows):
        self.send({"count": len(rows), "data": rows})

    def send_empty(self, rows):
        self.send({"count": 0, "data": []})

    def send_busy(self, rows):
        self.send({}, 429, [("Retry-After", "1")])

    def send_down(self, rows):
        self.send({}, 503)

    def send_forbidden(self, rows):
        self.send({}, 403)

    def send_html(self, rows):
        self.send(b"<!DOCTYPE html><p>Maintenance")

    def send_cut(self, rows):
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b'{"count": 2, "da')
        self.close_connection = True

    def send_other_month(self, rows):
        rows = [{**row, "period": "199901"} for row in rows]
        self.send({"count": len(rows), "data": rows})

    def send_echo(self, rows):
        key = self.headers.get("Ocp-Apim-Subscription-Key")
        self.send({"count": len(rows), "data": rows, "error": key})

    def send_last(self, rows):
        """Hang up, and take no call after this one."""
        self.server.socket.close()
        self.close_connection = True


class Server(ThreadingHTTPServer):
    """`with Server(faults=["busy"]) as server:` asks go to `server.url`."""

    def __init__(self, faults=(), silent=()):
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults = list(faults)
        self.silent = set(silent)
        self.asked, self.keys = [], []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *words):
        pass  # a client that hangs up is part of the test

    def __enter__(self):
        # `shutdown` waits until the loop looks up: half a second unless told otherwise.
        threading.Thread(target=self.serve_forever, args=[0.01], daemon=True).start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        self.server_close()
