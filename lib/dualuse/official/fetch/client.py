"""Ask a public service politely: one request at a time, again where that may help; keep what it says."""

import hashlib
import json
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import tenacity
from rich.console import Console

from pressroom.errors import InputError

# China's exports to the two countries of the story and five that goods pass through, and two mirrors.
PLAN = (
    ("CHN", "X", ("RUS", "UKR", "KAZ", "KGZ", "ARM", "TUR", "ARE")),
    ("UKR", "M", ("CHN",)),
    ("KAZ", "M", ("CHN",)),
)
PAUSE, WAIT, TIMEOUT, ATTEMPTS = 1.5, 2.0, 60.0, 6  # seconds, seconds, seconds, times
console = Console(stderr=True)
LONGEST_WAIT = 300.0  # seconds; a server that asks for more is taken as failed for now


class Temporary(Exception):
    """A reply that may be better next time; `after` is what the server asked to wait, in seconds."""

    def __init__(self, message, after=None):
        self.after = after
        super().__init__(message)


class Client:
    """Asks one address, slowly, again where that may help.

    Parameters
    ----------
    base : str
        Address of the service.
    key : str or None
    pause, wait, timeout : float
        Seconds between requests, before the first repetition (then doubling), and until a request is given up.
    attempts : int
    """

    def __init__(self, base, key=None, pause=PAUSE, wait=WAIT, timeout=TIMEOUT, attempts=ATTEMPTS):
        headers = {"User-Agent": "dualuse (reproducible research)"}
        headers |= {"Ocp-Apim-Subscription-Key": key} if key else {}
        self.http = httpx.Client(base_url=base, timeout=timeout, headers=headers)
        self.key, self.pause, self.last = bool(key), pause, 0.0
        self.again = again(wait, attempts)

    def get(self, path, params, check):
        """Return (content, what `check(content)` returns), asking again while the reply is bad.

        Raises
        ------
        Temporary
            If the last attempt failed too.
        InputError
            If the service refuses the key or the query.
        """
        return self.again(self._once, path, params, check)

    def _once(self, path, params, check):
        time.sleep(max(0.0, self.last + self.pause - time.monotonic()))
        try:
            reply = self.http.get(path, params=params)
        except httpx.RequestError as error:
            raise Temporary(f"{type(error).__name__}") from None
        finally:
            self.last = time.monotonic()
        if reply.status_code == 429 or reply.status_code >= 500:
            after = retry_after(reply.headers.get("Retry-After"))
            if after is not None and after > LONGEST_WAIT:
                raise InputError(path, f"HTTP {reply.status_code}, wait {after:.0f} s", "an answer today")
            raise Temporary(f"HTTP {reply.status_code}", after)
        if reply.status_code in (401, 403):
            raise PermissionError(
                f"{path}: HTTP {reply.status_code}: the key in COMTRADE_API_KEY was refused"
            )
        if reply.status_code != 200:
            raise InputError(path, f"HTTP {reply.status_code}", "HTTP 200")
        try:
            return reply.content, check(reply.content)
        except InputError as error:
            raise Temporary(str(error)) from None


def again(wait, attempts):
    """Return what repeats a call that raises Temporary, after doubling waits or the wait it was told."""
    doubling = tenacity.wait_random_exponential(multiplier=wait, max=LONGEST_WAIT)

    def pause(state):
        told = state.outcome.exception().after
        return doubling(state) if told is None else told

    kept = tenacity.retry_if_exception_type(Temporary)
    return tenacity.Retrying(retry=kept, stop=tenacity.stop_after_attempt(attempts), wait=pause, reraise=True)


def retry_after(text):
    """Return the seconds of a Retry-After header (a number or a date), or None."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def store(path, content, note):
    """Write a reply and its note, each atomically, the note last: a reply without a note is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    note = {**note, "sha256": hashlib.sha256(content).hexdigest()}
    for target, data in (
        (path, content),
        (path.with_suffix(".query.json"), json.dumps(note, indent=1).encode()),
    ):
        part = target.with_name(target.name + ".part")
        part.write_bytes(data)
        part.replace(target)


def stored(path):
    """Return the content of a stored reply if it is whole, else None."""
    note = path.with_suffix(".query.json")
    if not (path.exists() and note.exists()):
        return None
    content = path.read_bytes()
    try:
        stated = json.loads(note.read_text())["sha256"]
    except (ValueError, KeyError):
        return None
    return content if stated == hashlib.sha256(content).hexdigest() else None
