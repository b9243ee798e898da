"""The card of a page where it is shared: 1200 by 630 pixels, with the finding, and whose it is."""

import textwrap
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from dualuse.pages.badges import VERDICTS
from pressroom import palette, project, show, style

WIDTH, HEIGHT, EDGE, DPI = 1200, 630, 60, 100
PIXELS = DPI / 72  # of a point
SIZES = ((38, 34, 4), (30, 43, 6), (24, 54, 9))  # of the finding: points, letters a line, lines
SQUARE, STEP = 26, 31.5  # pixels
COLOURS = 64
LONGEST = 320  # letters of the finding: more finds no room


def draw(name: str, words: str, more: str, verdicts: list) -> str:
    """Write a card, the same bytes each time, and return its path in the reports.

    Parameters
    ----------
    name : str
        Of the file under figures/.
    words, more : str
        The finding, and what to know beside it.
    verdicts : list of str
        One square each, in the verdict's colour with its mark. A single one comes first, with its meaning: the card of
        a claim must not spread the claim.
    """
    fig = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white", layout="none")
    canvas, below = FigureCanvasAgg(fig), EDGE - 12

    def put(text: str, size: float, y: float, x: float = EDGE, **look: Any) -> None:
        look = {"va": "baseline", "color": style.INK, "size": size} | look
        fig.text(x / WIDTH, 1 - y / HEIGHT, text, **look)

    def flow(lines: list, size: float, **look: Any) -> None:
        nonlocal below
        for line in lines:
            below += size * PIXELS * 1.22
            put(line, size, below, **look)

    if len(verdicts) == 1:
        tone = {"color": palette.light(verdicts[0]), "fontweight": "bold"}
        mark, _, meaning = VERDICTS[verdicts[0]]
        flow([f"{mark}  {meaning}"], 22, **tone)
        below += 20
    words = textwrap.shorten(words, LONGEST, placeholder=" …")
    more = textwrap.shorten(more, LONGEST // 2, placeholder=" …")
    fitting = ((s, t) for s, wide, most in SIZES if len(t := textwrap.wrap(words, wide)) <= most)
    size, lines = next(fitting, (SIZES[-1][0], textwrap.wrap(words, SIZES[-1][1])))
    flow(lines, size, fontweight="bold")
    below += 18
    flow(textwrap.wrap(more, 76), 18, color=style.MUTED)
    for i, word in enumerate(verdicts if len(verdicts) > 1 else ()):
        x = EDGE + STEP * i
        colour = palette.light(word)
        fig.add_artist(Rectangle((x, 92), SQUARE, SQUARE, transform=None, color=colour))
        look = {"ha": "center", "va": "center", "color": "white", "fontweight": "bold"}
        put(VERDICTS[word][0], 14, x=x + SQUARE / 2, y=HEIGHT - 92 - SQUARE / 2, **look)
    put(show.mark(), 15, y=HEIGHT - 40, fontweight="bold", color=style.MUTED)
    canvas.draw()
    path = project.out() / "figures" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.frombuffer("RGBA", (WIDTH, HEIGHT), canvas.buffer_rgba()).convert("RGB")
    few = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, "PNG", compress_level=6)  # the greatest takes eight times as long, for 7 per cent less
    return f"figures/{path.name}"
