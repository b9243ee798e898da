"""How long the reports take, beside the plain ways to make them (`make bench`).

In turn, in one run, on a copy of the project: (a) our build, (e) without the pages of single claims, and (o) the build
of an older commit, checked out beside it with the libraries of its own lock; (b) the commands `papermill` and
`jupyter nbconvert` for each notebook; (c) `jupyter nbconvert --execute`; (d) `pytest --nbmake -n 2`, level by level
of the graph. Then what no build can beat, an unchanged build, one of five figures changed, one sentence changed. Writes
benchmarks/build.md.

Usage: python benchmarks/build.py [--rounds N] [--ways aeo]
"""

import argparse
import csv
import json
import os
import platform
import re
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

from pressroom import files, project
from pressroom.engine import publish, stale

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
OLD = "cd420c9"  # before there were pages of single claims
FIGURES = "published/figures.csv"
WAYS = {
    "a": "`make reports FORCE=1`",
    "e": "the same without the pages of single claims",
    "o": f"the build of commit {OLD}, which has none",
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
        self.root, self.made, self.old = (Path(folder) / name for name in ("project", "made", "old"))
        for name in publish.source_files(ROOT):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, self.root / name)
        self.made.mkdir()
        done = subprocess.run(["git", "archive", OLD], cwd=ROOT, capture_output=True, check=False)
        if not done.returncode:  # in a clone without its history there is none
            self.old.mkdir()
            subprocess.run(["tar", "-x", "-C", self.old], input=done.stdout, check=True)
            setup = [sys.executable, ROOT / "tools/setup.py", self.old / ".venv", "requirements.lock"]
            run(setup, os.environ, self.old)
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

    def forget(self):
        """Remove what an earlier build worked out: each way begins with nothing."""
        shutil.rmtree(self.root / "build/kept", ignore_errors=True)

    def levels(self):
        """Yield the notebooks that may run side by side, level by level."""
        sorter = TopologicalSorter(self.needs)
        sorter.prepare()
        while ready := sorted(sorter.get_ready()):
            yield ready
            sorter.done(*ready)

    def plain(self):
        """Return the notebooks that the plain ways know how to run: a run for each claim is none of them."""
        return [name for name, book in self.books.items() if not book.each]

    def way_a(self):
        run([sys.executable, "-P", "-m", "pressroom.engine", "--force"], self.env(), self.root)

    def way_e(self):
        run([sys.executable, "-P", "-m", "pressroom.engine", "--force", *self.plain()], self.env(), self.root)

    def way_o(self):
        env = self.env() | {"PYTHONPATH": str(self.old / "lib"), "DUALUSE_ROOT": str(self.old)}
        run([self.old / ".venv/bin/python", "-P", "-m", "dualuse.build", "--force"], env, self.old)

    def way_b(self):
        for stem in self.plain():
            done, source = self.made / f"{stem}.ipynb", self.root / "notebooks" / f"{stem}.ipynb"
            run(
                [BIN / "papermill", "--no-progress-bar", source, done],
                self.env(stem),
                self.root / "notebooks",
            )
            run([BIN / "jupyter-nbconvert", "--to", "html", done], self.env(stem), self.made)

    def way_c(self):
        for stem in self.plain():
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
            books = [self.root / "notebooks" / f"{stem}.ipynb" for stem in level if stem in self.plain()]
            if not books:
                continue
            command = [BIN / "pytest", "-q", "--nbmake", "-n", "2", "-p", "no:cacheprovider", *books]
            run(command, {**self.env(), "PRESSROOM_OUT": str(self.made / "d")}, self.root)

    def cold(self):
        """Return {stem: (kernel start, imports and cells)} in seconds, each in a kernel of its own, one by one."""
        code = (
            "import json, sys; from pathlib import Path; s = sys.argv[1:]; "
            "from pressroom.engine.run import run_notebook; "
            "t = run_notebook(Path(s[0]), Path(s[1]), {}, Path(s[2]), Path(s[3]), s[4]); print(json.dumps(t))"
        )
        found = {}
        self.forget()
        for stem in self.plain():
            book = self.books[stem]
            places = [book.path, self.made / "x.ipynb", self.root / "data/processed", self.made / "x"]
            out = run([sys.executable, "-P", "-c", code, *places, stem], self.env(), self.root)
            times = json.loads(out.strip().splitlines()[-1])
            found[stem] = (times["start"], times["cells"])
        return found

    def limit(self, cold):
        """Return (critical path, half the sum): no build on two cores with cold kernels can beat the larger."""
        whole = {stem: sum(pair) for stem, pair in cold.items()}
        path = {}
        for stem in TopologicalSorter({s: self.needs[s] for s in self.plain()}).static_order():
            path[stem] = whole[stem] + max((path[n] for n in self.needs[stem]), default=0)
        return max(path.values()), sum(whole.values()) / 2

    def unchanged(self):
        """Return the best of five `make reports` with nothing to do."""
        venv = BIN.parent
        command = ["make", "reports", f"VENV={venv}", "-o", venv / ".runtime"]
        return min(timed(lambda: run(command, self.env(), self.root)) for _ in range(5))

    def one_figure(self):
        """Change the last digit of a figure, of five one after the other; return [(id, seconds of a build, runs)].

        The five stand at even distances in the table, so that no choice of ours decides.
        """
        path, found = self.root / "data" / FIGURES, []
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["value"]]
        for row in (rows[len(rows) * place // 10] for place in (1, 3, 5, 7, 9)):
            text, value = path.read_text(encoding="utf-8"), row["value"]
            line = re.search(rf"^{row['id']},.*$", text, re.M)[0]
            other = f"{value[:-1]}{5 if value[-1] == '4' else 4}"
            path.write_text(text.replace(line, line.replace(f",{value},", f",{other},", 1)), encoding="utf-8")
            files.promise(self.root / "data", project.own())
            began = time.perf_counter()
            out = run([sys.executable, "-P", "-m", "pressroom.engine"], self.env(), self.root)
            found.append((row["id"], time.perf_counter() - began, out.count(" runs: ")))
        return found

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


KINDS = ("kernel start", "imports", "compute", "draw", "page")
DRAWS = re.compile(r"show\.|chart|draw|plot")


def kinds(book, times):
    """Return {kind: seconds} of one run: each cell is of one kind, by what its code does."""
    found = dict.fromkeys(KINDS, 0.0) | {"kernel start": times["start"], "page": times.get("page", 0)}
    for cell in json.loads(book.path.read_text(encoding="utf-8"))["cells"]:
        code = "".join(cell["source"])
        kind = (
            "imports"
            if re.search(r"^(import|from) ", code, re.M)
            else "draw"
            if DRAWS.search(code)
            else "compute"
        )
        found[kind] += times["spent"].get(cell["id"], 0)
    return found


def shares(books, times):
    """Return rows of Markdown: what each kind of work takes of the notebooks, and of the runs for single claims."""
    rows = {name: kinds(books[name], took) for name, took in times.items() if name in books}
    sums = {
        c: {k: sum(r[k] for n, r in rows.items() if ("@" in n) == c) for k in KINDS} for c in (False, True)
    }
    whole = {c: sum(sums[c].values()) or 1 for c in sums}
    lines = ["| kind | notebooks | share | single claims | share |", "|---|---:|---:|---:|---:|"]
    for k in KINDS:
        cells = [f"{sums[c][k]:.2f} | {sums[c][k] / whole[c]:.0%}" for c in (False, True)]
        lines.append(f"| {k} | {' | '.join(cells)} |")
    return lines


def measured(bench, rounds, ways):
    """Return ({way: [seconds]}, {way: [processor seconds]}), the ways in alternation."""
    times, work = {way: [] for way in ways}, {way: [] for way in ways}
    for number in range(rounds):
        for way in ways:
            bench.forget()
            before = processor()
            times[way].append(timed(getattr(bench, f"way_{way}")))
            work[way].append(processor() - before)
            print(f"round {number + 1}, {way}: {times[way][-1]:.1f} s", flush=True)
    return times, work


def written(bench, middle, used, rounds):
    """Return (the page as lines, [(goal, met)])."""
    cold = bench.cold()
    bench.way_a()
    ours = json.loads((bench.root / "build/times.json").read_text())
    unchanged, figures, (changed, ran) = bench.unchanged(), bench.one_figure(), bench.one_sentence()
    figure = statistics.median(seconds for _, seconds, _ in figures)
    critical, half = bench.limit(cold)
    limit, ways = max(critical, half), list(middle)
    text = [
        "# How long the reports take",
        "",
        f"Made by `make bench`: {len(bench.plain())} notebooks and {len(bench.books) - len(bench.plain())} pages of "
        f"single claims, {rounds} rounds in alternation, medians. {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, papermill {version('papermill')}, nbconvert {version('nbconvert')}, pandas "
        f"{version('pandas')}. Trust the ratios, not the seconds. (b) to (d) do without the pages of single claims, so "
        "(e) is what they compare with.",
        "",
        "| way | seconds | times (e) | processor seconds |",
        "|---|---:|---:|---:|",
        *(
            f"| ({w}) {WAYS[w]} | {middle[w]:.1f} | {middle[w] / middle['e']:.2f} | {used[w]:.1f} |"
            for w in ways
        ),
        f"| limit with cold kernels: the larger of the next two | {limit:.1f} | {limit / middle['e']:.2f} | |",
        f"| critical path | {critical:.1f} | | |",
        f"| half the sum of kernel start, imports and cells | {half:.1f} | | |",
        f"| one figure changed, median of five | {figure:.1f} | {figure / middle['e']:.2f} | |",
        f"| unchanged `make reports`, best of five | {unchanged:.2f} | | |",
        "",
        "One figure changed: "
        + "; ".join(f"{i}, {runs} runs, {seconds:.1f} s" for i, seconds, runs in figures)
        + ".",
        "",
        f"One sentence changed in `{changed}`: ran {', '.join(f'`{s}`' for s in ran)}.",
        "",
        "## Where the time goes, in seconds",
        "",
        "Sums over the runs of one build, two side by side. A cell that imports is *imports*, whatever else it does; "
        "one that shows or draws is *draw*; the rest *compute*, which is mostly the solver.",
        "",
        *shares(bench.books, ours),
        "",
        "Cold: a kernel of its own, one by one. Ours: in the build, in a kernel forked from a server that has imported "
        "the libraries.",
        "",
        "| notebook | cold: kernel start | cold: imports and cells | ours: kernel start | ours: cells | ours: page |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| `{s}` | {cold[s][0]:.2f} | {cold[s][1]:.2f} | {ours[s]['start']:.2f} | {ours[s]['cells']:.2f} | "
            f"{ours[s]['page']:.2f} |"
            for s in sorted(cold)
        ),
    ]
    goals = [
        ("(e) at most 1.3 times the limit", middle["e"] <= 1.3 * limit),
        ("one changed figure at most 0.25 of (a)", figure <= 0.25 * middle["a"]),
        ("unchanged under 0.5 s", unchanged < 0.5),
        ("one sentence runs one notebook and what depends on it", set(ran) <= below(bench.needs, changed)),
    ]
    goals += [("(b) at least 4 times (e)", middle["b"] >= 4 * middle["e"])] if "b" in ways else []
    goals += [("(c) at least 2.5 times (e)", middle["c"] >= 2.5 * middle["e"])] if "c" in ways else []
    goals += [("(d) at least (e)", middle["d"] >= middle["e"])] if "d" in ways else []
    if "o" in ways:
        goals += [("(e) at most 0.6 of (o)", middle["e"] <= 0.6 * middle["o"])]
        goals += [("(a) at most 1.1 of (o)", middle["a"] <= 1.1 * middle["o"])]
    return text, goals


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", default="".join(WAYS), help="letters; a and e are always among them")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder)
        ways = [w for w in WAYS if w in f"ae{given.ways}" and (w != "o" or bench.old.is_dir())]
        bench.way_a()  # fills caches of fonts and bytecode for all ways alike
        bench.way_o() if "o" in ways else None
        times, work = measured(bench, given.rounds, ways)
        middle, used = ({w: statistics.median(v) for w, v in found.items()} for found in (times, work))
        text, goals = written(bench, middle, used, given.rounds)
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
