"""Marking an appointment, once or again and again, moving it, cancelling it, and saying what came of it."""

from datetime import timedelta
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from purifikar.lib.forms import DateInput, DateTimeInput
from tenants.models import Commitment
from tenants.models.commitment import refuse_clashes
from workflow import calendar
from workflow.decision_form import add_resource, duration_field
from workflow.models import Appointment, AppointmentSeries, kinds
from workflow.models.appointment_queryset import MOST_OTHERS
from workflow.models.appointment_series import HORIZON, MOST_TIMES
from workflow.resource_time import hindrances

COLUMNS = {"group_class": "is-columns"}
WEEKDAYS = ["segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"]
EVERY = [("", "Não se repete"), (1, "Toda semana"), (2, "A cada 2 semanas"), (3, "A cada 3 semanas"), (4, "A cada 4 semanas"), (8, "A cada 8 semanas"), (12, "A cada 12 semanas")]  # fmt: skip
ALONE, FOLLOWING = "este", "seguintes"


class StartField(forms.DateTimeField):
    """A moment that has not passed."""

    widget = DateTimeInput

    def __init__(self, **options):
        super().__init__(label="Dia e hora", error_messages={"required": "Informe o dia e a hora do compromisso."}, **options)

    def clean(self, value):
        moment = super().clean(value)
        if moment and moment < timezone.now():
            raise ValidationError("Escolha um momento que ainda não passou.")
        return moment


class Clashing(forms.Form):
    """A form that finds out beforehand who is taken when, and may leave those days out."""

    leave_out = forms.BooleanField(label="Deixar esses dias de fora e seguir com os outros", required=False)
    clashes = ()  # [(moment, [words])] that stand against it
    several = leaves_some = False  # whether it is about more than one day, and one of them is free

    def without_clashes(self, moments, people, length, *, excludes, resource=None, besides=()):
        """The moments that are free, all people asked for at once. Raises ValidationError where some are not and must not be left out."""
        spans = {(moment, moment + length): moment for moment in moments}
        taken = Commitment.objects.exclude(subject__in=[each.pk for each in besides])
        found = taken.clashes(people, spans) if excludes else []
        found += Appointment.objects.exclude(pk__in=[each.pk for each in besides]).clashes_of(resource, list(spans))
        found += hindrances(resource, spans, connection.tenant)
        by_moment = {}
        for span, other in found:
            by_moment.setdefault(spans[span], []).append(other.who_and_when())
        self.clashes, self.several = sorted(by_moment.items()), len(moments) > 1
        self.leaves_some = len(by_moment) < len(moments)
        if self.clashes and not (self.several and self.cleaned_data["leave_out"]):
            self._refuse(moments) if self.several else refuse_clashes(found)
        free = [moment for moment in moments if moment not in by_moment]
        if not free:
            raise ValidationError({"starts_at": "Em nenhum desses dias estão todos livres."})
        return free

    def _refuse(self, moments):
        raise ValidationError({"starts_at": f"Em {len(self.clashes)} de {len(moments)} dias alguém já está ocupado."})


class AppointmentForm(Clashing):
    """With or without a lead: who, what, when, where, who comes along, and whether it repeats."""

    person = forms.ModelChoiceField(None, label="Com quem", empty_label=None)
    kind = forms.ChoiceField(label="O que será")
    starts_at = StartField()
    place = forms.CharField(label="Lugar", max_length=200, required=False)
    note = forms.CharField(label="Observação", max_length=400, required=False, widget=forms.Textarea({"rows": 2}))
    others = forms.ModelMultipleChoiceField(None, label="Quem vai junto", required=False, widget=forms.CheckboxSelectMultiple(COLUMNS))
    every = forms.TypedChoiceField(label="Repetição", choices=EVERY, coerce=int, empty_value=None, required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label="Em que dias", choices=list(enumerate(WEEKDAYS)), coerce=int, required=False, widget=forms.CheckboxSelectMultiple(COLUMNS),
        help_text="Nenhum marcado: no dia da semana do primeiro.",
    )  # fmt: skip
    times = forms.IntegerField(
        label="Quantas vezes", min_value=2, max_value=MOST_TIMES, required=False, help_text=f"No máximo {MOST_TIMES}."
    )
    until = forms.DateField(label="Ou até o dia", widget=DateInput, required=False)
    skip_rest = forms.BooleanField(label="Pular feriados e dias sem expediente", required=False, initial=True)

    def __init__(self, *args, people, journey=None, about=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["others"].queryset = people
        self.fields["kind"].choices = [(slug, name.capitalize()) for slug, name in kinds().choices()]
        self.fields["minutes"] = duration_field(kinds().in_use())
        add_resource(self)
        self.journey, self.about = journey, about or {}

    @property
    def repeats(self):
        """Whether what was typed asks for more than one, so that the page opens that part."""
        return bool(self["every"].value())

    @property
    def has_others(self):
        return bool(self["others"].value())

    def clean_others(self):
        others = self.cleaned_data["others"]
        if len(others) > MOST_OTHERS:
            raise ValidationError(f"Escolha no máximo {MOST_OTHERS} pessoas além da primeira.")
        return others

    def clean(self):
        given = super().clean()
        if not given.get("every") or "starts_at" not in given:
            return given
        first, until = given["starts_at"], given.get("until")
        if not until and not given.get("times") and not {"until", "times"} & set(self.errors):
            self.add_error("times", "Diga quantas vezes, ou até que dia.")
        if until and not timezone.localdate(first) < until <= timezone.localdate(first) + HORIZON:
            self.add_error("until", "Escolha um dia depois do primeiro, em até dois anos.")
        return given

    @cached_property
    def series(self):
        """The rhythm that was asked for; None for a single one."""
        given = self.cleaned_data
        if not given["every"]:
            return None
        return AppointmentSeries(
            weekdays=sorted(given["weekdays"]) or [timezone.localtime(given["starts_at"]).weekday()], every=given["every"],
            until=given["until"], times=given["times"], skips_rest=given["skip_rest"],
        )  # fmt: skip

    @cached_property
    def moments(self):
        first = self.cleaned_data["starts_at"]
        if self.series is None:
            return [first]
        if found := self.series.moments(first, calendar.of(connection.tenant).calendar):
            return found
        raise ValidationError({"every": "Nenhum dia fica dentro desse período."})

    def facts(self, *, by):
        """What `book_all` takes, once it is sure that nobody is taken."""
        given = self.cleaned_data
        what = kinds().named(given["kind"])
        people = [given["person"], *given["others"]]
        length = timedelta(minutes=given["minutes"] or what.minutes)
        resource = given.get("resource")
        moments = self.without_clashes(self.moments, people, length, excludes=what.excludes, resource=resource)
        series = self.series if len(moments) > 1 else None
        if series:
            series.by = by
        same = {name: given[name] for name in ("person", "kind", "minutes", "place", "note", "others")}
        return {**same, **self.about, "resource": resource, "moments": moments, "series": series, "by": by}

    def save(self, *, by):
        """Those that were made; one, or a whole series."""
        return Appointment.objects.book_all(self.journey, **self.facts(by=by))


class ScopeForm(Clashing):
    """Of a series: this one alone, or this one and all that follow."""

    scope = forms.ChoiceField(label="Quais", choices=[(ALONE, "Só este"), (FOLLOWING, "Este e os seguintes")], initial=ALONE, widget=forms.RadioSelect, required=False)  # fmt: skip

    def __init__(self, *args, appointment, **kwargs):
        super().__init__(*args, **kwargs)
        self.appointment = appointment
        if not appointment.series_id:
            del self.fields["scope"]

    @property
    def takes_following(self):
        return self.cleaned_data.get("scope") == FOLLOWING


class MoveForm(ScopeForm):
    """To another time, or to another Técnico at the same time."""

    field_order = ["scope", "starts_at", "minutes", "resource", "why"]
    starts_at = StartField()
    why = forms.CharField(label="Motivo", max_length=200, error_messages={"required": "Diga por que o compromisso muda."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["minutes"] = duration_field([self.appointment.what])
        add_resource(self, now=self.appointment.resource)
        self.order_fields(self.field_order)

    def save(self, *, by):
        """What takes their place; those whose new day is taken stay, if that was chosen."""
        given, series = self.cleaned_data, None
        moves = [(self.appointment, given["starts_at"])]
        if self.takes_following:
            moves, series = self.appointment.moves_with_following(given["starts_at"])
            moves = [(each, moment) for each, moment in moves if moment > timezone.now()]
        minutes, resource = given["minutes"] or self.appointment.minutes, given.get("resource")
        free = set(
            self.without_clashes(
                [moment for _, moment in moves], self.appointment.people, timedelta(minutes=minutes), excludes=self.appointment.excludes,
                resource=resource, besides=[each for each, _ in moves],
            )
        )  # fmt: skip
        moves = [(each, moment) for each, moment in moves if moment in free]
        series = series if len(moves) > 1 else None
        return Appointment.objects.move_all(moves, by=by, why=given["why"], minutes=minutes, series=series, resource=resource)


class CancelForm(ScopeForm):
    field_order = ["scope", "why"]
    why = forms.CharField(label="Motivo", max_length=200, error_messages={"required": "Diga por que o compromisso não vai acontecer."})

    def save(self, *, by):
        gone = self.appointment.with_following() if self.takes_following else [self.appointment]
        Appointment.objects.cancel_all(gone, by=by, why=self.cleaned_data["why"])
        return gone


class AnswerForm(forms.Form):
    result = forms.CharField(label="O que resultou", max_length=2000, widget=forms.Textarea({"rows": 4}), error_messages={"required": "Conte em poucas palavras o que resultou."})  # fmt: skip

    def __init__(self, *args, appointment, **kwargs):
        super().__init__(*args, **kwargs)
        self.appointment = appointment

    def save(self, *, by):
        self.appointment.answer(self.cleaned_data["result"], by=by)
        return [self.appointment]
