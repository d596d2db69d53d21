"""The way of a journey drawn by lanes: who has it at each step, and where it is now. Numbers only; the template draws."""

from dataclasses import dataclass

WIDTH, STEP, TOP, LANE, FIRST_LANE = 320, 46, 34, 26, 17
SHORT_ENOUGH = 10  # letters of a name beside which "você está aqui" still fits
MARK_ROOM = 16
LETTER = 6.6  # how wide a letter of a note is where the letters are wide


@dataclass(frozen=True)
class Dot:
    """A step with its place in the picture. `curve` leads here from the step before."""

    step: object
    x: int
    y: int
    curve: str
    mark_above: bool
    is_long: bool  # its note is drawn narrower, to end inside the picture

    @property
    def name_y(self):
        return self.y - 2

    @property
    def note_y(self):
        return self.y + 14

    @property
    def box_y(self):
        return self.y - (20 + MARK_ROOM if self.mark_above else 20)

    @property
    def box_height(self):
        return 40 + MARK_ROOM if self.mark_above else 40

    @property
    def mark_y(self):
        return self.name_y - MARK_ROOM if self.mark_above else self.name_y


class WayPicture:
    """`names` gives each centre's name by its slug."""

    def __init__(self, steps, names):
        self.steps = steps
        slugs = dict.fromkeys(step.centre for step in steps if step.centre in names)
        self.lanes = [(names[slug][:2].upper(), names[slug], FIRST_LANE + LANE * place) for place, slug in enumerate(slugs)]
        self._x = {slug: x for slug, (_, _, x) in zip(slugs, self.lanes, strict=True)}
        self.dots = self._dots()

    def _dots(self):
        dots, y = [], TOP - STEP
        for step in self.steps:
            mark_above = step.state == "now" and len(step.name) > SHORT_ENOUGH
            y += STEP + (MARK_ROOM if mark_above else 0)
            before = dots[-1] if dots else None
            x = self._x.get(step.centre, before.x if before else FIRST_LANE)
            dots.append(Dot(step, x, y, self._curve(before, x, y), mark_above, len(step.note) * LETTER > self.note_width))
        return dots

    @staticmethod
    def _curve(before, x, y):
        if before is None:
            return ""
        half = (before.y + y) // 2
        return f"M{before.x} {before.y}C{before.x} {half} {x} {half} {x} {y}"

    @property
    def here(self):
        return next((place for place, step in enumerate(self.steps, 1) if step.state == "now"), 1)

    @property
    def text_x(self):
        return FIRST_LANE + LANE * max(len(self.lanes) - 1, 0) + 29

    @property
    def note_width(self):
        return WIDTH - self.text_x - 4

    @property
    def box_x(self):
        return self.text_x - 10

    @property
    def box_width(self):
        return WIDTH - self.box_x

    @property
    def height(self):
        return self.dots[-1].y + 26

    @property
    def lane_end(self):
        return self.height - 8

    @property
    def legend(self):
        return " · ".join(f"{letters} {name}" for letters, name, _ in self.lanes)
