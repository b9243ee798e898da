"""Kernels that start at once: forked from a server that has imported the libraries (multiprocessing's forkserver).

A kernel ends with the process that asked for it, however that ends. Where forking is not safe, each is a new Python.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
import threading
from importlib import import_module
from importlib.metadata import EntryPoint
from multiprocessing import forkserver, get_context, parent_process, resource_tracker
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

# what a kernel imports when it starts
KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "psutil", "tornado.queues")
KERNEL += (
    "tornado.platform.asyncio",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.core.logger",
)
KERNEL += ("IPython.core.debugger", "IPython.extensions.storemagic")
# One thread for linear algebra: two notebooks share two cores, and sums keep one order.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
ENVIRONMENT |= {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
# A file beside the notebook is no module: it would be read without being an input. What a build asks is not kept in
# the reader's own history, for which kernels side by side would wait for each other.
APART = ("--IPKernelApp.ignore_cwd=True", "--HistoryManager.enabled=False")
NAME = "pressroom-warm"
LOG = "PRESSROOM_LOG"
CONTEXT: Any = get_context("forkserver" if sys.platform == "linux" else "spawn")
running = set()


class Kernel:
    """A kernel's process, with the calls of subprocess.Popen that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, *arguments: Any) -> None:
        self.process = CONTEXT.Process(target=_kernel, args=arguments)
        self.process.start()
        self.pid = self.process.pid
        running.add(self)

    def poll(self) -> int | None:
        """Return the exit status, or None while the kernel runs."""
        if (status := self.process.exitcode) is not None:
            running.discard(self)
        return status

    def wait(self, timeout: float | None = None) -> int | None:
        self.process.join(timeout)
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and whatever it started."""
        if self.poll() is None:
            if number == signal.SIGKILL:
                _kill(below(self.pid))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class Warm(LocalProvisioner):
    """Lets jupyter_client start its kernels as `Kernel`."""

    process: Any

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        env = options.get("env") or {}
        kept = {k: v for k, v in env.items() if k.startswith(("PRESSROOM_", "DUALUSE_", "JPY_", "IPY"))}
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        self.process = Kernel(arguments, kept, str(options["cwd"]), int(env["PRESSROOM_MEMORY"]))
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and see it gone; the manager would look again after a tenth of a second."""
        self.process.kill()
        self.process.wait(5)


def start(log: Path, modules: set[str]) -> None:
    """Start the server, which imports the modules and writes to a log, and let jupyter_client use it."""
    log.parent.mkdir(exist_ok=True)
    log.write_bytes(b"")
    os.environ.update({k: os.environ.get(k, v) for k, v in ENVIRONMENT.items()})
    os.environ |= {LOG: str(log), "PRESSROOM_PRELOAD": " ".join(sorted({*KERNEL, *modules}))}
    if sys.platform == "linux":
        CONTEXT.set_forkserver_preload(["pressroom.engine.preload"])
        resource_tracker.ensure_running()  # first: it takes the block away
        # inherited, until `preload` ignores it: Ctrl-C is for the build
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        forkserver.ensure_running()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:Warm", factory.GROUP_NAME)
    factory.default_provisioner_name = NAME


def stop() -> None:
    """Kill the kernels that still run, and what kernels that died had started."""
    for kernel in list(running):
        kernel.kill()
    if server := getattr(forkserver._forkserver, "_forkserver_pid", None):
        _kill(below(server))


def below(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that these have started (Linux; elsewhere none)."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it has just ended
            for child in map(int, listed.read_text().split()):
                found += [child, *below(child)]
    return found


def adopt() -> None:
    """Become the parent of whatever the processes below leave behind (Linux), so that `below` finds it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _kill(processes: list[int]) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def _kernel(arguments: list[str], env: dict[str, str], cwd: str, memory: int) -> None:
    """Become an IPython kernel."""
    os.setsid()
    adopt()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    log = os.open(os.environ[LOG], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(log, 1), os.dup2(log, 2)
    os.environ.update(env)
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    os.chdir(cwd)
    limit = memory * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))  # a MemoryError, not a dead machine
    kernelapp = import_module("ipykernel.kernelapp")
    sys.argv = ["ipykernel_launcher", *arguments]
    kernelapp.IPKernelApp.launch_instance([*arguments, *APART])


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
    _kill(below(os.getpid()))
    os.killpg(0, signal.SIGKILL)
