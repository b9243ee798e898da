"""A table as markup that a screen reader can follow, as words for a terminal, and as CSV."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pressroom import project
from pressroom.errors import InputError
from pressroom.wording import escape, inline, month, said, span, without_marks

WORDY = 24  # letters of a cell
TALL = 20  # rows: a longer table scrolls inside its box


class Html:
    """Something to display: markup for a page, words for a terminal."""

    def __init__(self, markup: str, text: str) -> None:
        self.markup, self.text = markup, text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.markup, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def framed(markup: str) -> str:
    """Return markup as a notebook's reader sees it: on a page as it is, elsewhere with a style of its own.

    The page's style sheet is not there in JupyterLab or VS Code; and both would set dollars as mathematics.
    """
    if project.building():
        return markup
    sheet = (Path(__file__).parent / "engine" / "template" / "lab.css").read_text(encoding="utf-8")
    return f'<div class="dualuse tex2jax_ignore mathjax_ignore"><style>{sheet}</style>{markup}</div>'


def build(
    frame: pd.DataFrame,
    name: str,
    caption: str,
    units: dict[str, str],
    labels: dict[str, str],
    formats: dict[str, str],
    links: dict[str, str],
    note: str | None,
    rows: int | None,
) -> tuple[str, str]:
    """Return (markup, words) of a table; see `show.table` for what the parameters mean."""
    for what, columns in (("units", units), ("labels", labels), ("formats", formats), ("links", links)):
        if unknown := sorted(set(columns) - set(frame.columns)):
            raise InputError(f"show.table {name}", f"{what} for {unknown}", f"of {list(frame.columns)}")
    shown = [c for c in frame.columns if c not in links.values()]
    part = frame if rows is None else frame.head(rows)
    cells = {c: [cell(v, formats.get(c), places(frame[c])) for v in part[c]] for c in shown}
    kind = {c: ' class="n"' if is_number(frame[c], formats.get(c, "")) else "" for c in shown}
    titles = {c: labels.get(c, str(c).replace("_", " ")) for c in shown}
    head = "".join(f'<th scope="col"{kind[c]}>{escape(titles[c])}{_unit(units.get(c))}</th>' for c in shown)
    heads = {c: titles[c] + (f" ({units[c]})" if c in units else "") for c in shown}
    # where words stand in it, a table becomes blocks on a phone; numbers alone stay columns
    wordy = any(len(text) > WORDY for c in shown[1:] for text in cells[c])
    body = []
    for i in range(len(part)):
        line = [_linked(escape(cells[c][i]), part[links[c]].iloc[i] if c in links else "") for c in shown]
        first, *others = zip(shown, line, strict=True)
        row = [f'<th scope="row"{kind[first[0]]}>{first[1]}</th>']
        row += [f'<td{kind[c]} data-h="{escape(heads[c])}">{text}</td>' for c, text in others]
        body.append(f"<tr>{''.join(row)}</tr>")
    more = f"First {len(part):,} of {len(frame):,} rows; the CSV holds all." if len(part) < len(frame) else ""
    below = " ".join(filter(None, [inline(note) if note else "", more]))
    markup = (
        f'<div class="table{" stack" if wordy else ""}" id="table-{name}">'
        f'<p class="caption" id="caption-{name}">{inline(caption)}</p>'
        f'<div class="scroll{" tall" if len(part) > TALL else ""}" role="region" tabindex="0" '
        f'aria-labelledby="caption-{name}"><table aria-labelledby="caption-{name}">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
        f'<p class="source">{below} <span class="files"><a href="tables/{name}.csv">Data (CSV)'
        f'<span class="sr"> of: {escape(without_marks(caption))}</span></a></span></p></div>'
    )
    words = pd.DataFrame(list(zip(*(cells[c] for c in shown), strict=True)), columns=heads.values())
    return markup, f"{without_marks(caption)}\n{words.to_string(index=False)}\n{more}".strip()


def _unit(unit: str | None) -> str:
    return f" <small>({escape(unit)})</small>" if unit else ""


def _linked(text: str, url: object) -> str:
    """Return a cell with its link, if that leads to the web, a page of ours or a place on this one."""
    url = "" if url is None else str(url)
    good = url.startswith(("https://", "http://", "#")) or re.fullmatch(r"([\w-]+/)?[\w-]+\.html(#.*)?", url)
    return f'<a href="{escape(url)}">{text}</a>' if good and text else text


def is_number(column: pd.Series, spec: str = "") -> bool:
    """Return whether a column is read as numbers, and so aligned on the right."""
    if spec.partition(".")[0] in ("usd", "bn", "m", "pct", "times", "n", "num", "units", "tonnes"):
        return True
    return isinstance(column.dtype, pd.IntervalDtype) or (
        pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    )


def places(column: pd.Series) -> int | None:
    """Return the decimals a column of floats needs, at most two (three where all are below ten)."""
    if column.dtype.kind != "f":
        return None
    values = [v for v in column if pd.notna(v) and abs(v) != float("inf")]
    most = 2 if any(abs(v) >= 10 for v in values) else 3
    return max((len(f"{v:.{most}f}".rstrip("0").partition(".")[2]) for v in values), default=0)


def cell(value: Any, spec: str | None = None, decimals: int | None = None) -> str:
    """Return one cell as text; a missing value is empty."""
    if value is None or (pd.api.types.is_scalar(value) and not hasattr(value, "left") and pd.isna(value)):
        return ""
    if spec:
        return said(value, spec)
    if hasattr(value, "left") and hasattr(value, "right"):
        return span(value.left, value.right)
    if isinstance(value, float):
        text = f"{value:,.{decimals or 0}f}" if abs(value) != float("inf") else "no limit"
        return text.replace("-", "−")
    return month(value) if isinstance(value, pd.Period) else said(value)


def build_ledger(rows: Sequence[tuple[str, int]], caption: str) -> tuple[str, str]:
    """Return (markup, words) of what came in, what was set aside, what came out."""
    rows = [(str(what), int(count)) for what, count in rows]
    total = sum(count for _, count in rows[:-1])
    if total != rows[-1][1]:
        raise InputError(
            "ledger", f"{rows[-1][1]} {rows[-1][0]}", f"{total}, which the rows before it leave", caption
        )
    changes = [(what, f"{count:+,}".replace("-", "−")) for what, count in rows[1:-1]]
    lines = [(rows[0][0], f"{rows[0][1]:,}"), *changes, (rows[-1][0], f"{rows[-1][1]:,}")]
    ends = (0, len(lines) - 1)
    body = "".join(
        f'<tr{" class=total" if i in ends else ""}><th scope="row">{escape(what)}</th>'
        f'<td class="n">{count}</td></tr>'
        for i, (what, count) in enumerate(lines)
    )
    head = '<thead><tr><th scope="col">what</th><th scope="col" class="n">rows</th></tr></thead>'
    markup = f"<table><caption>{escape(caption)}</caption>{head}<tbody>{body}</tbody></table>"
    wide = max(len(what) for what, _ in lines)
    words = "\n".join([caption, *(f"{what:<{wide}}  {count:>9}" for what, count in lines)])
    return f'<div class="table ledger">{markup}</div>', words


def to_csv(frame: pd.DataFrame) -> str:
    """Return a frame as CSV text: LF, ten digits; an interval becomes two columns, a period YYYY-MM."""
    return flat(frame).to_csv(index=False, lineterminator="\n", float_format="%.10g")


def to_json(frame: pd.DataFrame) -> str:
    """Return a frame as JSON text, one object a row, with the columns of its CSV; an open or empty value is null."""
    made = flat(frame).to_json(orient="records", indent=1, force_ascii=False, default_handler=str)
    return made + "\n"


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame in which an interval is two columns."""
    columns = {}
    for column in frame.columns:
        values = frame[column]
        if any(isinstance(v, pd.Interval) for v in values):
            for end, side in (("low", "left"), ("high", "right")):
                columns[f"{column}_{end}"] = [getattr(v, side, None) for v in values]
        else:
            columns[str(column)] = values.array
    return pd.DataFrame(columns)
