"""The house style of the charts, and the files each becomes: SVG for the page, PNG to share."""

import io
import re
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator
from PIL import Image

from pressroom import palette

COLOURS = {name: pair[0] for name, pair in palette.SERIES.items()}
INK, MUTED, GRID = palette.light("ink"), palette.light("muted"), palette.light("line")
PAPER = "#fefefe"  # not quite white, so that a halo round a label is known from a white mark
# What each colour turns into on a dark page.
DARK = {PAPER: palette.TONES["paper"][1]}
DARK |= {
    pair[0]: pair[1]
    for pair in (*palette.TONES.values(), *palette.SERIES.values())
    if pair[0] not in ("#ffffff", pair[1])
}
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
WIDTH = 6.5  # inches: 624 px on the page, so that type of 11.5 pt is the size of the text around it
NARROW = 4.6  # inches: at 390 px type of 11.5 pt then shows as about 12 px
LONG = 40  # letters: words that long break in the narrow version
TICK = 18  # the same for the name of a row
OVER = 0.04  # inches, less than half a letter: the reader's own face is narrower than the one measured here
LEAST = 0.6  # of the wide picture's share of the width must be left for what is drawn
DPI = 160

RC = {
    "svg.fonttype": "none",  # text stays text: small files, and a screen reader or a search finds the words
    "svg.hashsalt": "dualuse",
    "font.family": "DejaVu Sans",  # comes with matplotlib, so the layout is the same on every machine
    "text.parse_math": False,  # a dollar sign is a dollar sign
    "font.size": 11.5,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 11.5,
    "xtick.labelsize": 11.2,
    "ytick.labelsize": 11.2,  # the least that is still 12 px at 390
    "legend.fontsize": 11.2,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.prop_cycle": mpl.cycler(color=list(COLOURS.values())),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "lines.linewidth": 2,
    "lines.solid_capstyle": "butt",
    "figure.figsize": (WIDTH, 3.9),
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "figure.constrained_layout.use": True,
    "axes.unicode_minus": True,
    "axes.formatter.use_locale": False,
}


def use() -> None:
    """Set the house style for every chart drawn from here on (importing `show` does it)."""
    mpl.rcParams.update(RC)


def ready() -> None:
    """Draw a word once, for all kernels that are forked from here: fonts are found and read, savers of files too."""
    fig = Figure(layout="constrained")
    fig.subplots().set_title("word")
    with laid_out(fig):
        svg(fig, "")
        _pixels(fig)
    Image.preinit()


@contextmanager
def laid_out(fig: Figure, times: int = 1) -> Iterator[None]:
    """Lay a figure out for all that is drawn of it inside: each drawing would do it again, and take twice as long.

    Parameters
    ----------
    times : int
        What stands beside an axis moves it, and is moved by it: of a figure whose size has changed, twice.

    Examples
    --------
    >>> fig = Figure(layout="constrained")
    >>> with laid_out(fig):
    ...     print(svg(fig, "nothing")[:4])
    <svg
    """
    engine, canvas = fig.get_layout_engine(), fig.canvas
    FigureCanvasAgg(fig)  # measures each word once
    for _ in range(times if engine and fig.axes else 0):
        engine.execute(fig)
    fig.set_layout_engine("none")
    try:
        yield
    finally:
        fig.set_canvas(canvas)
        if engine:
            fig.set_layout_engine(engine)


def boxes(ax: Axes, left: Any, bottom: Any, width: Any, height: Any, **look: Any) -> None:
    """Draw boxes as one mark: each of matplotlib's bars is laid out and drawn on its own.

    Parameters
    ----------
    left, bottom, width, height : float, or one a box
        In the units of the axes.
    **look
        As PolyCollection takes it: color, alpha.

    Examples
    --------
    >>> ax = Figure().subplots()
    >>> boxes(ax, [0, 1], 0, 0.8, [2, 3], color="grey")
    >>> [float(round(end, 2)) for end in ax.get_xlim()]
    [-0.09, 1.89]
    """
    numbers = (np.atleast_1d(np.asarray(n, dtype=float)) for n in (left, bottom, width, height))
    x, y, wide, high = np.broadcast_arrays(*numbers)
    around = np.stack([np.stack([x, x, x + wide, x + wide], 1), np.stack([y, y + high, y + high, y], 1)], 2)
    ax.add_collection(PolyCollection(around, lw=0, **look))
    ax.autoscale_view()


def narrow(fig: Figure, label: str) -> str:
    """Return the SVG of a figure that was laid out, anew for a phone, its type as large as before.

    "" stands for one whose words find no room there.
    """
    size = fig.get_size_inches().copy()
    if size[0] <= NARROW:
        return ""
    wide = min((ax.get_position().width for ax in fig.axes), default=0)
    undo = _broken(fig)
    try:
        fig.set_size_inches(NARROW, size[1])
        with laid_out(fig, 2):
            drawn = fig.get_tightbbox()  # in inches
            inside = drawn.x0 > -OVER and drawn.x1 < NARROW + OVER
            kept = all(ax.get_position().width > LEAST * wide for ax in fig.axes)
            return svg(fig, label) if inside and kept else ""
    finally:
        fig.set_size_inches(size)
        for restore in undo:
            restore()


def _broken(fig: Figure) -> list[Callable]:
    """Break long words of a picture into lines; return what undoes it."""
    undo: list[Callable] = []
    for text in fig.findobj(mpl.text.Text):
        words = text.get_text()
        if len(words) > LONG and "\n" not in words:
            undo.append(partial(text.set_text, words))
            text.set_text(_wrapped(words, LONG))
    for ax in fig.axes:
        names = [t.get_text() for t in ax.get_yticklabels()]
        if isinstance(ax.yaxis.get_major_locator(), FixedLocator) and max(map(len, names), default=0) > TICK:
            undo.append(partial(ax.set_yticks, ax.get_yticks(), names))
            ax.set_yticks(ax.get_yticks(), [_wrapped(name, TICK) for name in names])
    return undo


def _wrapped(words: str, width: int) -> str:
    return textwrap.fill(words, width, break_long_words=False, break_on_hyphens=False)


def svg(fig: Figure, label: str) -> str:
    """Return a matplotlib figure as the text of an SVG that follows the reader's light or dark page."""
    buffer, canvas, dpi = io.StringIO(), fig.canvas, fig.dpi
    FigureCanvasSVG(fig).print_svg(buffer, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    fig.set_canvas(canvas)
    fig.set_dpi(dpi)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.S)
    text = re.sub(r"'DejaVu Sans'[^;\"]*", FONTS, text)  # the reader's own face, not matplotlib's
    used = {light: dark for light, dark in DARK.items() if light in text.lower()}
    for light in used:
        text = re.sub(light, f"var(--c{light[1:]})", text, flags=re.I)
    colours = "".join(f"--c{c[1:]}:{c};" for c in used)
    dark = "".join(f"--c{c[1:]}:{d};" for c, d in used.items())
    css = f"svg{{{colours}}}@media screen and (prefers-color-scheme:dark){{svg{{{dark}}}}}"
    head, rest = text.split(">", 1)
    return f'{head} role="img"><title>{label}</title><style>{css}</style>{rest}'


def png(fig: Figure, title: str, subtitle: str, source: str, mark: str = "") -> bytes:
    """Return the picture with its title above, its source and a mark below, for sharing apart from the page."""
    width = fig.get_size_inches()[0]
    body = _pixels(fig)
    top = [(line, 14.5, "bold", INK) for line in textwrap.wrap(title, int(width * 8))]
    top += [(line, 10.5, "normal", MUTED) for line in textwrap.wrap(subtitle, int(width * 11.5))]
    bottom = [(line, 8.5, "normal", MUTED) for line in textwrap.wrap(f"Source: {source}", int(width * 14))]
    bottom += [(mark, 8.5, "bold", MUTED)] if mark else []
    parts = [_pixels(_lines(top, width)), body, _pixels(_lines(bottom, width))]
    widest = max(p.shape[1] for p in parts)
    sheet = np.full((sum(p.shape[0] for p in parts), widest, 3), 255, dtype=np.uint8)
    row = 0
    for part in parts:
        sheet[row : row + part.shape[0], : part.shape[1]] = part
        row += part.shape[0]
    picture = io.BytesIO()  # the greatest level takes four times as long, for 4 per cent less
    Image.fromarray(sheet).save(picture, "png", compress_level=6, dpi=(DPI, DPI))
    return picture.getvalue()


def _lines(lines: list[tuple], width: float) -> Figure:
    """Return a small figure with lines of text, one below the other."""
    height = sum(size * 1.35 for _, size, _, _ in lines) / 72 + 0.18
    fig = Figure(figsize=(width, height), layout="none")
    y = height - 0.09
    for text, size, weight, colour in lines:
        y -= size * 1.35 / 72
        fig.text(0.09 / width, (y + size * 0.3 / 72) / height, text, size=size, weight=weight, color=colour)
    return fig


def _pixels(fig: Figure) -> np.ndarray:
    """Return the figure drawn on white, as an array (height, width, 3) of bytes."""
    before, dpi, face = fig.canvas, fig.dpi, fig.get_facecolor()
    canvas = FigureCanvasAgg(fig)
    fig.set_dpi(DPI)
    fig.set_facecolor("white")
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3].copy()
    fig.set_canvas(before)
    fig.set_dpi(dpi)
    fig.set_facecolor(face)
    return pixels
