"""Lighthouse on a phone, on the pages that most readers meet: benchmarks/lighthouse.md.

The pages of reports/ are served from this machine, packed as a web server packs them.
Performance is the median of three rounds, all else the worst. Exit status 1 if an aim
is missed. It needs Chromium and npm.
"""

import gzip
import json
import shutil
import statistics
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from dualuse import tables

VERSION = "12.8.2"
ROUNDS = 3
FOLDER = tables.ROOT / ".venv-lighthouse"  # the build refuses links in build/
PROGRAM = FOLDER / "node_modules" / ".bin" / "lighthouse"
PAGES = ["index.html", "claims/A1.html", "figures.html", "about.html", "method.html"]
AIMS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
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
        path = tables.REPORTS / name
        if not path.is_file():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(name)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def find_chromium() -> str:
    """Return the path of a Chromium."""
    for name in ("chromium", "google-chrome", "chrome"):
        path = shutil.which(name)
        if path:
            return path
    sys.exit("lighthouse: no Chromium in the PATH")


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
    command.append(f"--chrome-path={find_chromium()}")
    command.append(f"--only-categories={','.join(AIMS)}")
    command.append(f"--chrome-flags={CHROMIUM}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"lighthouse: {address}: {done.stderr.strip()[-400:]}")
    categories = json.loads(done.stdout)["categories"]
    return {name: round(100 * categories[name]["score"]) for name in AIMS}


def measure(address: str) -> dict[str, int]:
    """Return the scores of a page over all rounds."""
    rounds = [run_round(address) for _ in range(ROUNDS)]
    scores = {name: min(row[name] for row in rounds) for name in AIMS}
    performance = [row["performance"] for row in rounds]
    scores["performance"] = round(statistics.median(performance))
    return scores


def main() -> None:
    install()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Packed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    text = HEAD.format(version=VERSION, rounds=ROUNDS)
    missed = []
    for page in PAGES:
        scores = measure(f"http://127.0.0.1:{server.server_port}/{page}")
        numbers = " | ".join(str(scores[name]) for name in AIMS)
        text += f"| {page} | {numbers} |\n"
        for name, aim in AIMS.items():
            if scores[name] < aim:
                missed.append(f"{page}: {name} {scores[name]} of {aim}")
    server.shutdown()
    (tables.ROOT / "benchmarks" / "lighthouse.md").write_text(text, encoding="utf-8")
    print(text)
    sys.exit("\n".join(missed) or 0)


if __name__ == "__main__":
    main()
