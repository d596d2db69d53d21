"""When two names are likely the same one: as people hear it, without accents and middle names, in one neighbourhood.

A key that is equal is found by an index, however many people there are; the likeness of trigrams is only for one name typed.
"""

import re

from purifikar.lib.contact import plain

LONGEST = 120
PARTICLES = {"da", "de", "do", "das", "dos", "e", "junior", "jr", "filho", "neto"}
# What sounds the same in Brazilian names and is written in several ways.
SOUNDS = [("ph", "f"), ("th", "t"), ("y", "i"), ("w", "v"), ("ck", "k"), ("k", "c"), ("z", "s"), ("h", "")]


def name_key(name, district):
    """`Tereza Maria da Souza` of Gonzaga and `Teresa Sousa` of Gonzaga → "teresa sousa|gonzaga". Empty for what says too little."""
    words = [word for word in re.findall(r"[a-z]+", plain(name)) if word not in PARTICLES]
    place = plain(district)
    if len(words) < 2 or not place:
        return ""
    return f"{_heard(words[0])} {_heard(words[-1])}|{place}"[:LONGEST]


def _heard(word):
    for written, sound in SOUNDS:
        word = word.replace(written, sound)
    return re.sub(r"(.)\1+", r"\1", word)
