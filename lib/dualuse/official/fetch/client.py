"""Ask a public service politely: one request at a time, again where that may help, never without end."""

import hashlib
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import filelock
import httpx
import tenacity
from rich.console import Console

from pressroom.errors import InputError

PAUSE, WAIT, TIMEOUT, ATTEMPTS = 1.5, 2.0, 60.0, 6  # seconds, seconds, seconds, times
LONGEST_WAIT = 300.0  # seconds; a server that asks for more ends the run for today
PROBE = 8.0  # seconds for the first request, which only tells whether there is a network
# One run's limits. The plan has some 300 queries of at most 250,000 rows.
MOST_SECONDS, MOST_REQUESTS, MOST_BYTES, MOST_REPLY = 3 * 3600, 3000, 1 << 31, 1 << 28
MOST_FAILED = 3  # queries in a row that stay bad: the service is down
console = Console(stderr=True)


class Temporary(Exception):
    """A reply that may be better next time; `after` is what the server asked to wait, in seconds."""

    def __init__(self, message: str, after: float | None = None) -> None:
        self.after = after
        super().__init__(message)


class Stopped(Exception):
    """Nothing more is asked in this run: no network, a service that is down, a limit, a long wait."""


class Client:
    """Asks one address, slowly, again where that may help.

    Parameters
    ----------
    base : str
        Address of the service: https, or http on this machine alone.
    key : str or None
        Sent as a header, to this address only; a reply that repeats it is refused.
    pause, wait, timeout : float
        Seconds between requests, before the first repetition (then doubling), and until a request is given up.
    attempts : int
    """

    def __init__(
        self,
        base: str,
        key: str | None = None,
        pause: float = PAUSE,
        wait: float = WAIT,
        timeout: float = TIMEOUT,
        attempts: int = ATTEMPTS,
    ) -> None:
        safe(base)
        if key and not (key.isascii() and key.isprintable() and " " not in key and len(key) <= 200):
            expected = "at most 200 plain characters"
            raise InputError("COMTRADE_API_KEY", "a key that no header can hold", expected)
        headers = {"User-Agent": "dualuse (reproducible research)"}
        headers |= {"Ocp-Apim-Subscription-Key": key} if key else {}
        self.http = httpx.Client(base_url=base, timeout=timeout, headers=headers, follow_redirects=False)
        self.key, self.pause, self.last, self.longest = key or "", pause, 0.0, 2 * timeout
        self.again, self.begun = again(wait, attempts), time.monotonic()
        self.requests = self.bytes = self.failed = 0

    def mask(self, text: str) -> str:
        """Return a text without the key, as it is or as an address would write it."""
        for form in {self.key, quote(self.key, safe="")} - {""}:
            text = text.replace(form, "(key)")
        return text

    def probe(self, path: str, params: dict) -> None:
        """Raise Stopped unless the service answers anything at all."""
        try:
            within(PROBE, self.http.get, path, params=params, timeout=PROBE / 2)
        except (httpx.RequestError, Temporary) as error:
            base, what = self.http.base_url, type(error).__name__
            raise Stopped(f"no network, or no answer from {base} ({what})") from None

    def get(self, path: str, params: dict, check: Callable[[bytes], list]) -> tuple[bytes, list]:
        """Return (content, what `check(content)` returns), asking again while the reply is bad.

        Raises
        ------
        Temporary
            If the last attempt failed too.
        InputError
            If the service refuses the query.
        PermissionError
            If it refuses the key.
        Stopped
            If nothing more is to be asked in this run.
        """
        try:
            found = self.again(self._once, path, params, check)
        except (Temporary, InputError) as error:
            self.failed += 1
            if self.failed >= MOST_FAILED:
                last = self.mask(str(error))
                raise Stopped(f"{self.failed} queries in a row failed, the last with {last}") from None
            raise
        self.failed = 0
        return found

    def _once(self, path: str, params: dict, check: Callable[[bytes], list]) -> tuple[bytes, list]:
        time.sleep(max(0.0, self.last + self.pause - time.monotonic()))
        spent = time.monotonic() - self.begun
        if spent > MOST_SECONDS or self.requests >= MOST_REQUESTS or self.bytes > MOST_BYTES:
            raise Stopped(f"a run's limit: {self.requests} requests, {self.bytes:,} bytes, {spent:.0f} s")
        self.requests += 1
        try:
            status, headers, content = within(self.longest, self._reply, path, params)
        except (httpx.RequestError, UnicodeError) as error:
            raise Temporary(type(error).__name__) from None
        finally:
            self.last = time.monotonic()
        self.bytes += len(content)
        if status in (401, 403):
            raise PermissionError(f"{path}: HTTP {status}: the key in COMTRADE_API_KEY was refused")
        refused(status, headers, path)
        if self.key and self.mask(text := content.decode("utf-8", "replace")) != text:
            raise InputError(path, "a reply that repeats the key", "rows of trade alone")
        try:
            return content, check(content)
        except InputError as error:
            raise Temporary(self.mask(str(error))) from None

    def _reply(self, path: str, params: dict) -> tuple[int, Mapping[str, str], bytes]:
        with self.http.stream("GET", path, params=params) as reply:
            content = bytearray()
            for block in reply.iter_bytes(1 << 16):
                content += block
                if len(content) > MOST_REPLY:
                    raise Temporary(f"a reply of more than {MOST_REPLY:,} bytes")
            return reply.status_code, reply.headers, bytes(content)


def safe(address: str) -> None:
    """Refuse an address that is neither https nor on this machine, or that holds a user or a password."""
    parts = urlsplit(address)
    here = parts.scheme == "http" and parts.hostname == "127.0.0.1"
    if parts.username or not (parts.scheme == "https" or here):
        raise InputError("address", f"{parts.scheme}://{parts.hostname}", "https, without a user")


def within(seconds: float, call: Callable, *arguments: Any, **named: Any) -> Any:
    """Return what a call returns, or raise Temporary after so many seconds, whatever the other side sends."""
    found: list[tuple[Any, Exception | None]] = []

    def work() -> None:
        try:
            found.append((call(*arguments, **named), None))
        except Exception as error:
            found.append((None, error))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise Temporary(f"no whole answer within {seconds:.0f} s")
    if found[0][1] is not None:
        raise found[0][1]
    return found[0][0]


def refused(status: int, headers: Mapping[str, str], where: str) -> None:
    """Raise what an HTTP status means, unless there is content."""
    if status == 429 or status >= 500:
        after = retry_after(headers.get("Retry-After"))
        if after is not None and after > LONGEST_WAIT:
            raise Stopped(f"{where}: HTTP {status}, wait {after:.0f} s: try again then")
        raise Temporary(f"HTTP {status}", after)
    if status not in (200, 206):
        raise InputError(where, f"HTTP {status}", "HTTP 200")


def again(wait: float, attempts: int) -> tenacity.Retrying:
    """Return what repeats a call that raises Temporary, after doubling waits or the wait it was told."""
    doubling = tenacity.wait_random_exponential(multiplier=wait, max=LONGEST_WAIT)

    def pause(state: Any) -> float:
        told = state.outcome.exception().after
        return doubling(state) if told is None else told

    kept = tenacity.retry_if_exception_type(Temporary)
    return tenacity.Retrying(retry=kept, stop=tenacity.stop_after_attempt(attempts), wait=pause, reraise=True)


def retry_after(text: str | None) -> float | None:
    """Return the seconds of a Retry-After header (a number or a date), or None."""
    if not text:
        return None
    if text.strip().isdecimal() and text.isascii():
        return float(text.strip()[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def alone(folder: Path) -> filelock.BaseFileLock:
    """Return a lock that two fetches into one folder wait for; it leaves nothing in the project."""
    name = hashlib.sha256(str(Path(folder).resolve()).encode()).hexdigest()[:16]
    return filelock.FileLock(Path(tempfile.gettempdir()) / f"dualuse-fetch-{name}.lock")
