"""No two pages tell one thing differently: verdicts, counts, ranges, doubts, colours.

Each test states a kind, over all published pages, their JSON and the tables of their
pictures. A reader once found eighteen places where two of them differed:

1. 33 claims by two definitions: `test_every_count_of_claims_is_one_that_was_counted`.
2. Five verdicts or six that two sources move: `test_a_choice_moves_the_same_claims`.
3. A ratio by hand where the page has none: `test_no_bound_is_printed_that_nobody_found`.
5. A picture in the colour of another verdict: `test_a_verdict_has_one_colour`, and
   `test_what_falls_short_in_a_picture_is_contradicted_there`.
6. "Ends here" beside a bar that fades: test_gauges.py, test_charts.py, test_steps.py.
7. One source with two shares: `test_a_source_gives_one_range_for_the_same_months`.
8. "Only Politico": 9, 10, 11: `test_every_count_of_claims_is_one_that_was_counted`.
9. "Not counted", and decides: `test_what_decides_is_not_said_to_be_left_out`.
10. "Is a slip", "we think": `test_a_slip_is_as_sure_on_every_page`.
11. "And one page", or not: `test_a_condition_has_the_same_caveats_everywhere`.
12. $36.3m and $36.5m: `test_a_source_gives_one_range_for_the_same_months`.
13. A minimum with an upper end: `test_a_figure_is_read_as_one_range`.
14. "No verdict changes" where a condition goes: `test_a_choice_moves_the_same_claims`,
    and tests/browser/test_front.py.
15. Four steps, five steps: `test_steps_are_as_many_as_a_page_says`.
16. Version 1 of a draft: `test_what_nobody_signed_is_no_first_version`.
17. Against, and background: `test_a_page_takes_one_side_of_a_part`.
18. "Cannot be true" of one that may be: `test_a_figure_is_doubted_alike_everywhere`.
19. A log that ends in an older verdict: `test_a_claims_log_leads_to_its_verdict`.
"""

import csv
import html
import json
import math
import re
from collections import Counter
from functools import cache

import pytest
from browser.published import (
    SITE,
    list_pages,
    read_claim_prose,
    read_page,
    read_prose,
    read_text,
)

from dualuse.base import tables, wording
from dualuse.engine import verdicts
from dualuse.press.pages import read_changes

WORDS = sorted(verdicts.WORDS, key=len, reverse=True)  # "partly confirmed" first
WORD = "|".join(WORDS)
TONES = {word.replace(" ", "-"): word for word in WORDS}
NUMBERS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight"]
NUMBERS += ["nine", "ten", "eleven", "twelve"]
NUMBER = rf"\b(?:no|{'|'.join(NUMBERS)}|\d[\d,]*)\b"
PAGES = [name for name in list_pages() if name != "search.html"]  # it quotes the others
CLAIM_PAGES = [name for name in PAGES if name.startswith("claims/")]
LED_TO = r'href="(?:claims/|[\w-]+\.html#)(\w+)(?:\.html)?"'  # a claim, by its link
BLOCK = re.compile(
    r"</?(?:p|li|ul|ol|h\d|tr|table|div|dd|dt|figcaption|section)\b[^>]*>"
)
QUOTED = re.compile(r"<(q|svg)\b.*?</\1>", re.S)


@cache
def read_json(name):
    return json.loads((SITE / name).read_text("utf-8"))


@cache
def read_rows(name):
    with (SITE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_claims():
    """Return {id: what the build found} of all claims."""
    return {claim["id"]: claim for claim in read_json("verdicts.json")}


def read_parts():
    """Return {id: what the build found} of all claims and their parts."""
    known = {}
    for claim in read_claims().values():
        for part in [*claim["parts"], claim]:
            known[part["id"]] = part
    return known


@cache
def list_sentences(name):
    """Return what a page says, a sentence or a row of a table each, quotations apart."""
    return split_sentences(read_prose(name))


def split_sentences(prose):
    """Return the sentences of HTML, and its rows of tables, quotations apart."""
    markup = QUOTED.sub(" ", prose)
    sentences = []
    for block in BLOCK.sub("\n", re.sub(r"\s+", " ", markup)).split("\n"):
        text = re.sub(r" (?=[.,;:)])", "", read_text(block))
        sentences += re.split(r"(?<=[.!?:])\s+(?=[A-Z“])", text)
    return [sentence for sentence in sentences if sentence.strip()]


@cache
def list_rows(name):
    """Return the rows of a page's tables as text."""
    rows = re.findall(r"<tr\b.*?</tr>", QUOTED.sub(" ", read_prose(name)), re.S)
    return {re.sub(r" (?=[.,;:)])", "", read_text(row)) for row in rows}


def count(text):
    """Return the number that a word or its digits mean."""
    text = text.lower().replace(",", "")
    if text == "no":
        return 0
    return NUMBERS.index(text) if text in NUMBERS else int(text)


# --- verdicts and their caveats


def tell_whole(claim):
    """Return a verdict as a page prints it: with its caveats, with its parts or without."""
    told = tidy(wording.spell_parts(claim["text"]))
    parts = re.sub(r"\(((?:one|two|three|four) .*?|no evidence .*?)\) ?", "", told)
    return told, parts.strip()


def tidy(text):
    """Return a verdict without the commas that a heading leaves out."""
    return re.sub(r"^[^\w]+", "", text).replace(",", "")


def list_whole_verdicts():
    """Yield (place, claim, text) wherever a page or a table has a verdict in full."""
    answer = re.compile(r'<p class="ans [^>]*>(.*?)</p>', re.S)
    shared = re.compile(r'property="og:description" content="([^"]*)"')
    for claim in read_claims():
        yield claim, claim, read_text(answer.search(read_claim_prose(claim))[1])
    for name in CLAIM_PAGES:
        claim = name[len("claims/") : -len(".html")]
        yield name, claim, html.unescape(shared.search(read_page(name))[1])
    places = {"trade-verdicts": "verdict", "record-verdicts": "verdict"}
    places |= {"what-answers-hang-on": "verdict", "choices-that-flip": "as published"}
    for table, column in places.items():
        for row in read_rows(f"tables/{table}.csv"):
            yield table, row["claim"], row[column]


def test_every_claim_is_told_with_its_whole_verdict_and_caveats():
    claims = read_claims()
    places = Counter()
    for place, claim, text in list_whole_verdicts():
        assert tidy(text).startswith(tell_whole(claims[claim])), (place, claim, text)
        places[place] += 1
    assert set(claims) == {*list_together(), *[name[7:-5] for name in CLAIM_PAGES]}
    assert len(places) == len(claims) + len(CLAIM_PAGES) + 4


def test_json_of_a_claim_is_that_of_all_claims():
    for name, claim in read_claims().items():
        assert read_json(f"claims/{name}.json") == claim


ROW = re.compile(
    r'<li class="row v-([\w-]+)" id="(\w+)".*?<span>([\w ]+)</span></b>.*?'
    r'<span class="if">(.*?)</span>.*?<span class="lone"( hidden)?>',
    re.S,
)
SQUARE = re.compile(
    r'<a class="sq v-([\w-]+)" href="#(\w+)".*?data-on="([^"]*)">(.*?)</a>', re.S
)
PASSAGE = re.compile(rf'<a class="m v-([\w-]+)" {LED_TO}')


def test_the_first_page_shows_each_verdict_alike_in_rows_squares_and_switches():
    claims = read_claims()
    page = read_page("index.html")
    rows = ROW.findall(page)
    assert {row[1] for row in rows} == set(claims)
    for tone, name, word, conditions, hidden in rows:
        claim = claims[name]
        assert TONES[tone] == word == claim["verdict"], name
        assert html.unescape(conditions) == "; ".join(claim["conditions"]), name
        assert bool(hidden) != claim["on_one_source"], name
    squares = SQUARE.findall(page)
    counted = {name for name, claim in claims.items() if claim["counted"]}
    assert {square[1] for square in squares} == counted
    for tone, name, others, inside in squares:
        claim = claims[name]
        assert TONES[tone] == claim["verdict"], name
        assert read_text(inside).endswith(claim["verdict"]), name
        told = {TONES[other[2:]] for other in others.split()}
        assert told == {
            text.split(",")[0].split(" if ")[0] for text in claim["conditions"]
        }


def test_the_story_shows_each_passage_as_its_claim_is():
    parts = read_parts()
    by_claim = {}
    for part in parts.values():
        by_claim.setdefault(part["id"].rstrip("abcd"), set()).add(part["verdict"])
    passages = PASSAGE.findall(read_page("story.html"))
    assert len(passages) > 20
    for tone, claim in passages:
        assert TONES[tone] in by_claim[claim], claim


def test_tables_of_choices_have_the_published_word():
    claims = read_claims()
    for row in read_rows("figures/choices.csv"):
        assert row["as published"] == claims[row["claim"]]["verdict"], row
    for row in read_rows("tables/one-choice.csv"):
        assert row["published"] == claims[row["claim"]]["verdict"], row
    for row in read_rows("tables/readings-of-months.csv"):
        claim = claims[row["claim"]]
        would = claim["readings"].get(row["months"], claim["verdict"])
        assert row["verdict"].startswith(would), row


QUOTATION = re.compile(r"<q([^>]*)>([^<]*)</q>")
NOT_LATIN = re.compile(r"[\u0400-\u04ff\u4e00-\u9fff]")  # Cyrillic, Chinese


def test_no_foreign_quotation_is_marked_as_english():
    """A screen reader would spell it out; the translation stands beside it."""
    foreign = 0
    for name in PAGES:
        for marks, words in QUOTATION.findall(read_prose(name)):
            if NOT_LATIN.search(words):
                foreign += 1
                assert re.search(r'lang="(?!en)\w', marks), (name, words)
    assert foreign > 10


def test_every_foreign_quotation_has_a_translation():
    for table in ("figures", "pages"):
        rows = tables.read_table(f"published/{table}.csv")
        is_foreign = ~rows["quote_lang"].isin(["", "en"])
        assert is_foreign.sum() > 10
        assert (rows.loc[is_foreign, "quote_english"] != "").all()
        in_english = rows.loc[~is_foreign, "quote"]
        assert not in_english.map(lambda words: bool(NOT_LATIN.search(words))).any()


def test_every_colour_of_a_picture_follows_a_dark_page():
    """A hollow dot of plain white is a full one there."""
    pictures = sorted((SITE / "figures").glob("*.svg"))
    assert len(pictures) > 20
    for path in pictures:
        _, _, drawing = path.read_text(encoding="utf-8").partition("</style>")
        assert set(re.findall(r"#[0-9a-f]{6}\b", drawing)) == set(), path.name


# The box is a list of verdicts; or the title is that of the first page's picture
LISTS = ["05_verify_trade_claims.html", "06_verify_records_and_statements.html"]
PICTURED = "sums.html"
NUMERAL = re.compile(rf"\b(?:{'|'.join(NUMBERS[2:])})\b|\b(?!20\d\d\b)\d[\d,.]*", re.I)


def test_a_page_of_arithmetic_says_one_thing_in_ten_seconds():
    """A title of two lines; below it two sentences at most, of two numbers at most."""
    tried = 0
    for name in PAGES:
        box = re.search(
            r'<div class="in-short">(.*?)</div></div>', read_page(name), re.S
        )
        if not box:
            continue
        tried += 1
        title = read_text(re.search(r"<h1.*?</h1>", read_page(name), re.S)[0])
        assert len(title) <= 92 or name == PICTURED, (name, len(title), title)
        sentences = split_sentences(box[1])
        numbers = NUMERAL.findall(read_text(box[1]))
        is_short = len(sentences) <= 2 and len(numbers) <= 2
        assert is_short or name in LISTS, (name, sentences, numbers)
    assert tried > 9


SAID = re.compile(
    rf"(?:\bjudge )?\b([ABC]\d+[a-e]?),? (?:is |are |as )?(?:now )?({WORD})\b"
)


def test_no_sentence_gives_a_claim_another_word():
    """Unless it gives the condition on which it would be so."""
    parts = read_parts()
    told = 0
    for name in PAGES:
        if name == "about.html":
            continue  # its list of changes has older verdicts
        for sentence in list_sentences(name):
            if sentence in list_rows(name):
                continue
            for claim, word in SAID.findall(sentence):
                conditions = " ".join(parts[claim]["conditions"])
                if word == parts[claim]["verdict"]:
                    told += 1
                    continue
                assert word in conditions, (name, sentence)
                months = conditions.split(" if it means ")[1]
                is_told = months in sentence or "if it means" in sentence
                assert is_told, (name, sentence)
    assert told > 3


def list_conditional():
    """Return (claim, word, caveats, months) of each verdict that is on a condition."""
    listed = []
    for name, claim in read_claims().items():
        for condition in claim["conditions"]:
            verdict, _, months = condition.partition(" if it means ")
            word, _, caveats = verdict.rstrip(",").partition(", ")
            listed.append((name, word, caveats, months))
    return listed


def test_a_condition_has_the_same_caveats_everywhere():
    """ "Contradicted" of the drones never stands without what it rests on."""
    told = 0
    assert list_conditional()
    for claim, word, caveats, months in list_conditional():
        assert caveats.startswith("on one source")
        its_months = re.compile(rf"\b{claim}\b|{re.escape(months)}|on a condition")
        for name in [*PAGES, "search.html"]:
            if name == "about.html":
                continue  # its list of changes has older verdicts
            rows = list_rows(name)
            for sentence in list_sentences(name):
                is_it = re.search(rf"(?<!partly )\b{word}\b", sentence)
                if not is_it or not its_months.search(sentence):
                    continue
                names_source = sentence in rows and "customs" in sentence
                assert caveats in sentence or names_source, (name, sentence)
                told += 1
    assert told > 10


def test_the_question_of_the_claim_gets_its_caveats_on_the_page_of_questions():
    """Check a number answers the drones to May with what A1 says of them."""
    answers = " ".join(list_sentences("check.html"))
    for claim, word, caveats, months in list_conditional():
        parts = [part for part in read_claims()[claim]["parts"] if part["conditions"]]
        amounts = {test["text"] for part in parts for test in part["tests"]}
        asked = [amount for amount in amounts if f"{amount} worth" in answers]
        assert asked and f"from {months}?" in answers
        after = answers.split(f"from {months}?")[1]
        assert re.match(rf" {word} \(\w+\), {caveats}\.", after, re.I), after[:90]


# --- counts


def count_claims():
    """Return the numbers that pages may print of claims, by what they count."""
    claims = list(read_claims().values())
    counted = [claim for claim in claims if claim["counted"]]
    rated = [claim for claim in counted if claim["verdict"] != "opinion"]
    return claims, counted, rated


def is_seen_elsewhere(claim):
    """Tell whether anything but the story, and what repeats it, speaks of a claim."""
    if claim["verdict"] != "no evidence found":
        return True
    speaking = [part["figures"] for part in claim["parts"]]
    for part in claim["parts"]:
        speaking += [page for page in part["pages"] if page["counts"]]
    return any(speaking)


def count_verdicts(claims):
    return Counter(claim["verdict"] for claim in claims)


def count_sums():
    """Return how many sums stand beside the story's, and how many of them are ours."""
    public = [row for row in read_rows("figures/sums.csv") if row["whose"] == "public"]
    return [len(public), sum(row["our sum"] == "True" for row in public)]


def count_words(claims):
    """Return a pattern of how many claims have each verdict, and what it must give."""
    pieces, expected = [], []
    for word in verdicts.WORDS:
        alike = [claim for claim in claims if claim["verdict"] == word]
        lone = sum(claim["on_one_source"] for claim in alike)
        if not alike:
            continue
        piece = rf"({NUMBER}) {word}"
        if word == "not settled":
            piece = rf"({NUMBER}) that we could not settle"
        elif word == "no evidence found":
            piece = rf"{word} for ({NUMBER})"
        expected.append(len(alike))
        if lone == len(alike):
            piece += r" \(on one source\)"
        elif lone:
            piece += rf" \(({NUMBER}) of them on one source\)"
            expected.append(lone)
        pieces.append(piece)
    return ", ".join(pieces[:-1]) + f" and {pieces[-1]}", expected


def list_counts():
    """Return (pages, pattern with one group a number, what each must be).

    Each number of claims, verdicts, passages or judgements on a page is one of these.
    """
    claims, counted, rated = count_claims()
    trade = [claim for claim in claims if claim["group"] == "A"]
    records = [claim for claim in claims if claim["group"] == "B"]
    statements = [claim for claim in claims if claim["group"] == "C"]
    others = records + statements
    confirmed = [claim for claim in counted if claim["verdict"] == "confirmed"]
    lone = sum(claim["on_one_source"] for claim in confirmed)
    unseen = [claim for claim in rated if claim["verdict"] == "no evidence found"]
    partly = [claim for claim in counted if claim["verdict"] == "partly confirmed"]
    elsewhere = [claim for claim in others if claim["verdict"] == "confirmed"]
    by_records = sum(not is_seen_elsewhere(claim) for claim in records)
    matrix = read_rows("figures/evidence-matrix.csv")
    silent = [row for row in matrix if not sides(row)]
    grid = read_rows("figures/choices.csv")
    moved_words = [row for row in grid if len(set(list(row.values())[1:])) > 1]
    decide = read_rows("tables/judgements-that-decide.csv")
    deciding = {row["judgement"] for row in decide}
    turned = {
        re.match(r"[A-Z]\d+", row["part"])[0]
        for row in decide
        if row["if it were"] == "reversed"
    }
    hanging = {row["claim"] for row in read_rows("tables/choices-that-flip.csv")}
    for claim in claims:
        alone = [kinds[0] for kinds in claim["hangs"]["kinds"] if len(kinds) == 1]
        if not {"outlet", "judgement", "figure"}.isdisjoint(alone):
            hanging.add(claim["id"])
    judged = count_judgements()
    trade_words, trade_counts = count_words(trade)
    other_words, other_counts = count_words(others)
    n = NUMBER
    are_confirmed = rf"({n}) are confirmed \(({n}) of them on one source\)"
    return [
        ("index|about", rf"(?:We|programs) checked ({n}) claims", [len(counted)]),
        ("index", rf"({n}) claims, one square each", [len(counted)]),
        (
            "index",
            rf"holds up, though ({n}) of ({n}) claims rests on one source",
            count_trade(),
        ),
        (
            "index",
            rf"of which ({n}) are confirmed, ({n}) of them on one source",
            [len(confirmed), lone],
        ),
        (
            "about",
            rf"({n}) claims are confirmed, ({n}) of them on one source",
            [len(confirmed), lone],
        ),
        (
            "index",
            rf"holds up too, ({n}) of ({n}) claims on one source",
            count_said(),
        ),
        ("index", rf"({n}) claims that we found only in", [by_records]),
        (
            "index",
            rf"on one source, and ({n}) in part, one of these on the helmets",
            [len(partly)],
        ),
        ("05", rf"make ({n}) claims about trade: {trade_words}", [None, *trade_counts]),
        ("05", rf"the two stories make ({n}) claims about trade", [len(trade)]),
        ("05", rf"Of ({n}) claims on trade, {are_confirmed}", tell_of(trade)),
        (
            "06",
            rf"Of ({n}) claims on records and statements, {are_confirmed}",
            tell_of(others),
        ),
        ("06", rf"make ({n}) claims: {other_words}", [len(others), *other_counts]),
        ("06", rf"({n}) claims about shipment records: ", [len(records)]),
        ("06", rf"records: for ({n}) we found only", [by_records]),
        ("06", rf"({n}) claims about statements: ", [len(statements)]),
        (
            "06",
            rf"({n}) claims are confirmed here. The first page counts ({n}) of them",
            [len(elsewhere), sum(claim["counted"] for claim in elsewhere)],
        ),
        ("06", rf"For ({n}) of ({n}) claims no", [len(silent), len(matrix)]),
        ("06", rf"pages of the ({n}) claims", [len(others)]),
        ("06", rf"({n}) judgements in ({n}) rows", [judged, None]),
        ("about", rf"made ({n}) judgement calls", [judged]),
        ("07", rf"Of ({n}) judgements, ({n}) change", [judged, len(deciding)]),
        (
            "07",
            rf"({n}) of our ({n}) verdicts each hang on one thing",
            [None, len(rated)],
        ),
        (
            "07",
            rf"Of the ({n}), ({n}) are no evidence found",
            [len(rated), len(unseen)],
        ),
        (
            "07",
            rf"judgement reversed would change ({n}) more",
            [len(turned & {claim["id"] for claim in rated} - hanging)],
        ),
        ("sums", rf"Of ({n}) sums, ({n}) are worked out by us", count_sums()),
        (
            "07",
            rf"word changes in ({n}) of ({n}) verdicts when we change one of",
            [len(moved_words), len(rated)],
        ),
        (
            "07",
            rf"({n}) of ({n}) verdicts keep their colour",
            [len(rated) - len(moved_words), len(rated)],
        ),
        (
            "07",
            rf"word changes in ({n}) of ({n}) verdicts when we leave out one",
            [None, len(rated)],
        ),
        ("07", rf"The verdicts on all ({n}) claims agree", [len(claims)]),
        (
            "07",
            rf"The months of ({n}) claims are open",
            [len({row["claim"] for row in read_rows("tables/readings-of-months.csv")})],
        ),
        ("07", rf"(?:none|{n}) of ({n}) claims that we made from", [count_tests()]),
        (
            "07",
            r"Of (\d+) true claims, the method contradicted (none|\d+)",
            [None, None],
        ),
        (
            "07",
            rf"changes the word of ({n}) of the ({n}) verdicts on claims that we rate",
            [None, len(rated)],
        ),
        ("story", rf"Of the ({n}) passages on army gear that we rate", [None]),
        ("story", rf"Of ({n}) passages on other things", [None]),
        ("words", rf"The ({n}) verdicts", [len(verdicts.WORDS) - 1]),
        (
            "papers",
            rf"No evidence found for ({n}) claims of Politico",
            [len(list_together())],
        ),
    ]


def tell_of(claims):
    """Return how many claims there are, are confirmed, and are so on one source."""
    confirmed = [claim for claim in claims if claim["verdict"] == "confirmed"]
    lone = sum(claim["on_one_source"] for claim in confirmed)
    return [len(claims), len(confirmed), lone]


def list_together():
    """Return the claims that share a page."""
    return [name for page in tables.read_story()["together"] for name in page["claims"]]


def read_topic(name):
    """Return the claims of a topic of the first page."""
    (topic,) = [
        each for each in tables.read_story()["topics"] if each.get("id") == name
    ]
    return [read_claims()[claim] for claim in topic["claims"]]


def count_trade():
    """Return how many claims on trade as a whole rest on one source, and of how many."""
    claims = read_topic("trade")
    return [sum(claim["on_one_source"] for claim in claims), len(claims)]


def count_said():
    """Return how many confirmed claims on who said what rest on one source, and of how many."""
    claims = [claim for claim in read_topic("said") if claim["counted"]]
    sure = [claim for claim in claims if claim["verdict"] == "confirmed"]
    return [sum(claim["on_one_source"] for claim in sure), len(sure)]


def test_most_of_who_said_what_is_confirmed_as_the_first_page_says():
    told = " ".join(list_sentences("index.html"))
    assert "Most of what it says on who said what holds up too" in told
    words = [claim["verdict"] for claim in read_topic("said") if claim["counted"]]
    rated = [word for word in words if word != "opinion"]
    assert 2 * rated.count("confirmed") > len(rated)
    assert {*rated} <= {"confirmed", "partly confirmed"}


def sides(row):
    return sum(int(row[side]) for side in ("supports", "in part", "against"))


def count_judgements():
    """Return how many judgements there are, as the explorer's page of evidence says."""
    (told,) = re.findall(
        r"made (\d+) judgement calls", " ".join(list_sentences("about.html"))
    )
    return int(told)


def count_tests():
    total = 0
    for row in read_rows("tables/calibration.csv"):
        total += sum(int(row[column]) for column in list(row)[2:])
    return total


def list_moved(table):
    return [row["claim"] for row in read_rows(f"tables/{table}.csv")]


COUNTED = re.compile(
    rf"({NUMBER})(?: of(?: the| these)? (?:{NUMBER}))?(?: [a-z’]+){{0,2}} "
    r"(?:claims|verdicts|passages|judgements|judgement calls)\b",
    re.I,
)
# Where a number is of something else: "one claim", "any two outlets or judgements".
NOT_COUNTS = re.compile(
    r"any (?:one|two)|one (?:true )?claim\b|two outlets or judgements|these judgements|"
    r"of our judgements|None of our verdicts|"
    r"one for a claim|one of these|No verdict|no verdict|false|of one|one source|"
    r"the claims themsel",
)


def test_every_count_of_claims_is_one_that_was_counted():
    patterns = list_counts()
    seen = Counter()
    for name in PAGES:
        text = " ".join(list_sentences(name))
        if name == "about.html":
            text = text.split("Corrections and changes")[0]
        told = []
        for place, (pages, pattern, expected) in enumerate(patterns):
            if not re.match(pages, name):
                continue
            for match in re.finditer(pattern, text, re.I):
                seen[place] += 1
                told.append(match.span())
                for number, wanted in zip(match.groups(), expected, strict=True):
                    assert wanted is None or count(number) == wanted, (name, match[0])
        prose = [each for each in list_sentences(name) if each not in list_rows(name)]
        for match in COUNTED.finditer(text):
            if not any(match[0] in sentence for sentence in prose):
                continue
            is_known = any(start <= match.start() < end for start, end in told)
            around = text[max(0, match.start() - 30) : match.end() + 10]
            assert is_known or NOT_COUNTS.search(around), (name, around)
    unseen = [patterns[place][1] for place in range(len(patterns)) if not seen[place]]
    assert unseen == []


def test_the_legend_counts_the_squares():
    _, counted, _ = count_claims()
    told = re.findall(
        r'<b data-n="v-([\w-]+)">(\d+)</b> [\w ]+<span [^>]*>(?: \((\d+)[^)]*\))?',
        read_page("index.html"),
    )
    conditions = Counter(word for _, word, _, _ in list_conditional())
    assert {TONES[tone] for tone, _, _ in told} >= set(count_verdicts(counted))
    for tone, number, on_condition in told:
        assert int(number) == count_verdicts(counted)[TONES[tone]]
        assert int(on_condition or 0) == conditions[TONES[tone]]


# --- ranges


def list_ranges():
    """Yield (place, what is measured, its ends) of each range of a claim or a question."""
    for name, claim in read_claims().items():
        for part in claim["parts"]:
            for entry in part["figures"]:
                if not entry["counts"] or entry["reason"]:
                    continue
                series = entry["series"] or f"{entry['source']} {part['id']}"
                key = (series, *entry["period"], entry["base"] or "", entry["unit"])
                ends = [entry[end] for end in ("own_low", "own_high", "low", "high")]
                yield f"claims/{name}.json", key, ends
    packed = re.search(r'id="answers">(.*?)</script>', read_page("check.html"), re.S)[1]
    for series in json.loads(packed):
        for row in series["rows"]:
            year, month = map(int, row["start"].split("-"))
            last = year * 12 + month - 1 + row["months"] - 1
            months = row["start"], f"{last // 12}-{last % 12 + 1:02}"
            if row["level"]:
                yield "check.html", (series["name"], *months, "", "USD"), row["level"]
            if row["growth"]:
                base = f"{year - 1}-{month:02}"
                yield (
                    "check.html",
                    (series["name"], *months, base, "percent"),
                    row["growth"],
                )


def test_a_source_gives_one_range_for_the_same_months():
    """In the JSON of all claims, and where a reader asks for a number."""
    ranges = {}
    told_twice = 0
    for place, key, ends in list_ranges():
        ends = [math.inf if end is None else end for end in ends]
        known, first = ranges.setdefault(key, (ends, place))
        assert ends == pytest.approx(known, rel=1e-6), (place, first, key)
        told_twice += first != place
    assert told_twice >= 4


def round_amount(text):
    """Return an amount without the noughts that end it: "$34.0m" is "$34m"."""
    return (
        re.sub(r"(\d\.\d*?)0+(?=\D|$)", r"\1", text)
        .replace(".m", "m")
        .replace(".%", "%")
    )


AMOUNT = r"\d+(?:,\d{3})*(?:\.\d+)?"
BOUND = re.compile(
    rf"\b(at least|at most) (\${AMOUNT}(?:bn|m)?|{AMOUNT}(?:%| times))(?!\w)"
)


def test_no_bound_is_printed_that_nobody_found():
    """ "At most $33m", "at least 66 times" stand in the JSON of a claim or in a table."""
    told = json.dumps(read_json("verdicts.json"), ensure_ascii=False)
    for table in ("tables/every-figure.csv", "figures/sums.csv"):
        told += (SITE / table).read_text("utf-8")
    for claim in read_claims().values():
        for part in claim["parts"]:
            for entry in part["figures"]:
                ends = entry["low"], entry["high"]
                told += f" {wording.format_range(*ends, entry['unit'])}, "
    known = {bound for _, bound in map(tidy_bound, BOUND.findall(told))}
    seen = Counter()
    for name in PAGES:
        if name in ("about.html", "figures.html") or re.match(r"01|02|03|04|11", name):
            continue
        for sentence in list_sentences(name):
            for _, bound in map(tidy_bound, BOUND.findall(sentence)):
                if bound.endswith("%") and name[0] in "01":
                    continue  # notebooks show how rates are worked out
                seen[bound in known] += 1
                assert bound in known, (name, bound, sentence)
    assert seen[True] > 50


def tidy_bound(found):
    side, amount = found
    return side, f"{side} {round_amount(amount)}"


def read_ends(text):
    """Return the ends of a range in words: "$1m to $2m", "at most $3m"."""
    numbers = [
        float(number.replace(",", "")) for number in re.findall(r"[\d.,]*\d", text)
    ]
    if len(numbers) == 2:
        return tuple(numbers)
    if text.startswith("at most"):
        return None, numbers[0]
    if text.startswith(("at least", "anything above")):
        return numbers[0], None
    return numbers[0], numbers[0]


def test_a_figure_is_read_as_one_range():
    """In the table of hedges, in a claim that rests on that figure alone, by hand."""
    read = {
        row["id"]: read_ends(row["read_as"]) for row in read_rows("tables/hedges.csv")
    }
    for table in ("one-page", "either-side-of-may"):
        for row in read_rows(f"tables/{table}.csv"):
            ends = float(row["low"]), float(row["high"])
            assert read.setdefault(row["id"], ends) == pytest.approx(ends), row
    compared = 0
    for claim in read_claims().values():
        for part in claim["parts"]:
            for entry in part["figures"]:
                if entry["quantity"] != "flow" or len(entry["figures"]) != 1:
                    continue
                (figure,) = entry["figures"]
                if figure in read:
                    compared += 1
                    is_open = read[figure][1] is None
                    assert is_open or entry["own_high"] is not None, (
                        claim["id"],
                        figure,
                    )
    assert read
    assert compared or not {"F203", "F205"} & set(read)


# --- doubts


THINKS = re.compile(r"\b(?:think|may be|perhaps|probably|would be)\b")


def test_a_slip_is_as_sure_on_every_page():
    """What one page thinks, no other knows: of the copies of A1's figure."""
    sure, unsure = [], []
    for name in PAGES:
        for sentence in list_sentences(name):
            if not re.search(r"\bslips?\b", sentence):
                continue
            if re.search(r"\$32m|\$2m|F205|F210p|N540|smaller figure", sentence):
                known = unsure if THINKS.search(sentence) else sure
                known.append((name, sentence))
    assert len(unsure) >= 3
    assert sure == []


def test_a_figure_is_doubted_alike_everywhere():
    """ "One of these" in the table is not "cannot be true" in the picture."""
    status = {row["figure"]: row["status"] for row in read_rows("tables/set-aside.csv")}
    fates = {
        row["id"]: row["fate"] for row in read_rows("figures/figures-of-exports.csv")
    }
    doubted = {figure for figure, fate in fates.items() if fate != "fits"}
    assert doubted and doubted <= set(status)
    by_status = {}
    for figure in doubted:
        by_status.setdefault(fates[figure], set()).add(status[figure])
    assert all(len(kinds) == 1 for kinds in by_status.values()), by_status
    (told,) = re.findall(
        rf"We name ({NUMBER}) such figures", " ".join(list_sentences("about.html"))
    )
    assert count(told) == len(status)
    page = " ".join(list_sentences("01_clean_published_figures.html"))
    (told,) = re.findall(rf"({NUMBER}) of them contradict the others", page, re.I)
    assert count(told) == len(status)


def test_what_decides_is_not_said_to_be_left_out():
    """A figure that counts in a claim does not stand in "We did not count ..." there."""
    left_out = 0
    for name, claim in read_claims().items():
        deciding, beside = set(), set()
        for part in claim["parts"]:
            for entry in part["figures"]:
                (deciding if entry["counts"] else beside).update(entry["figures"])
        for sentence in split_sentences(read_claim_prose(name)):
            if sentence.startswith(("We did not count", "We do not count")):
                left_out += 1
                named = set(re.findall(r"\b[FNSX]-?\d{2,3}\w?\b", sentence))
                assert not named & deciding, (name, sentence)
    assert left_out > 5


def test_a_page_takes_one_side_of_a_part():
    """In the tables of notebook 06, in its picture and in the claim's JSON."""
    claims = read_claims()
    names = {}
    for part in claims["C6"]["parts"]:
        for page in part["pages"]:
            names.setdefault((part["id"], page["url"]), set()).add(page["relation"])
    for row in read_rows("tables/c6-pages.csv"):
        assert row["relation"] in names[row["part"], row["url"]], row
    order = ["supports", "in part", "against", "background"]
    for row in read_rows("figures/evidence-matrix.csv"):
        relations = {}
        for part in claims[row["claim"]]["parts"]:
            for page in part["pages"]:
                if page["shows"] == "denial":
                    continue  # shown, but not counted
                known = relations.get(page["id"], "background")
                relation = page["relation"] if page["relation"] in order else known
                relations[page["id"]] = min(known, relation, key=order.index)
        sides_of = Counter(relations.values())
        for side in order[:3]:
            assert int(row[side]) == sides_of[side], row


# --- colours, steps, version


def test_a_verdict_has_one_colour():
    """What has the class of one verdict does not begin with the word of another."""
    sheet = (SITE / "page.css").read_text("utf-8")
    for word in verdicts.SCALE:
        tone = word.word.replace(" ", "-")
        colours = re.findall(rf"--v-{tone}: (#\w+);", sheet)
        assert colours == [word.light, word.dark], word.word
    marks = 0
    for name in PAGES:
        for tone, inside in re.findall(
            r'class="[^"]*\bv-([a-z-]+)[^"]*"[^>]*>(.{0,160})', read_page(name), re.S
        ):
            if tone not in TONES:
                continue
            first = re.split(r'class="[^"]*\bv-', inside)[0]
            words = re.match(rf"\W*({WORD})\b", read_text(first + ">"))
            if words:
                marks += 1
                assert words[1] == TONES[tone], (name, tone, inside)
    assert marks > 100


def test_a_picture_of_verdicts_has_their_colours():
    """As many boxes of a colour as the picture's table has verdicts, and its legend."""
    picture = (SITE / "figures/choices.svg").read_text("utf-8").lower()
    rows = read_rows("figures/choices.csv")
    words = Counter(word for row in rows for word in list(row.values())[1:])
    for word in verdicts.SCALE:
        boxes = len(re.findall(rf"fill: (?:var\(--c)?#?{word.light[1:]}", picture))
        if word.word in words:
            assert boxes >= words[word.word], word.word
        else:
            assert boxes <= 1, word.word


def test_what_falls_short_in_a_picture_is_contradicted_there():
    claims = read_parts()
    rows = read_rows("figures/trade-claims.csv")
    short = [row for row in rows if float(row["high"] or "inf") < 1]
    assert short
    for row in short:
        claim = re.match(r"\w+", row["label"])[0]
        if row["on a condition"] == "True":
            months = row["label"].split(", if ")[1].rsplit(", ", 1)[0]
            assert claims[claim]["readings"][months] == "contradicted", row
        else:
            assert claims[claim]["verdict"] == "contradicted", row


def test_steps_are_as_many_as_a_page_says():
    ordinals = r"<h2[^>]*>(?:<[^>]+>)*(?:First|Second|Third|Fourth|Fifth|Sixth)\b"
    of_method = len(re.findall(ordinals, read_page("method.html")))
    told = 0
    for name in PAGES:
        for sentence in list_sentences(name):
            for number in re.findall(rf"({NUMBER}) steps\b", sentence, re.I):
                steps = len(re.findall(r'class="step\b', read_page(name)))
                if "same in" in sentence:
                    steps = len(
                        re.findall(r'class="step\b', read_page("claims/A1.html"))
                    )
                assert count(number) == (steps or of_method), (name, sentence)
                told += 1
    assert told >= 4


def test_what_nobody_signed_is_no_first_version():
    is_signed = "nobody has taken responsibility" not in read_page("about.html")
    for name in PAGES:
        versions = re.findall(r"\b[Vv]ersion (\d+)\.\d+\.\d+", read_page(name))
        assert versions, name
        assert is_signed or set(versions) == {"0"}, name


def first_word(verdict):
    """Return the word that a verdict begins with, in a log also one that went."""
    return re.match(rf"{WORD}|mixed parts", verdict)[0]


def test_a_claims_log_leads_to_its_verdict():
    """Each move starts where the one before it ended, and the last ends in today's."""
    logs = {}  # the newest first
    for entry in read_changes(tables.read_text(tables.DATA / "CHANGES.md")):
        for move in entry["moves"]:
            for claim in move["claims"]:
                logs.setdefault(claim, []).append(move)
    assert len(logs) > 15
    for claim, moves in logs.items():
        words = [read_claims()[claim]["verdict"]]
        words += [first_word(move["old"]) for move in moves]
        for move, ends_in in zip(moves, words, strict=False):
            assert first_word(move["new"]) == ends_in, (claim, move["new"])


def test_that_the_story_is_not_wrong_is_said_where_a_claim_is_contradicted():
    """If only by one reading of its words; the golden pages have stories without one."""
    claims = [claim for claim in read_claims().values() if claim["counted"]]
    told = [" ".join([claim["text"], *claim["conditions"]]) for claim in claims]
    is_against = any(re.search(r"\bcontradicted\b", text) for text in told)
    said = "This does not make the story wrong." in read_page("index.html")
    assert said == is_against
