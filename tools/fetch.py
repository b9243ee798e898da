"""Bring official rows: UN Comtrade's, month by month, and CEPII's BACI.

    make data
    python tools/fetch.py comtrade      or baci

COMTRADE_API_KEY is sent as a header only, never stored or printed; without it the
public preview is asked. Comtrade's rows may not be re-published without permission:
git ignores data/official/fetched. DUALUSE_COMTRADE_BASE is another address, for tests.

Exit status: 0 all is there, 1 a month is missing or input cannot be used, 2 no network.
"""

import json
import math
import os
import sys
import tempfile
import time
from pathlib import Path

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
QUESTION_SECONDS = 600
CONNECT_SECONDS = 3  # to find the server at all
Question = dict[str, str]


class NoNetwork(Exception):
    """Nobody is there to be asked: no name, no route, no connection."""


class NoAnswer(Exception):
    """A reply that may be better next time, after `wait` seconds."""

    def __init__(self, reason: str, wait: float = 0) -> None:
        super().__init__(reason)
        self.wait = wait or WAIT


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
            client.head("/", timeout=CONNECT_SECONDS)
            return
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            reason = str(error)
            time.sleep(min(WAIT, 1))
        except httpx.HTTPError:
            return
    raise NoNetwork(f"{client.base_url.host}: {reason}")


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


def read_reply(client: httpx.Client, path: str, question: Question) -> bytes:
    """Return what the server sends, if it is an answer and does not repeat the key."""
    reply = client.get(path, params={**TOTALS_ONLY, **question})
    status = reply.status_code
    if status in (401, 403):
        raise InputError("COMTRADE_API_KEY", f"HTTP {status}", "a valid key")
    if status != 200:
        wait = reply.headers.get("Retry-After", "")
        seconds = float(wait) if wait.isdecimal() else 0
        raise NoAnswer(f"HTTP {status}", seconds)
    key = client.headers.get(KEY_HEADER)
    if key and key.encode() in reply.content:
        raise NoAnswer("a reply that repeats the key")
    return reply.content


def require_answer(rows: list[dict], question: Question) -> None:
    """Refuse rows that nobody asked for."""
    for field, asked in question.items():
        values = {str(row[field]) for row in rows}
        if not values <= set(asked.split(",")):
            raise NoAnswer(f"rows of another {field}")


def choose_wait(error: BaseException) -> float:
    """Return the seconds that an answer asks to wait."""
    return error.wait if isinstance(error, NoAnswer) else WAIT


@tenacity.retry(
    retry=tenacity.retry_if_exception_type(NoAnswer),
    wait=tenacity.wait_exception(choose_wait),
    stop=(
        tenacity.stop_after_attempt(5) | tenacity.stop_before_delay(QUESTION_SECONDS)
    ),
    reraise=True,
)
def ask(client: httpx.Client, path: str, question: Question) -> list[dict]:
    """Return the rows of a whole reply in UTF-8; ask again while there is none."""
    time.sleep(PAUSE)
    try:
        content = read_reply(client, path, question)
    except httpx.HTTPError as error:
        raise NoAnswer(type(error).__name__) from None
    try:
        reply = json.loads(content.decode("utf-8"))
        rows = reply["data"]
        missing = reply["count"] - len(rows)
        require_answer(rows, question)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise NoAnswer("a broken reply") from None
    if missing:
        raise NoAnswer(f"a reply without {missing} of its rows")
    return rows


def ask_whole(client: httpx.Client, path: str, question: Question) -> list[dict]:
    """Return all rows; a reply at the cap may be cut, so its question is halved."""
    rows = ask(client, path, question)
    if len(rows) < CAPS[path]:
        return rows
    codes = question["cmdCode"].split(",")
    middle = len(codes) // 2
    if not middle:
        raise NoAnswer(f"{len(rows)} rows of one code: it may be cut")
    rows = []
    for half in (codes[:middle], codes[middle:]):
        part = {**question, "cmdCode": ",".join(half)}
        rows += ask_whole(client, path, part)
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
    with tempfile.TemporaryDirectory() as folder:
        tried = Path(folder) / file.name
        tables.write_text(tried, text)
        try:
            official.read_rows(official.connect(), tried)
        except InputError as error:
            reason = f"rows that cannot be read: {error.found}"
            raise NoAnswer(reason) from None
    with take_turn():
        tables.write_text(file, text)


def is_whole(file: Path) -> bool:
    """Return whether a month is stored; what is damaged or has no row is asked again."""
    try:
        return len(json.loads(file.read_bytes())["data"]) > 0
    except (OSError, ValueError, KeyError, TypeError):
        return False


def fetch_month(
    client: httpx.Client, question: Question, file: Path
) -> tuple[str, int, str]:
    """Store the rows of a month once all are there; return status, rows and why."""
    if is_whole(file):
        return "stored before", 0, ""
    path = KEYED if KEY_HEADER in client.headers else PREVIEW
    try:
        rows = ask_whole(client, path, question)
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
    print(say_plan(len(files) - stored, stored), flush=True)
    lines = []
    with httpx.Client(base_url=base, headers=headers, timeout=60) as client:
        if stored < len(files):
            greet(client)
        bar = tqdm(zip(questions, files, strict=True), total=len(files), unit="month")
        for question, file in bar:
            answer = fetch_month(client, question, file)
            lines.append([*[question[field] for field in MONTH], *answer])
            words = " ".join(str(word) for word in answer)
            tqdm.write(f"{len(lines)} of {len(files)}: {file.name} {words}")
            coverage = pd.DataFrame(lines, columns=COVERAGE)
            text = coverage.to_csv(index=False, lineterminator="\n")
            with take_turn():
                tables.write_text(folder / "coverage.csv", text)
            if answer[0] == "failed":
                greet(client)  # one month, or all the rest?
    return coverage


def name_file(question: Question) -> str:
    """Return the name of the file of a month."""
    return "-".join(question[field] for field in MONTH) + ".json"


def say_plan(asked: int, stored: int) -> str:
    """Return how long it will take, in words."""
    minutes = math.ceil(asked * PAUSE / 60)
    return (
        f"{asked} months to ask for, {stored} stored before: at least {minutes} minutes "
        "(a question every 1.5 seconds, and the time of the answers)"
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
        except httpx.HTTPError as error:
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
    """Write what an address sends into a file, with a bar that shows how far it is."""
    file.unlink(missing_ok=True)  # it may be a link
    with client.stream("GET", address, follow_redirects=True) as reply:
        reply.raise_for_status()
        size = int(reply.headers.get("Content-Length", 0))
        with (
            file.open("wb") as target,
            tqdm(total=size, unit="B", unit_scale=True) as bar,
        ):
            for chunk in reply.iter_bytes():
                target.write(chunk)
                bar.update(len(chunk))


def run(source: str) -> pd.DataFrame:
    """Bring what data/official/plan.csv asks for; return what came of it."""
    with take_turn("fetch"):
        return fetch(source)


def fetch(source: str) -> pd.DataFrame:
    """Bring it; nobody else does at the same time."""
    tables.list_files(FOLDER)  # it refuses a link, which would lead elsewhere
    plan = tables.read_table(PLAN)
    if source == "baci":
        line = plan[plan["what"] == "baci"].iloc[0]
        file = fetch_baci(line["address"], line["sha256"], FOLDER / "baci")
        return pd.DataFrame({"file": [file]})
    base = os.environ.get("DUALUSE_COMTRADE_BASE", BASE)
    return fetch_comtrade(list_questions(plan), FOLDER / "comtrade", base)


if __name__ == "__main__":
    try:
        brought = run(sys.argv[1])
        print(brought.to_string(index=False))
        sys.exit(int((brought == "failed").to_numpy().any()))  # a month is missing
    except NoNetwork as error:
        print(f"fetch: no network: {error}; what is stored stays", file=sys.stderr)
        sys.exit(2)
    except InputError as error:
        sys.exit(f"fetch: {error}")
