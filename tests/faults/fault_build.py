"""Faults of a build, on the tests' tiny synthetic project and the real build: kills, full disks, bad notebooks.

Each function returns (tried, survived); what went wrong is said on stderr. Only processes that were started here
are ended.
"""

import atexit
import contextlib
import functools
import hashlib
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pressroom"))

import small

ROOT = Path(__file__).resolve().parents[2]
LIMIT = (
    300  # seconds for any build of the synthetic project: it takes three, but the machine may have other work
)
HANGS = 20  # seconds after which a cell that hangs is ended: a kernel must be able to start in less


def note(text):
    """Say on stderr what did not survive."""
    print(f"  {text}", file=sys.stderr, flush=True)


class Project:
    """The synthetic project of the tests in a folder; `step` makes one version of it differ from another."""

    def __init__(self, folder):
        self.root, self.step, self.built = Path(small.make(folder)), 0, 0

    def settings(self, more=""):
        """Write pipeline.yml, with more settings for the notebook that goes wrong, such as f"timeout: {HANGS}, "."""
        text = small.PIPELINE.replace("title: First, ", f"title: First, {more}")
        (self.root / "notebooks" / "pipeline.yml").write_text(text, encoding="utf-8")

    def write(self, step, code=None):
        """Write the first notebook, or another one in its place."""
        self.step = step
        small.write(self.root, "01_first", ("work", code or small.FIRST.replace("{FACTOR}", str(step))))

    def start(self, limits=None, **variables):
        """Start the real build in a session of its own, where Ctrl-C is not ignored as it is in the background."""

        def first():
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            limits() if limits else None

        return subprocess.Popen(
            small.command(),
            cwd=self.root,
            env=small.environment(self.root, PYTHONPATH=str(ROOT / "lib"), **variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=first,
        )

    def build(self, **options):
        """Run the real build; return (exit status, what it said)."""
        process = self.start(**options)
        try:
            said, _ = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            return -1, f"took longer than {LIMIT} s"
        self.built = self.built if process.returncode else self.step
        return process.returncode, said

    def reports(self):
        """Return one hash of what builds made in reports/, "" if there is none."""
        found = small.reports(self.root)
        if found is None:
            return ""
        found.pop("CNAME", None)
        return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()

    def left(self, wait=60.0):
        """Return processes of this project's builds that still run, after waiting for them to go."""
        until = time.monotonic() + wait
        while (found := list(self._running())) and time.monotonic() < until:
            time.sleep(0.1)
        return found

    def _running(self):
        mark = f"PRESSROOM_ROOT={self.root}\0".encode()
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                dead = (place / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
                if not dead and int(place.name) != os.getpid() and mark in (place / "environ").read_bytes():
                    yield int(place.name)


@functools.cache
def _shared():
    """Return a built project that faults share, {step: hash of the reports}, and how long a build takes."""
    folder = tempfile.mkdtemp(prefix="dualuse-faults-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    project, known, took = Project(Path(folder) / "project"), {}, 0.0
    for step in (2, 1):
        project.write(step)
        begun = time.monotonic()
        status, said = project.build()
        took = time.monotonic() - begun
        if status:
            raise RuntimeError(f"the synthetic project does not build: {said}")
        known[step] = project.reports()
    return project, known, took


def _versions():
    """Return what `_shared` does, the project as its first version again."""
    project, known, took = _shared()
    project.settings()
    project.write(1)
    if project.built != 1 or project.reports() != known[1]:
        project.build()
    if project.reports() != known[1]:
        raise RuntimeError("an earlier fault left the synthetic project as it does not build")
    return project, known, took


def _whole(project, known, wanted, what):
    """Say whether the next build ends well with the wanted version and leaves nothing running."""
    status, said = project.build()
    good = status == 0 and project.reports() == known[wanted] and not project.left()
    if not good:
        note(f"{what}: the next build ended with {status}: {said[-400:]}")
    return good


def _struck(process, number, moment):
    """Send a signal at a moment; return what the build said, or None if it was over, or had not begun.

    Until Python has read our first line, it answers a Ctrl-C by itself.
    """
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(moment)
    over = process.poll() == 0
    if process.poll() is None:  # Ctrl-C as a terminal sends it
        os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    said = process.communicate(timeout=LIMIT)[0]
    ours = any(words in said for words in ("pressroom/engine", "stopped", " runs: "))
    early = number == signal.SIGINT and "Traceback" in said and not ours
    return None if over or early else said


def _stopped(seed, count, number, at_once=True):
    """Send a signal at seeded moments of builds; `at_once`: reports/ is exchanged, and never holds pages of both."""
    project, known, took = _versions()
    rng, survived = random.Random(seed), 0
    now, n = 1, 0
    while n < count:
        wanted = 3 - now
        project.write(wanted)
        process = project.start()
        moment = took * (n + rng.random()) / count
        said = _struck(process, number, moment)
        if said is None:  # no fault, so again, a little earlier
            took *= 0.95 if process.returncode == 0 else 1
            now = wanted if process.returncode == 0 else now
            continue
        n += 1
        there, what = project.reports(), f"signal {number} at {moment:.2f} s"
        whole = ok = there in (known[now], known[wanted])
        if number == signal.SIGINT and process.returncode != 0:
            ok &= process.returncode in (130, -signal.SIGINT) and "stopped" in said
        ok &= number != signal.SIGINT or "Traceback" not in said
        if left := project.left():
            note(f"{what}: processes {left} still run")
            ok = False
        if not whole and at_once:
            note(f"{what}: pages of two builds")
            ok = False
        elif not whole:  # killed in the milliseconds of the renames: the next run says so, and finishes
            status, first = project.build()
            ok = "an earlier build was killed while publishing" in first and status == 0
        if not ok:
            note(f"{what}: exit {process.returncode}, said {said[-300:]!r}")
        survived += ok & _whole(project, known, wanted, what)
        now = wanted
    return count, survived


def killed(folder, seed=6, count=20):
    """Kill -9 the build at seeded moments."""
    return _stopped(seed, count, signal.SIGKILL)


def interrupted(folder, seed=7, count=6):
    """Ctrl-C at seeded moments."""
    return _stopped(seed, count, signal.SIGINT)


def half_published(folder):
    """The state that a kill between two renames leaves: some pages new, some old, the new ones complete in build/."""
    project, known, _ = _versions()
    reports, ready = project.root / "reports", project.root / "build" / "ready"
    aside = project.root.with_name(
        "aside"
    )  # a build finishes what waits in build/ready: so it waits elsewhere
    shutil.copytree(reports, aside)
    project.write(2)
    project.build()
    project.write(1)
    aside.rename(ready)
    shutil.copyfile(ready / "01_first.html", reports / "01_first.html")
    (project.root / "build" / "ready.part").mkdir()
    status, said = project.build()
    good = status == 0 and said.startswith("an earlier build was killed") and project.reports() == known[1]
    if not good:
        note(f"half published: exit {status}, {said!r}")
    return 1, int(good)


@contextlib.contextmanager
def _elsewhere(kind, reports, other):
    """Let reports/ be a link, a bind mount or a file system of its own, with its pages; yield whether it is."""
    away = reports.parent.with_name("away")  # in the project it would be a source
    reports.rename(away)
    mount = ["--bind", other] if kind == "bind mount" else ["-t", "tmpfs", "reports"]
    done = True
    if kind == "link":
        other.mkdir()
        reports.symlink_to(other)
    else:
        other.mkdir()
        reports.mkdir()
        done = not subprocess.run(["mount", *mount, reports], check=False, capture_output=True).returncode
    try:
        shutil.copytree(away, reports, dirs_exist_ok=True)
        yield done
    finally:
        subprocess.run(["umount", "-l", reports], check=False) if done and kind != "link" else None
        reports.unlink() if kind == "link" else shutil.rmtree(reports)
        away.rename(reports)


def elsewhere(folder, kinds=("link", "bind mount", "file system"), count=20):
    """Kill -9 at seeded moments where reports/ is a link, a bind mount or a file system of its own."""
    tried = survived = 0
    for kind in kinds:
        project, _, _ = _versions()
        reports, other = project.root / "reports", project.root.with_name(f"{kind[0]}-reports")
        with _elsewhere(kind, reports, other) as possible:
            if not possible:
                continue
            (reports / "CNAME").write_text("mine", encoding="utf-8")
            n, good = _stopped(8, count, signal.SIGKILL, at_once=False)
            kept = (reports / "CNAME").read_text(encoding="utf-8") == "mine"
            kept &= reports.is_symlink() == (kind == "link")
            tried, survived = tried + n, survived + (good if kept else 0)
    return tried, survived


def _unharmed(project, known, step, status, said, what, expected):
    """A failed build: the exit status and the message are right, reports are as they were, nothing runs."""
    good = (
        status in (1, 2)
        and project.reports() == known[step]
        and any(e in said for e in expected)
        and "\nTraceback (most" not in f"\n{said}"  # a cell's own error is shown indented
        and not project.left()
    )
    if not good:
        note(
            f"{what}: exit {status}, reports {'same' if project.reports() == known[step] else 'changed'}: {said}"
        )
    return good


@contextlib.contextmanager
def small_disk(place, megabytes):
    """Mount a small tmpfs, where that is allowed; yield whether it is there."""
    place.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "dualuse-faults", str(place)]
    mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)


def _fill(place, keep):
    """Fill a file system but for some bytes."""
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    with contextlib.suppress(OSError), (place / "filler").open("wb") as file:
        file.write(b"\0" * max(0, free - keep))


def disk_full(folder, keeps=(0, 4096, 12288, 32768, 65536)):
    """A disk that is full, or nearly, when the build begins."""
    _, known, _ = _shared()
    survived, now = 0, 1
    with small_disk(Path(folder), 8) as mounted:
        project = Project(Path(folder) / "project")
        project.write(now)
        if not _whole(project, known, now, "a disk with room"):
            raise RuntimeError("the synthetic project does not build on a small disk")
        for keep in keeps:
            wanted = 3 - now
            project.write(wanted)
            if mounted:
                _fill(Path(folder), keep)
                status, said = project.build()
            else:  # a quota stand-in: no file may grow beyond a few bytes
                status, said = project.build(limits=_largest(max(keep // 8, 16)))
            words = ("No space left", "database or disk is full", "File too large", "disk I/O error")
            fits = status == 0 and project.reports() == known[wanted]  # there was room after all
            good = fits or _unharmed(
                project, known, now, status, said, f"{keep} bytes left", (*words, "ulimit -f")
            )
            (Path(folder) / "filler").unlink(missing_ok=True)
            survived += good & _whole(project, known, wanted, f"after a disk with {keep} bytes left")
            now = wanted
    return len(keeps), survived


def _largest(size):
    """Return what lets no file of a process grow beyond some bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


LIMITS = {  # what a shell or its environment forbids: options of `Project.start`, what the build must say
    "ulimit -n 64": (
        {"limits": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))},
        ("ulimit -n: found 64 open files",),
    ),
    "ulimit -f": ({"limits": _largest(4096)}, ("ulimit -f: found files of 4096 bytes",)),
    "umask 777": ({"limits": lambda: os.umask(0o777)}, ("umask: found 777",)),
    "PYTHONOPTIMIZE=2": ({"PYTHONOPTIMIZE": "2"}, ("PYTHONOPTIMIZE: found 2",)),
    "no IPYTHONDIR": ({"IPYTHONDIR": "/proc/none"}, ("/proc/none",)),
}


def limited(folder, which=tuple(LIMITS)):
    """Limits under which no build can work: said by name; and one of open files that a build may raise."""
    project, known, _ = _versions()
    project.write(2)
    survived = 0
    for what in which:
        options, words = LIMITS[what]
        status, said = project.build(**options)
        survived += _unharmed(project, known, 1, status, said, what, words)
    low = project.start(limits=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 4096)))
    said = low.communicate(timeout=LIMIT)[0]
    good = low.returncode == 0 and project.reports() == known[2]
    if not good:
        note(f"few open files, which may be raised: exit {low.returncode}: {said[-400:]}")
    return len(which) + 1, survived + good


def strays(folder):
    """What lies beside the project and git does not track: it changes no byte and stops no build."""
    project, known, _ = _versions()
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@localhost", "-C", project.root]
    subprocess.run([*git, "init", "-q"], check=True)
    (project.root / ".git/info/exclude").write_text(
        "/build/\n/reports/\n/data/processed/\n", encoding="utf-8"
    )
    for command in (["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], check=True)
    names = [".README.md.swp", "notes.txt", "core", b"caf\xe9".decode("latin-1"), "unreadable"]
    texts = [project.root / name for name in names]
    for path in texts:
        path.write_text("x", encoding="utf-8")
    texts[-1].chmod(0)
    os.mkfifo(pipe := project.root / "pipe")
    os.mknod(socket := project.root / "socket", 0o600 | stat.S_IFSOCK)
    links = {".#story.yml": "me@host.1:1", "loop": "loop", "zeros": "/dev/zero"}
    for name, target in links.items():
        (project.root / name).symlink_to(target)
    made = [*texts, pipe, socket, *(project.root / name for name in links)]
    status, said = project.build()
    good = status == 0 and project.reports() == known[1] and "up to date" in said
    if not good:
        note(f"strays: exit {status}: {said[-400:]}")
    for path in made:
        path.unlink()
    shutil.rmtree(project.root / ".git")
    return len(made), len(made) * good


def read_only(folder):
    """A reports/ that nobody may write to."""
    project, known, _ = _versions()
    reports = project.root / "reports"
    project.write(2)
    bound = (
        os.geteuid() == 0
        and not subprocess.run(["mount", "--bind", reports, reports], check=False).returncode
    )
    try:
        if bound:
            subprocess.run(["mount", "-o", "remount,ro,bind", reports], check=True)
        else:
            reports.chmod(0o555)
            project.root.chmod(0o555)
        status, said = project.build()
        good = _unharmed(project, known, 1, status, said, "read-only reports/", ("reports",))
    finally:
        if bound:
            subprocess.run(["umount", reports], check=True)
        else:
            project.root.chmod(0o755)
            reports.chmod(0o755)
    good &= _whole(project, known, 2, "after read-only reports/")
    return 1, int(good)


BAD = {  # what a notebook does, settings in pipeline.yml, what the build must say
    "hangs": ("import time\ntime.sleep(1e6)", f"timeout: {HANGS}, ", ("took longer than",)),
    "hangs, deaf to signals": (
        "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})\nwhile True:\n    time.sleep(1)",
        f"timeout: {HANGS}, ",
        ("took longer than",),
    ),
    "eats memory": ("hoard = [bytearray(2**24) for _ in range(10**6)]", "memory: 1024, ", ("MemoryError",)),
    "exits the kernel": ("import os\nos._exit(3)", "", ("the kernel died",)),
    "kills the kernel": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "", ("the kernel died",)),
    "raises": ("raise ValueError('synthetic')", "", ("ValueError: synthetic",)),
    "prints 100 MB": ("print('x' * 10**8)", "", ("showed more than 16,777,216 characters",)),
    "prints without end": (
        "while True:\n    print('x' * 10**5)",
        "",
        ("showed more than 16,777,216 characters",),
    ),
    "leaves a child": (
        "import subprocess\nsubprocess.Popen(['sleep', '600'])",
        "",
        ("left a process running, which was ended: sleep",),
    ),
    "leaves a grandchild with a session of its own": (
        "import subprocess\nsubprocess.run('setsid sh -c \"sleep 600 & exec sleep 599\" &', shell=True)",
        "",
        ("left a process running, which was ended: s",),
    ),
    "leaves a daemon and dies": (
        "import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
        "        os.execvp('sleep', ['sleep', '600'])\n    os._exit(0)\ntime.sleep(0.2)\nos._exit(3)",
        "",
        ("the kernel died",),
    ),
    "imports a file beside it": (
        "open('neighbour.py', 'w').write('X = 1')\nimport neighbour",
        "",
        ("No module named 'neighbour'",),
    ),
    "starts a process": (
        "import subprocess\nsubprocess.Popen(['sleep', '600'])\nraise ValueError('synthetic')",
        "",
        ("ValueError: synthetic",),
    ),
}


def bad_notebooks(folder, which=tuple(BAD)):
    """Notebooks that hang, eat memory, end the kernel, fail, leave a process behind: all in one build."""
    project, known, _ = _versions()
    settings = project.root / "notebooks" / "pipeline.yml"
    with settings.open("a", encoding="utf-8") as file:
        for n, what in enumerate(which):
            small.write(project.root, f"bad_{n}", ("work", BAD[what][0]))
            file.write(f"  bad_{n}: {{{BAD[what][1]}title: Bad {n}}}\n")
    project.write(2, "raise ValueError('and what waits for it')")
    status, said = project.build()
    whole = _unharmed(project, known, 1, status, said, "bad notebooks", ("reports/ is as it was",))
    whole &= "00_findings" in said and "not run" in said
    survived = 0
    for n, what in enumerate(which):
        told = said.partition(f"  bad_{n}, cell work failed:\n")[2].split("\n  bad_")[0]
        good = any(words in told for words in BAD[what][2])
        if not good:
            note(f"a notebook that {what}: {told or said}")
        survived += good
        (project.root / "notebooks" / f"bad_{n}.ipynb").unlink()
    (project.root / "notebooks" / "neighbour.py").unlink(missing_ok=True)
    project.settings()
    project.write(2)
    whole &= _whole(project, known, 2, "after bad notebooks")
    return len(which), survived if whole else 0


STARTS = {  # what a kernel does instead of starting, what the build must say
    "dies": ("import os\nos._exit(1)", ("the kernel did not start, twice", "the kernel died")),
    "sleeps": ("import time\ntime.sleep(1e6)", ("took longer than", "the kernel did not start, twice")),
}


def bad_kernels(folder, which=tuple(STARTS)):
    """Kernels that never start."""
    project, known, _ = _versions()
    project.write(2)
    project.settings("timeout: 3, ")
    survived = 0
    for what in which:
        code, words = STARTS[what]
        startup = project.root.with_name("ipython") / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "00.py").write_text(code, encoding="utf-8")
        status, said = project.build(IPYTHONDIR=str(startup.parents[1]))
        survived += _unharmed(project, known, 1, status, said, f"a kernel that {what}", words)
        shutil.rmtree(startup.parents[1])
    project.settings()
    good = _whole(project, known, 2, "after kernels that never start")
    return len(which), survived if good else 0


def two_at_once(folder, count=3):
    """Two builds at once: the second waits and says so; the first stands still until it has."""
    project, known, _ = _versions()
    survived, now = 0, 1
    for _ in range(count):
        now = 3 - now
        project.write(now)
        first = project.start()
        runs = first.stdout.readline()
        first.send_signal(signal.SIGSTOP)
        second = project.start()
        waits = second.stdout.readline()
        first.send_signal(signal.SIGCONT)
        ends = [build.communicate(timeout=LIMIT)[0] for build in (first, second)]
        good = first.returncode == second.returncode == 0 and project.reports() == known[now]
        good &= "another build is running; waiting" in waits and " runs: " in runs and not project.left()
        if not good:
            note(f"two builds at once: {runs}{waits}{ends}")
        survived += good
    return count, survived
