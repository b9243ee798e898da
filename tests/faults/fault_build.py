"""Faults of a build, on the tests' tiny synthetic project and the real build: kills, full disks, bad notebooks.

Each function returns (tried, survived); what went wrong is said on stderr. Only processes that were started here
are ended.
"""

import contextlib
import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pressroom"))

import small

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 120  # seconds for any build of the synthetic project


def note(text):
    """Say on stderr what did not survive."""
    print(f"  {text}", file=sys.stderr, flush=True)


class Project:
    """The synthetic project of the tests in a folder; `step` makes one version of it differ from another."""

    def __init__(self, folder):
        self.root = Path(folder) if (Path(folder) / "story.yml").exists() else small.make(folder)

    def settings(self, more=""):
        """Write pipeline.yml, with more settings for the notebook that goes wrong, such as "timeout: 4, "."""
        text = small.PIPELINE.replace("title: First, ", f"title: First, {more}")
        (self.root / "notebooks" / "pipeline.yml").write_text(text, encoding="utf-8")

    def write(self, step, code=None):
        """Write the first notebook, or another one in its place."""
        small.write(self.root, "01_first", ("work", code or small.FIRST.replace("{FACTOR}", str(step))))

    def start(self, limits=None, **variables):
        """Start the real build in a session of its own."""
        return subprocess.Popen(
            small.command(),
            cwd=self.root,
            env=small.environment(self.root, PYTHONPATH=str(ROOT / "lib"), **variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=limits,
        )

    def build(self, **options):
        """Run the real build; return (exit status, what it said)."""
        process = self.start(**options)
        try:
            said, _ = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            return -1, f"took longer than {LIMIT} s"
        return process.returncode, said

    def reports(self):
        """Return one hash of reports/, "" if there is none."""
        found = small.reports(self.root)
        if found is None:
            return ""
        return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()

    def left(self, wait=8.0):
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


def _versions(folder):
    """Return a built project, {step: hash of the reports}, and how long a build takes."""
    project, known, took = Project(folder), {}, 0.0
    for step in (2, 1):
        project.write(step)
        begun = time.monotonic()
        status, said = project.build()
        took = time.monotonic() - begun
        if status:
            raise RuntimeError(f"the synthetic project does not build: {said}")
        known[step] = project.reports()
    return project, known, took


def _whole(project, known, wanted, what):
    """Say whether the next build ends well with the wanted version and leaves nothing running."""
    status, said = project.build()
    good = status == 0 and project.reports() == known[wanted] and not project.left()
    if not good:
        note(f"{what}: the next build ended with {status}: {said[-400:]}")
    return good


def _stopped(folder, seed, count, number, at_once=True):
    """Send a signal at seeded moments of builds; `at_once`: reports/ is exchanged, and never holds pages of both."""
    project, known, took = _versions(folder)
    rng, survived = random.Random(seed), 0
    now, n = 1, 0
    while n < count:
        wanted = 3 - now
        project.write(wanted)
        process = project.start()
        moment = took * (n + rng.random()) / count
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        if process.poll() is not None:  # it ended before its signal: no fault, so again, a little earlier
            process.communicate(timeout=LIMIT)
            now, took = wanted, took * 0.95
            continue
        n += 1
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does
        else:
            process.send_signal(number)
        said = process.communicate(timeout=LIMIT)[0]
        there = project.reports()
        whole = ok = there in (known[now], known[wanted])
        if number == signal.SIGINT and process.returncode != 0:
            ok &= process.returncode in (130, -signal.SIGINT) and whole
            if process.returncode == 130:
                ok &= "stopped" in said and "Traceback" not in said
        if left := project.left():
            note(f"signal {number} at {moment:.2f} s: processes {left} still run")
            ok = False
        if not whole and at_once:
            note(f"signal {number} at {moment:.2f} s: pages of two builds")
            ok = False
        elif not whole:  # killed in the milliseconds of the renames: the next run says so, and finishes
            status, first = project.build()
            ok = "an earlier build was killed while publishing" in first and status == 0
        if not ok:
            note(f"signal {number} at {moment:.2f} s: exit {process.returncode}, said {said[-300:]!r}")
        ok &= _whole(project, known, wanted, f"signal {number} at {moment:.2f} s")
        survived += ok
        now = wanted
    return count, survived


def killed(folder, seed=6, count=20):
    """Kill -9 the build at seeded moments."""
    return _stopped(folder, seed, count, signal.SIGKILL)


def interrupted(folder, seed=7, count=6):
    """Ctrl-C at seeded moments."""
    return _stopped(folder, seed, count, signal.SIGINT)


def half_published(folder):
    """The state that a kill between two renames leaves: some pages new, some old, the new ones complete in build/."""
    project, known, _ = _versions(folder)
    project.write(2)
    project.build()
    reports, ready = project.root / "reports", project.root / "build" / "ready"
    aside = project.root.with_name(
        "aside"
    )  # a build finishes what waits in build/ready: so it waits elsewhere
    shutil.copytree(reports, aside)
    project.write(1)
    project.build()
    shutil.copytree(aside, ready)
    shutil.copyfile(ready / "01_first.html", reports / "01_first.html")
    (project.root / "build" / "ready.part").mkdir()
    status, said = project.build()
    good = status == 0 and said.startswith("an earlier build was killed") and project.reports() == known[1]
    if not good:
        note(f"half published: exit {status}, {said!r}")
    return 1, int(good)


def elsewhere(folder, kinds=("link", "bind mount", "file system"), count=20):
    """Kill -9 at seeded moments where reports/ is a link, a bind mount or a file system of its own."""
    tried = survived = 0
    for kind in kinds:
        place, other = Path(folder) / kind.replace(" ", "-"), Path(folder) / f"{kind[0]}-reports"
        project = Project(place)
        reports = project.root / "reports"
        other.mkdir()
        (other / "CNAME").write_text("mine", encoding="utf-8")
        if kind == "link":
            reports.symlink_to(other)
        elif os.geteuid() == 0:
            reports.mkdir()
            mount = ["--bind", other] if kind == "bind mount" else ["-t", "tmpfs", "reports"]
            if subprocess.run(["mount", *mount, reports], check=False, capture_output=True).returncode:
                continue
            (reports / "CNAME").write_text("mine", encoding="utf-8")
        else:
            continue
        try:
            n, good = _stopped(place, 8, count, signal.SIGKILL, at_once=False)
            kept = (reports / "CNAME").read_text(encoding="utf-8") == "mine" and reports.is_symlink() == (
                kind == "link"
            )
            tried, survived = tried + n, survived + (good if kept else 0)
        finally:
            if kind != "link":
                subprocess.run(["umount", "-l", reports], check=False)
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
    survived = 0
    with small_disk(Path(folder), 8) as mounted:
        project, known, _ = _versions(Path(folder) / "project")
        for keep in keeps:
            project.write(2)
            if mounted:
                _fill(Path(folder), keep)
                status, said = project.build()
            else:  # a quota stand-in: no file may grow beyond a few bytes
                limit = max(keep // 8, 16)
                status, said = project.build(
                    limits=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
                )
            words = ("No space left", "database or disk is full", "File too large", "disk I/O error")
            fits = status == 0 and project.reports() == known[2]  # there was room after all
            good = fits or _unharmed(project, known, 1, status, said, f"{keep} bytes left", words)
            (Path(folder) / "filler").unlink(missing_ok=True)
            good &= _whole(project, known, 2, f"after a disk with {keep} bytes left")
            project.write(1)
            good &= _whole(project, known, 1, "back to the first version")
            survived += good
    return len(keeps), survived


def read_only(folder):
    """A reports/ that nobody may write to."""
    project, known, _ = _versions(folder)
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
    "hangs": ("import time\ntime.sleep(1e6)", "timeout: 4, ", ("took longer than",)),
    "hangs, deaf to signals": (
        "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})\nwhile True:\n    time.sleep(1)",
        "timeout: 4, ",
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
    """Notebooks that hang, eat memory, end the kernel, fail, leave a process behind."""
    project, known, _ = _versions(folder)
    survived = 0
    for what in which:
        code, settings, words = BAD[what]
        project.write(2, code)
        project.settings(settings)
        status, said = project.build()
        good = _unharmed(project, known, 1, status, said, f"a notebook that {what}", words)
        good &= "01_first, cell work failed" in said and "not run" in said
        (project.root / "notebooks" / "neighbour.py").unlink(missing_ok=True)
        if not good:
            note(f"a notebook that {what}: {said}")
        project.write(1)
        project.settings()
        good &= _whole(project, known, 1, f"after a notebook that {what}")
        survived += good
    return len(which), survived


STARTS = {  # what a kernel does instead of starting, what the build must say
    "dies": ("import os\nos._exit(1)", ("the kernel did not start, twice", "the kernel died")),
    "sleeps": ("import time\ntime.sleep(1e6)", ("took longer than", "the kernel did not start, twice")),
}


def bad_kernels(folder, which=tuple(STARTS)):
    """Kernels that never start."""
    project, known, _ = _versions(folder)
    survived = 0
    for what in which:
        code, words = STARTS[what]
        startup = project.root.parent / f"ipython-{project.root.name}" / "profile_default" / "startup"
        startup.mkdir(parents=True, exist_ok=True)
        (startup / "00.py").write_text(code, encoding="utf-8")
        project.write(2)
        project.settings("timeout: 3, ")
        status, said = project.build(IPYTHONDIR=str(startup.parents[1]))
        good = _unharmed(project, known, 1, status, said, f"a kernel that {what}", words)
        shutil.rmtree(startup.parents[1])
        project.write(1)
        project.settings()
        good &= _whole(project, known, 1, f"after a kernel that {what}")
        survived += good
    return len(which), survived


def two_at_once(folder, count=3):
    """Two builds at once: the second waits and says so."""
    project, known, _ = _versions(folder)
    survived, now = 0, 1
    for _ in range(count):
        now = 3 - now
        project.write(now)
        builds = [project.start() for _ in range(2)]
        ends = [b.communicate(timeout=LIMIT)[0] for b in builds]
        good = [b.returncode for b in builds] == [0, 0] and project.reports() == known[now]
        good &= sum("another build is running; waiting" in said for said in ends) == 1 and not project.left()
        if not good:
            note(f"two builds at once: {ends}")
        survived += good
    return count, survived
