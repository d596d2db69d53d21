"""A process drawn from its own data: a box for each stage, one below the other, with its ways out as lines of the box.

What goes on to the next stage goes straight down. What jumps ahead runs down on the right, what goes back runs up on the left,
and all that arrives at one stage shares one line; a dot says where it is joined. So text stands only in boxes and no two of them
touch, at twenty stages as at four, and one column fits a phone. It computes places; a template draws them as SVG, cut between
boxes into sheets no taller than a printed page.
"""

import textwrap
from dataclasses import dataclass, field
from itertools import zip_longest

WIDTH = 320
EDGE = 10  # free space at both sides of the whole
LANE = 13  # between two lines that run side by side
GAP = 26  # between two boxes
PAD = 9
NAME_LETTERS, TEXT_LETTERS = 33, 35
NAME_LINE, TEXT_LINE = 18, 16
SHEET = 940
FIRST_SHEET = 720  # below the heading of its page


@dataclass(frozen=True)
class Row:
    """One way out of a stage, with the number of the stage that it leads to."""

    outcome: object
    y: int
    lines: list
    target_number: int
    way: str  # "next", "ahead", "back"

    @property
    def height(self):
        return len(self.lines) * TEXT_LINE + PAD

    @property
    def middle(self):
        return self.y + self.height // 2

    @property
    def texts(self):
        return [(self.y + PAD // 2 + (at + 1) * TEXT_LINE - 3, line) for at, line in enumerate(self.lines)]


@dataclass
class Box:
    """A stage with its name, whose work it is, its limit, and its ways out."""

    stage: object
    number: int
    y: int
    names: list
    notes: list
    is_here: bool = False
    is_passed: bool = False
    mark: str = ""
    rows: list = field(default_factory=list)
    x: int = 0
    width: int = WIDTH

    @property
    def head(self):
        return PAD * 2 + len(self.names) * NAME_LINE + len(self.notes) * TEXT_LINE

    @property
    def height(self):
        return self.head + sum(row.height for row in self.rows) + (PAD // 2 if self.rows else 0)

    @property
    def bottom(self):
        return self.y + self.height

    @property
    def right(self):
        return self.x + self.width

    @property
    def center(self):
        return self.x + self.width // 2

    @property
    def port(self):
        """Where lines arrive at its sides."""
        return self.y + PAD + NAME_LINE // 2

    @property
    def rule(self):
        return self.y + self.head

    @property
    def name_texts(self):
        return [(self.y + PAD + (at + 1) * NAME_LINE - 4, line) for at, line in enumerate(self.names)]

    @property
    def note_texts(self):
        top = self.y + PAD + len(self.names) * NAME_LINE
        return [(top + (at + 1) * TEXT_LINE - 3, line) for at, line in enumerate(self.notes)]


@dataclass(frozen=True)
class Line:
    path: str
    is_arrow: bool = True


@dataclass(frozen=True)
class Sheet:
    """A part of the drawing no taller than a page; all parts together are the whole."""

    y: int
    height: int
    boxes: list


class Diagram:
    """`here` is the slug of the stage at which something stands, `passed` those through which it came; `marks` colours stages by slug."""

    def __init__(self, stages, *, centres=None, here="", passed=(), marks=None):
        self.marks = marks or {}
        self.numbers = {stage.pk: number for number, stage in enumerate(stages, start=1)}
        self.boxes = self._place(stages, centres or {}, here, set(passed))
        self._by_key = {box.stage.pk: box for box in self.boxes}
        self._buses = _assign_lanes(self._gather())
        left = EDGE + LANE * _lanes(self._buses, "back")
        for box in self.boxes:
            box.x = left
        self.width = left + WIDTH + LANE * _lanes(self._buses, "ahead") + EDGE
        self.height = (self.boxes[-1].bottom if self.boxes else 0) + EDGE

    @property
    def lines(self):
        straight = [self._down(box) for box in self.boxes if any(row.way == "next" for row in box.rows)]
        return straight + [line for bus in self._buses for line in self._drawn(bus)]

    @property
    def dots(self):
        """Where a way out joins the line that leads to its stage."""
        return [(self._lane_x(bus), row.middle) for bus in self._buses for row in bus.rows if row.middle != bus.far]

    @property
    def sheets(self):
        """Cut in the gaps between boxes."""
        sheets, top, held = [], 0, []
        for box, following in zip_longest(self.boxes, self.boxes[1:]):
            held.append(box)
            end = box.bottom + (GAP // 2 if following else EDGE)
            most = SHEET if sheets else FIRST_SHEET
            if following is None or following.bottom + GAP // 2 - top > most:
                sheets.append(Sheet(top, end - top, held))
                top, held = end, []
        return sheets

    def _place(self, stages, centres, here, passed):
        boxes, y = [], EDGE
        for stage in stages:
            box = Box(
                stage, self.numbers[stage.pk], y, textwrap.wrap(stage.name, NAME_LETTERS) or [""],
                [line for note in _notes(stage, centres) for line in textwrap.wrap(note, TEXT_LETTERS + 3)],
                is_here=stage.slug == here, is_passed=stage.slug in passed, mark=self.marks.get(stage.slug, ""),
            )  # fmt: skip
            box.rows = self._rows(box)
            boxes.append(box)
            y = box.bottom + GAP
        return boxes

    def _rows(self, box):
        rows, y = [], box.rule
        for outcome in box.stage.outcomes.all():
            target = self.numbers[outcome.target_id]
            way = "next" if target == box.number + 1 else "ahead" if target > box.number else "back"
            rows.append(Row(outcome, y, textwrap.wrap(outcome.name, TEXT_LETTERS) or [""], target, way))
            y += rows[-1].height
        return rows

    def _gather(self):
        """The lines at the sides: one for each stage that is reached from afar, and side."""
        buses = {}
        for box in self.boxes:
            for row in box.rows:
                if row.way != "next":
                    target = self._by_key[row.outcome.target_id]
                    buses.setdefault((row.way, target.number), Bus(row.way, target)).rows.append(row)
        return list(buses.values())

    def _lane_x(self, bus):
        box = bus.target
        return box.right + LANE * (bus.lane + 1) if bus.way == "ahead" else box.x - LANE * (bus.lane + 1)

    def _drawn(self, bus):
        x, box = self._lane_x(bus), bus.target
        edge = box.right if bus.way == "ahead" else box.x
        yield Line(f"M{x},{bus.far}V{box.port}H{edge}")
        for row in bus.rows:
            yield Line(f"M{edge},{row.middle}H{x}", is_arrow=False)

    def _down(self, box):
        following = self.boxes[box.number]
        return Line(f"M{box.center},{box.bottom}V{following.y}")


@dataclass
class Bus:
    """The line at one side that leads to a stage from wherever it is reached."""

    way: str
    target: Box
    rows: list = field(default_factory=list)
    lane: int = 0

    @property
    def far(self):
        """The end away from the stage."""
        middles = [row.middle for row in self.rows]
        return min(middles) if self.way == "ahead" else max(middles)

    @property
    def span(self):
        return min(self.far, self.target.port), max(self.far, self.target.port)


def _assign_lanes(buses):
    """The short ones nearest to the boxes, and never two on top of each other."""
    for way in ("ahead", "back"):
        lanes = []
        for bus in sorted((bus for bus in buses if bus.way == way), key=lambda bus: (bus.span[1] - bus.span[0], bus.span)):
            bus.lane = next((at for at, taken in enumerate(lanes) if not _collides(bus.span, taken)), len(lanes))
            if bus.lane == len(lanes):
                lanes.append([])
            lanes[bus.lane].append(bus.span)
    return buses


def _collides(span, taken):
    return any(span[0] <= end and begin <= span[1] for begin, end in taken)


def _lanes(buses, way):
    return max((bus.lane + 1 for bus in buses if bus.way == way), default=0)


def _notes(stage, centres):
    """Whose work it is and until when, or how it ends."""
    if stage.is_end:
        return [stage.get_ends_display().capitalize()]
    own = [limit.in_words for limit in stage.limits.all() if not limit.until_id]
    notes = [" · ".join([centres.get(stage.centre, stage.centre) or "sem centro", *own])]
    return ([f"Começo de {stage.get_channel_display()}"] if stage.channel else []) + notes
