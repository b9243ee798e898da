"""Rebuild what a saved file changes, say why, and keep the open page fresh: `make watch`, `make watch PORT=9000`.

data/, notebooks/ and lib/ are watched. After a change of the data the story's own module (`watch: moves:` in story.yml)
says at once which verdicts moved, before the pages follow; its `describe` script then hashes the data again, as
`make describe` does. Data that are refused are one line: nothing is hashed or built, the page keeps what it had. Pages
are served to this machine only, to whoever has the token. For a changed story.yml, or press, start it again.
"""

import pressroom.quiet  # noqa: F401

import argparse
import contextlib
import importlib
import signal
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable

from watchfiles import DefaultFilter, watch

from pressroom import files, project
from pressroom.engine import serve, stale
from pressroom.engine.arguments import typed
from pressroom.errors import InputError

LIB = project.ROOT / "lib"
STEP, SETTLED = 50, 200  # milliseconds: how long a save may be quiet to be over, how long many may take


class Watch:
    """What is watched, what was last sound, the build that runs, and the pages that are told.

    Parameters
    ----------
    tell : callable
        Called with a kind (moved, status, built, error), lines, and whether they were `printed` before.
    """

    def __init__(self, tell: Callable) -> None:
        self.tell, self.watched = tell, project.story().watch
        self.process: subprocess.Popen | None = None
        self.told: subprocess.Popen | None = None  # to stop
        self.turn, self.lock = 0, threading.Lock()
        self.kept = [project.ROOT / "data" / name for name in project.own()]
        self.places = [p for p in (project.DATA, project.NOTEBOOKS, LIB) if p.is_dir()]
        project.verify()
        self.seen, self.was, self.described = self.snapshot(), self.state(), True

    def snapshot(self) -> dict[str, str]:
        """Return {path: hash} of all that is watched."""
        found = {project.DATA: files.listed(project.DATA, skip=project.own())}
        found |= {p: files.listed(p) for p in self.places[1:]}
        return {
            f"{p.name}/{n}": files.of_file(p / n) for p, names in found.items() for n in names if _ours(n)
        }

    def state(self) -> object:
        """Return what the story's verdicts are now; None if it does not say."""
        moves = self.watched.moves
        return importlib.import_module(moves).state() if moves else None

    def changes(self) -> None:
        """Go on for ever; react to what is saved."""
        apart = DefaultFilter(ignore_paths=self.kept)
        self.start()
        for _ in watch(*self.places, watch_filter=apart, debounce=SETTLED, step=STEP):
            with contextlib.suppress(FileNotFoundError):  # a file that an editor has just moved: told again
                self.react()

    def react(self) -> None:
        """See what differs; say what it moves; describe the data; build."""
        now = self.snapshot()
        saved = sorted(name for name in now.keys() | self.seen.keys() if now.get(name) != self.seen.get(name))
        if not saved:
            return
        self.seen = now
        self.tell("status", [f"{', '.join(saved[:3])}{' …' * (len(saved) > 3)} saved"])
        self.stop(wait=False)
        kinds = {name.partition("/")[0] for name in saved}
        try:
            if "lib" in kinds and self.watched.moves:  # its code is read again
                ours = stale.OURS - {"pressroom"}
                for name in [n for n in sys.modules if n.partition(".")[0] in ours]:
                    del sys.modules[name]
            if kinds & {"data", "lib"} and self.watched.moves:
                was, self.was = self.was, self.state()
                self.tell("moved", importlib.import_module(self.watched.moves).moved(was, self.was))
        except InputError as error:
            self.tell("error", [f"bad input: {error}"])
            return
        # of the story's code, which is being written: it goes on with the next save
        except Exception as error:
            self.tell("error", [f"{self.watched.moves}: {type(error).__name__}: {error}"])
            return
        self.described &= "data" not in kinds
        self.start()

    def start(self) -> None:
        """Stop what runs; then describe the data, if they changed, and build."""
        threading.Thread(target=self.make, args=[self.stop()], daemon=True).start()

    def make(self, turn: int) -> None:
        """Do what `start` says; tell each line of it, and how it ended unless it was stopped."""
        if not self.described:
            if self.watched.describe:
                if self.follow(turn, self.watched.describe):
                    return
            else:
                files.promise(project.DATA, project.own())
            self.described = turn == self.turn
        self.follow(turn, "-m", "pressroom.engine", done="built")

    def follow(self, turn: int, *words: str, done: str = "status") -> int:
        """Run Python and tell what it says, in a session of its own: Ctrl-C is ours, and we tell it once."""
        with self.lock:
            if turn != self.turn:
                return 1
            process = self.process = subprocess.Popen(
                [sys.executable, "-P", *words],
                cwd=project.ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        said: list[str] = []
        for line in process.stdout or ():
            if line := line.rstrip():
                said.append(line.strip())
                self.tell("status", [line])
        failed = process.wait()
        if turn == self.turn:
            wrong = [s for s in said if s.startswith(("bad input", "failed")) or " failed" in s] or said[-1:]
            self.tell(*(("error", wrong) if failed else (done, said[-1:])), printed=True)
        return failed

    def stop(self, wait: bool = True) -> int:
        """Stop what runs, and see it gone; return the number of the turn that comes next."""
        with self.lock:
            self.turn += 1
            process = self.process
        if process and process.poll() is None:
            process.send_signal(signal.SIGINT) if process is not self.told else None
            self.told = process
            try:
                process.wait(20) if wait else None
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return self.turn


def _ours(name: str) -> bool:
    """Say whether a file is neither Python's nor Jupyter's own, nor one that describing the data writes."""
    written = name in (files.SUMS, "datapackage.json")
    return not written and "__pycache__" not in name and not name.endswith((".pyc", "~"))


def main(arguments: list[str] | None = None) -> int:
    """Watch until Ctrl-C; return the exit status: 0, or 2 if the data cannot be read to begin with."""
    parser = argparse.ArgumentParser(prog="python -m pressroom.engine.watch", description=__doc__)
    parser.add_argument("--port", type=int, default=typed([]).get("PORT", "0"), help="any free one, if 0")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    options = parser.parse_args(arguments)
    # SIGINT as well: a shell that starts it in the background has it ignored, here and in every build
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    server = serve.Server(options.port, project.ROOT / "reports")
    watching = None
    try:
        watching = Watch(server.tell)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"watching data/, notebooks/ and lib/; Ctrl-C ends it\n  {server.address}", flush=True)
        webbrowser.open(server.address) if not options.no_browser else None
        watching.changes()
    except InputError as error:
        print(f"bad input: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", flush=True)
    finally:
        watching.stop() if watching else None
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
