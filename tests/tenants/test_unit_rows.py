"""A unit's queries and rows refuse to be used in another unit, by whatever way (reliability.md §2.4).

The two units have rows with the same keys on purpose, so that a way that got through would find something to harm.
"""

import copy
import pickle
from types import SimpleNamespace
from uuid import UUID

import pytest
from django import forms
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, prefetch_related_objects
from django_tenants.utils import tenant_context

from purifikar.db.models import WrongUnit
from workflow.models import UnitFile

from .sample_models import Note, Remark

KEY = UUID(int=1)


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["text"]


class RemarkForm(forms.ModelForm):
    class Meta:
        model = Remark
        fields = ["note", "text"]


@pytest.fixture
def tables(santos, campinas):
    """One note and one remark in each unit."""
    for unit in (santos, campinas):
        with tenant_context(unit):
            with connection.schema_editor(atomic=False) as editor:
                editor.create_model(Note)
                editor.create_model(Remark)
            Remark.objects.create(id=KEY, text=unit.slug, note=Note.objects.create(id=KEY, text=unit.slug))
            UnitFile.objects.create(id=KEY, title=unit.slug, number_in_unit=1, size=1, by_id=KEY)


@pytest.fixture
def taken(tables, santos):
    """What somebody took from Santos and carries elsewhere."""
    with tenant_context(santos):
        evaluated = Note.objects.all()
        len(evaluated)
        return SimpleNamespace(
            query=Note.objects.all(),
            evaluated=evaluated,
            raw=Note.objects.raw("SELECT * FROM samples_note"),
            note=Note.objects.get(),
            bare=Note.objects.only("id").get(),
            new=Note(text="made in Santos"),
            remark=Remark.objects.get(),
            remarks=Remark.objects.all(),
            file=UnitFile.objects.get(),
            pickled_files=pickle.dumps(UnitFile.objects.all()),
            pickled_file=pickle.dumps(UnitFile.objects.get()),
            form=NoteForm({"text": "stolen"}, instance=Note.objects.get()),
        )


def rows(unit):
    with tenant_context(unit):
        return [list(model.objects.order_by("pk").values()) for model in (Note, Remark, UnitFile)]


def as_new(row):
    row.pk, row._state.adding = UUID(int=9), True
    return row


QUERIES = {
    "iterated": lambda it: list(it.query),
    "iterated bit by bit": lambda it: list(it.query.iterator()),
    "narrowed": lambda it: it.query.filter(text="santos").first(),
    "one row": lambda it: it.query.get(pk=KEY),
    "by keys": lambda it: it.query.in_bulk([KEY]),
    "values": lambda it: list(it.query.values_list("text")),
    "counted": lambda it: it.query.count(),
    "asked whether any": lambda it: it.query.exists(),
    "asked whether this one": lambda it: it.query.contains(it.note),
    "summed up": lambda it: it.query.aggregate(Count("pk")),
    "locked": lambda it: list(it.query.select_for_update()),
    "joined with another": lambda it: list(it.query.union(Note.objects.all())),
    "explained": lambda it: it.query.explain(),
    "named database": lambda it: list(it.query.using("default")),
    "raw": lambda it: list(it.raw),
    "raw on a named database": lambda it: list(it.raw.using("default")),
    "evaluated before": lambda it: list(it.evaluated),
    "copied": lambda it: list(copy.deepcopy(it.query)),
    "out of a pickle": lambda it: list(pickle.loads(it.pickled_files)),  # noqa: S301
    "into a pickle": lambda it: pickle.dumps(it.query),
    "choices of a form": lambda it: list(forms.ModelChoiceField(it.query).choices),
    "answer of a form": lambda it: forms.ModelChoiceField(it.query).clean(str(KEY)),
}
WRITES = {
    "updated": lambda it: it.query.update(text="stolen"),
    "deleted": lambda it: it.remarks.delete(),
    "created through": lambda it: it.query.create(text="stolen"),
    "got or created": lambda it: it.query.get_or_create(text="stolen"),
    "updated or created": lambda it: it.query.update_or_create(pk=KEY, defaults={"text": "stolen"}),
    "row saved": lambda it: it.note.save(),
    "row's field saved": lambda it: it.note.save(update_fields=["text"]),
    "new row saved": lambda it: it.new.save(),
    "row saved as new": lambda it: as_new(it.note).save(force_insert=True),
    "row deleted": lambda it: it.remark.delete(),
    "rows created together": lambda it: Note.objects.bulk_create([it.new]),
    "rows updated together": lambda it: Note.objects.bulk_update([it.note], ["text"]),
    "row out of a pickle": lambda it: pickle.loads(it.pickled_file).save(),  # noqa: S301
    "row copied": lambda it: copy.copy(it.file).save(),
    "form": lambda it: it.form.save(),
}
RELATIONS = {
    "row read again": lambda it: it.note.refresh_from_db(),
    "field fetched late": lambda it: it.bare.text,
    "children": lambda it: list(it.note.remarks.all()),
    "children counted": lambda it: it.note.remarks.count(),
    "child created": lambda it: it.note.remarks.create(text="stolen"),
    "parent": lambda it: it.remark.note,
    "children fetched ahead": lambda it: prefetch_related_objects([it.note], "remarks"),
    "parents fetched ahead": lambda it: prefetch_related_objects([it.remark], "note"),
}
WAYS = QUERIES | WRITES | RELATIONS


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_was_begun_in_one_unit_is_refused_in_another(taken, santos, campinas, way):
    """PUR-10"""
    before = rows(santos), rows(campinas)
    with tenant_context(campinas), pytest.raises(WrongUnit):
        way(taken)
    assert (rows(santos), rows(campinas)) == before


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_nothing_of_a_unit_is_reached_outside_of_units(taken, santos, way):
    if way is QUERIES["evaluated before"] or way is QUERIES["out of a pickle"]:
        assert [str(row.pk) for row in way(taken)] == [str(KEY)]  # rows already read may be shown, not changed
        return
    before = rows(santos)
    with pytest.raises(WrongUnit):
        way(taken)
    assert rows(santos) == before


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_same_works_at_home(taken, santos, way):
    """So the refusals above refuse the place, not the deed."""
    with tenant_context(santos):
        way(taken)


def test_rows_read_bit_by_bit_stop_when_the_unit_is_left(tables, santos, campinas):
    with tenant_context(santos):
        Note.objects.create(text="second")
        reading = Note.objects.iterator(chunk_size=1)
        next(reading)
    with tenant_context(campinas), pytest.raises(WrongUnit):
        next(reading)


def test_raw_rows_read_bit_by_bit_stop_too(tables, santos, campinas):
    with tenant_context(santos):
        Note.objects.create(text="second")
        reading = Note.objects.raw("SELECT * FROM samples_note").iterator()
        next(reading)
    with tenant_context(campinas), pytest.raises(WrongUnit):
        next(reading)


def test_a_query_inside_a_query_runs_in_the_active_unit(taken, campinas):
    """The one way that is not refused: it reads nothing of the other unit."""
    with tenant_context(campinas):
        assert [note.text for note in Note.objects.filter(pk__in=taken.query)] == ["campinas"]


def test_a_form_made_outside_of_units_offers_the_active_units_rows(tables, santos, campinas):
    """The class of a form is made once, when its module is loaded."""
    for unit in (santos, campinas, santos):
        with tenant_context(unit):
            assert [label for _, label in RemarkForm().fields["note"].choices][1:] == [str(Note.objects.get())]


def test_a_query_begun_outside_of_units_stays_in_the_first_that_evaluates_it(tables, santos, campinas):
    query = Note.objects.all()
    with tenant_context(santos):
        assert [note.text for note in query] == ["santos"]
    with tenant_context(campinas), pytest.raises(WrongUnit):
        list(query)


def test_a_query_begun_and_evaluated_outside_of_units_is_refused_and_unharmed(tables, santos):
    query = Note.objects.all()
    with pytest.raises(WrongUnit):
        list(query)
    with tenant_context(santos):
        assert query.count() == 1


def test_a_row_of_another_unit_cannot_be_hung_on_one_of_this(tables, santos, campinas):
    with tenant_context(santos):
        foreign = Note.objects.create(text="only here")
    with tenant_context(campinas), pytest.raises(IntegrityError):
        hang_on(foreign)


@transaction.atomic
def hang_on(note):
    Remark.objects.create(note=note, text="stolen")
    connection.check_constraints()
