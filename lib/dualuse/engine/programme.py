"""What the figures of one system allow: each question is asked of the solver once."""

import math
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache

import pandas as pd

from dualuse.base.errors import InputError
from dualuse.base.series import MONTHS_A_YEAR
from dualuse.engine import solved
from dualuse.engine.constraints import LESS, PARTS, Figure, Span, list_totals
from dualuse.engine.revisions import NONE, Bands
from dualuse.engine.solver import Answer, Model

ANY_VALUE = pd.Interval(0.0, math.inf, "both")  # nothing is known
VISIBLE = (
    0.005  # of an amount, or half a point of a growth: who moves it so far decides
)


class Programme:
    """What the figures of one system allow; each question is solved once.

    In a build, once until a figure of the system changes: see `solved`.

    Parameters
    ----------
    figures, allowance, revisions
        As of `Model`, which is built when a question has no answer yet.
    whole : Programme, optional
        The same with more figures: its model answers, and these others say nothing. Where
        none of them holds its answer, that is the answer.

    Examples
    --------
    >>> quarter = Span("export", 24_276, 24_278)  # January to March 2023
    >>> level = pd.Interval(29.5, 31, closed="both")
    >>> programme = Programme([Figure("F1", *quarter[:3], level)])
    >>> programme.measure(quarter)
    Interval(29.5, 31.0, closed='both')
    >>> programme.find_deciding("most", quarter)
    {'F1': inf}
    """

    def __init__(
        self,
        figures: Sequence[Figure],
        allowance: float = 1.0,
        revisions: Bands = NONE,
        whole: "Programme | None" = None,
    ) -> None:
        self.figures = figures
        self.allowance = allowance
        self.revisions = revisions
        self.whole = whole
        self.left_out: list[str] = []
        if whole is not None:
            here = {figure.id for figure in figures}
            self.left_out = [each.id for each in whole.figures if each.id not in here]
        self.answers: dict[tuple, Answer] = {}
        self.relied: set[str] = set()  # figures that hold answers, for whoever asks now

    @cached_property
    def model(self) -> Model:
        """The linear programme."""
        return Model(self.figures, self.allowance, self.revisions)

    @cached_property
    def kept(self) -> solved.Answers:
        """What was answered before, in this build or another."""
        figures = self.figures if self.whole is None else self.whole.figures
        programme = figures, self.allowance, self.revisions, self.left_out
        return solved.Answers(programme)

    def is_given(self, span: Span) -> bool:
        """Tell whether a release gives some months together.

        Customs give each month, and the total since January; some outlets others. What
        July to December came to is worked out, in three ways: the months as first
        printed added up; the year less its first half as customs held it by then; or,
        as newsrooms do, the year as printed less the half as printed. These differ, for
        customs revise the first half meanwhile: what is sure of a first release is true
        of all three.
        """
        return is_release(span) or not self.allowance or self.prints(span)

    def gives_totals(self, span: Span) -> bool:
        """Tell whether figures print each total since January that gives some months."""
        totals = [total for pair in list_totals(span) for total in pair]
        return all(self.prints(each) for each in totals if each.start <= each.end)

    def knows_what_came_before(self, span: Span) -> bool:
        """Tell whether figures cap each total that some months are reckoned less.

        Where nobody printed how much there was before, nobody subtracts it.
        """
        befores = [
            before for _, before in list_totals(span) if before.start <= before.end
        ]
        return all(self.measure(each).right < math.inf for each in befores)

    def prints(self, span: Span) -> bool:
        """Tell whether a figure is of these very months, or one of each part is."""
        printed = set()
        parts = PARTS.get(span.flow, [])
        for figure in self.figures:
            is_here = (figure.start, figure.end) == (span.start, span.end)
            if is_here and figure.flow in [span.flow, *parts]:
                printed.add(figure.flow)
                self.relied.add(figure.id)  # without it, another release may be asked
        return span.flow in printed or (bool(parts) and printed.issuperset(parts))

    def answer(self, question: tuple, without: Collection[str] = ()) -> Answer:
        """Return the answer to a question, perhaps without some figures, solved once."""
        key = question, *without
        if self.whole is not None and not without:
            with suppress(InputError):  # all together may contradict each other
                with_all = self.whole.answer(question)
                if {*self.left_out}.isdisjoint(with_all.holders):
                    return with_all
        if key not in self.answers:
            words = repr(key if without else question)
            if words not in self.kept:
                model = self.model if self.whole is None else self.whole.model
                answer = model.answer(question, [*self.left_out, *without])
                self.kept[words] = pack_answer(answer)
            self.answers[key] = read_answer(self.kept[words])
        return self.answers[key]

    def name_release(self, span: Span) -> Span:
        """Return the same unknowns by one name, so that they are asked once.

        A month as first printed is its own release; unrevised, all releases are one.
        """
        is_printed_alone = span.release == "sum" and span.start == span.end
        is_one = not self.allowance and span.release != LESS
        return span._replace(release="own") if is_one or is_printed_alone else span

    def measure(self, *spans: Span) -> pd.Interval:
        """Return the range of a period, in the base unit; of two, the growth on the second.

        In per cent, infinite on a base of nothing.
        """
        answer = self.answer(self.name_question(*spans))
        self.relied.update(answer.holders)  # the figures that hold it
        return answer.ends

    def name_question(self, *spans: Span) -> tuple:
        """Return a question as the model takes it: its kind, and what it is of."""
        kind = "range" if len(spans) == 1 else "growth"
        return kind, *map(self.name_release, spans)

    def find_deciding(self, side: str, *spans: Span) -> dict[str, float]:
        """Return the figures without which an end moves visibly, and by how much.

        Of an amount by a share of it, of a growth by points. Where several say the same,
        none moves it alone: then all that hold it decide it together, by nought.
        """
        question = self.name_question(*spans)
        caps = self.answer(question).caps.get(side, [])
        end = read_end(self.answer(question).ends, side)
        unit = abs(end) if len(spans) == 1 else 100.0
        moves = {}
        for figure in caps if unit else []:  # nobody decides that nought is the least
            moved = abs(read_end(self.answer(question, (figure,)).ends, side) - end)
            moves[figure] = moved / unit
        deciding = {name: moved for name, moved in moves.items() if moved > VISIBLE}
        return deciding or dict.fromkeys(moves, 0.0)


def read_end(ends: pd.Interval, side: str) -> float:
    """Return one end of a range: the least or the most."""
    return ends.left if side == "least" else ends.right


def pack_answer(answer: Answer) -> list:
    """Return an answer as plain data; a range has two ends.

    >>> read_answer(pack_answer(Answer(ANY_VALUE, {}, ["F1"]))).ends
    Interval(0.0, inf, closed='both')
    """
    return [answer.ends.left, answer.ends.right, answer.caps, answer.holders]


def read_answer(plain: list) -> Answer:
    """Return an answer that `pack_answer` packed, perhaps to a file."""
    low, high, caps, holders = plain
    return Answer(pd.Interval(low, high, closed="both"), caps, holders)


@lru_cache(maxsize=500)
def share_programme(
    figures: tuple[Figure, ...],
    allowance: float,
    revisions: tuple[tuple[str, pd.Interval], ...],
    whole: Programme | None = None,
) -> Programme:
    """Return the programme of these figures, the same one whenever they are the same.

    Two tables that differ in one figure differ in one system: all others are built, and
    asked, once.
    """
    return Programme(figures, allowance, dict(revisions), whole)


def is_release(span: Span) -> bool:
    """Tell whether customs themselves release some months: one, or all since January."""
    return span.start in (span.end, span.end - span.end % MONTHS_A_YEAR)
