"""Many writers at once below data/: forked when all is imported, so that they do meet.

    DUALUSE_ROOT=story python tests/writers.py FOLDER add add describe fetch accept new

Each writes what it prints into FOLDER/number.txt. All figures are synthetic.
"""

import multiprocessing
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from filelock import FileLock

from dualuse.builds import lock

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))
import accept
import add_figure
import describe_data
import fetch
import new_story


def add(number, folder):
    figure = {
        "role": "evidence",
        "reporter": "CHN",
        "partner": "KAZ",
        "flow": "export",
        "product": "drones",
        "product_text": "drones",
        "period_start": f"{2001 + number}-01",
        "period_end": f"{2001 + number}-12",
        "value": "5",
        "unit": "m USD",
        "hedge": "exact",
        "publisher": "Synthetic",
        "outlet": "tass",
        "access": "table",
        "source": "GACC",
        "released": f"{2002 + number}-02",
        "page": f"https://synthetic.example/{number}",
        "why": f"writer {number}",
        "yes": "1",
    }
    add_figure.main([f"{name}={text}" for name, text in figure.items()])


def describe(number, folder):
    describe_data.main()


def accept_verdicts(number, folder):
    accept.main(f"writer {number}")


def bring(number, folder):
    print(fetch.run("comtrade").to_string())


def begin(number, folder):
    new_story.main(str(folder / "new"))


WRITERS = {
    "add": add,
    "describe": describe,
    "accept": accept_verdicts,
    "fetch": bring,
    "new": begin,
}


def write(kind, number, folder):
    path = folder / f"{number}.txt"
    for name in lock.LOCKS:  # a fork may not use what it inherits
        lock.LOCKS[name] = FileLock(lock.BUILD / name)
    with path.open("w") as file, redirect_stdout(file), redirect_stderr(file):
        try:
            WRITERS[kind](number, folder)
        except SystemExit as refusal:
            print(refusal)
        except Exception:
            traceback.print_exc()


def main(folder, *kinds):
    fork = multiprocessing.get_context("fork")
    processes = []
    for number, kind in enumerate(kinds):
        arguments = (kind, number, Path(folder))
        processes.append(fork.Process(target=write, args=arguments))
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return max(process.exitcode for process in processes)  # 0, or it was killed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
