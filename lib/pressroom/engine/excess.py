"""What a cell may not do: show more than any page holds, leave a process behind. Its run ends and says which it was."""

import contextlib
import time
from pathlib import Path
from typing import Any

import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from papermill.clientwrap import PapermillNotebookClient
from traitlets import Type

from pressroom.engine import kernels

MOST = 16 * 2**20  # characters that a cell may show; the largest page in hand has 0.4 million
QUIET = 0.02  # seconds
AGAIN = 5  # milliseconds
GRACE = 2.0  # seconds that a process may outlive the cell that started it


class Ended(Exception):
    """A run that stopped without an error of its own."""

    def __init__(self, cell: str, words: str) -> None:
        self.cell = cell
        super().__init__(words)


class Client(PapermillNotebookClient):
    """Runs the cells of a notebook, and ends the kernel of one that shows too much."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, on_cell_executed=self.left, **options)
        self.shown: dict[int, int] = {}
        self.excess: Ended | None = None

    def process_message(self, msg: dict, cell: Any, cell_index: int) -> Any:
        """Count what a cell shows; what is too much is not kept."""
        content = msg["content"]
        size = len(content.get("text") or "") + sum(len(str(v)) for v in (content.get("data") or {}).values())
        self.shown[cell_index] = self.shown.get(cell_index, 0) + size
        if self.shown[cell_index] <= MOST:
            return super().process_message(msg, cell, cell_index)
        if self.excess is None:
            self.excess = Ended(cell.id, f"showed more than {MOST:,} characters, and was stopped")
            self.km.provisioner.process.kill()
        cell.outputs = []
        return None

    def left(self, cell: Any, cell_index: int, execute_reply: dict) -> None:
        """Refuse a cell after which a process of its own still runs."""
        until = time.monotonic() + GRACE
        failed = execute_reply["content"]["status"] == "error"  # which is said instead
        while not failed and (names := running(self.km.provisioner.pid)):
            if time.monotonic() > until:
                raise Ended(cell.id, f"left a process running, which was ended: {names[0]}")
            time.sleep(0.02)


class Shown(AsyncZMQSocketChannel):
    """What a kernel shows. One that says nothing is ready: jupyter_client would wait 0.2 s for that before each run."""

    async def get_msg(self, timeout: float | None = None) -> dict:  # type: ignore[override]  # sync in its base
        return await super().get_msg(timeout if timeout is None else min(timeout, QUIET))


class Asked(AsyncKernelClient):
    """Asks a kernel to run cells. It is first asked before it is there; ZeroMQ would wait 0.1 s to ask again."""

    iopub_channel_class = Type(Shown)

    def _context_default(self) -> zmq.asyncio.Context:
        self._created_context = True  # which closes it in the end
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.RECONNECT_IVL, AGAIN)
        return context


def running(pid: int) -> list[str]:
    """Return the names of the processes that a process has started and that still run."""
    found = []
    for child in kernels.below(pid):
        with contextlib.suppress(OSError):  # it has just ended
            name, _, rest = Path(f"/proc/{child}/stat").read_text().partition("(")[2].rpartition(")")
            found += [name] if rest.split()[0] != "Z" else []
    return found
