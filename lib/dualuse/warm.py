"""Processes ready before they are needed: a server imports once, then forks a child for each request.

Importing papermill, nbconvert, pandas and matplotlib takes longer than most notebooks. One server holds the
runner's libraries, one the notebooks'; a child of either starts in milliseconds, does one thing and ends.
Each child hangs on a leash, a socket to whoever asked for it: when the asker goes (however it goes), the
leash breaks and the server kills the child; when the server goes, the children go too.

Forking a process that has imported so much is safe on Linux; elsewhere each child is a new Python (`spawn`).

Usage: python -m dualuse.warm CHANNEL TARGET [MODULE ...]
       python -m dualuse.warm --once LEASH TARGET REQUEST
"""

import contextlib
import ctypes
import importlib
import json
import os
import select
import selectors
import signal
import socket
import subprocess
import sys
import time

SIZE = 1 << 16  # bytes: the longest request
PR_SET_PDEATHSIG = 1  # prctl(2)


class Child:
    """What the asker holds of a child: the calls of subprocess.Popen that jupyter_client uses, and more."""

    stdin = stdout = stderr = None

    def __init__(self, leash):
        self.leash, self.returncode, self.pid, self._buffer = leash, None, None, b""
        first = self.receive()
        if first is None:
            raise ChildProcessError("the server that starts processes has gone")
        self.pid = first["pid"]

    def receive(self, timeout=None):
        """Return the child's next message, None once it has ended; TimeoutError after `timeout` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while b"\n" not in self._buffer:
            wait = None if deadline is None else max(0, deadline - time.monotonic())
            if self.returncode is not None or not select.select([self.leash], [], [], wait)[0]:
                if self.returncode is None:
                    raise TimeoutError
                return None
            with contextlib.suppress(ConnectionError):
                if block := self.leash.recv(SIZE):
                    self._buffer += block
                    continue
            self.returncode = -signal.SIGKILL
            return None
        line, self._buffer = self._buffer.split(b"\n", 1)
        message = json.loads(line)
        if "exit" in message:
            self.returncode = message["exit"]
            return None
        return message

    def poll(self):
        """Return the exit status, or None while the child runs."""
        with contextlib.suppress(TimeoutError):
            while self.returncode is None:
                self.receive(timeout=0)
        return self.returncode

    def wait(self, timeout=None):
        """Wait for the child to end."""
        while self.returncode is None:
            self.receive(timeout)
        return self.returncode

    def send_signal(self, number):
        """Send a signal to the child's process group."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def kill(self):
        """Kill the child and whatever it started."""
        self.send_signal(signal.SIGKILL)

    def terminate(self):
        """Ask the child to end."""
        self.send_signal(signal.SIGTERM)

    def close(self):
        """Let go of the leash; a child still running is killed."""
        self.leash.close()


class Server:
    """The asker's side of a server process.

    Parameters
    ----------
    target : str
        "module:function", called in each child with (request, send).
    modules : iterable of str
        Imported before the first child is forked; "-name" keeps a module out.
    log : file, optional
        Where the children's prints go.
    extra : sequence of int
        File descriptors that the children need.
    """

    def __init__(self, target, modules, log=None, extra=()):
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-P", "-m", "dualuse.warm", str(theirs.fileno()), target, *sorted(modules)]
        self.process = subprocess.Popen(
            command, pass_fds=[theirs.fileno(), *extra], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        theirs.close()

    def ask(self, request):
        """Start a child for a request (plain data) and return it."""
        return ask(self.channel, request)

    def stop(self):
        """Kill the server and its children; no child outlives this call."""
        self.channel.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def ask(channel, request):
    """Send a request with one end of a new leash; return the child at the other end."""
    mine, theirs = socket.socketpair()
    try:
        socket.send_fds(channel, [json.dumps(request).encode()], [theirs.fileno()])
    except OSError as error:
        mine.close()
        raise ChildProcessError(f"the server that starts processes has gone ({error})") from None
    finally:
        theirs.close()
    return Child(mine)


def serve(channel, target, modules):
    """Import, then fork until the channel closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build decides what Ctrl-C means
    for name in (m[1:] for m in modules if m.startswith("-")):
        sys.modules[name] = None  # importing it raises ImportError
    for other in (m for m in modules if not m.startswith("-")):
        if _closed(channel):  # the build was killed: do not finish importing first
            return
        with contextlib.suppress(Exception):  # the notebook that needs it will say what is wrong
            importlib.import_module(other)
    function = found(target)
    selector = selectors.DefaultSelector()
    wake, woken = socket.socketpair()
    for end in (wake, woken):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken.fileno())
    selector.register(channel, selectors.EVENT_READ)
    selector.register(wake, selectors.EVENT_READ)
    children = {}
    while True:
        for key, _ in selector.select():
            if key.fileobj is wake:
                wake.recv(SIZE)
                _reap(children, selector)
            elif key.fileobj is channel:
                content, ends, _, _ = socket.recv_fds(channel, SIZE, 1)
                if not content:
                    for pid in children:
                        _kill(pid)
                    return
                leash = socket.socket(fileno=ends[0])
                pid = _fork(function, json.loads(content), leash, [channel, wake, woken, *children.values()])
                children[pid] = leash
                selector.register(leash, selectors.EVENT_READ, pid)
            elif key.data in children:  # nobody sends anything this way: readable means broken
                selector.unregister(key.fileobj)
                _kill(key.data)


def _closed(channel):
    """Tell whether the asker has gone; a request that waits stays where it is."""
    return bool(select.select([channel], [], [], 0)[0]) and not channel.recv(1, socket.MSG_PEEK)


def _reap(children, selector):
    """Tell the askers of ended children how they ended."""
    while children:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        leash = children.pop(pid)
        with contextlib.suppress(KeyError):
            selector.unregister(leash)
        with contextlib.suppress(OSError):
            leash.sendall(json.dumps({"exit": os.waitstatus_to_exitcode(status)}).encode() + b"\n")
        leash.close()


def _kill(pid):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)  # its group may not exist yet


def _fork(function, request, leash, others):
    """Fork a child that calls the function; return its process id."""
    server = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != server:
            os._exit(1)
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for other in others:
            other.close()
        os.environ["JPY_PARENT_PID"] = str(server)

        call(function, request, leash)
        status = 0
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def call(function, request, leash):
    """Call a function in a child: it gets the request and a way to send messages to the asker."""

    def send(message):
        leash.sendall(json.dumps(message).encode() + b"\n")

    send({"pid": os.getpid()})
    function(request, send)


def found(target):
    """Return the function that "module:function" names."""
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


def spawn(target, request, log=None):
    """Start a new Python for one request, where forking is not safe; return it as a Child."""
    mine, theirs = socket.socketpair()
    command = [sys.executable, "-P", "-m", "dualuse.warm", "--once", str(theirs.fileno()), target]
    subprocess.Popen(
        [*command, json.dumps(request)],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    theirs.close()
    return Child(mine)


if __name__ == "__main__" and sys.argv[1] == "--once":
    call(found(sys.argv[3]), json.loads(sys.argv[4]), socket.socket(fileno=int(sys.argv[2])))
elif __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2], sys.argv[3:])
