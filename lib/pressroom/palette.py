"""Every colour of the project, once: for the pages' style sheet, the badges and the pictures, light and dark.

Pairs meet WCAG 2.2 AA on their paper: 4.5:1 for text, 3:1 for marks. Print is always light.
"""

# name: (on a light page, on a dark one)
TONES = {
    "paper": ("#ffffff", "#16191d"),
    "card": ("#faf9f6", "#1c2025"),
    "ink": ("#1d1d1b", "#ececea"),
    "muted": ("#595d63", "#a9adb2"),
    "line": ("#d8d6d0", "#3a3e44"),
    "soft": ("#f2f0eb", "#22272d"),
    "link": ("#0b4f8a", "#8cc4f0"),
    "band": ("#f5e1c4", "#4a3a1f"),
    "claim": ("#7a4a00", "#e8c48a"),
}
# In the order in which they are told: what goes against the article first.
VERDICTS = {
    "not reproduced": ("#a33c08", "#f79a66"),
    "sources disagree": ("#86366b", "#dd9dc6"),
    "parts differ": ("#5b3f96", "#bda8f2"),
    "exceeds": ("#7d5200", "#e3b34d"),
    "consistent": ("#0b5c91", "#7fbfee"),
    "reproduced": ("#00664a", "#55cfa4"),
    "not checkable": ("#5a5e64", "#a8acb1"),
}
TONES |= {word.replace(" ", "-"): pair for word, pair in VERDICTS.items()}
# Okabe and Ito's palette (jfly.uni-koeln.de/color, 2008), made for colour-blind readers, for series without a
# verdict; what is too dark for a dark page is lightened there to stay above 3:1.
SERIES = {
    "blue": ("#0072b2", "#4aa3df"),
    "vermilion": ("#d55e00", "#f0813a"),
    "green": ("#009e73", "#2bb98f"),
    "purple": ("#cc79a7", "#cc79a7"),
    "orange": ("#e69f00", "#e69f00"),
    "sky": ("#56b4e9", "#56b4e9"),
    "yellow": ("#f0e442", "#f0e442"),
}


def light(name: str) -> str:
    """Return a colour as a light page shows it."""
    return TONES[name.replace(" ", "-")][0]


def css() -> str:
    """Return the colours as variables of a style sheet, with the classes that give a verdict its own."""
    pages = [";".join(f"--{name}:{pair[i]}" for name, pair in TONES.items()) for i in (0, 1)]
    names = [name for name in TONES if name.replace("-", " ") in VERDICTS]
    classes = "".join(f".v-{name}{{--v:var(--{name})}}" for name in names)
    return (
        f":root{{color-scheme:light;{pages[0]}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{pages[1]}}}}}{classes}\n"
    )
