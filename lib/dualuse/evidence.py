"""What the printed figures say on the tests of a claim."""

import math

import pandas as pd
from dualuse.printed import divide, read_level
from dualuse.ranges import Months, read_figures
from dualuse.verdicts import Verdict, combine_sources, count_fallen, judge, read_words

from dualuse.series import Series


class Evidence:
    """Published figures, ready to be asked for ranges.

    Parameters
    ----------
    rows : pandas.DataFrame
        data/published/figures.csv, all text.
    kinds : dict
        The kind of each source: {"RUS-DECL": "declarations"}.
    wrong : list of str
        Ids of figures to leave out; see `ranges.find_wrong_figures`.
    """

    def __init__(
        self,
        rows: pd.DataFrame,
        kinds: dict[str, str],
        wrong: list[str],
        literal: bool = False,
    ):
        self.rows = rows.set_index("id", drop=False)
        right = rows[~rows["id"].isin(wrong)]
        systems = read_figures(right, kinds, literal)
        self.months = {}
        for system, figures in systems.items():
            self.months[system] = Months(figures)

    def find_months(self, series: Series) -> Months | None:
        """Return the programme that a series belongs to, if a figure is of it."""
        pair, rest = series[:2], series[3:]
        return self.months.get((*pair, *rest))

    def is_printed(self, name: str, period: list[str], level: pd.Interval) -> bool:
        """Tell whether a figure gives this very level of a series and period."""
        series = Series.read(name)
        months = self.find_months(series)
        if months is None:
            return False
        for figure in months.figures:
            same_period = [str(figure.start), str(figure.end)] == period
            if same_period and figure.flow == series.flow and figure.level == level:
                return True
        return False

    def level(self, name: str, period: list[str], release: str) -> pd.Interval | None:
        """Return the range of a series; None where no figure covers the period."""
        series = Series.read(name)
        months = self.find_months(series)
        if months is None:
            return None
        found = months.range(series.flow, *period, release)
        if found.left == 0 and found.right == math.inf:
            return None
        return found

    def growth(
        self, name: str, period: list[str], base: str, release: str
    ) -> pd.Interval | None:
        """Return the range of a growth; None where no figure gives it."""
        series = Series.read(name)
        months = self.find_months(series)
        if months is None:
            return None
        found = months.growth(series.flow, *period, base, release)
        if found is None or (found.left <= -100 and found.right == math.inf):
            return None
        return found

    def share(self, part: str, whole: str) -> pd.Interval:
        """Return one printed count over another, in per cent: a share of that count."""
        row = self.rows.loc[part]
        counted = read_level(row["value"], row["unit"], row["hedge"])
        row = self.rows.loc[whole]
        all_counted = read_level(row["value"], row["unit"], row["hedge"])
        return 100 * divide(counted, all_counted)

    def measure(
        self, spec: dict, test: dict, part: dict, period: list[str], release: str
    ) -> pd.Interval | None:
        """Return what one entry of evidence says on a test, by one release."""
        kind = test["kind"]
        year_before = str(pd.Period(period[0], "M") - 12)
        base = spec.get("base") or test.get("base") or year_before
        if "official" in spec:
            return None  # rows of trade statistics are added up elsewhere
        if "calendar" in spec:
            months = count_months(*spec["calendar"])
            return pd.Interval(months, months, closed="both")
        if "figures" in spec:
            return self.share(spec["figures"], spec["over"])
        if kind == "tally":
            growths = []
            for good in part["goods"]:
                name = spec["tally"].format(good)
                if "units" in spec:
                    name += f":{spec['units']}"
                growths.append(self.growth(name, period, base, release))
            return count_fallen(growths)
        if kind == "growth":
            return self.growth(spec["series"], period, base, release)
        level = self.level(spec["series"], period, release)
        if kind == "level" or level is None:
            return level
        over = self.level(spec["over"], period, release)
        if over is None:
            return None
        return divide(level, over)

    def judge_source(self, spec: dict, test: dict, part: dict) -> Verdict:
        """Return the verdict of one source, on the widest period that it covers."""
        words = read_words(test, len(part.get("goods", [])))
        periods = [spec["period"]] if "period" in spec else part["periods"]
        for period in periods:
            own = self.measure(spec, test, part, period, "own")
            widest = self.measure(spec, test, part, period, "widest")
            is_printed_so = False
            if test["kind"] == "level":
                is_printed_so = self.is_printed(spec["series"], period, words.allows)
            verdict = judge(words, own, widest, test["kind"], is_printed_so)
            if verdict.word != "no evidence found":
                break
        return verdict

    def judge_part(self, part: dict) -> Verdict:
        """Return the verdict of all sources on an assertion that has tests."""
        by_source = {}
        for spec in part["evidence"]:
            if not spec.get("fits", True):
                continue
            source = spec.get("may_be", spec["source"])
            for test in part["tests"]:
                verdict = self.judge_source(spec, test, part)
                by_source.setdefault(source, []).append(verdict)
        return combine_sources(by_source)


def count_months(first: str, last: str) -> int:
    """Return the whole months between two days.

    >>> count_months("2022-02-24", "2023-07-24")
    17
    """
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    months = (last.to_period("M") - first.to_period("M")).n
    return months - (last.day < first.day)
