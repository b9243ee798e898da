"""Lighthouse on a phone, on the pages that most readers meet: benchmarks/lighthouse.md.

The pages of reports/ are served from this machine, packed as a web server packs them.
Performance is the median of three rounds, all else the worst. It needs npm, and
Debian's Chromium.
"""

import gzip
import json
import statistics
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from dualuse.base import tables

VERSION = "12.8.2"
ROUNDS = 3
FOLDER = tables.ROOT / ".venv-lighthouse"  # the build refuses links in build/
PROGRAM = FOLDER / "node_modules" / ".bin" / "lighthouse"
PAGES = ["index.html", "story.html", "check.html", "claims/A1.html", "figures.html"]
PAGES += ["07_sensitivity.html", "about.html", "method.html", "sums.html"]
PAGES += ["claims/A3.html"]
SCORES = ["performance", "accessibility", "best-practices", "seo"]
CHROMIUM = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
HEAD = """# Lighthouse

Written by `benchmarks/lighthouse.py`: Lighthouse {version}, its simulated phone, median of
{rounds} rounds for performance, the worst for all else.

| page | performance | accessibility | best practices | SEO |
|---|---:|---:|---:|---:|
"""


class Packed(SimpleHTTPRequestHandler):
    """The files of reports/, gzipped."""

    def do_GET(self):
        name = self.path.partition("?")[0].lstrip("/") or "index.html"
        body = gzip.compress((tables.REPORTS / name).read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(name)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def install() -> None:
    """Install Lighthouse, once."""
    if not PROGRAM.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        package = f"lighthouse@{VERSION}"
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(FOLDER)]
        subprocess.run([*command, package], check=True)


def run_round(address: str) -> dict[str, int]:
    """Return the scores of one round on a page."""
    command = [str(PROGRAM), address, "--quiet", "--output=json"]
    command.append("--chrome-path=/usr/bin/chromium")
    command.append(f"--only-categories={','.join(SCORES)}")
    command.append(f"--chrome-flags={CHROMIUM}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"lighthouse: {address}: {done.stderr.strip()[-400:]}")
    categories = json.loads(done.stdout)["categories"]
    return {name: round(100 * categories[name]["score"]) for name in SCORES}


def measure(address: str) -> dict[str, int]:
    """Return the scores of a page over all rounds."""
    rounds = [run_round(address) for _ in range(ROUNDS)]
    scores = {name: min(row[name] for row in rounds) for name in SCORES}
    performance = [row["performance"] for row in rounds]
    scores["performance"] = round(statistics.median(performance))
    return scores


def main() -> None:
    install()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Packed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    text = HEAD.format(version=VERSION, rounds=ROUNDS)
    for page in PAGES:
        scores = measure(f"http://127.0.0.1:{server.server_port}/{page}")
        numbers = " | ".join(str(scores[name]) for name in SCORES)
        text += f"| {page} | {numbers} |\n"
    server.shutdown()
    (tables.ROOT / "benchmarks" / "lighthouse.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
