"""make watch: what is saved is rebuilt and said, the page follows; bad data change nothing; nothing stays behind."""

import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import small

from pressroom import files
from pressroom.engine import serve

SLOW = 60  # seconds: a busy machine builds the small story within this
SOON = 2  # seconds within which a moved verdict is shown
MOVES = '''"""The verdicts of the small story: whether the second number is large."""
from pressroom import project
from pressroom.errors import InputError

def state():
    number = (project.DATA / "published" / "x.csv").read_text().split(",")[-1].strip()
    if not number.isdigit():
        raise InputError("data/published/x.csv", repr(number), "a number", 2)
    return {"A1": "large" if int(number) > 5 else "small"}

def moved(was, now):
    return [f"verdict of {k}: {was[k]} becomes {now[k]}" for k in now if was[k] != now[k]]
'''
FIRST = """import os
from pathlib import Path
built, out = Path(os.environ["PRESSROOM_PROCESSED"]), Path(os.environ["PRESSROOM_OUT"])
built.mkdir(parents=True, exist_ok=True)
number = Path("../data/published/x.csv").read_text().split(",")[-1].strip()
(built / "a.csv").write_text(number)"""
LAST = small.LAST + '\nprint("the number is " + (built / "b.csv").read_text())'


@pytest.fixture
def story(tmp_path):
    """The small story, which says what a change of its data moves."""
    root = small.make(tmp_path / "story")
    (root / "moves_of_small.py").write_text(MOVES)
    (root / "story.yml").write_text("title: A small story\nwatch: {moves: moves_of_small}\n")
    small.write(root, "01_first", ("work", FIRST))
    small.write(root, "00_findings", ("work", LAST))
    return root


@pytest.fixture
def watching(story, tmp_path):
    """A running `make watch`: (process, address, log)."""
    log = tmp_path / "watch.txt"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "pressroom.engine.watch", "--no-browser"],
            env=small.environment(story, PYTHONPATH=str(story)),
            stdout=file,
            stderr=file,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    address = until(lambda: re.search(r"http://127\.0\.0\.1:\d+/\?token=\w+", log.read_text()), log)[0]
    yield process, address, log
    if process.poll() is None:
        process.kill()
        process.wait()


def until(found, log, seconds=SLOW):
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline, log.read_text()[-2000:]
        time.sleep(0.05)
    return value


def left(root):
    """Return the command lines of the processes that work on a story."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if f"PRESSROOM_ROOT={root}".encode() in (place / "environ").read_bytes().split(b"\0"):
                found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:  # another user's, or gone
            continue
    return found


def save(story, number):
    (story / "data" / "published" / "x.csv").write_text(f"a,b\n1,{number}\n")


@pytest.mark.browser
def test_a_digit_saved_shows_the_moved_verdict_then_the_page_follows_and_ctrl_c_leaves_nothing(
    story, watching, browser
):
    process, address, log = watching
    until(lambda: "published" in log.read_text(), log)
    tab = browser.new_page()
    wrong, hosts = [], set()
    tab.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    tab.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    tab.goto(address)
    page = tab.frame_locator("iframe")
    page.get_by_text("the number is 2!").wait_for(timeout=SLOW * 1000)

    save(story, 9)
    at = time.monotonic()
    tab.get_by_text("verdict of A1: small becomes large").wait_for(timeout=SLOW * 1000)
    assert time.monotonic() - at < SOON
    assert page.get_by_text("the number is 2!").count() == 1  # the page follows
    page.get_by_text("the number is 9!").wait_for(timeout=SLOW * 1000)
    said = log.read_text()
    assert "runs: input published/x.csv changed" in said and said.index("becomes") < said.index("runs: input")

    before = small.reports(story)
    save(story, "9x")
    line = "bad input: data/published/x.csv, row 2: found '9x'; expected a number"
    tab.get_by_text(line).wait_for(timeout=SLOW * 1000)
    assert log.read_text().count("bad input") == 1 and small.reports(story) == before
    assert page.get_by_text("the number is 9!").count() == 1
    assert files.of_file(story / "data/published/x.csv") not in (story / "data/SHA256SUMS").read_text()

    save(story, 3)
    tab.get_by_text("verdict of A1: large becomes small").wait_for(timeout=SLOW * 1000)
    page.get_by_text("the number is 3!").wait_for(timeout=SLOW * 1000)
    assert not wrong and hosts == {address.split("/")[2]}
    tab.close()

    process.send_signal(signal.SIGINT)
    assert process.wait(SLOW) == 0
    until(lambda: not left(story), log, 20)
    assert "Traceback" not in log.read_text()


def test_ctrl_c_amid_a_build_leaves_no_process_and_the_reports_as_they_were(story, watching):
    process, _, log = watching
    until(lambda: "runs: " in log.read_text(), log)
    assert len(left(story)) > 1
    process.send_signal(signal.SIGINT)
    assert process.wait(SLOW) == 0
    until(lambda: not left(story), log, 20)
    assert not (story / "reports").exists() and "Traceback" not in log.read_text()


@pytest.fixture
def server(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/index.html").write_text("a page")
    (tmp_path / "secret.txt").write_text("a secret")
    made = serve.Server(0, tmp_path / "reports")
    import threading

    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def ask(server, path, **headers):
    request = urllib.request.Request(f"http://127.0.0.1:{server.server_port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def test_pages_are_for_this_machine_and_whoever_has_the_token(server):
    assert server.server_address[0] == "127.0.0.1"
    given = f"?token={server.token}"
    assert ask(server, f"/index.html{given}") == (200, "a page")
    assert "iframe" in ask(server, f"/{given}")[1]
    for path in ("/", "/index.html", "/events", "/index.html?token=", f"/index.html?token={server.token}x"):
        assert ask(server, path)[0] == 403
    assert ask(server, f"/index.html{given}", Host=f"evil.example:{server.server_port}")[0] == 403
    assert ask(server, f"/figures/{given}")[0] == 404
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"):
        assert "secret" not in ask(server, path + given)[1]


def test_data_that_are_not_as_promised_end_it_before_it_begins(story):
    (story / "data/published/x.csv").write_text("a,b\n1,4\n")
    done = subprocess.run(
        [sys.executable, "-m", "pressroom.engine.watch", "--no-browser"],
        env=small.environment(story, PYTHONPATH=str(story)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2 and done.stderr.startswith("bad input: data/published/x.csv: found SHA-256")
    assert not (story / "reports").exists()
