"""Bring official rows: UN Comtrade's, month by month, and CEPII's BACI.

    make data
    python tools/fetch.py comtrade      or baci

COMTRADE_API_KEY is sent as a header only, never stored or printed; without it the
public preview is asked. Comtrade's rows may not be re-published without permission:
git ignores data/official/fetched. DUALUSE_COMTRADE_BASE is another address, for tests.

It ends by itself: a reply has a limit of time and of bytes, and so has the whole; after
three replies alike in a row that are no data it stops. What is stored stays, and the
next run goes on from there.

Exit status: 0 all is there, 1 a month is missing, the run was stopped or input cannot be
used, 2 no network.
"""

import json
import math
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import tenacity
from tqdm import tqdm

from dualuse.base import categories, tables
from dualuse.base.errors import InputError
from dualuse.builds.lock import take_turn
from dualuse.engine import official

FOLDER = official.ROWS / "fetched"
PLAN = "official/plan.csv"
BASE = "https://comtradeapi.un.org"
PREVIEW = "/public/v1/preview/C/M/HS"
KEYED = "/data/v1/get/C/M/HS"
CAPS = {  # rows of a reply; nothing in it says that it was cut
    PREVIEW: 500,
    KEYED: 250_000,
}
KEY_HEADER = "Ocp-Apim-Subscription-Key"
TOTALS_ONLY = {  # without them a row is repeated by transport, procedure and so on
    "partner2Code": "0",
    "motCode": "0",
    "customsCode": "C00",
}
MONTH = ("reporterCode", "flowCode", "period")
COVERAGE = ["reporter", "flow", "period", "status", "rows", "why"]
PAUSE = 1.5  # seconds before each question
WAIT = 5  # seconds before a question is repeated
MOST_WAIT = 60  # seconds that a server may ask us to wait
REPLY_SECONDS = 30  # for a whole reply
REPLY_BYTES = {  # of a whole reply, unpacked
    PREVIEW: 4_000_000,
    KEYED: 400_000_000,
}
RUN_SECONDS = 2 * 60 * 60
NO_DATA_SECONDS = 80  # without any data: nothing will come
ALIKE = 3  # replies in a row that are no data, for the same reason
CONNECT_SECONDS = 3  # to find the server at all
RELEASE_BYTES = 4_000_000_000  # of a release of BACI
RELEASE_SPEED = 10_000  # bytes a second, at least, once a minute has passed
SHOWN = 40  # letters of what came
NUMBERS = ("primaryValue", "qty", "netWgt")
Question = dict[str, str]


class NoNetwork(Exception):
    """Nobody is there to be asked: no name, no route, no connection."""


class NoAnswer(Exception):
    """A reply that may be better next time, after `wait` seconds; `came` is what came."""

    def __init__(self, reason: str, wait: float = 0, came: bytes = b"") -> None:
        words = f": {ascii(came[:SHOWN])[1:]}" if came else ""
        super().__init__(f"{reason}{words}")
        self.reason = reason
        self.wait = wait or WAIT


class Stopped(Exception):
    """It makes no sense to go on: the line says why."""


@dataclass
class Service:
    """The server that is asked, and how long it has given no data."""

    client: Any
    path: str = PREVIEW
    began: float = field(default_factory=time.monotonic)
    last_data: float = field(default_factory=time.monotonic)
    reason: str = ""  # why the last reply was no data
    alike: int = 0  # how many were none for that reason
    failed: int = 0  # months in a row

    def note_data(self) -> None:
        """Start to count anew: the server answers."""
        self.last_data = time.monotonic()
        self.reason, self.alike = "", 0

    def note_no_data(self, error: NoAnswer) -> None:
        """Count a reply that is no data; raise Stopped if there were too many."""
        self.alike = self.alike + 1 if error.reason == self.reason else 1
        self.reason = error.reason
        if self.alike == ALIKE:
            raise Stopped(f"{ALIKE} replies alike that are no data: {error}")
        if error.wait > MOST_WAIT:
            raise Stopped(f"{error}, and it asks us to wait {error.wait:g} seconds")
        seconds = time.monotonic() - self.last_data
        if seconds > NO_DATA_SECONDS:
            raise Stopped(f"no data for {seconds:.0f} seconds, last {error}")

    def note_month(self, is_failed: bool, why: str) -> None:
        """Count a month that failed; raise Stopped if there were too many in a row."""
        self.failed = self.failed + 1 if is_failed else 0
        if self.failed == ALIKE:
            raise Stopped(f"{ALIKE} months in a row failed, the last by {why}")

    def require_time(self) -> None:
        """Raise Stopped once the whole has taken too long."""
        if time.monotonic() - self.began > RUN_SECONDS:
            raise Stopped(f"the {RUN_SECONDS / 60:g} minutes of a run are over")


def run_within(seconds: float, function: Callable, *arguments: Any) -> Any:
    """Return what a function returns; raise TimeoutError if it takes too long.

    A server that sends a letter now and then keeps each reading short, and the whole
    without end. The thread is left to it, and ends with the program at the latest.
    """
    outcome: list[tuple[Any, BaseException | None]] = []

    def run() -> None:
        try:
            outcome.append((function(*arguments), None))
        except BaseException as error:  # it is raised again below
            outcome.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise TimeoutError
    result, error = outcome[0]
    if error is not None:
        raise error
    return result


def check_address(address: str) -> None:
    """Refuse what is neither https nor this machine."""
    url = httpx.URL(address)
    if url.scheme != "https" and url.host != "127.0.0.1":
        raise InputError("address", f"{url.scheme}://{url.host}", "https")


def greet(client: httpx.Client) -> None:
    """Knock at the server's door, twice; raise NoNetwork if no connection is made.

    Any answer will do, a slow one too: whether it is a good one is asked month by month.
    """
    reason = ""
    for _ in range(2):
        try:
            run_within(CONNECT_SECONDS + 1, knock, client)
            return
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            reason = str(error)
            time.sleep(min(WAIT, 1))
        except (httpx.HTTPError, TimeoutError):
            return
    raise NoNetwork(f"{client.base_url.host}: {reason}")


def knock(client: httpx.Client) -> None:
    """Ask for nothing; read nothing of what comes."""
    with client.stream("HEAD", "/", timeout=CONNECT_SECONDS):
        pass


def list_questions(plan: pd.DataFrame) -> list[Question]:
    """Return what to ask UN Comtrade: one question a reporter, flow and month."""
    countries = tables.read_reference("countries").set_index("iso3")["comtrade"]
    numbers = countries.str.split().str[0]  # the first is the one in use
    lines = categories.read_categories()
    current = lines[lines["hs_edition"].isin(["any", "HS22", "HS17"])]
    codes = ["TOTAL", *sorted(set(current["hs_code"]))]
    questions = []
    for line in plan[plan["what"] == "comtrade"].to_dict("records"):
        partners = [numbers[partner] for partner in line["partners"].split()]
        months = pd.period_range(line["first"], line["last"], freq="M")
        for month in months.strftime("%Y%m"):
            question = {
                "reporterCode": numbers[line["reporter"]],
                "flowCode": line["flow"],
                "period": month,
                "partnerCode": ",".join(partners),
                "cmdCode": ",".join(codes),
            }
            questions.append(question)
    return questions


def read_reply(service: Service, question: Question) -> bytes:
    """Return what the server sends, if it is an answer and does not repeat the key."""
    client, path = service.client, service.path
    words = {**TOTALS_ONLY, **question}
    status, wait, content = run_within(REPLY_SECONDS, receive, client, path, words)
    if status in (401, 403):
        raise InputError("COMTRADE_API_KEY", f"HTTP {status}", "a valid key")
    key = client.headers.get(KEY_HEADER)
    if key and key.encode() in content:
        raise NoAnswer("a reply that repeats the key")
    if status != 200:
        seconds = float(wait) if wait.isascii() and wait.isdecimal() else 0
        raise NoAnswer(f"HTTP {status}", seconds)
    return content


def receive(client: httpx.Client, path: str, words: Question) -> tuple[int, str, bytes]:
    """Return the status of a reply, how long it asks to wait, and its bytes."""
    content = bytearray()
    until = time.monotonic() + REPLY_SECONDS
    with client.stream("GET", path, params=words) as reply:
        for chunk in reply.iter_bytes():
            content += chunk
            if len(content) > REPLY_BYTES[path]:
                raise NoAnswer(f"a reply of more than {REPLY_BYTES[path]:,} bytes")
            if time.monotonic() > until:
                raise TimeoutError
        wait = reply.headers.get("Retry-After", "")
        return reply.status_code, wait, bytes(content)


def refuse_constant(word: str) -> None:
    raise NoAnswer(f"{word}, which is no number")


def require_answer(rows: list[dict], question: Question) -> None:
    """Refuse rows that nobody asked for, that stand twice, or that hold no number."""
    for name, asked in question.items():
        values = {str(row[name]) for row in rows}
        if not values <= set(asked.split(",")):
            raise NoAnswer(f"rows of another {name}")
    for name, asked in TOTALS_ONLY.items():
        if not {str(row.get(name, asked)) for row in rows} <= {asked}:
            raise NoAnswer(f"rows of another {name}")
    keys = {tuple(str(row[name]) for name in question) for row in rows}
    if len(keys) < len(rows):
        raise NoAnswer("two rows of one key")
    for row in rows:
        for name in NUMBERS:
            require_number(row, name)


def require_number(row: dict, name: str) -> None:
    """Refuse what is no sound number; a quantity may be missing."""
    value: Any = row[name] if name == "primaryValue" else row.get(name)
    if value is None and name != "primaryValue":
        return
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 0 <= value < 1e15:
        raise NoAnswer(f"a {name} that is no number from 0 on")


def choose_wait(error: BaseException) -> float:
    """Return the seconds that an answer asks to wait."""
    return error.wait if isinstance(error, NoAnswer) else WAIT


@tenacity.retry(
    retry=tenacity.retry_if_exception_type(NoAnswer),
    wait=tenacity.wait_exception(choose_wait),
    stop=tenacity.stop_after_attempt(5),
    reraise=True,
)
def ask(service: Service, question: Question) -> list[dict]:
    """Return the rows of a whole reply; ask again while there is none."""
    service.require_time()
    time.sleep(PAUSE)
    try:
        rows = read_rows(service, question)
    except NoAnswer as error:
        service.note_no_data(error)
        raise
    service.note_data()
    return rows


def read_rows(service: Service, question: Question) -> list[dict]:
    """Return the rows of a reply in UTF-8, if all of it is what was asked for."""
    try:
        content = read_reply(service, question)
    except TimeoutError:
        raise NoAnswer(f"no whole reply in {REPLY_SECONDS:g} seconds") from None
    except httpx.HTTPError as error:
        raise NoAnswer(type(error).__name__) from None
    try:
        reply = json.loads(content.decode("utf-8"), parse_constant=refuse_constant)
        rows = reply["data"]
        if isinstance(reply["count"], bool):
            raise TypeError
        missing = reply["count"] - len(rows)
        require_answer(rows, question)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise NoAnswer("a broken reply", came=content) from None
    if missing:
        raise NoAnswer(f"a reply without {missing} of its rows")
    return rows


def ask_whole(service: Service, question: Question) -> list[dict]:
    """Return all rows; a reply at the cap may be cut, so its question is halved."""
    rows = ask(service, question)
    if len(rows) < CAPS[service.path]:
        return rows
    codes = question["cmdCode"].split(",")
    middle = len(codes) // 2
    if not middle:
        raise NoAnswer(f"{len(rows)} rows of one code: it may be cut")
    rows = []
    for half in (codes[:middle], codes[middle:]):
        part = {**question, "cmdCode": ",".join(half)}
        rows += ask_whole(service, part)
    return rows


def add_zeros(rows: list[dict], question: Question) -> list[dict]:
    """Return the rows, and a nought for what a published month has no row of.

    That is a reading of silence: the trade may be secret. Such a row says `addedHere`.
    """
    reported = {(str(row["partnerCode"]), row["cmdCode"]) for row in rows}
    nothing = {"primaryValue": 0, "qty": None, "netWgt": None, "addedHere": True}
    zeros = []
    for partner in question["partnerCode"].split(","):
        for code in question["cmdCode"].split(","):
            if (partner, code) not in reported:
                key = {"partnerCode": partner, "cmdCode": code}
                zeros.append({**rows[0], **key, **nothing})
    return rows + zeros


def store_rows(rows: list[dict], file: Path) -> None:
    """Store rows that the reader has read: no reply may stop the build later."""
    text = json.dumps({"count": len(rows), "data": rows})
    with take_turn(), tempfile.TemporaryDirectory() as folder:
        tried = Path(folder) / file.name
        tables.write_text(tried, text)
        try:
            official.read_rows(official.connect(), tried)
        except InputError as error:
            reason = f"rows that cannot be read: {error.found}"
            raise NoAnswer(reason) from None
        tables.write_text(file, text)


def is_whole(file: Path) -> bool:
    """Return whether a month is stored; what is damaged or has no row is asked again."""
    try:
        return len(json.loads(file.read_bytes())["data"]) > 0
    except (OSError, ValueError, KeyError, TypeError):
        return False


def fetch_month(
    service: Service, question: Question, file: Path
) -> tuple[str, int, str]:
    """Store the rows of a month once all are there; return status, rows and why."""
    if is_whole(file):
        return "stored before", 0, ""
    try:
        rows = ask_whole(service, question)
        if not rows:
            return "no rows", 0, ""
        store_rows(add_zeros(rows, question), file)
    except NoAnswer as error:
        return "failed", 0, str(error)
    return "rows", len(rows), ""


def fetch_comtrade(
    questions: list[Question], folder: Path, base: str = BASE
) -> pd.DataFrame:
    """Bring the months that are not there yet; return and store the coverage table.

    Parameters
    ----------
    questions : list of dict
        reporterCode, flowCode, period, partnerCode and cmdCode, as Comtrade names them.
    folder : path
    base : str
        The service's address.

    Returns
    -------
    pandas.DataFrame
        reporter, flow, period, status (rows, no rows, stored before, failed), rows,
        why. What it does not list was not asked for: the run was stopped; the next one
        goes on from there.
    """
    check_address(base)
    folder.mkdir(parents=True, exist_ok=True)
    key = os.environ.get("COMTRADE_API_KEY")
    headers = {KEY_HEADER: key} if key else {}
    files = [folder / name_file(question) for question in questions]
    stored = sum(is_whole(file) for file in files)
    path = KEYED if key else PREVIEW
    print(say_plan(len(files) - stored, stored, path), flush=True)
    lines = []
    with httpx.Client(base_url=base, headers=headers, timeout=REPLY_SECONDS) as client:
        service = Service(client, path)
        if stored < len(files):
            greet(client)
        bar = tqdm(
            zip(questions, files, strict=True),
            total=len(files),
            unit="month",
            disable=None,
        )
        for question, file in bar:
            stopped = None
            try:
                answer = fetch_month(service, question, file)
            except Stopped as error:
                answer, stopped = ("failed", 0, str(error)), error
            lines.append([*[question[field] for field in MONTH], *answer])
            words = " ".join(str(word) for word in answer)
            tqdm.write(f"{len(lines)} of {len(files)}: {file.name} {words}")
            coverage = pd.DataFrame(lines, columns=COVERAGE)
            text = coverage.to_csv(index=False, lineterminator="\n")
            with take_turn():
                tables.write_text(folder / "coverage.csv", text)
            if answer[0] == "failed":
                greet(client)  # one month, or all the rest?
            if stopped:
                raise stopped
            service.note_month(answer[0] == "failed", answer[2])
    return coverage


def name_file(question: Question) -> str:
    """Return the name of the file of a month."""
    return "-".join(question[field] for field in MONTH) + ".json"


def say_plan(asked: int, stored: int, path: str = PREVIEW) -> str:
    """Return how long it will take, and may take at most, in words."""
    minutes = math.ceil(asked * PAUSE / 60)
    return (
        f"{asked} months to ask for, {stored} stored before: at least {minutes} minutes "
        "(a question every 1.5 seconds, and the time of the answers). A reply may take "
        f"{REPLY_SECONDS:g} seconds and {REPLY_BYTES[path] / 1e6:g} MB, the whole "
        f"{RUN_SECONDS / 60:g} minutes; {ALIKE} replies alike that are no data end it"
    )


def fetch_baci(address: str, sha256: str, folder: Path) -> Path:
    """Bring a release of BACI as CEPII zips it; only the pinned file is accepted."""
    check_address(address)
    if not sha256:
        expected = "the SHA-256 of the release, or the zip put there by hand"
        raise InputError(f"data/{PLAN}", "no hash of BACI", expected)
    url = httpx.URL(address)
    file = folder / Path(url.path).name
    if tables.hash_file(file) == sha256:
        return file
    folder.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    with httpx.Client(base_url=url.join("/"), timeout=60) as client:
        greet(client)
        try:
            download(client, address, part)
        except (httpx.HTTPError, TimeoutError) as error:
            part.unlink(missing_ok=True)
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            raise InputError(address, reason, "the whole file; try again") from None
    if tables.hash_file(part) != sha256:
        part.unlink()
        expected = "the file that plan.csv names, by its hash"
        raise InputError(address, "another file", expected)
    with take_turn():
        part.replace(file)
    return file


def download(client: httpx.Client, address: str, file: Path) -> None:
    """Write what an address sends into a file, with a bar that shows how far it is.

    Raises
    ------
    TimeoutError
        Where it does not begin, comes too slowly, or does not end.
    """
    file.unlink(missing_ok=True)  # it may be a link
    request = client.build_request("GET", address)
    began = time.monotonic()
    reply = run_within(REPLY_SECONDS, send, client, request)
    try:
        reply.raise_for_status()
        size = int(reply.headers.get("Content-Length", 0))
        with (
            file.open("wb") as target,
            tqdm(total=size, unit="B", unit_scale=True) as bar,
        ):
            for chunk in reply.iter_bytes():
                target.write(chunk)
                bar.update(len(chunk))
                refuse_slow(target.tell(), time.monotonic() - began)
    finally:
        reply.close()


def send(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    """Return a reply of which only the head is read."""
    return client.send(request, stream=True, follow_redirects=True)


def refuse_slow(received: int, seconds: float) -> None:
    """Refuse a release that is larger than any, or that would take days."""
    if received > RELEASE_BYTES:
        raise TimeoutError(f"more than {RELEASE_BYTES / 1e9:g} GB")
    if seconds > 2 * REPLY_SECONDS and received < seconds * RELEASE_SPEED:
        raise TimeoutError(f"{received:,} bytes in {seconds:.0f} seconds")
    if seconds > RUN_SECONDS:
        raise TimeoutError(f"no end in {RUN_SECONDS / 60:g} minutes")


def run(source: str) -> pd.DataFrame:
    """Bring what data/official/plan.csv asks for; return what came of it."""
    with take_turn("fetch"):
        return fetch(source)


def fetch(source: str) -> pd.DataFrame:
    """Bring it; nobody else does at the same time."""
    with take_turn():  # a file that somebody is writing has no hash yet
        tables.list_files(FOLDER)  # it refuses a link, which would lead elsewhere
        plan = tables.read_table(PLAN)
        questions = list_questions(plan)
    if source == "baci":
        line = plan[plan["what"] == "baci"].iloc[0]
        file = fetch_baci(line["address"], line["sha256"], FOLDER / "baci")
        return pd.DataFrame({"file": [file]})
    base = os.environ.get("DUALUSE_COMTRADE_BASE", BASE)
    return fetch_comtrade(questions, FOLDER / "comtrade", base)


if __name__ == "__main__":
    try:
        brought = run(sys.argv[1])
        print(brought.to_string(index=False))
        sys.exit(int((brought == "failed").to_numpy().any()))  # a month is missing
    except NoNetwork as error:
        print(f"fetch: no network: {error}; what is stored stays", file=sys.stderr)
        sys.exit(2)
    except Stopped as error:
        sys.exit(f"fetch: stopped: {error}; what is stored stays")
    except InputError as error:
        sys.exit(f"fetch: {error}")
