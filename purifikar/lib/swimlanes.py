"""A process drawn by lanes: who does what, one below the other. It computes places; a template draws them as SVG."""

import textwrap
from dataclasses import dataclass

LANE = 196
HEAD = 56
ROW = 88
BOX_WIDTH, BOX_HEIGHT = 172, 64
LETTERS = 24
LINE = 16


@dataclass(frozen=True)
class Lane:
    slug: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Step:
    """Something that a lane does. `follows` names the steps after which it comes; `helps` marks one beside the main way."""

    slug: str
    lane: str
    row: int
    words: str
    story: str
    follows: tuple = ()
    helps: bool = False


@dataclass(frozen=True)
class Strip:
    lane: Lane
    x: int
    center: int
    is_own: bool
    width: int = LANE


@dataclass(frozen=True)
class Box:
    step: Step
    number: int
    x: int
    y: int
    is_own: bool
    who: str
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT

    @property
    def center(self):
        return self.x + self.width // 2

    @property
    def middle(self):
        return self.y + self.height // 2

    @property
    def bottom(self):
        return self.y + self.height

    @property
    def lines(self):
        """(y, text) of each line; SVG does not break lines by itself."""
        lines = _even_lines(self.step.words)
        first = self.middle - (len(lines) - 1) * LINE / 2 + 4.5
        return [(first + at * LINE, line) for at, line in enumerate(lines)]


class Diagram:
    """Lanes from left to right, steps from the top down.

    `own` holds the slugs of the lanes of whoever looks; `again` is a pair of steps, the second of which leads back to the first.
    """

    def __init__(self, lanes, steps, *, own=(), again=None):
        self._again = again
        self.strips = [Strip(lane, at * LANE, at * LANE + LANE // 2, lane.slug in own) for at, lane in enumerate(lanes)]
        by_slug = {strip.lane.slug: strip for strip in self.strips}
        self.boxes = [_box(step, number, by_slug[step.lane]) for number, step in enumerate(steps, start=1)]
        self.width = len(lanes) * LANE
        self.height = HEAD + (max(step.row for step in steps) + 1) * ROW + 8
        self.head = HEAD

    @property
    def arrows(self):
        """(path, is it beside the main way) of each arrow."""
        by_slug = {box.step.slug: box for box in self.boxes}
        ways = [(by_slug[before], box) for box in self.boxes for before in box.step.follows]
        if self._again:
            ways.append((by_slug[self._again[1]], by_slug[self._again[0]]))
        return [(_path(start, end), start.step.helps or end.step.helps) for start, end in ways]


def _box(step, number, strip):
    x, y = strip.center - BOX_WIDTH // 2, HEAD + step.row * ROW + (ROW - BOX_HEIGHT) // 2
    return Box(step, number, x, y, strip.is_own, strip.lane.name)


def _even_lines(words):
    """As few lines as fit, all about as long: no single word is left for the last one."""
    least = len(textwrap.wrap(words, LETTERS))
    return next(lines for width in range(8, LETTERS + 1) if len(lines := textwrap.wrap(words, width)) <= least)


def _path(start, end):
    if start.y == end.y:
        return f"M{_side(start, end)},{start.middle}H{_side(end, start)}"
    if end.y < start.y:  # back to where it began again
        return f"M{_side(start, end)},{start.middle}H{end.center}V{end.bottom}"
    if start.center == end.center:
        return f"M{start.center},{start.bottom}V{end.y}"
    return f"M{_side(start, end)},{start.middle}H{end.center}V{end.y}"


def _side(box, other):
    """The edge of the box that looks towards the other."""
    return box.x + box.width if other.center > box.center else box.x
