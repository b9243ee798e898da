"""The sentences of a claim's findings: which is said, and what stands in it.

The words are in templates/sentences.j2; here it is decided which of them fit. All facts
come from the plain data of `findings`: an entry is what one source says on one test, a
result is what was found on one part of a claim.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from dualuse.answer.templating import PLAIN
from dualuse.base import wording
from dualuse.base.catalogue import name_area, name_product
from dualuse.base.hedges import find_side
from dualuse.base.series import MONTHS_A_YEAR, Series, name_flow
from dualuse.base.units import LARGEST_FALL, RATE, STOCK
from dualuse.engine.evidence import find_base_period, shift
from dualuse.engine.verdicts import (
    CONFIRMED,
    CONTRADICTED,
    DECIDED,
    DIFFER,
    NO_EVIDENCE,
    NOT_SETTLED,
    ONLY_REVISED,
    OPINION,
    PARTLY_NOT,
    POSSIBLE,
    UNDECIDED,
)

# What a page shows, the strongest first, and the sentence that says so
SHOWING = {
    "document": "document",
    "admission": "admission",
    "first-hand": "firsthand",
    "quotation": "quotation",
}
# How much of a claim a page says, and the words for it
REPORTED = {"supports": "all_of_it", "in part": "part_of_it"}
SPEAKS_AGAINST = "a report speaks against it"  # a condition of rule.json
FEW = 3  # more outlets are counted, not named
# Names with one of these words go with an article
OFFICES = ["Bank", "Centre", "Council", "Department", "Institute", "Ministry", "Times’"]
OFFICES += ["Times'", "government", "association", "agency", "BBC"]
# What follows a speaker's name: an office, or who was spoken to
OFFICE_OR_HEARER = re.compile(r"(, [^;]*| to [^;]*)$")
TWICE = {1: "as_much", 2: "twice"}
WITHOUT_HEDGE = ["", "exact"]
NOT_FALSE = [*UNDECIDED, CONTRADICTED, PARTLY_NOT]  # though readers may take it so
Facts = Mapping[str, Any]


def write(name: str, *facts: Any) -> str:
    """Return a sentence of templates/sentences.j2, filled with facts.

    >>> write("points", 3, "lower")
    'at least 3 points lower than the claim allows'
    """
    words = PLAIN.get_template("sentences.j2").module
    text = getattr(words, name)(*facts)
    return " ".join(text.split())


def begin(text: str) -> str:
    """Return a text with a capital."""
    return text[:1].upper() + text[1:]


def tell_not_false(words: Iterable[str]) -> str:
    """Return that verdicts which readers may take for "false" do not mean that.

    Nor do those that leave a claim open mean that nobody knows.

    Parameters
    ----------
    words : iterable of str
        Verdicts; of one that nobody takes for "false" nothing is said.

    Examples
    --------
    >>> tell_not_false(["confirmed"])
    ''
    >>> tell_not_false(["not settled", "contradicted"])
    '“Not settled” and “contradicted” do not mean false, and others may find out what ...'
    """
    mistaken = [word for word in dict.fromkeys(words) if word in NOT_FALSE]
    is_open = not set(mistaken).isdisjoint(UNDECIDED)
    is_left = set(mistaken) <= set(UNDECIDED)
    return write("not_false", mistaken, is_open, is_left) if mistaken else ""


def list_deciding(result: Facts) -> list[dict]:
    """Return what the figures say that the verdict on a part comes from."""
    words = [result["verdict"]]
    if result["direction"] == DIFFER:
        words = DECIDED
    elif result["verdict"] in UNDECIDED:
        words = []
    counted = [entry for entry in result["figures"] if entry["counts"]]
    return [entry for entry in counted if entry["verdict"] in words]


def list_conditional(result: Facts) -> list[dict]:
    """Return what the figures say under a reading that would decide a part."""
    counted = [entry for entry in result["figures"] if entry["counts"]]
    words = result["readings"].values()
    return [entry for entry in counted if entry["verdict"] in words]


def list_lead_series(claim: dict) -> list[dict]:
    """Return the series of figures that decide the first part of a claim."""
    return [series for series in claim["parts"][0]["figures"] if series["counts"]]


def write_why(claim: dict) -> str:
    """Return what decides a claim: "Chinese customs: at most $34m"."""
    readings = []
    for series in list_lead_series(claim):
        if series["verdict"] in DECIDED:
            amount = wording.format_range(series["low"], series["high"], series["unit"])
            readings.append(f"{series['label']}: {amount}")
    return "; ".join(readings) or "our figures cannot contradict it"


# --- one source


def name_counted(entry: Facts) -> str:
    """Return whose figures, on what, for which months."""
    series, months = entry["series"], ""
    if series:
        months = wording.format_period(*entry["period"])
    measure = entry["measure"] if series else ""
    flow, retold = name_flow(series), entry.get("retold", "")
    return write("source", entry["label"], flow, measure, months, retold)


def tell_retold(printed: Sequence[Facts], names: Facts) -> str:
    """Return through whom we have a source's figures, if we read only retellings.

    >>> row = {"access": "retelling", "outlet": "tass"}
    >>> tell_retold([row], {"tass": "TASS"})
    'a report citing TASS'
    """
    if not printed or any(row["access"] != "retelling" for row in printed):
        return ""
    ids = keep_first([row["outlet"] for row in printed])
    outlets = list_outlets(ids, names)
    if outlets.startswith("The "):
        outlets = f"the {outlets.removeprefix('The ')}"
    return write("retold_by", outlets, len(ids))


def tell_reporter(ids: list[str], names: Facts) -> str:
    """Return whose report gives a figure; nothing if it is the counter's own.

    >>> tell_reporter(["tass", "tass"], {"tass": "TASS"})
    'a report by TASS'
    """
    outlets = keep_first(ids, [""])
    if not outlets:
        return ""
    return write("reported_by", list_outlets(outlets, names), len(outlets))


def is_unlimited(low: float | None, high: float | None) -> bool:
    """Tell whether a growth may be anything."""
    return high is None and low in (None, LARGEST_FALL)


def tell_ends(low: float | None, high: float | None, entry: Facts) -> str:
    """Return a range in words: a growth is spoken, a sum keeps three digits."""
    if entry["base"]:
        if is_unlimited(low, high):
            goods = name_goods(entry) if entry["series"] else ""
            covers = entry.get("covers")
            listed = wording.join_words(covers) if covers else ""
            return write("unknown_growth", goods, listed)
        base = find_base_period(entry["period"], entry["base"])
        change = wording.speak_change(low, high, entry.get("marks", ()))
        return write("growth", change, wording.format_period(*base))
    if high is None and not low:
        return write("anything")
    marks = entry.get("marks", ())
    return wording.format_range(low or None, high, entry["unit"], marks=marks)


def tell_goods(goods: list[dict]) -> str:
    """Return how each of several goods grew, and of how many nothing is known."""
    told, unknown = [], 0
    for good in goods:
        low, high = good["low"], good["high"]
        if low is None:
            unknown += 1
        elif is_unlimited(low, high):
            told.append(write("unknown_good", good["good"]))
        else:
            change = wording.format_change(low, high)
            told.append(write("good", good["good"], change, good["remark"]))
    if unknown:
        numbers = [
            wording.format_value(count, "word") for count in (unknown, len(goods))
        ]
        told.append(write("unknown_goods", *numbers))
    return ". ".join(begin(each) for each in told)


def tell_range(entry: Facts) -> str:
    """Return what one source says: "at most $33m", "up by about 81% on 2021"."""
    if entry["goods"]:
        return tell_goods(entry["goods"])
    low, high = entry["own_low"], entry["own_high"]
    if low is None and high is None:
        return entry["reason"]
    return tell_ends(low, high, entry)


def is_printed_rate(row: Facts, entry: Facts) -> bool:
    """Tell whether a figure prints the very growth that an entry asks for.

    >>> entry = {"base": "2021-01", "period": ["2022-01", "2022-12"]}
    >>> row = {"growth": "5", "unit": "", "growth_base": "", "period_start": "2022-01"}
    >>> row["period_end"] = "2022-12"
    >>> is_printed_rate(row, entry), is_printed_rate({**row, "growth": ""}, entry)
    (True, False)
    """
    if not entry["base"] or not (row["growth"] or row["unit"] == "times"):
        return False
    base = row["growth_base"] or shift(row["period_start"], -MONTHS_A_YEAR)
    months = [row["period_start"], row["period_end"]]
    return base == entry["base"] and months == entry["period"]


def quote_hedged(figures: list[str], rows: Mapping[str, dict]) -> str:
    """Return the figures that have a hedge: "more than $32m"."""
    printed = [rows[name] for name in figures]
    hedged = [row for row in printed if row["hedge"] not in WITHOUT_HEDGE]
    if not hedged:
        return ""
    return wording.join_words(wording.format_figure(row) for row in hedged)


def find_printed(entry: Facts, rows: Mapping[str, dict]) -> list[tuple[str, str]]:
    """Return the hedged words that a range was read from, each with its months.

    Nothing, if the very thing is printed without a hedge; no months, if the only print
    is of those asked. A growth that is worked out of "more than $500m" nobody printed;
    one month of twelve that is "nearly $20bn" hardly matters.
    """
    figures = entry["figures"]
    is_many = bool(entry["goods"]) or (not entry["series"] and len(figures) != 1)
    if entry["reason"] or is_many:
        return []
    if is_reckoned(entry, rows):
        return [tell_print(rows[name], entry["series"]) for name in figures]
    is_least = is_alone_the_least(entry)
    if is_printed_plainly(entry, rows) and not is_least:
        return []
    sides = [entry["period"]]
    if entry["base"]:
        sides.append(find_base_period(entry["period"], entry["base"]))
    printed = []
    for name in figures:
        row = rows[name]
        words, hedge = wording.format_figure(row), row["hedge"]
        is_rate = is_printed_rate(row, entry)
        if is_rate and row["growth"]:
            words = wording.format_figure({**row, "value": ""})
            hedge = row["growth_hedge"]
        months = [row["period_start"], row["period_end"]]
        is_alone = len(figures) == 1 and not is_rate
        if hedge in WITHOUT_HEDGE and not is_least:
            continue
        if is_alone and months == entry["period"]:
            return [] if words == tell_range(entry) else [(words, "")]
        is_side = months in sides and (
            entry["over"] or row["series"] == entry["series"]
        )
        if is_alone or (is_side and find_side(hedge)):
            printed.append((words, wording.format_period(*months)))
    return printed


def is_reckoned(entry: Facts, rows: Mapping[str, dict]) -> bool:
    """Tell whether an amount comes from figures that are all of other months."""
    if entry["base"] or entry["over"] or not (entry["series"] and entry["figures"]):
        return False
    printed = [rows[name] for name in entry["figures"]]
    months = [[row["period_start"], row["period_end"]] for row in printed]
    return entry["period"] not in months and not entry["prints"]


def tell_print(row: Facts, asked: str) -> tuple[str, str]:
    """Return what a figure prints, and of which months; of another flow, of which."""
    of = wording.format_period(row["period_start"], row["period_end"])
    if row["series"] != asked:
        of += f" ({name_flow(row['series'])})"
    words = {**row, "growth": ""} if row["value"] else {**row}
    return wording.format_figure(words), of


def is_divided(entry: Facts, rows: Mapping[str, dict]) -> bool:
    """Tell whether a growth or a multiple is worked out, since nobody printed it."""
    printed = [rows[name] for name in [*entry["figures"], *entry["prints"]]]
    is_asked = entry["base"] or entry["over"]
    is_worked = bool(is_asked and entry["series"] and entry["figures"])
    return is_worked and not any(is_printed_rate(row, entry) for row in printed)


def is_alone_the_least(entry: Facts) -> bool:
    """Tell whether one print is read as the least that there was."""
    is_open = entry["low"] is not None and entry["high"] is None
    return is_open and not entry["base"] and len(entry["figures"]) == 1


def is_printed_plainly(entry: Facts, rows: Mapping[str, dict]) -> bool:
    """Tell whether what was asked is printed without a hedge, of these very months."""
    printed = [rows[name] for name in entry.get("prints", []) if name in rows]
    if entry["base"]:
        rates = [row for row in printed if is_printed_rate(row, entry)]
        return any(row["growth_hedge"] in WITHOUT_HEDGE for row in rates)
    levels = [row for row in printed if row["value"]]
    return any(row["hedge"] in WITHOUT_HEDGE for row in levels)


def is_floor_of_rows(entry: Facts) -> bool:
    """Tell whether official rows of a part of it say how much there was at least."""
    is_official = not entry["figures"] and not entry["base"]
    return is_official and entry["low"] is not None and entry["high"] is None


def name_goods(entry: Facts) -> str:
    """Return the goods of an entry's series, in words.

    >>> name_goods({"series": "CHN-RUS-export-armour-ceramics-wider-GACC"})
    'armour ceramics'
    >>> name_goods({"series": "RUS-CHN-import-helmets-one-buyer-RUS-DECL:units"})
    'helmets (one buyer)'
    """
    line = Series.read(entry["series"])
    if not line.flow:  # no goods of a trade: what the story calls them
        return name_product(line.product)
    words = line.product.replace("-", " ")
    if words == line.product:  # one word: of "sights" a page may mean some alone
        return words
    label = name_product(line.product)
    goods, _, whose = label.partition(", ")
    if whose and "(" not in label:
        label = f"{goods} ({whose})"
    # how widely a word is read is said where its codes are listed
    is_wider = words.endswith((" wider", " widest"))
    return words.rpartition(" ")[0] if is_wider else label


def tell_some_goods(entry: Facts, claim: str) -> str:
    """Return that rows cover some of the goods only, and what that leaves open."""
    return write(
        "some_goods",
        entry["label"],
        name_goods(entry),
        wording.join_words(entry["covers"]) if entry["covers"] else "",
        name_flow(entry["series"]),
        tell_range(entry),
        write("when", wording.format_period(*entry["period"])),
        claim,
    )


def find_revised(entry: Facts) -> str:
    """Return what any release may give, where it is told apart from the first."""
    if entry["goods"] or entry["high"] is None or entry["own_high"] is None:
        return ""
    own, widest = (entry["own_low"], entry["own_high"]), (entry["low"], entry["high"])
    if entry["base"]:
        first, any_release = wording.speak_rate(*own), wording.speak_rate(*widest)
    else:
        first = tell_ends(*own, entry)
        any_release = tell_ends(*widest, entry)
    return "" if first == any_release else any_release


def tell_revised(entry: Facts) -> str:
    """Return what any release may give, as a piece: "at most $34m if revised"."""
    revised = find_revised(entry)
    return write("revised", revised) if revised else ""


def name_traded(entry: Facts) -> str:
    """Return what was traded; nothing where there is no series.

    Exports of some goods may go through third countries, and these are not counted.

    >>> entry = {"series": "CHN-RUS-export-drones-GACC", "goods": [], "measure": ""}
    >>> name_traded(entry), name_traded({**entry, "series": "CHN-RUS-import-all-GACC"})
    ('China’s exports of drones straight to Russia', 'imports')
    """
    if not entry["series"]:
        return ""
    flow = name_flow(entry["series"])
    goods, sides = "", []
    if not entry["goods"]:
        line = Series.read(entry["series"])
        goods = "" if line.product == "all" else name_goods(entry)
        if goods and line.flow == "export":
            sides = [name_area(line.reporter), name_area(line.partner)]
    return write("traded", flow, goods, sides, entry["measure"]) if flow else goods


def tell_not_counted(entry: Facts) -> str:
    """Return why a source does not count, and what its rows say if they are official.

    Of a growth the change does not count: its total may, on other months.
    """
    says = tell_range(entry) if not entry["figures"] and not entry["reason"] else ""
    months = write("when", wording.format_period(*entry["period"]))
    label, what = add_article(entry["label"]), name_traded(entry)
    if entry["base"] and what:
        base = wording.format_period(*find_base_period(entry["period"], entry["base"]))
        says = says.removesuffix(f" on {base}")
        because = entry["because"]
        return write("change_not_counted", label, what, months, base, says, because)
    over = entry.get("over", "")
    retold = "" if entry["series"] else entry.get("retold", "")
    because = entry["because"]
    return write("not_counted", label, what, months, over, says, because, retold)


def is_told_as_counted(entry: Facts) -> bool:
    """Say whether a sentence gives a source's own amount or change, and no more."""
    return bool(entry["series"]) and not entry["goods"] and tells_something(entry)


def tell_count(entry: Facts, label: str, says: str) -> str:
    """Return what one source counted that is no series: a share, a number of finds."""
    if says == entry["reason"]:
        return begin(write("no_count", label, says))
    retold = entry.get("retold", "")
    if entry["unit"] != "percent":
        return begin(write("counted", label, says, retold))
    is_reckoned = len(entry["figures"]) > 1  # a part, and its whole
    return begin(write("share_counted", label, says, retold, is_reckoned))


def tell_source(
    entry: Facts, printed: Sequence[tuple[str, str]] = (), is_ours: bool = False
) -> str:
    """Return what one source says, as a sentence; what we read out of a print is ours.

    So is a growth that nobody printed (`is_ours`).
    """
    label, says = add_article(entry["label"]), tell_range(entry)
    if not entry["series"]:
        return tell_count(entry, label, says)
    what, flow = name_traded(entry), name_flow(entry["series"])
    months = write("when", wording.format_period(*entry["period"]))
    if entry["goods"]:
        base = wording.format_period(*find_base_period(entry["period"], entry["base"]))
        is_known = any(good["low"] is not None for good in entry["goods"])
        base = write("when", base)
        return write("by_good", label, what, months, base, says, is_known)
    source = write("divided" if is_ours else "according", label)
    if entry["base"] and entry.get("reason") == write("from_nothing"):
        base = wording.format_period(*find_base_period(entry["period"], entry["base"]))
        return write("rose_from_nothing", source, what, months, write("when", base))
    if not tells_something(entry):
        name = "no_figures" if entry.get("verdict") == NO_EVIDENCE else "no_answer"
        of = "" if name == "no_answer" and entry.get("over") else what  # in its reason
        return begin(write(name, label, of, months, says))
    if printed:
        source = tell_reading(entry, label, printed)
    is_one = flow.endswith("trade")
    is_stock = entry.get("quantity") == STOCK
    if is_stock:
        is_one = not what.endswith("s")
        what = write("the_level", what)
        months = write("at_the_end", wording.format_period(*entry["period"]))
    if entry["base"]:
        return write("change", source, what, is_one, months, says)
    says = f"{wording.write_between(says)} {entry.get('over', '')}".strip()
    if is_stock:
        return write("stood", source, what, months, says)
    if entry.get("quantity") == RATE:
        return write("was", source, what, months, says)
    return write("amount", source, what, months, says)


def tell_reading(entry: Facts, label: str, printed: Sequence[tuple[str, str]]) -> str:
    """Return how an amount is ours: read out of a print, or reckoned from others."""
    if is_of_other_months(entry, printed):
        return write("reckoned", label, len(printed))
    return write("by_reading", label, entry.get("retold", ""), printed)


def is_of_other_months(entry: Facts, printed: Sequence[tuple[str, str]]) -> bool:
    """Say whether all that was printed is of other months than those asked of."""
    asked = ["", wording.format_period(*entry["period"])]
    if entry["base"]:
        asked.append(
            wording.format_period(*find_base_period(entry["period"], entry["base"]))
        )
    return all(months not in asked for _, months in printed)


def list_other_words(entry: Facts, rows: Mapping[str, dict]) -> list[str]:
    """Return what pages say that they count, where a series has another name for it.

    >>> entry = {"series": "RUS-CHN-import-sights-TELEGRAPH", "figures": ["F1"]}
    >>> row = {"series": entry["series"], "product_text": "optical sights"}
    >>> list_other_words(entry, {"F1": row})
    ['optical sights']
    """
    if not entry["series"] or entry.get("goods"):
        return []
    ours = [name_goods(entry), name_product(Series.read(entry["series"]).product)]
    known = {name.casefold() for name in ours}
    printed = [rows[figure] for figure in entry["figures"]]
    own = [row for row in printed if row["series"] == entry["series"]]
    words = dict.fromkeys(row["product_text"] for row in own)
    # "drones (direct shipments)" is no other name
    return [word for word in words if word.partition(" (")[0].casefold() not in known]


def tell_entry_alone(entry: Facts, rows: Mapping[str, dict]) -> str:
    """Return what one source says and how we read it."""
    printed = find_printed(entry, rows)
    told = [tell_source(entry, printed, is_divided(entry, rows))]
    is_our_reading = printed and is_told_as_counted(entry)
    if printed and not is_our_reading:
        told.append(write("reading_note", printed))
    is_short = len(printed) <= FEW
    if is_our_reading and is_of_other_months(entry, printed) and is_short:
        label, retold = add_article(entry["label"]), entry.get("retold", "")
        told.append(begin(write("by_reading", label, retold, printed, True)))
    # what was read there is the print, and not what we make of it
    if entry.get("retold") and tells_something(entry) and not is_our_reading:
        told.append(write("retold_note", entry["retold"]))
    counted = list_other_words(entry, rows)
    if counted and tells_something(entry):
        told.append(write("counted_words", "; ".join(counted)))
    if is_floor_of_rows(entry) and entry.get("missing"):
        told.append(write("missing_note", entry["missing"]))
    elif is_floor_of_rows(entry):
        covers = wording.join_words(entry.get("covers") or [])
        told.append(write("part_note", name_goods(entry), covers))
    return " ".join(told)


def tell_entry(
    entry: Facts, rows: Mapping[str, dict], with_revised: bool = True
) -> str:
    """Return what one source says, how we read it, and how far that is from the claim."""
    told = [tell_entry_alone(entry, rows)]
    # what is said to be so "even with revisions" can be redone from what is shown
    revised = find_revised(entry) if with_revised or entry["apart_text"] else ""
    if revised:
        told.append(write("revised_note", wording.write_between(revised)))
    if entry["apart_text"]:
        told.append(write("distance_note", entry["apart_text"]))
    return " ".join(told)


# --- one test


def tell_distance(
    apart: float, direction: str, unit: str, is_fall: bool = False
) -> str:
    """Return how far the evidence lies from the claim at least, rounded down.

    Beside a claimed fall of 50% one of 26% is "higher", and is the smaller fall.

    >>> tell_distance(2.94, "lower", "USD"), tell_distance(4.06, "higher", "percent")
    ('the claim is at least 2.9 times as high, even ...', 'at least 4 points higher than ...')
    >>> tell_distance(1.0412, "higher", "USD"), tell_distance(1.0002, "higher", "USD")
    ('at least 4.1% higher than the claim allows', 'just higher than the claim allows')
    >>> tell_distance(22.44, "higher", "percent", is_fall=True)
    'at least 22.4 points short of any fall that the claim allows'
    """
    least = math.floor(apart * 10) / 10
    share = math.floor(apart * 1000 - 1000) / 10
    if unit == "percent":
        if is_fall:
            side = "short of" if direction == "higher" else "beyond"
            return write("points_of_fall", f"{least:g}" if least else "", side)
        if not least:
            return write("just", direction)
        return write("points", f"{least:g}", direction)
    if not share:
        return write("just", direction)
    if apart < 1.1:
        return write("share", f"{share:g}", direction)
    if direction == "lower":
        return write("times_less", write_times(least))
    return write("times_more", write_times(least))


def write_times(factor: float) -> str:
    """Return a factor as one says it, rounded down.

    >>> write_times(2.9), write_times(10845800.3)
    ('2.9', '10,800,000')
    """
    if factor < 1000:
        return f"{factor:g}"
    size = 10 ** (math.floor(math.log10(factor)) - 2)
    return f"{math.floor(factor / size) * size:,}"


def tell_needed(
    needed: Facts, entry: Facts, row: dict, before: float, months: int
) -> str:
    """Return what months that no figure covers would have to hold.

    Parameters
    ----------
    needed : dict
        `months`, the first and the last, and `least`, what they must hold.
    entry, row : dict
        What the source says, and the figure that it comes from.
    before, months : float, int
        What all months of the figure hold, and how many they are.
    """
    times = round(needed["least"] / before)
    much = write(TWICE[times]) if times in TWICE else ""
    if times > len(TWICE):
        much = write("many_times", times)
    sum_needed = wording.format_range(needed["least"], needed["least"], entry["unit"])
    open_months = wording.format_period(*needed["months"])
    flow = name_flow(entry["series"])
    hedged = quote_hedged([row["id"]], {row["id"]: row})
    return write("needed", open_months, sum_needed, flow, much, months, hedged)


def tell_test(test: Facts, hedge: str) -> str:
    """Return what a test asks: "more than $100m", "down 61%".

    >>> tell_test({"kind": "growth", "value": "-61", "unit": "percent"}, "exact")
    'down 61%'
    """
    is_any = test.get("operator") == ">" and test["value"] == "0"
    if test["kind"] == "tally":
        return write("most_fell")
    if is_any and test["kind"] in ("growth", "level"):
        return write(f"any_{test['kind']}")
    if test.get("operator") == "<":
        return write("any_fall")
    if test["kind"] == "growth":
        row = {"value": "", "growth": test["value"], "growth_hedge": hedge}
        return wording.format_figure(row).replace("up up to", "up by up to")
    row = {"value": test["value"], "unit": test["unit"], "hedge": hedge}
    average = f" a {test['per']}" if "per" in test else ""
    return wording.format_figure(row) + average


# --- pages


def add_article(name: str) -> str:
    """Return a name as a sentence has it: an office goes with its article.

    >>> add_article("Chinese Foreign Ministry"), add_article("Chinese customs")
    ('the Chinese Foreign Ministry', 'Chinese customs')
    >>> add_article("Ukraine’s anti-corruption agency")
    'Ukraine’s anti-corruption agency'
    """
    is_office = any(word in name.split() for word in OFFICES)
    first, _, _ = name.partition(" ")
    has_article = first == "The" or first.endswith(("’s", "'s"))
    return f"the {name}" if is_office and not has_article else name


def list_outlets(ids: list[str], names: Facts) -> str:
    """Return the names of outlets, the first two and a number where there are many."""
    named = [add_article(names.get(name, name)) for name in ids]
    if len(named) <= FEW:
        return wording.join_words(named)
    number = wording.format_value(len(named) - 2, "word")
    return write("others", named[0], named[1], number)


def quote_page(page: Facts) -> str:
    """Return the words that we kept of a page, in English."""
    return page["quote_english"] or page["quote"]


def keep_first(words: Collection[str], but: Collection[str] = ()) -> list[str]:
    """Return each word once, in order, without those that were named already."""
    return [word for word in dict.fromkeys(words) if word not in but]


def list_reporting(pages: list[dict]) -> list[str]:
    """Return the outlets that report something; who repeats another's is not named.

    Pages that one judgement takes together have their report from one source.

    >>> cnn = {"outlet": "cnn", "judgement": "J1"}
    >>> list_reporting([cnn, {"outlet": "reuters", "judgement": "J1"}])
    ['cnn']
    """
    first = {page["judgement"]: page["outlet"] for page in reversed(pages)}
    return keep_first([first[page["judgement"]] for page in pages])


def name_speaker(pages: list[dict]) -> str:
    """Return who is quoted, if all pages quote one; nothing otherwise.

    >>> name_speaker([{"speaker": "Vladimir Putin to reporters"},
    ...               {"speaker": "Vladimir Putin, president"}])
    'Vladimir Putin'
    >>> name_speaker([{"speaker": "Vladimir Putin; Qin Gang"}])
    ''
    """
    names = [OFFICE_OR_HEARER.sub("", page["speaker"]) for page in pages]
    return "" if ";" in names[0] or len(set(names)) > 1 else names[0]


def name_quoted(pages: list[dict], names: Facts) -> str:
    """Return whom pages quote, with an article; nothing if several, or an outlet."""
    speaker = name_speaker(pages)
    is_outlet = speaker in [names.get(page["outlet"]) for page in pages]
    return "" if is_outlet else add_article(speaker)


def list_days(pages: list[dict]) -> str:
    """Return the days on which one outlet published pages; nothing if many or unknown.

    >>> day = {"outlet": "afp", "published": "2023-03-22"}
    >>> list_days([day]), list_days([day, day | {"published": "2023-06"}])
    ('22 March 2023', '')
    """
    days = {page["published"] for page in pages}
    is_told = all(len(day) == len("2023-03-22") for day in days)
    is_one_outlet = len({page["outlet"] for page in pages}) == 1
    if not is_told or not is_one_outlet or len(days) > 2:
        return ""
    return wording.join_words(wording.format_day(day) for day in sorted(days))


def list_remarks(
    sentence: str, pages: list[dict], outlets: list[str], names: Facts
) -> list[Any]:
    """Return what a sentence on what pages show says beside the outlets."""
    if sentence == "admission":
        return [add_article(name_speaker(pages))] if pages else []
    if sentence == "firsthand":
        return [len(outlets), quote_page(pages[0]) if len(pages) == 1 else ""]
    pages = [page for page in pages if page["outlet"] in outlets]
    if sentence.startswith("quotation"):
        return [len(outlets), name_quoted(pages, names), list_days(pages)]
    return [len(pages), list_days(pages)]


def list_showing(deciding: list[dict]) -> list[tuple[str, list[dict]]]:
    """Return the sentences on what pages show, the strongest first, each with its pages.

    Who was only read in a retelling is not said to quote directly.
    """
    showing = []
    for shows, sentence in SHOWING.items():
        pages = [page for page in deciding if page["shows"] == shows]
        retold: list[dict] = []
        if sentence == "quotation":
            retold = [page for page in pages if page["access"] == "retelling"]
        showing.append((sentence, [page for page in pages if page not in retold]))
        showing.append((f"{sentence}_retold", retold))
    return showing


def tell_pages(result: Facts, names: Facts) -> str:
    """Return what the pages that decide do; an outlet is named once, for the most."""
    if result["verdict"] == OPINION:
        return write("opinion")
    deciding = [page for page in result["pages"] if page["counts"]]
    deciding = [page for page in deciding if page["verdict"] == result["verdict"]]
    ids = list_reporting(deciding)
    if not deciding:
        denied = any(page["shows"] == "denial" for page in result["pages"])
        return write("only_denied" if denied else "no_page")
    if result["verdict"] == POSSIBLE:
        relations = {page["relation"] for page in deciding}
        name = REPORTED[relations.pop()] if len(relations) == 1 else "all_or_part"
        outlets = list_outlets(ids, names)
        return begin(write("reported", outlets, len(ids), write(name)))
    if result["verdict"] == CONTRADICTED:
        return begin(write("other_words", list_outlets(ids, names), len(ids)))
    if result["verdict"] == NOT_SETTLED:
        against = [page for page in deciding if page["relation"] == "against"]
        outlets = list_outlets(list_reporting(against or deciding), names)
        name = "reported_against" if against else "left_open"
        return begin(write(name, outlets, len(list_reporting(against or deciding))))
    sentences = []
    named: list[str] = []
    for sentence, pages in list_showing(deciding):
        ids = keep_first([page["outlet"] for page in pages], named)
        named += ids
        is_copy = "own page" not in {page["access"] for page in pages}
        if not ids:
            continue
        if sentence == "document" and is_copy:
            sentence = "document_copy"
        remarks = list_remarks(sentence, pages, ids, names)
        sentences.append(begin(write(sentence, list_outlets(ids, names), *remarks)))
    return " ".join(sentences)


# --- a part, a claim


def name_publishers(pages: list[str], rows: Mapping[str, dict]) -> list[str]:
    """Return who printed the figures of each page."""
    publishers = {
        row["page"]: row["publisher"] for row in reversed(list(rows.values()))
    }
    return [*dict.fromkeys(publishers[page] for page in pages)]


def tell_one_owner(result: Facts) -> str:
    """Return that one owner printed all that decides a part, and who counted it."""
    labels = keep_first(
        [add_article(entry["label"]) for entry in list_deciding(result)]
    )
    counters = begin(wording.join_words(labels))
    facts = counters, result["one_owner"], result["holds_without_owner"]
    return write("one_owner", *facts)


def tell_lines(result: Facts, rows: Mapping[str, dict], names: Facts) -> list[str]:
    """Return what was found on a part, a line a source, and what weakens them together."""
    lines = [entry["told"] for entry in result["figures"] if entry["counts"]]
    sources = {entry["source"] for entry in list_deciding(result)}
    if result["sources"] == 1 and len(sources) > 1:
        lines.append(write("one_file"))
    lines.append(result["rounded"])
    if result["seen_in_part"]:
        lines.append(f"{begin(result['seen_in_part'])}.")
    lines.append(result["unsourced"])
    if result["one_owner"]:
        lines.append(tell_one_owner(result))
    publishers = name_publishers(result["on_one_page"], rows)
    if publishers:
        name = "one_page" if len(publishers) == 1 else "lone_pages"
        lines.append(write(name, wording.join_words(publishers)))
    if result["asks"] != "tests":
        lines.append(tell_pages(result, names))
    return [line for line in (*lines, tell_revision(result), result["note"]) if line]


def tells_something(entry: Facts) -> bool:
    """Tell whether a source sets a limit, on one good at least."""
    if entry["goods"]:
        return True
    low, high = entry["own_low"], entry["own_high"]
    return not is_unlimited(low, high) and (high is not None or bool(low))


def tell_figures(result: Facts, rows: Mapping[str, dict]) -> str:
    """Return what was found on a part that is tested by figures."""
    is_revised = result["direction"] == ONLY_REVISED
    name = POSSIBLE if is_revised else result["direction"] or result["verdict"]
    counted = [entry for entry in result["figures"] if entry["counts"]]
    telling = list_deciding(result)
    if result["readings"]:
        telling = [entry for entry in counted if entry["verdict"] in DECIDED]
    elif not telling:
        telling = [entry for entry in counted if tells_something(entry)]
    shown = telling if result["direction"] == DIFFER else telling[:1]
    test = result["tests"][0]
    is_level = name in UNDECIDED and test["kind"] == "level"
    is_part = bool(shown) and is_floor_of_rows(shown[0]) and not shown[0].get("missing")
    if is_level and is_part:
        return tell_some_goods(shown[0], test["text"])
    silent = [entry for entry in counted if entry["reason"]]
    if name == NOT_SETTLED and silent and not shown:
        several = (
            [write("none_settles")] if len(silent) > 1 and silent[0]["figures"] else []
        )
        return " ".join([*several, tell_source(silent[0])])
    sentences = [tell_entry(entry, rows, with_revised=False) for entry in shown]
    if result["readings"]:
        sentences = [tell_entry_alone(entry, rows) for entry in shown]
    if name not in (CONFIRMED, *UNDECIDED) or not shown:
        revision = tell_revision(result)
        sentences.insert(0, revision or write(name.replace(" ", "_")))
    if result["readings"]:
        sentences += tell_open_months(result)
    return " ".join(sentences)


def tell_revision(result: Facts) -> str:
    """Return that the first release does not allow it, and only a later one may."""
    if result["direction"] != ONLY_REVISED:
        return ""
    test = result["tests"][0]
    entry = list_deciding(result)[0]
    side = find_first_side(entry, test)
    return write("possible_by_revision", side, tell_beside(entry, test))


def find_first_side(entry: Facts, test: Facts) -> str:
    """Return on which side of a claim the first release lies: "" if it meets it.

    >>> find_first_side({"own_low": 43.3, "own_high": 43.5}, {"low": 45.0, "high": 55.0})
    'lower'
    """
    low, high = entry["own_low"], entry["own_high"]
    if test["low"] is not None and high is not None and high <= test["low"]:
        return "lower"
    if test["high"] is not None and low is not None and low >= test["high"]:
        return "higher"
    return ""


def tell_beside(entry: Facts, test: Facts) -> str:
    """Return the first release in as many digits as it takes to see it off the claim.

    >>> trade = {"own_low": 240.105e9, "own_high": 240.115e9, "base": "", "unit": "USD"}
    >>> tell_beside(trade, {"low": 235e9, "high": 240e9})
    '$240.1bn'
    """
    marks = [end for end in (test["low"], test["high"]) if end is not None]
    low, high = entry["own_low"], entry["own_high"]
    if entry["base"]:
        return wording.format_change(low, high, marks)
    return wording.format_range(low, high, entry["unit"], marks=marks)


def tell_open_months(result: Facts) -> list[str]:
    """Return the latest months that the words may mean, which no figure covers.

    How much these would need, and how far the others are from the claim, stands
    further down its page.
    """
    spans = [wording.format_period(*each["months"]) for each in list_needed(result)]
    return [write("may_count", months) for months in spans]


def add_limit(says: str, result: Facts) -> str:
    """Return what a part says with the clause that a reader must hear beside it."""
    says = says.rstrip(".")
    return write("with_range", says, result["limit"]) if result["limit"] else says


def tell_parts(results: Sequence[Facts], words: list[str]) -> str:
    """Return which parts of a claim have which verdict."""
    sentences = []
    for word in words:
        parts = []
        for result in results:
            if result["verdict"] != word:
                continue
            says = result["says"]
            for entry in list_deciding(result)[:1]:
                says = write("with_range", says, tell_range(entry))
            says = add_limit(says, result)
            parts.append(f"{'whether' if word == OPINION else 'that'} {says}")
        name = f"parts_{word.replace(' ', '_')}"
        told: list[Any] = [wording.join_words(parts)]
        if word == NOT_SETTLED:
            open_parts = [each for each in results if each["verdict"] == word]
            told.append(all(SPEAKS_AGAINST in each["text"] for each in open_parts))
        sentences.append(write(name, *told))
    return " ".join(sentences)


def tell_finding(
    results: Sequence[Facts],
    words: list[str],
    rows: Mapping[str, dict],
    names: Facts,
    story: str,
    repeats: int,
) -> str:
    """Return what was found on a claim, in a sentence or two.

    Parameters
    ----------
    words : list of str
        The verdicts on its parts.
    rows, names : dict
        The figures, and the names of outlets.
    story : str
        The outlet under test.
    repeats : int
        How many other outlets repeat it.
    """
    first = results[0]
    rated = set(words) - {OPINION}
    is_silent = bool(rated) and rated.issubset(UNDECIDED)
    if rated == {NO_EVIDENCE} and first["asks"] != "tests" and repeats:
        number = wording.format_value(repeats, "word")
        return write("retold", story, number, repeats)
    if len(results) > 1 and not is_silent:
        return tell_parts(results, words)
    if first["asks"] != "tests":
        limit = [f"{begin(result['limit'])}." for result in results if result["limit"]]
        return " ".join([tell_pages(first, names), *limit])
    others = [each for each in results[1:] if each["verdict"] in UNDECIDED]
    rest = [f"whether {add_limit(each['says'], each)}" for each in others]
    also = [write("nor_settled", " or ".join(rest))] if rest else []
    limit = [f"{begin(first['limit'])}."] if first["limit"] else []
    return " ".join([tell_figures(first, rows), *limit, *also])


def list_needed(result: Facts) -> list[Facts]:
    """Return the months that would have to make up what is short, and nothing decides."""
    decided = []
    for entry in result["figures"]:
        if entry["counts"] and entry["verdict"] in DECIDED:
            decided.append(entry["period"][1])
    needed = [entry["needed"] for entry in result["figures"] if entry["needed"]]
    return [each for each in needed if each["months"][1] not in decided]


def find_hole(result: Facts) -> dict | None:
    """Return the months that the deciding figure does not cover, and no other does."""
    for entry in list_deciding(result)[:1]:
        if entry["needed"] in list_needed(result):
            return entry["needed"]
    return None


def tell_unless(results: Sequence[Facts], rows: Mapping[str, dict], also: str) -> str:
    """Return what could still make the claim true: months, or words taken literally."""
    sentences = []
    for result in results:
        if result["readings"]:
            sentences += [f"{each['text']}." for each in list_needed(result)]
        sentences += [f"It is {condition}." for condition in result["conditions"]]
    for result in results:
        deciding = list_deciding(result) or list_conditional(result)
        if not deciding:
            continue
        hedged = quote_hedged(deciding[0]["figures"], rows)
        if result["literal"] in UNDECIDED and hedged:
            sentences.append(write("literally", hedged))
        elif result["literal"]:
            sentences.append(write("literally_otherwise", result["literal"]))
        hole = find_hole(result)
        if hole:
            sentences.append(f"{hole['text']}.")
        sentences.append(also)
        break
    return " ".join(sentences).strip()


# --- what an answer hangs on


def tell_hangs(
    changes: Sequence[tuple[list[str], str]],
    two_sources: str,
    literally: str,
    is_silent: bool,
) -> str:
    """Return what an answer hangs on, in a sentence or two.

    Parameters
    ----------
    changes : list of tuple
        Names of things that change it when they are left out together, and to what.
    two_sources, literally : str
        What it would be if two sources were needed, or if figures are taken literally;
        empty where it stays.
    is_silent : bool
        Nothing that was found speaks to it.
    """
    if is_silent:
        return write("hangs_silent")
    becoming: dict[str, list[str]] = {}
    for things, becomes in changes:
        becoming.setdefault(becomes, []).append(wording.join_words(things))
    is_alone = all(len(things) == 1 for things, _ in changes)
    name = "hangs_alone" if is_alone else "hangs_together"
    told = []
    for becomes, names in becoming.items():
        things = " or ".join(names)
        told.append(write(name, things, wording.spell_parts(becomes)))
    if not changes:
        told.append(write("hangs_not"))
    if two_sources:
        told.append(write("two_needed", wording.spell_parts(two_sources)))
    if literally:
        becomes = wording.spell_parts(literally)
        told.append(write("literally_otherwise", becomes))
    return " ".join(told)
