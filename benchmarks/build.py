"""How long the reports take, beside the plain ways to make them (`make bench`).

In turn, in one run, on a copy of the project: (a) our build; (b) the commands `papermill` and `jupyter nbconvert`
for each notebook; (c) `jupyter nbconvert --execute`; (d) `pytest --nbmake -n 2`, level by level of the graph. Then
what no build can beat, an unchanged build, and one changed sentence. Writes benchmarks/build.md.

Usage: python benchmarks/build.py [--rounds N]
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path

from pressroom import project
from pressroom.engine import publish, stale

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
WAYS = {
    "a": "`make reports FORCE=1`",
    "b": "`papermill`, then `jupyter nbconvert`, one by one",
    "c": "`jupyter nbconvert --execute`, one by one",
    "d": "`pytest --nbmake -n 2`, level by level (no pages)",
}


def run(command, env, cwd):
    done = subprocess.run(
        [str(c) for c in command], env=env, cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"bench: {' '.join(map(str, command))}\n{(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


class Bench:
    """A copy of the project and the ways to build it."""

    def __init__(self, folder):
        self.root, self.made = Path(folder) / "project", Path(folder) / "made"
        for name in publish.source_files(ROOT):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, self.root / name)
        self.made.mkdir()
        os.environ["PRESSROOM_ROOT"] = str(self.root)

        self.stale, self.books = stale, project.read()
        writer = project.writers(self.books)
        self.needs = {stem: project.needs(book, writer) for stem, book in self.books.items()}

    def env(self, stem=None):
        env = {k: v for k, v in os.environ.items() if k not in ("PRESSROOM_NOTEBOOK", "PRESSROOM_OUT")}
        env |= {"PYTHONHASHSEED": "0", "JUPYTER_PLATFORM_DIRS": "1"}
        env["PRESSROOM_PROCESSED"] = str(self.root / "data" / "processed")
        if stem:
            env |= {"PRESSROOM_NOTEBOOK": stem, "PRESSROOM_OUT": str(self.made / stem)}
        return env

    def levels(self):
        """Yield the notebooks that may run side by side, level by level."""
        sorter = TopologicalSorter(self.needs)
        sorter.prepare()
        while ready := sorted(sorter.get_ready()):
            yield ready
            sorter.done(*ready)

    def way_a(self):
        run([sys.executable, "-P", "-m", "pressroom.engine", "--force"], self.env(), self.root)

    def way_b(self):
        for stem in self.books:
            done, source = self.made / f"{stem}.ipynb", self.root / "notebooks" / f"{stem}.ipynb"
            run(
                [BIN / "papermill", "--no-progress-bar", source, done],
                self.env(stem),
                self.root / "notebooks",
            )
            run([BIN / "jupyter-nbconvert", "--to", "html", done], self.env(stem), self.made)

    def way_c(self):
        for stem in self.books:
            source = self.root / "notebooks" / f"{stem}.ipynb"
            command = [
                BIN / "jupyter-nbconvert",
                "--to",
                "html",
                "--execute",
                source,
                "--output-dir",
                self.made,
            ]
            run(command, self.env(stem), self.root / "notebooks")

    def way_d(self):
        for level in self.levels():
            files = [self.root / "notebooks" / f"{stem}.ipynb" for stem in level]
            command = [BIN / "pytest", "-q", "--nbmake", "-n", "2", "-p", "no:cacheprovider", *files]
            run(command, {**self.env(), "PRESSROOM_OUT": str(self.made / "d")}, self.root)

    def cold(self):
        """Return {stem: (kernel start, imports and cells)} in seconds, each in a kernel of its own, one by one."""
        code = (
            "import json, sys; from pathlib import Path; s = sys.argv[1:]; "
            "from pressroom.engine.run import run_notebook; "
            "t = run_notebook(Path(s[0]), Path(s[1]), {}, Path(s[2]), Path(s[3]), s[4]); print(json.dumps(t))"
        )
        found = {}
        for stem, book in self.books.items():
            places = [book.path, self.made / "x.ipynb", self.root / "data/processed", self.made / "x"]
            out = run([sys.executable, "-P", "-c", code, *places, stem], self.env(), self.root)
            times = json.loads(out.strip().splitlines()[-1])
            found[stem] = (times["start"], times["cells"])
        return found

    def limit(self, cold):
        """Return (critical path, half the sum): no build on two cores with cold kernels can beat the larger."""
        whole = {stem: sum(pair) for stem, pair in cold.items()}
        path = {}
        for stem in TopologicalSorter(self.needs).static_order():
            path[stem] = whole[stem] + max((path[n] for n in self.needs[stem]), default=0)
        return max(path.values()), sum(whole.values()) / 2

    def unchanged(self):
        """Return the best of five `make reports` with nothing to do."""
        venv = BIN.parent
        command = ["make", "reports", f"VENV={venv}", "-o", venv / ".runtime"]
        return min(timed(lambda: run(command, self.env(), self.root)) for _ in range(5))

    def one_sentence(self):
        """Change the prose of one notebook; return its stem and those that ran."""
        stem = next(s for s in self.books if any(s in needed for needed in self.needs.values()))
        path = self.root / "notebooks" / f"{stem}.ipynb"
        content = json.loads(path.read_text(encoding="utf-8"))
        content["cells"][0]["source"] += ["\n\nOne more sentence."]
        path.write_text(json.dumps(content), encoding="utf-8")
        out = run([sys.executable, "-P", "-m", "pressroom.engine"], self.env(), self.root)
        return stem, [line.split()[0] for line in out.splitlines() if " runs: " in line]


def processor():
    """Return the processor seconds of all ended children: what a busy machine does not change."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(action):
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder)
        bench.way_a()  # fills caches of fonts and bytecode for all ways alike
        times, work = {way: [] for way in WAYS}, {way: [] for way in WAYS}
        for number in range(rounds):
            for way in WAYS:
                before = processor()
                times[way].append(timed(getattr(bench, f"way_{way}")))
                work[way].append(processor() - before)
                print(f"round {number + 1}, {way}: {times[way][-1]:.1f} s", flush=True)
        cold = bench.cold()
        bench.way_a()
        ours = json.loads((bench.root / "build/times.json").read_text())
        unchanged, (changed, ran) = bench.unchanged(), bench.one_sentence()
    used = {way: statistics.median(values) for way, values in work.items()}
    middle = {way: statistics.median(values) for way, values in times.items()}
    critical, half = bench.limit(cold)
    limit = max(critical, half)
    text = [
        "# How long the reports take",
        "",
        f"Made by `make bench`: {len(bench.books)} notebooks, {rounds} rounds in alternation, medians. "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, papermill {version('papermill')}, nbconvert "
        f"{version('nbconvert')}, pandas {version('pandas')}. Trust the ratios, not the seconds.",
        "",
        "| way | seconds | times ours | processor seconds |",
        "|---|---:|---:|---:|",
        *(
            f"| ({w}) {WAYS[w]} | {middle[w]:.1f} | {middle[w] / middle['a']:.2f} | {used[w]:.1f} |"
            for w in WAYS
        ),
        f"| limit with cold kernels: the larger of the next two | {limit:.1f} | {limit / middle['a']:.2f} | |",
        f"| critical path | {critical:.1f} | | |",
        f"| half the sum of kernel start, imports and cells | {half:.1f} | | |",
        f"| unchanged `make reports`, best of five | {unchanged:.2f} | | |",
        "",
        f"One sentence changed in `{changed}`: ran {', '.join(f'`{s}`' for s in ran)}.",
        "",
        "## Where the time goes, in seconds",
        "",
        "Cold: a kernel of its own, one by one. Ours: in the build, two side by side, in a kernel forked from a "
        "server that has imported the libraries.",
        "",
        "| notebook | cold: kernel start | cold: imports and cells | ours: kernel start | ours: cells | ours: page |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| `{s}` | {cold[s][0]:.2f} | {cold[s][1]:.2f} | {ours[s]['start']:.2f} | {ours[s]['cells']:.2f} | "
            f"{ours[s]['page']:.2f} |"
            for s in sorted(bench.books)
        ),
    ]
    goals = [
        ("(b) at least 3 times (a)", middle["b"] >= 3 * middle["a"]),
        ("(c) at least 2.5 times (a)", middle["c"] >= 2.5 * middle["a"]),
        ("(d) at least (a)", middle["d"] >= middle["a"]),
        ("(a) at most 1.3 times the limit", middle["a"] <= 1.3 * limit),
        ("unchanged under 0.5 s", unchanged < 0.5),
        ("one sentence runs one notebook and what depends on it", set(ran) <= below(bench.needs, changed)),
    ]
    text += ["", "## Goals", "", "| goal | met |", "|---|---|"]
    text += [f"| {goal} | {'yes' if met else '**no**'} |" for goal, met in goals]
    (ROOT / "benchmarks" / "build.md").write_text("\n".join(text) + "\n", encoding="utf-8")
    print("\n".join(text))
    sys.exit(0 if all(met for _, met in goals) else 1)


def below(needs, stem):
    """Return a notebook and all that depend on it, directly or not."""
    found = {stem}
    while more := {s for s, needed in needs.items() if needed & found} - found:
        found |= more
    return found


if __name__ == "__main__":
    main()
