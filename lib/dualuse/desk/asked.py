"""Questions to the bench: the verdict on a claim, of the articles or your own; HS codes; official rows."""

import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import pandas as pd

from dualuse.data import categories, printed, readings
from dualuse.desk import kept, words
from dualuse.desk.frames import Answer, answer
from dualuse.desk.words import When
from dualuse.verdicts import claims as judged
from dualuse.verdicts.book import Book, Parts
from pressroom import tables, wording
from pressroom.errors import InputError


class Bench(Book):
    """A `Book` whose ranges are kept, and which is one object for each reading."""

    def read_otherwise(self, **readings: Any) -> "Bench":
        """See `Book.read_otherwise`."""
        chosen = {"reading": self.reading, "allowance": self.allowance, "inferred": self.inferred} | readings
        return self._shared.setdefault(tuple(chosen.values()), super().read_otherwise(**readings))

    def rows_of(self, product: str) -> Parts:
        """See `Book.rows_of`; where no row is of the product, none are added up."""
        if product not in self._once("goods", kept.goods):
            return self.rows
        return self._once("rows", lambda: Parts(kept.official()))

    def _once(self, name: str, make: Callable) -> Any:
        if name not in self._shared:
            self._shared[name] = make()
        return self._shared[name]

    @cached_property
    def model(self) -> Any:
        """What answers as `Book.model` does."""
        return kept.model(self.reading, self.inferred).at(self.allowance)


class Checked(judged.Verdict):
    """A verdict that shows its section: the scale, the evidence by source, what would settle it.

    Examples
    --------
    >>> check("A1")
    A1 ...
      printed: more than $100m
      not reproduced: ...
    """

    entry: dict
    book: "Bench"

    def _repr_html_(self) -> str:
        from dualuse.pages import badges, micro, section

        plain = self.json()
        lines = section.needed(badges.trade(plain)) + ([self.other_readings()] if self.id == "own" else [])
        markup = str(micro.scale(plain)) + str(badges.template("section.html.j2", v=plain, lines=lines))
        for page in ("claims/", "figures.html"):  # notebooks lie beside reports/, not in it
            markup = markup.replace(f'href="{page}', f'href="../reports/{page}')
        return tables.framed(re.sub(r'<a href="[^"]*/own.html">[^<]*</a>', "", markup))

    def __repr__(self) -> str:
        return super().__repr__().removeprefix("own ")

    def readings(self) -> pd.DataFrame:
        """Return the verdict under every reading of hedges, allowance and inferred figures, one row each."""
        rows = []
        for hedge, allowance, inferred in product(printed.READINGS, readings.ALLOWANCES, (True, False)):
            book = self.book.read_otherwise(reading=hedge, allowance=allowance, inferred=inferred)
            rows.append((hedge, allowance, inferred, judged.check(self.entry, book).verdict))
        self.book.model.save()
        return pd.DataFrame(rows, columns=["hedge", "allowance", "inferred", "verdict"])

    def other_readings(self) -> str:
        """Say how many readings give each verdict, and which choice flips it."""
        grid, told = self.readings(), []
        for choice in ("hedge", "allowance", "inferred"):
            others = [c for c in ("hedge", "allowance", "inferred") if c != choice]
            told += [choice] if (grid.groupby(others)["verdict"].nunique() > 1).any() else []
        counts = ", ".join(f"{n} {verdict}" for verdict, n in grid["verdict"].value_counts().items())
        return f"Of {len(grid)} readings: {counts}; {wording.words(told) if told else 'nothing'} changes it."


@lru_cache(maxsize=1)
def _bench(state: str) -> Bench:
    _, statements, labels = kept.claimed()
    return Bench(kept.figures(), statements, None, labels)


def judge(entry: dict, hedge: str, allowance: str, inferred: bool = True) -> Checked:
    """Return the verdict on a claim as claims.yaml writes it."""
    hedge = words.known("hedge", hedge, printed.READINGS)
    allowance = words.known("allowance", allowance, readings.ALLOWANCES)
    book = _bench(kept.state_of(*kept.READ)).read_otherwise(
        reading=hedge, allowance=allowance, inferred=inferred
    )
    found = Checked(**vars(judged.check(entry, book)))
    found.__dict__.update(entry=entry, book=book)
    book.model.save()
    return found


def check(claim: str, hedge: str = "newspaper", allowance: str = "default", inferred: bool = True) -> Checked:
    """Return the verdict on a claim of the articles, named by its id ("A1") or its slug ("drones-to-russia").

    Examples
    --------
    >>> check("C12").verdict
    'reproduced'
    """
    if not isinstance(claim, str):
        raise InputError(
            "check", f"a {type(claim).__name__}", "an id such as A1; claim(...) takes one of your own"
        )
    listed = {key: c for c in kept.claimed()[0] for key in (c["id"], c["slug"])}
    return judge(listed[words.known("claim, such as A1", claim, listed)], hedge, allowance, inferred)


def codes(word: str) -> Answer:
    """Return the HS codes behind a product word, with the edition, the code's own words and our reason.

    A word of the figures that has no codes of its own ("thermal-sights") gives those of the widest word in it
    ("sights"); the column `word` says which.

    Examples
    --------
    >>> codes("drones")["hs_code"].tolist()
    ['8806']
    """
    name, lines = words.product(word), categories.table()
    inside = [w for w in set(lines["category"]) if set(w.split("-")) <= set(name.split("-"))]
    of = name if name in inside else max(inside, key=lambda w: (len(w.split("-")), w), default="")
    lines = lines[lines["category"] == of]
    columns = ["word", "hs_edition", "hs_code", "description", "reason", "source"]
    found = lines.assign(description=[categories.description(c) for c in lines["hs_code"]], word=of)[columns]
    said = f"{len(found) or 'No'} HS code{'s are' if len(found) != 1 else ' is'} listed for {name}" + (
        f", by the word {of}." if of not in ("", name) else "."
    )
    return answer(found.reset_index(drop=True), said)


def official(
    word: str, country: str, start: When | None = None, end: When | None = None, reporter: str = "CHN"
) -> Answer:
    """Return official rows in hand on a product word: what two countries say of their trade with each other.

    Parameters
    ----------
    word : str
        A product, as for `codes`, or "all" for all goods.
    country, reporter : str
        ISO3 or name, in any order: both countries' own records count.
    start, end : str, optional
        A period; rows of whole years count if the year overlaps.

    Returns
    -------
    pandas.DataFrame
        Rows of `totals.in_hand`; none if nothing is in hand.

    Examples
    --------
    >>> official("crude-oil", "Russia", "2022")["period_end"].unique().tolist()
    ['2022-12']
    """
    name, pair = words.product(word), [words.country(c) for c in (reporter, country)]
    rows = kept.official()
    here = rows["reporter"].isin(pair) & rows["partner"].isin(pair) & (rows["category"] == name)
    if start is not None or end is not None:
        first, last = words.period(end if start is None else start, end)
        here &= (rows["period_end"] >= first) & (rows["period_start"] <= last)
    more = "" if here.any() else " `make data` fetches them, with a network."
    said = f"{here.sum() or 'No'} official rows on {name} between {pair[0]} and {pair[1]} are in hand.{more}"
    return answer(rows[here].reset_index(drop=True), said)
