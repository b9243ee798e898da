"""What a notebook shows: pictures, tables, sentences with computed numbers, notes.

Every function displays at once: HTML in a notebook, words in a terminal. Pictures and
tables are also written as files, beside the page that will show them.
"""

import base64
import io
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from dualuse.base import tables, wording
from dualuse.base.errors import InputError, require_id
from dualuse.base.files import to_json
from dualuse.engine import solved
from dualuse.press import charts, prose
from dualuse.press.templating import ENVIRONMENT, TEMPLATES

FILE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NARROW = 4.4  # inches: at 390 px type of 11.5 pt then shows as 13 px
WEB = r"https?://.*|#.*|(?:[\w-]+/)?[\w-]+\.html(?:#.*)?"
# Letters of a cell, or of a word that names a row: with longer ones a table is one block
# a row on phones.
LONG_CELL = 24
UNDATED = {"Date": None, "Creator": None, "Format": None, "Type": None}
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
ByColumn = dict[str, str]


def html(markup: str, text: str) -> None:
    """Show markup in a notebook, its words in a terminal.

    >>> html("<p>Sold.</p>", "Sold.")
    Sold.
    """
    ipython = sys.modules.get("IPython")
    if not ipython or not ipython.get_ipython():
        print(text)
        return
    if not is_build():  # JupyterLab and VS Code have no style sheet of ours
        style = tables.read_text(TEMPLATES / "lab.css")
        markup = f"<style>{style}</style>{markup}"
        markup = f'<div class="dualuse tex2jax_ignore">{markup}</div>'
    data = {"text/html": markup, "text/plain": text}
    ipython.display.display(data, raw=True)


def is_build() -> bool:
    """Return whether a page is being made, and not a notebook read by its author."""
    return "DUALUSE_NOTEBOOK" in os.environ


def figure(
    fig: Figure,
    name: str,
    title: str,
    subtitle: str,
    source: str,
    data: pd.DataFrame,
    alt: str,
) -> None:
    """Show a picture and write it: SVG (two widths), its data.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        Of `charts.new`, without title and source: the page prints them.
    name : str
        Of the files: lower case, digits, hyphens.
    title : str
        The finding, as a sentence.
    subtitle : str
        What is drawn, in which unit, for which months.
    source : str
        Who published the data; Markdown links are allowed.
    data : pandas.DataFrame
        One row a mark.
    alt : str
        What a reader who does not see the picture needs: its kind, its values.

    Raises
    ------
    InputError
        If one of these is missing or a stub.

    Examples
    --------
    >>> fig, ax = charts.new(height=2)
    >>> sales = pd.DataFrame({"year": ["2022", "2023"], "sales": [76, 111]})
    >>> bars = ax.bar(sales["year"], sales["sales"])
    >>> alt = "Two bars: 76 billion dollars in 2022, 111 in 2023."
    >>> figure(fig, "sales", "Sales rose by half", "All goods", "Customs", sales, alt)
    Picture: Sales rose by half
    All goods
    Two bars: 76 billion dollars in 2022, 111 in 2023.
    Source: Customs. Data: figures/sales.csv
    """
    words = {"title": title, "subtitle": subtitle, "source": source, "alt": alt}
    check_name(name)
    if data.empty:
        raise InputError(f"figure {name}", "no data", "one row a mark")
    data = round_floats(data)
    files = tables.OUTPUT / "figures" / name
    tables.write_text(files.with_suffix(".csv"), tables.to_csv(data))
    rows_of_it = data.to_json(orient="records", indent=1, default_handler=str)
    tables.write_text(files.with_suffix(".json"), f"{rows_of_it}\n")
    wide = draw_svg(fig, alt)
    tables.write_text(files.with_suffix(".svg"), wide)
    width, height = fig.get_size_inches()
    same = solved.Answers(wide)  # the one for a phone shows the same
    if "narrow" not in same:
        fig.set_figwidth(NARROW)
        charts.make_room(fig)
        same["narrow"] = draw_svg(fig, alt)
        fig.set_figwidth(width)
    narrow = same["narrow"]
    tables.write_text(files.with_name(f"{name}-narrow.svg"), narrow)
    template = ENVIRONMENT.get_template("figure.html.j2")
    markup = template.render(
        words,
        name=name,
        origin=prose.mark_up(source),
        wide=link_picture(f"{name}.svg", wide),
        narrow=link_picture(f"{name}-narrow.svg", narrow),
        width=width,
        height=height,
    )
    origin = prose.drop_markdown(source).rstrip(".")
    place = f"Source: {origin}. Data: figures/{name}.csv"
    html(markup, f"Picture: {title}\n{subtitle}\n{alt}\n{place}")


def round_floats(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without the last digits of its floats, which sums leave behind."""
    floats = frame.select_dtypes("float").columns
    return frame.round(dict.fromkeys(floats, 9))


def check_name(name: str) -> None:
    """Refuse a file's name that is not lower case, digits and hyphens."""
    if not FILE_NAME.fullmatch(name):
        raise InputError("show", f"name {name!r}", "lower case, digits and hyphens")


def link_picture(name: str, svg: str) -> str:
    """Return the address of a picture: its file on a page, itself in a notebook."""
    if is_build():
        return f"figures/{name}"
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def draw_svg(fig: Figure, alt: str) -> str:
    """Return a figure as SVG that follows a light or a dark page, the same each time."""
    buffer = io.StringIO()
    fig.savefig(buffer, format="svg", metadata=UNDATED, transparent=True)
    _, head, drawing = re.split(r"(<svg [^>]*)", buffer.getvalue(), maxsplit=1)
    drawing = re.sub(r"\s*<metadata>.*?</metadata>", "", drawing, flags=re.DOTALL)
    drawing = re.sub(r"'DejaVu Sans'[^;\"]*", FONTS, drawing)  # the reader's own type
    light, dark = "", ""
    for colour, on_dark in charts.DARK.items():
        variable = f"--c{colour[1:]}"
        if colour in drawing:
            drawing = drawing.replace(colour, f"var({variable})")
            light += f"{variable}:{colour};"
            dark += f"{variable}:{on_dark};"
    style = f"svg{{{light}}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}"
    title = f"<title>{prose.escape(alt)}</title><style>{style}</style>"
    return f'{head} role="img">{title}{drawing[1:]}'


def table(
    frame: pd.DataFrame,
    name: str,
    caption: str,
    labels: ByColumn | None = None,
    units: ByColumn | None = None,
    formats: ByColumn | None = None,
    links: ByColumn | None = None,
    note: str | None = None,
    rows: int | None = None,
) -> None:
    """Show a table with caption, headers, units and aligned digits; write it as CSV.

    Parameters
    ----------
    frame : pandas.DataFrame
        The first column names the row; the index is not shown.
    name : str
        Of the CSV under tables/.
    caption : str
        What the table says.
    labels, units, formats : dict, optional
        By column: its header, its unit in the header, its format as in
        `wording.format_value`. What many tables share stands once, in `columns` of
        data/datapackage.json.
    links : dict, optional
        By column: the column that holds its address, and is not shown.
    note : str, optional
        Below the table, in Markdown.
    rows : int, optional
        Show so many; the page says so, and the CSV has them all.

    Examples
    --------
    >>> half = pd.DataFrame({"flow": ["export"], "value": [52.28]})
    >>> table(half, "half", "Half a year", units={"value": "bn USD"})
    Half a year
      flow value (bn USD)
    export          52.28
    """
    check_name(name)
    files = tables.OUTPUT / "tables" / f"{name}.csv"
    tables.write_text(files, tables.to_csv(round_floats(frame)))
    links = links or {}
    given = {"title": labels or {}}
    given["unit"] = units or {}
    given["format"] = formats or {}
    for by_column in [links, *given.values()]:
        for column in by_column:
            require_id("column", column, frame.columns)
    shown = frame.head(rows or len(frame))
    columns = []
    texts = pd.DataFrame()
    addresses = {}
    for column in frame.columns.drop(list(links.values())):
        entry = describe_column(frame[column], given)
        columns.append(entry)
        texts[column] = format_column(shown[column], entry["format"])
        if column in links:
            targets = shown[links[column]].astype(str)
            addresses[column] = targets.where(targets.str.fullmatch(WEB), "").tolist()
    below = note or ""
    if len(shown) < len(frame):
        below += f" First {len(shown)} of {len(frame):,} rows."
    longest = texts.iloc[:, 1:].map(len).to_numpy().max(initial=0)
    named = " ".join(texts.iloc[:, 0])
    longest_word = max(map(len, named.split()), default=0)
    template = ENVIRONMENT.get_template("table.html.j2")
    markup = template.render(
        name=name,
        caption=prose.mark_up(caption),
        columns=columns,
        texts=texts.to_dict("list"),
        addresses=addresses,
        count=len(shown),
        note=prose.mark_up(below),
        wordy=max(longest, longest_word) > LONG_CELL,
    )
    texts.columns = [entry["heading"] for entry in columns]
    words = texts.to_string(index=False)
    title = prose.drop_markdown(caption)
    html(markup, f"{title}\n{words}\n{below.strip()}".strip())


def describe_column(values: pd.Series, given: dict[str, dict]) -> dict[str, Any]:
    """Return header, unit, format and alignment of a column."""
    name = values.name
    column: dict[str, Any] = {"name": name, "title": str(name).replace("_", " ")}
    column.update(tables.read_package().get("columns", {}).get(name, {}))
    for key, by_column in given.items():
        shared = column.get(key, "")
        column[key] = by_column.get(name, shared)
    column["heading"] = prose.curl_quotes(column["title"])
    if column["unit"]:
        column["heading"] += f" ({column['unit']})"
    is_text = pd.api.types.is_string_dtype(values)
    column["is_number"] = bool(column["format"]) or not is_text
    return column


def format_column(values: pd.Series, spec: str) -> list[str]:
    """Return the cells of a column as text; what is missing is empty."""
    minus = "−"
    if not spec and pd.api.types.is_float_dtype(values):
        spec = ",.2f"
    elif not spec and pd.api.types.is_integer_dtype(values):
        spec = ","
    elif not spec:
        minus = "-"  # a hyphen between words
    cells = values.astype(object)
    texts = cells.map(lambda cell: wording.format_value(cell, spec), "ignore")
    return texts.fillna("").str.replace("-", minus).tolist()


def say(template: str, **values: Any) -> None:
    """Show a sentence in Markdown whose numbers are computed.

    Parameters
    ----------
    template : str
        With {name:format}; for formats see `wording.format_value`.

    Examples
    --------
    >>> say("Sold for {value:usd}, {change:pct} more.", value=14.5e6, change=78.1)
    Sold for $14.5m, 78.1% more.
    """
    text = wording.fill_sentence(template, **values)
    html(f'<div class="say">{prose.markdown(text)}</div>', prose.drop_markdown(text))


def note(template: str, title: str = "", **values: Any) -> None:
    """Show a remark beside the text: a limit, a warning, how to read a chart.

    >>> note("All of it is {m:usd} a year.", title="In proportion.", m=2e8)
    Note. In proportion. All of it is $200m a year.
    """
    text = wording.fill_sentence(template, **values)
    markup = prose.markdown(text)
    words = f"Note. {title} {prose.drop_markdown(text)}"
    if title:
        markup = f"<strong>{prose.escape(title)}</strong> {markup}"
    html(f'<div class="note" role="note">{markup}</div>', words.replace("  ", " "))


def ledger(rows: Sequence[tuple[str, int]]) -> None:
    """Show how many rows came in, what was left out and why, how many came out.

    Parameters
    ----------
    rows : sequence of (str, int)
        First what came in, then each change with its reason, last what came out.

    Raises
    ------
    InputError
        If the changes do not add up.

    Examples
    --------
    >>> ledger([("rows read", 10), ("retold", -1), ("rows used", 9)])
    Rows in, rows out
    rows read 10
       retold −1
    rows used  9
    """
    frame = pd.DataFrame(rows, columns=["what", "count"])
    *counts, left = frame["count"]
    if sum(counts) != left:
        raise InputError("ledger", left, f"{sum(counts)}, as the rows add up")
    frame["count"] = frame["count"].map(wording.format_number)
    template = ENVIRONMENT.get_template("ledger.html.j2")
    markup = template.render(rows=frame.to_numpy().tolist())
    words = frame.to_string(index=False, header=False)
    html(markup, f"Rows in, rows out\n{words}")


def save_json(name: str, content: object) -> None:
    """Write plain data as JSON to the reports; pipeline.yml must list reports/FILE_NAME."""
    tables.require_listed(f"reports/{name}", "writes")
    tables.write_text(tables.OUTPUT / name, to_json(content))
