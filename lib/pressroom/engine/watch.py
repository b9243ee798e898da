"""Rebuild what a saved file changes, say why, and keep the open page fresh: `make watch`, `make watch PORT=9000`.

data/, notebooks/ and lib/ are watched. After a change of the data the story's own module (`watch: moves:` in story.yml)
says at once which verdicts moved, before the pages follow; its `describe` script then hashes the data again, as
`make describe` does. Data that are refused are one line: nothing is hashed or built, the page keeps what it had. Pages
are served to this machine only, to whoever has the token. For a changed story.yml, or press, start it again.
"""

import argparse
import contextlib
import importlib
import signal
import subprocess
import sys
import threading
import webbrowser

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

    def __init__(self, tell):
        self.tell, self.build, self.watched = tell, None, project.story().watch
        self.kept = [project.ROOT / "data" / name for name in project.own()]
        self.places = [p for p in (project.DATA, project.NOTEBOOKS, LIB) if p.is_dir()]
        project.verify()
        self.seen, self.was = self.snapshot(), self.state()

    def snapshot(self):
        """Return {path: hash} of all that is watched."""
        found = {project.DATA: files.listed(project.DATA, skip=project.own())}
        found |= {p: files.listed(p) for p in self.places[1:]}
        return {
            f"{p.name}/{n}": files.of_file(p / n) for p, names in found.items() for n in names if _ours(n)
        }

    def state(self):
        """Return what the story's verdicts are now; None if it does not say."""
        moves = self.watched.moves
        return importlib.import_module(moves).state() if moves else None

    def changes(self):
        """Go on for ever; react to what is saved."""
        apart = DefaultFilter(ignore_paths=self.kept)
        self.start()
        for _ in watch(*self.places, watch_filter=apart, debounce=SETTLED, step=STEP):
            with contextlib.suppress(FileNotFoundError):  # a file that an editor has just moved: told again
                self.react()

    def react(self):
        """See what differs; say what it moves; describe the data; build."""
        now = self.snapshot()
        saved = sorted(name for name in now.keys() | self.seen.keys() if now.get(name) != self.seen.get(name))
        if not saved:
            return
        self.seen = now
        self.tell("status", [f"{', '.join(saved[:3])}{' …' * (len(saved) > 3)} saved"])
        self.interrupt()
        kinds = {name.partition("/")[0] for name in saved}
        try:
            if "lib" in kinds and self.watched.moves:  # its code is read again
                ours = stale.OURS - {"pressroom"}
                for name in [n for n in sys.modules if n.partition(".")[0] in ours]:
                    del sys.modules[name]
            if kinds & {"data", "lib"} and self.watched.moves:
                was, self.was = self.was, self.state()
                self.tell("moved", importlib.import_module(self.watched.moves).moved(was, self.was))
            if "data" in kinds:
                self.describe()
        except InputError as error:
            self.tell("error", [f"bad input: {error}"])
            return
        except (
            Exception
        ) as error:  # of the story's code, which is being written: it goes on with the next save
            self.tell("error", [f"{self.watched.moves}: {type(error).__name__}: {error}"])
            return
        self.start()

    def describe(self):
        """Hash data/ again, by the story's own script if it has one."""
        if not self.watched.describe:
            files.promise(project.DATA, project.own())
        else:
            done = _python(self.watched.describe)
            _, said = done.communicate()
            if done.returncode:
                words = said.strip().splitlines()
                raise InputError(
                    self.watched.describe, words[-1] if words else "no word", "what it describes"
                )
        self.seen = self.snapshot()

    def start(self):
        """Start a build, once the one that was interrupted is gone."""
        self.stop()
        self.build = _python("-m", "pressroom.engine", both=True)
        threading.Thread(target=self.follow, args=[self.build], daemon=True).start()

    def follow(self, build):
        """Tell what a build says, and how it ended."""
        said = []
        for line in build.stdout:
            if line := line.rstrip():
                said.append(line.strip())
                self.tell("status", [line])
        if build is self.build and build.wait() != 130:
            wrong = [s for s in said if s.startswith(("bad input", "failed")) or " failed" in s] or said[-1:]
            kind, words = ("error", wrong) if build.returncode else ("built", said[-1:])
            self.tell(kind, words, printed=True)

    def interrupt(self):
        """Ask the build that runs to stop."""
        if self.build and self.build.poll() is None:
            self.build.send_signal(signal.SIGINT)

    def stop(self):
        """Stop the build that runs, and see it gone."""
        build, self.build = self.build, None
        if build and build.poll() is None:
            build.send_signal(signal.SIGINT)
            try:
                build.wait(20)
            except subprocess.TimeoutExpired:
                build.kill()
                build.wait()


def _ours(name):
    """Say whether a file is neither Python's nor Jupyter's own."""
    return "__pycache__" not in name and not name.endswith((".pyc", "~"))


def _python(*words, both=False):
    """Start Python in a session of its own: Ctrl-C at the terminal is ours, and we tell it once."""
    return subprocess.Popen(
        [sys.executable, "-P", *words],
        cwd=project.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if both else subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def main(arguments: list[str] | None = None) -> int:
    """Watch until Ctrl-C; return the exit status: 0, or 2 if the data cannot be read to begin with."""
    parser = argparse.ArgumentParser(prog="python -m pressroom.engine.watch", description=__doc__)
    parser.add_argument("--port", type=int, default=int(typed([]).get("PORT", 0)), help="any free one, if 0")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
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
