"""Lighthouse on a phone, on the pages that most readers meet (`make lighthouse`): writes benchmarks/lighthouse.md.

The pages of reports/ are served from this machine, packed as a web server packs them. Performance is the median of
several rounds, all else the worst. Exit status 1 if an aim is missed; a rule that is missed is named.
"""

import gzip
import json
import shutil
import statistics
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from pressroom import project

VERSION, ROUNDS = "12.8.2", 3
FOLDER = project.ROOT / "build/lighthouse"
PAGES = ("index.html", "claims/A1.html", "02_reconstruct_trade_totals.html", "05_verify_trade_claims.html")
PAGES += ("06_verify_records_and_statements.html",)
AIMS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
CHROMIUM = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
)
CHROMIUM += " --disable-component-update --disable-sync"
HEAD = """# Lighthouse

Written by `benchmarks/lighthouse.py` (`make lighthouse`): Lighthouse {version}, its simulated phone, medians of
{rounds} rounds for performance, the worst round for all else. Aims: {aims}, layout shift 0.

| page | performance | accessibility | best practices | SEO | layout shift | largest picture or text, s | size, KB |
|---|---:|---:|---:|---:|---:|---:|---:|
"""


class Packed(SimpleHTTPRequestHandler):
    """The files of a folder, gzipped."""

    def do_GET(self):
        path = project.ROOT / self.translate_path(self.path)
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return self.send_error(404)
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)) + "; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def lighthouse(address):
    """Return what one round of Lighthouse says of a page."""
    program = FOLDER / "node_modules/.bin/lighthouse"
    chrome = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))))
    command = [program, address, "--quiet", "--output=json", f"--chrome-path={chrome}"]
    command += [f"--only-categories={','.join(AIMS)}", f"--chrome-flags={CHROMIUM}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"lighthouse: {address}: {done.stderr.strip()[-400:]}")
    return json.loads(done.stdout)


def measured(address):
    """Return (scores, layout shift, seconds, KB, what was missed) of a page over all rounds."""
    rounds = [lighthouse(address) for _ in range(ROUNDS)]
    each = {k: [round(100 * r["categories"][k]["score"]) for r in rounds] for k in AIMS}
    scores = {k: statistics.median(v) if k == "performance" else min(v) for k, v in each.items()}
    value = {k: [r["audits"][k]["numericValue"] for r in rounds] for k in
             ("cumulative-layout-shift", "largest-contentful-paint", "total-byte-weight")}  # fmt: skip
    shift, paint, size = value.values()
    wrong = {
        ref["id"]
        for r in rounds for name in AIMS if name != "performance"
        for ref in r["categories"][name]["auditRefs"]
        if ref["weight"] and r["audits"][ref["id"]]["score"] == 0
    }  # fmt: skip
    return scores, max(shift), statistics.median(paint) / 1000, max(size) / 1024, sorted(wrong)


def main():
    if not (FOLDER / "node_modules/.bin/lighthouse").exists():
        options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--prefix", FOLDER, *options, f"lighthouse@{VERSION}"], check=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Packed, directory=project.ROOT / "reports"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    lines, missed = [], []
    for page in PAGES:
        scores, shift, paint, size, wrong = measured(f"http://127.0.0.1:{server.server_port}/{page}")
        numbers = " | ".join(f"{s:.0f}" for s in scores.values())
        lines.append(f"| `{page}` | {numbers} | {shift:.3f} | {paint:.1f} | {size:.0f} |")
        print(lines[-1], *wrong, flush=True)
        low = [f"{k} {scores[k]:.0f}" for k, aim in AIMS.items() if scores[k] < aim]
        missed += [f"{page}: {m}" for m in low + wrong + ([f"layout shift {shift:.3f}"] if shift else [])]
    aims = ", ".join(f"{name.replace('-', ' ')} {aim}" for name, aim in AIMS.items())
    text = HEAD.format(version=VERSION, rounds=ROUNDS, aims=aims) + "\n".join(lines) + "\n"
    (project.ROOT / "benchmarks/lighthouse.md").write_text(text, encoding="utf-8")
    sys.exit("lighthouse: missed: " + "; ".join(missed) if missed else 0)


if __name__ == "__main__":
    main()
