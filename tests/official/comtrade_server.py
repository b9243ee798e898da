"""A stand-in for UN Comtrade on 127.0.0.1: correctly shaped replies, and every way in which they go wrong.

`Server` answers from `trade`, a function of a row's key; `script` holds, for each request to come, a fault that is
acted out instead (or None). `asked` lists the requests.
"""

import gzip
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

CAP = 500


def trade(reporter, flow, partner, period, code):
    """A value for every row whose code is not 8807; the tests' own numbers, of no country."""
    return None if code == "8807" else 1000.25 * (int(partner) + int(period[-2:])) + len(code)


def row(reporter, flow, partner, period, code, value):
    given = {"typeCode": "C", "freqCode": "M", "period": period, "refYear": int(period[:4])}
    given |= {"reporterCode": int(reporter), "flowCode": flow, "partnerCode": int(partner), "partner2Code": 0}
    given |= {"classificationCode": "H6", "cmdCode": code, "customsCode": "C00", "motCode": 0}
    given |= {"qtyUnitCode": 8, "qty": value / 10, "isQtyEstimated": False, "netWgt": value / 10}
    given |= {"isNetWgtEstimated": True, "primaryValue": value}
    return given | {"cifvalue": value if flow == "M" else None, "fobvalue": value if flow == "X" else None}


class Server:
    def __init__(self, trade=trade, published=lambda reporter, period: True, script=()):
        self.trade, self.published, self.script = trade, published, list(script)
        self.asked, self.keys = [], []

    def rows(self, query):
        found = []
        for partner in query["partnerCode"].split(","):
            for code in query["cmdCode"].split(","):
                value = self.trade(query["reporterCode"], query["flowCode"], partner, query["period"], code)
                if value is not None:
                    found.append(
                        row(query["reporterCode"], query["flowCode"], partner, query["period"], code, value)
                    )
        return found[:CAP]

    def __enter__(self):
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
                server.keys.append(self.headers.get("Ocp-Apim-Subscription-Key"))
                if path.endswith("/getDA/C/M/HS"):
                    months = [
                        p for p in query["period"].split(",") if server.published(query["reporterCode"], p)
                    ]
                    rows = [{"period": int(p), "reporterCode": int(query["reporterCode"])} for p in months]
                    return self.reply({"count": len(rows), "data": rows})
                server.asked.append((path, query))
                fault = server.script.pop(0) if server.script else None
                rows = server.rows(query)
                if fault is None:
                    return self.reply({"elapsedMs": 1, "count": len(rows), "data": rows, "error": ""})
                return getattr(self, fault.split(":")[0])(rows, *fault.split(":")[1:])

            def reply(self, content, status=200, headers=(), kind="application/json"):
                raw = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(raw)))
                for name, value in headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(raw)

            def status(self, rows, code, after=None):
                self.reply({"message": "no"}, int(code), [("Retry-After", after)] if after else [])

            def slow(self, rows):
                time.sleep(1)
                self.reply({"count": 0, "data": []})

            def cut(self, rows):
                self.send_response(200)
                self.send_header("Content-Length", "100000")
                self.end_headers()
                self.wfile.write(b'{"count": 2, "da')
                self.close_connection = True

            def html(self, rows):
                self.reply(b"<!DOCTYPE html><html><body>Maintenance</body></html>", kind="text/html")

            def short(self, rows):
                self.reply({"count": len(rows) + 1, "data": rows})

            def other_month(self, rows):
                self.reply({"count": len(rows), "data": [{**r, "period": "199901"} for r in rows]})

            def error(self, rows):
                self.reply({"count": 0, "data": [], "error": "quota"})

            def echo(self, rows, where):
                key = self.headers.get("Ocp-Apim-Subscription-Key")
                reply = {"count": len(rows), "data": rows, "error": key if where == "error" else ""}
                if where == "row":
                    reply["data"] = [{**r, "note": key} for r in rows]
                self.reply({"message": f"no such key: {key}"} if where == "body" else reply)

            def twice(self, rows):
                text = json.dumps({"count": len(rows), "data": rows})
                self.reply(text.replace('"cmdCode"', '"cmdCode": "01", "CmdCode"', 1).encode())

            def nested(self, rows):
                self.reply(b'{"count": 0, "data": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}")

            def endless(self, rows):
                self.reply(
                    json.dumps({"count": 1, "data": [{**rows[0], "primaryValue": float("nan")}]}).encode()
                )

            def drip(self, rows):
                self.send_response(200)
                self.end_headers()
                for _ in range(40):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.25)

            def bomb(self, rows):
                packed = gzip.compress(b" " * (64 << 20))
                self.reply(packed, headers=[("Content-Encoding", "gzip")])

            def redirect(self, rows):
                self.reply({}, 302, [("Location", "http://127.0.0.1:9/")])

            def procedures(self, rows):
                parts = [{**r, "customsCode": "C01", "primaryValue": r["primaryValue"] / 2} for r in rows]
                self.reply({"count": 2 * len(rows), "data": rows + parts})

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
