"""The map of the article: each sentence by number and hash, and the claims it holds.

Each sentence is told in our words, with the claim or part of a claim in square brackets
after what asserts it; what we found of a claim stands in findings.yaml. The article's
text is not in this project. Who has it compares every sentence with its hash:
`ARTICLE=article.txt pytest tests/test_article_map.py`.
"""

import hashlib
import os
import re
import unicodedata
from pathlib import Path

import pytest

from dualuse.base import claims, tables

ENDS = re.compile(r"(?<=[.!?])[\"'\u2019\u201d]?\s+(?=[\"'\u2018\u201c]?[A-Z0-9])")
# The hashes of the sentences, joined: the article does not change any more.
ARTICLE = "e19400ea5e94e8289598eb07c7b91108110c8e7c9caa9f81d46c68903a1da332"
MARK = re.compile(r"\[([A-Z]\d+[a-z]?)\]")
QUOTED = re.compile('\u201c([^\u201d]*)\u201d|"([^"]*)"')
LONGEST_RUN = 4  # words that ours and the article's may share outside quotations


def normalise_sentence(sentence):
    """Return a sentence without what copies change: quotation marks, spaces, case."""
    plain = unicodedata.normalize("NFKC", sentence).replace("\u2019", "'").casefold()
    return " ".join(re.findall(r"[\w$%&+-]+(?:[.,']\w+)*", plain))


def hash_sentence(sentence):
    return hashlib.sha256(normalise_sentence(sentence).encode()).hexdigest()


def split_sentences(text):
    """Return the sentences of a text; a heading without a full stop is one as well."""
    parts = [part for line in text.splitlines() for part in ENDS.split(line)]
    return [part for part in parts if normalise_sentence(part)]


def read_map():
    return tables.read_table("article_map.csv")


def test_the_hashes_are_those_of_the_article():
    joined = "".join(read_map()["sha256"])
    assert hashlib.sha256(joined.encode()).hexdigest() == ARTICLE


def test_every_claim_of_the_article_stands_in_a_sentence():
    held = set(read_map()["claims"].str.split().explode().dropna())
    for claim in claims.read_claims():
        if "article" in claim["seen"]:
            assert claim["id"] in held


def read_sentences():
    told = read_map()
    return told[told["claims"] != ""]


def list_parts():
    parts = {}
    for claim in claims.read_claims():
        for part in claim.get("parts") or [claim]:
            parts[part["id"]] = claim
        parts[claim["id"]] = claim
    return parts


def list_quotations(sentence):
    return ["".join(groups) for groups in QUOTED.findall(sentence)]


def list_runs(text, length):
    words = re.findall(r"[\w$%]+|\|", text.casefold())
    return {tuple(words[n : n + length]) for n in range(len(words) - length + 1)}


def test_every_mark_is_a_claim_or_one_of_its_parts():
    marks = read_sentences()["sentence"].map(MARK.findall).explode()
    assert set(marks) <= set(list_parts())


def test_a_sentence_ends_with_a_mark():
    """So every word of it belongs to an assertion."""
    assert read_sentences()["sentence"].str.fullmatch(r".*\[[A-Z]\d+[a-z]?\]").all()


def test_at_most_eight_words_of_a_sentence_are_the_article_s():
    for sentence in read_map()["sentence"]:
        assert len(" ".join(list_quotations(sentence)).split()) <= 8


def test_what_is_quoted_is_the_quotation_of_the_claim():
    """The words were checked once, when the claim was written."""
    parts = list_parts()
    for sentence in read_sentences()["sentence"]:
        quotes = [parts[mark].get("quote", "") for mark in MARK.findall(sentence)]
        for quotation in list_quotations(sentence):
            words = quotation.replace("\u2019", "'")
            assert any(words in quote for quote in quotes), quotation


@pytest.mark.skipif("ARTICLE" not in os.environ, reason="ARTICLE=file: your own copy")
def test_our_words_are_not_the_article_s():
    article = Path(os.environ["ARTICLE"]).read_text(encoding="utf-8")
    copied = list_runs(article, LONGEST_RUN + 1)
    for sentence in read_map()["sentence"]:
        ours = MARK.sub("|", QUOTED.sub("|", sentence))
        assert not list_runs(ours, LONGEST_RUN + 1) & copied


@pytest.mark.skipif("ARTICLE" not in os.environ, reason="ARTICLE=file: your own copy")
def test_every_sentence_of_a_copy_is_in_the_map_and_the_other_way_round():
    text = Path(os.environ["ARTICLE"]).read_text(encoding="utf-8")
    hashes = [hash_sentence(sentence) for sentence in split_sentences(text)]
    assert hashes == read_map()["sha256"].tolist()
