"""What a notebook shows: pictures, tables, sentences with computed numbers, ledgers, notes, claim cards.

Every function displays at once (HTML in a notebook, words in a terminal) and returns nothing, so that a
cell may show several things. What comes from data is escaped. Files go to `project.out()`, set by the build.
"""

import base64
import json
import re
import sys
from collections.abc import Sequence
from typing import Any

import pandas as pd

from pressroom import columns, files, kept, project, style, tables, wording
from pressroom.errors import InputError
from pressroom.tables import Html, framed
from pressroom.wording import escape, inline, sentence, without_marks

COLOURS, INK, MUTED, GRID, PAPER = style.COLOURS, style.INK, style.MUTED, style.GRID, style.PAPER
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LEAST = {"title": 12, "subtitle": 8, "source": 3, "alt": 30}  # characters, so that none is a stub
style.use()


def display(markup: str, text: str) -> None:
    """Display markup in a notebook, or print its words elsewhere.

    Examples
    --------
    >>> display("<p>Sold.</p>", "Sold.")
    Sold.
    """
    ipython = sys.modules.get("IPython")
    if ipython and ipython.get_ipython():
        from IPython.display import display as show

        show(Html(framed(markup), text))
    else:
        print(text)


def subplots(
    rows: int = 1, columns: int = 1, height: float = 3.9, width: float = style.WIDTH, **options: Any
) -> tuple:
    """Return (figure, axes) in house style, `width` by `height` inches; options as in Figure.subplots.

    Examples
    --------
    >>> fig, (left, right) = subplots(1, 2, height=2)
    """
    fig = style.Figure(figsize=(width, height), layout="constrained")
    return fig, fig.subplots(rows, columns, **options)


def figure(
    fig: Any, name: str, title: str, subtitle: str, source: str, data: pd.DataFrame, alt: str = ""
) -> None:
    """Show a picture and write it: SVG (the page, and one for phones), PNG (to share), CSV and JSON (its data).

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        Drawn without title, subtitle and source: the page and the PNG print them.
    name : str
        Of the files, unique in the project: lower case, digits and hyphens.
    title : str
        The finding, as a sentence.
    subtitle : str
        What is plotted, in which unit, for which period.
    source : str
        Who published the data (Markdown links are allowed).
    data : pandas.DataFrame
        What is drawn, one row a mark.
    alt : str, optional
        What a reader who does not see the picture needs: the kind of chart, the values that matter. Otherwise the
        figure's own label: a function that draws knows its marks, and sets one.

    Raises
    ------
    InputError
        If any of these is missing or says nothing.

    Examples
    --------
    >>> fig, ax = subplots(height=2)
    >>> drawn = pd.DataFrame({"year": ["2022", "2023"], "value": [76.1, 111]})
    >>> bars, told = ax.barh(drawn["year"], drawn["value"]), "Two bars: 2022, 76.1 bn; 2023, 111 bn."
    >>> figure(fig, "example", "Sales rose by half", "By year, bn USD", "Customs", drawn, told)
    [Picture] Sales rose by half
    By year, bn USD
    Two bars: 2022, 76.1 bn; 2023, 111 bn.
    Source: Customs Data: figures/example.csv
    """
    where, alt = f"show.figure {named('figure', name)}", alt or fig.get_label()
    for what, value in {"title": title, "subtitle": subtitle, "source": source, "alt": alt}.items():
        if not isinstance(value, str) or len(value.strip()) < LEAST[what]:
            raise InputError(where, f"{what} {value!r}", f"a {what} of at least {LEAST[what]} characters")
    if alt.strip() == title.strip() or alt.lower().startswith(("image of", "picture of", "no description")):
        raise InputError(where, f"alt {alt!r}", "what the picture shows, not its title again")
    if not isinstance(data, pd.DataFrame) or data.empty:
        raise InputError(where, "no data", "the rows that are drawn, as a DataFrame")
    folder = project.out() / "figures"
    around = title, subtitle, without_marks(source), mark()
    with style.laid_out(fig):
        files.write(folder / f"{name}.svg", picture := style.svg(fig, escape(alt)))
        # of one drawn by the same code, that looks the same: nothing else is different in what follows
        same = kept.Kept("picture", picture, *around, kept.loaded("matplotlib", "numpy", "pillow"))
        shared = same.once("png", lambda: base64.b64encode(style.png(fig, *around)).decode())
    (folder / f"{name}.png").write_bytes(base64.b64decode(shared))
    if narrow := same.once("narrow", lambda: style.narrow(fig, escape(alt))):
        files.write(folder / f"{name}-narrow.svg", narrow)
    files.write(folder / f"{name}.csv", tables.to_csv(data))
    files.write(folder / f"{name}.json", tables.to_json(data))
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(fig)  # or the notebook would show it a second time
    width, height = (round(inches * 96) for inches in fig.get_size_inches())
    src, small = f"figures/{name}.svg", f"figures/{name}-narrow.svg"
    if not project.building():
        src, small = (
            "data:image/svg+xml;base64," + base64.b64encode(p.encode()).decode() for p in (picture, narrow)
        )
    phones = f'<source media="(max-width: 34rem)" srcset="{small}">' if narrow else ""
    of = f'<span class="sr"> of: {escape(title)}</span>'
    markup = (
        f'<figure class="chart" id="fig-{name}"><figcaption><strong>{escape(title)}</strong> '
        f"<span>{escape(subtitle)}</span></figcaption>"
        f'<picture>{phones}<img src="{src}" width="{width}" height="{height}" alt="{escape(alt)}"></picture>'
        f'<p class="source">Source: {inline(source)} <span class="files">'
        f'<a href="figures/{name}.csv">Data (CSV){of}</a> '
        f'<a href="figures/{name}.json">(JSON){of}</a> '
        f'<a href="figures/{name}.png">Picture (PNG){of}</a> '
        f'<a href="figures/{name}.svg">(SVG){of}</a></span></p></figure>'
    )
    words = f"Source: {without_marks(source)} Data: figures/{name}.csv"
    display(markup, f"[Picture] {title}\n{subtitle}\n{alt}\n{words}")


def mark() -> str:
    """Return whose a shared picture is: the collection's name and address, day, licence."""
    story = project.story()
    day = wording.day(story.released) if story.released else ""
    return " · ".join(filter(None, [story.title, story.address, day, story.licence]))


def table(
    frame: pd.DataFrame,
    name: str,
    caption: str,
    units: dict[str, str] | None = None,
    labels: dict[str, str] | None = None,
    formats: dict[str, str] | None = None,
    links: dict[str, str] | None = None,
    note: str | None = None,
    rows: int | None = None,
) -> None:
    """Show a table with caption, scoped headers, units and aligned digits, and write it as CSV.

    Parameters
    ----------
    frame : pandas.DataFrame
        The first column names the row. The index is not shown.
    name : str
        Of the CSV under tables/, unique in the project.
    caption : str
        What the table says.
    units, labels, formats : dict, optional
        Column to its unit, printed in its header ("bn USD"; values are shown as they are: convert before), to its
        header, and to a format spec of `say` ("usd", "pct.1", "month") or of Python (",.2f"). Of columns that many
        tables have, `columns` of data/datapackage.json says them once: name here what this table has otherwise.
        A header that nobody gave is the column's name, with spaces for underscores.
    links : dict, optional
        Column to the column that holds its link (which is then not shown itself).
    note : str, optional
        Below the table (Markdown).
    rows : int, optional
        Show this many; the CSV holds all, and the page says so.

    Examples
    --------
    >>> table(pd.DataFrame({"flow": ["export"], "value": [52.28]}), "example", "Half a year", {"value": "bn USD"})
    Half a year
      flow value (bn USD)
    export          52.28
    """
    named("table", name)
    known = {c: said for c, said in columns.read().items() if c in frame}
    kept = [{c: said[key] for c, said in known.items() if key in said} for key in ("unit", "title", "format")]
    units, labels, formats = (k | (g or {}) for k, g in zip(kept, (units, labels, formats), strict=True))
    built = tables.build(frame, name, caption, units, labels, formats, links or {}, note, rows)
    files.write(project.out() / "tables" / f"{name}.csv", tables.to_csv(frame))
    display(*built)


def say(template: str, to: dict[str, str] | str | None = None, **values: Any) -> None:
    """Show a sentence whose numbers are computed; each number links to the code that made it.

    Parameters
    ----------
    template : str
        Markdown with {name} or {name:spec}. Specs: usd, bn, m (money in US dollars), pct (per cent), times,
        n (a count), units, tonnes, num, month, each with decimals if wanted ("usd.1"); or any of Python's.
        An interval is printed as a range, rounded outward.
    to : dict or str, optional
        Where values link to: "A1" (a claim), "02_reconstruct_trade_totals.html#totals"; one for all, or
        one by name.

    Examples
    --------
    >>> say("Sold for {value:usd}, {change:pct} more.", value=14.5e6, change=78.1)
    Sold for $14.5m, 78.1% more.
    """
    markup, text = sentence(template, to, values)
    display(f'<div class="say">{markup}</div>', text)


def title(words: str) -> None:
    """Show the title of a page whose notebook computes it.

    Examples
    --------
    >>> title("What was printed of trade with Kazakhstan?")
    What was printed of trade with Kazakhstan?
    """
    display(f'<h1 id="title">{escape(words)}</h1>', words)


def note(
    template: str, title: str | None = None, to: dict[str, str] | str | None = None, **values: Any
) -> None:
    """Show a remark beside the story: a limit, a warning, how to read a chart. Template as in `say`.

    Examples
    --------
    >>> note("All of it is {m:usd} a year.", title="In proportion.", m=2e8)
    Note. In proportion: All of it is $200m a year.
    """
    markup, text = sentence(template, to, values)
    head = f"<strong>{escape(title)}</strong> " if title else ""
    words = f"Note. {title.rstrip('.') + ': ' if title else ''}{text}"
    display(f'<div class="note" role="note">{head}{markup}</div>', words)


def ledger(rows: Sequence[tuple[str, int]], caption: str = "Rows in, rows out") -> None:
    """Show what came in, what was set aside and why, what came out.

    Parameters
    ----------
    rows : sequence of (str, int)
        First the rows in, then each change with its reason (negative: set aside; positive: added), last the
        rows out.

    Raises
    ------
    InputError
        If the first and the changes do not add up to the last.

    Examples
    --------
    >>> ledger([("rows read", 10), ("twice", -1), ("rows kept", 9)])
    Rows in, rows out
    rows read         10
    twice             −1
    rows kept          9
    """
    display(*tables.build_ledger(rows, caption))


def publish(name: str, content: object) -> None:
    """Write a JSON file to the reports, if pipeline.yml says that the notebook writes `reports/NAME`.

    Examples
    --------
    >>> publish("example.json", {"claims": 3})
    >>> json.loads((project.out() / "example.json").read_text(encoding="utf-8"))
    {'claims': 3}
    """
    project.permit(f"reports/{name}", "writes")
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    files.write(project.out() / name, text + "\n")


def named(what: str, name: str) -> str:
    """Return a file's name if it is one that the project uses.

    Examples
    --------
    >>> named("table", "trade-verdicts")
    'trade-verdicts'
    """
    if not isinstance(name, str) or not NAME.match(name):
        raise InputError(f"show.{what}", f"name {name!r}", "lower case letters, digits and hyphens")
    return name
