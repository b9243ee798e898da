"""Bring UN Comtrade's monthly rows, one reply a file, and say of each month what became of it."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from dualuse.data import load
from dualuse.official import observations, totals
from dualuse.official.fetch import plan as plans
from dualuse.official.fetch.client import Client, Temporary, alone, console
from dualuse.official.formats import comtrade as comtrade_format
from dualuse.official.formats._file import store, stored
from pressroom import files
from pressroom.errors import InputError

BASE = "https://comtradeapi.un.org"
AVAILABLE = "/public/v1/getDA/C/M/HS"  # which months a reporter has published
FLOWS = {"X": "export", "M": "import"}
CODES_A_QUERY = 40  # keeps addresses short and most replies below the preview's cap
CAPS = {"preview": 500, "key": 250_000}  # rows a reply; nothing in it says that it was cut
MONTHS_A_QUESTION = 12  # of the availability service
OK, EMPTY, UNPUBLISHED, FAILED = "rows", "no rows", "not published", "failed"


def months(first: str, last: str) -> list[str]:
    """Return the months from `first` to `last` (YYYY-MM), both included, as YYYYMM."""
    return [p.strftime("%Y%m") for p in pd.period_range(first, last, freq="M")]


class Comtrade:
    """One run over the plan; `coverage` says of each reporter, flow and month what became of it."""

    def __init__(self, client: Client, folder: Path, refresh: bool = False) -> None:
        self.client, self.folder, self.refresh = client, Path(folder), refresh
        self.path = "/data/v1/get/C/M/HS" if client.key else "/public/v1/preview/C/M/HS"
        self.cap = CAPS["key" if client.key else "preview"]
        table = load.reference("countries")
        self.numbers = {i: c.split()[0] for i, c in zip(table["iso3"], table["comtrade"], strict=True) if c}
        self.coverage, self.before, self.kept = [], totals.coverage(self.folder), 0

    def published(self, reporter: str, periods: list[str]) -> set[str] | None:
        """Return the months that the service says a reporter has published, or None if it cannot be asked."""
        found = set()
        for i in range(0, len(periods), MONTHS_A_QUESTION):
            question = {"reporterCode": self.numbers[reporter]}
            question["period"] = ",".join(periods[i : i + MONTHS_A_QUESTION])
            try:
                _, rows = self.client.get(AVAILABLE, question, available)
            except (Temporary, InputError) as error:
                text = f"{reporter}: which months are published could not be asked ({error})"
                console.print(text, markup=False)
                return None
            found |= {str(row["period"]) for row in rows}
        return found

    def rows(
        self, reporter: str, flow: str, period: str, partners: tuple[str, ...], wanted: list[str]
    ) -> list[dict]:
        """Return the rows of one query, stored or asked for; a reply at the cap is split and asked again."""
        params = {"reporterCode": self.numbers[reporter], "flowCode": flow, "period": period}
        params |= {"partnerCode": ",".join(self.numbers[p] for p in partners), "cmdCode": ",".join(wanted)}
        params |= {"partner2Code": "0", "motCode": "0", "customsCode": "C00"}
        name = hashlib.sha256(json.dumps([self.path, params]).encode()).hexdigest()[:10]
        path = self.folder / f"{reporter}-{FLOWS[flow]}-{period}-{name}.json"
        content = None if self.refresh else stored(path)
        if content is not None:
            self.kept += 1
            return comtrade_format.reply(content, path.name)
        content, found = self.client.get(self.path, params, lambda reply: answer(reply, params))
        if len(found) >= self.cap:
            halves = halve(partners, wanted)
            if not halves:
                most = f"{len(found)} rows, the most a reply holds"
                raise InputError(path.name, most, "fewer: it may be cut")
            return [row for half in halves for row in self.rows(reporter, flow, period, *half)]
        asked = datetime.now(UTC).isoformat(timespec="seconds")
        self.kept += 1
        store(path, content, {"asked": asked, "path": self.path, "query": params, "rows": len(found)})
        return found

    def run(
        self, plan: Sequence, periods: list[str], wanted: list[str], progress: Callable | None = None
    ) -> pd.DataFrame:
        """Ask for everything; fill and return `coverage`. A run that brought nothing changes nothing."""
        place = self.folder / "coverage.csv"
        before = place.read_bytes() if place.exists() else None
        try:
            self._months(plan, periods, wanted, progress)
        finally:
            if not self.kept and before is not None:
                place.write_bytes(before)
            elif not self.kept:
                place.unlink(missing_ok=True)
        return pd.DataFrame(self.coverage)

    def _months(
        self, plan: Sequence, periods: list[str], wanted: list[str], progress: Callable | None
    ) -> None:
        batches = [wanted[i : i + CODES_A_QUERY] for i in range(0, len(wanted), CODES_A_QUERY)]
        for reporter, flow, partners in plan:
            published = self.published(reporter, periods)
            for period in periods:
                count, status, why = 0, None, ""
                line = {"reporter": reporter, "flow": FLOWS[flow], "period": f"{period[:4]}-{period[4:]}"}
                line |= {"partners": "+".join(partners), "status": FAILED, "rows": 0, "why": "stopped"}
                self.coverage.append(line)
                self.note()  # before its first reply is stored: half a month must never look whole
                for batch in batches:
                    if published is not None and period not in published:
                        status = UNPUBLISHED
                    else:
                        try:
                            count += len(self.rows(reporter, flow, period, partners, batch))
                        except (Temporary, InputError) as error:
                            status, why = FAILED, str(error)
                    if progress:
                        progress()
                if status is None and not count and published is None:
                    status, why = FAILED, "no rows, and it is unknown whether the month is published"
                line |= {"status": status or (OK if count else EMPTY), "rows": count, "why": why}
                self.note()

    def note(self) -> None:
        """Write coverage.csv: the months of this run, and of runs before those that it has not come to."""
        new = pd.DataFrame(self.coverage)
        keys = ["reporter", "flow", "period"]
        old = self.before[~self.before.set_index(keys).index.isin(new.set_index(keys).index)]
        lines = pd.concat([old, new]).to_csv(index=False, lineterminator="\n")
        files.write(self.folder / "coverage.csv", lines)


def available(content: bytes) -> list[dict]:
    """Return the rows of a reply of the availability service."""
    rows = comtrade_format.reply(content, "getDA")
    if any("period" not in row for row in rows):
        raise InputError("getDA", "a row without period", "the months that are published")
    return rows


def answer(content: bytes, params: dict[str, str]) -> list[dict]:
    """Return the rows of a reply after comparing them with the question.

    Raises
    ------
    InputError
        If the reply is damaged or answers another question.
    """
    found = comtrade_format.reply(content, "the reply")
    for field in ("period", "reporterCode", "flowCode", "partnerCode", "cmdCode"):
        asked = set(params[field].split(","))
        if other := {str(row.get(field)) for row in found} - asked:
            raise InputError("the reply", f"{field} {', '.join(sorted(other))}", f"only {params[field]}")
    return found


def halve(partners: tuple[str, ...], wanted: list[str]) -> list[tuple[tuple[str, ...], list[str]]]:
    """Return two smaller questions, by codes and then by partners, or nothing if it cannot be split."""
    code, partner = len(wanted) // 2, len(partners) // 2
    if code:
        return [(partners, wanted[:code]), (partners, wanted[code:])]
    return [(partners[:partner], wanted), (partners[partner:], wanted)] if partner else []


def comtrade(
    client: Client,
    folder: Path | None = None,
    plan: Sequence[tuple[str, str, tuple[str, ...]]] | None = None,
    first: str | None = None,
    last: str | None = None,
    wanted: list[str] | None = None,
    refresh: bool = False,
) -> pd.DataFrame:
    """Bring UN Comtrade's monthly rows.

    Parameters
    ----------
    client : Client
    folder : path, optional
        By default data/official/fetched/comtrade.
    plan : sequence of (reporter, "X" or "M", partners), optional
    first, last : str, optional
        YYYY-MM.
    wanted : list of str, optional
        HS codes. What is not given is as data/official/plan.csv says.
    refresh : bool
        Ask again for what is stored.

    Returns
    -------
    pandas.DataFrame
        Columns reporter, flow, period, partners, status (rows, no rows, not published, failed), rows, why;
        also written to coverage.csv in the folder.
    """
    folder = Path(folder or observations.FOLDER / "fetched/comtrade")
    told = plans.of("comtrade") if None in (plan, first, last) else []
    plan = plan or [(line["reporter"], line["flow"], tuple(line["partners"].split())) for line in told]
    first, last = first or told[0]["first"], last or told[0]["last"]
    periods, wanted = months(first, last), wanted or plans.codes()
    queries = len(plan) * len(periods) * -(-len(wanted) // CODES_A_QUERY)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with alone(folder):
        run = Comtrade(client, folder, refresh)
        client.probe(AVAILABLE, {"reporterCode": run.numbers[plan[0][0]], "period": periods[0]})
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("UN Comtrade", total=queries)
            return run.run(plan, periods, wanted, lambda: bar.advance(task))


def show(coverage: pd.DataFrame) -> None:
    """Print the coverage table: for each reporter and flow, months by status, and each gap."""
    table = Table(title="Coverage")
    for column in ("reporter", "flow", OK, EMPTY, UNPUBLISHED, FAILED):
        table.add_column(column)
    for (reporter, flow), rows in coverage.groupby(["reporter", "flow"], sort=False):
        counts = rows["status"].value_counts()
        table.add_row(reporter, flow, *(str(counts.get(s, 0)) for s in (OK, EMPTY, UNPUBLISHED, FAILED)))
    console.print(table)
    for row in coverage[coverage["status"].isin([UNPUBLISHED, FAILED])].itertuples():
        gap = f"gap: {row.reporter} {row.flow} {row.period}: {row.status} {row.why}"
        console.print(gap, highlight=False, markup=False)
