"""Bring official rows: UN Comtrade's, month by month, and CEPII's BACI.

COMTRADE_API_KEY is sent as a header only; without it the public preview is asked.
Comtrade's rows may not be re-published without permission.
"""

import json
import os
import time
from pathlib import Path

import httpx
import pandas as pd
import pooch
import tenacity
from dualuse.errors import InputError

BASE = "https://comtradeapi.un.org"
PREVIEW = "/public/v1/preview/C/M/HS"
KEYED = "/data/v1/get/C/M/HS"
CAPS = {  # rows of a reply; nothing in it says that it was cut
    PREVIEW: 500,
    KEYED: 250_000,
}
KEY_HEADER = "Ocp-Apim-Subscription-Key"
PAUSE = 1.5  # seconds before each question
REPLY_SECONDS = 120
QUESTION_SECONDS = 600
RUN_SECONDS = 3 * 3600


class NoAnswer(Exception):
    """A reply that may be better next time, after `wait` seconds."""

    def __init__(self, reason: str, wait: int = 5) -> None:
        super().__init__(reason)
        self.wait = wait


def check_address(address: str) -> None:
    url = httpx.URL(address)
    if url.scheme != "https" and url.host != "127.0.0.1":
        raise InputError("address", f"{url.scheme}://{url.host}", "https")


def read_reply(client: httpx.Client, path: str, question: dict) -> bytes:
    """Return what the server sends, all of it within REPLY_SECONDS."""
    deadline = time.monotonic() + REPLY_SECONDS
    content = b""
    with client.stream("GET", path, params=question) as reply:
        status = reply.status_code
        if status in (401, 403):
            raise InputError("COMTRADE_API_KEY", f"HTTP {status}", "a valid key")
        if status != 200:
            wait = reply.headers.get("Retry-After", "")
            raise NoAnswer(f"HTTP {status}", int(wait) if wait.isdigit() else 30)
        for block in reply.iter_bytes():
            content += block
            if time.monotonic() > deadline:
                raise NoAnswer(f"no whole reply within {REPLY_SECONDS} s")
    key = client.headers.get(KEY_HEADER)
    if key and key.encode() in content:
        raise NoAnswer("a reply that repeats the key")
    return content


@tenacity.retry(
    retry=tenacity.retry_if_exception_type(NoAnswer),
    wait=tenacity.wait_exception(lambda error: error.wait),
    stop=(
        tenacity.stop_after_attempt(5)
        | tenacity.stop_before_delay(QUESTION_SECONDS)
    ),
    reraise=True,
)
def ask(client: httpx.Client, path: str, question: dict) -> list[dict]:
    """Return the rows of a whole reply in UTF-8; ask again while there is none."""
    time.sleep(PAUSE)
    try:
        content = read_reply(client, path, question)
    except httpx.TransportError as error:
        raise NoAnswer(type(error).__name__) from None
    try:
        reply = json.loads(content.decode("utf-8"))
        rows = reply["data"]
        missing = reply["count"] - len(rows)
    except (ValueError, LookupError, TypeError):
        raise NoAnswer("a broken reply") from None
    if missing:
        raise NoAnswer(f"a reply without {missing} of its rows")
    return rows


def ask_whole(client: httpx.Client, path: str, question: dict) -> list[dict]:
    """Return all rows; a reply at the cap may be cut, so its question is halved."""
    rows = ask(client, path, question)
    if len(rows) < CAPS[path]:
        return rows
    for field in ("cmdCode", "partnerCode"):
        values = question[field].split(",")
        middle = len(values) // 2
        if middle:
            rows = []
            for half in (values[:middle], values[middle:]):
                part = question | {field: ",".join(half)}
                rows += ask_whole(client, path, part)
            return rows
    raise NoAnswer(f"{len(rows)} rows of one code: it may be cut")


def add_zeros(rows: list[dict], question: dict) -> list[dict]:
    """Return the rows and, for what a published month has no row of, rows of nought."""
    reported = {(str(row["partnerCode"]), row["cmdCode"]) for row in rows}
    zeros = []
    for partner in question["partnerCode"].split(","):
        for code in question["cmdCode"].split(","):
            zero = {
                **rows[0],
                "partnerCode": partner,
                "cmdCode": code,
                "primaryValue": 0,
                "qty": None,
                "netWgt": None,
            }
            if (partner, code) not in reported:
                zeros.append(zero)
    return rows + zeros


def fetch_month(client: httpx.Client, question: dict, file: Path) -> dict:
    """Store the rows of a month once all are there; return its line of coverage."""
    path = KEYED if KEY_HEADER in client.headers else PREVIEW
    line = {
        "reporter": question["reporterCode"],
        "flow": question["flowCode"],
        "period": question["period"],
        "status": "no rows",
    }
    if file.exists():
        return line | {"status": "stored before"}
    try:
        rows = ask_whole(client, path, question)
    except NoAnswer as error:
        return line | {"status": "failed", "why": str(error)}
    if rows:
        data = add_zeros(rows, question)
        line |= {"status": "rows", "rows": len(rows)}
        part = file.with_suffix(".part")
        part.write_text(json.dumps({"count": len(data), "data": data}))
        part.rename(file)
    return line


def fetch_comtrade(
    questions: list[dict],
    folder: Path,
    base: str = BASE,
) -> pd.DataFrame:
    """Bring the months that are not there yet; return and store the coverage table.

    A question has reporterCode, flowCode, period, partnerCode and cmdCode. A month that
    coverage does not list was not asked for: the run's time was over.
    """
    check_address(base)
    folder.mkdir(parents=True, exist_ok=True)
    key = os.environ.get("COMTRADE_API_KEY")
    totals_only = {
        "partner2Code": "0",
        "motCode": "0",
        "customsCode": "C00",
    }
    client = httpx.Client(
        base_url=base,
        headers={KEY_HEADER: key} if key else {},
        params=totals_only,
        timeout=60,
    )
    deadline = time.monotonic() + RUN_SECONDS
    lines = []
    with client:
        for question in questions:
            if time.monotonic() > deadline:
                break
            name = "{reporterCode}-{flowCode}-{period}.json".format(**question)
            lines.append(fetch_month(client, question, folder / name))
    coverage = pd.DataFrame(lines)
    coverage.to_csv(folder / "coverage.csv", index=False)
    return coverage


def fetch_baci(address: str, sha256: str, folder: Path) -> None:
    """Bring a release of BACI as CEPII zips it; only the pinned file is accepted."""
    check_address(address)
    if not sha256:
        raise InputError("plan.csv", "no SHA-256 of BACI", "the hash of the release")
    pooch.retrieve(
        address,
        known_hash=sha256,
        fname=Path(address).name,
        path=folder,
    )
