"""A week's working hours as a form: each weekday with one break."""

from datetime import time

from django import forms

from purifikar.lib.forms import TimeInput

DAYS = ["Segunda-feira", "Terça-feira", "Quarta-feira", "Quinta-feira", "Sexta-feira", "Sábado", "Domingo"]
PARTS = {"opens": "Abre", "closes": "Fecha", "break_from": "Pausa de", "break_to": "Pausa até"}


class WeekForm(forms.Form):
    """Hours of each weekday; a day left blank is one without work. `days` gives them one by one to the page (components/week.html).

    The stored week is a list of [from, to] for each day, Monday first; as `week` it comes out again.
    """

    parts = PARTS

    def __init__(self, *args, week, **kwargs):
        super().__init__(*args, **kwargs)
        for number, intervals in enumerate(week):
            for part, value in _parts_of(intervals).items():
                self.fields[f"{part}_{number}"] = forms.TimeField(label="", required=False, initial=value, widget=TimeInput)

    @property
    def days(self):
        return [(name, [(words, self[f"{part}_{number}"]) for part, words in self.parts.items()]) for number, name in enumerate(DAYS)]

    def clean(self):
        cleaned = super().clean()
        self.week = [self._day(cleaned, number) for number in range(len(DAYS))]
        return cleaned

    def _day(self, cleaned, number):
        """The day's intervals as they are stored; what is wrong is said at its field."""
        opens, closes, begins, ends = (cleaned.get(f"{part}_{number}") for part in PARTS)
        wrong = _mistake(opens, closes, begins, ends)
        if wrong:
            part, words = wrong
            self.add_error(f"{part}_{number}", words)
            return []
        if not opens:
            return []
        whole = [(opens, begins), (ends, closes)] if begins else [(opens, closes)]
        return [[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in whole]


def _mistake(opens, closes, begins, ends):
    """(the part that is wrong, why), or None."""
    if bool(opens) != bool(closes):
        return ("closes", "Diga a que horas fecha.") if opens else ("opens", "Diga a que horas abre.")
    if opens and opens >= closes:
        return "closes", "Fecha antes de abrir."
    if bool(begins) != bool(ends):
        return ("break_to", "Diga até quando vai a pausa.") if begins else ("break_from", "Diga quando começa a pausa.")
    if begins and not opens:
        return "opens", "Um dia com pausa precisa de horário."
    if begins and not opens < begins < ends < closes:
        return "break_from", "A pausa fica dentro do horário, e termina depois de começar."
    return None


def _parts_of(intervals):
    """The stored intervals as the form asks for them; more than one break is shown as the time from the first to the last."""
    if not intervals:
        return dict.fromkeys(PARTS)
    begin, end = intervals[0][0], intervals[-1][1]
    rest = (intervals[0][1], intervals[-1][0]) if len(intervals) > 1 else (None, None)
    values = (begin, end, *rest)
    return dict(zip(PARTS, (value and time.fromisoformat(value) for value in values), strict=True))
