"""Configurações › Ciclos de atendimento: question sets, their versions, and trying them before they are published (BIM-46, BIM-47)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from followup import cycle_path
from followup.forms.cycle import CycleForm, QuestionForm
from followup.forms.cycle_answers import CycleAnswerForm
from followup.install import install_tables
from followup.models import Cycle, CycleAnswer, CycleQuestion, CycleReply
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission

LIST, PAGE, QUESTION, TRY = (f"followup/cycle/{name}.html" for name in ("list", "settings", "question", "try"))


@requires(Permission.CONTACT_SETTINGS)
def cycles(request):
    """All of them, with the types that ask each; a unit that never had one gets those that every unit begins with."""
    install_tables()
    return render(request, LIST, {"cycles": Cycle.objects.with_versions().prefetch_related("kinds")})


@requires(Permission.CONTACT_SETTINGS)
def cycle_new(request):
    form = CycleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = form.keep(by=request.user)
        messages.success(request, f"“{made}” criado. Inclua as perguntas.")
        return go_to(request, reverse("cycle", args=[made.pk]))
    return _page(request, {"form": form})


@requires(Permission.CONTACT_SETTINGS)
def cycle(request, pk):
    """A cycle with the questions of its draft, else of its current version; or of an older one (`?versao=`)."""
    found = _cycle(pk)
    form = CycleForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        form.keep(by=request.user)
        messages.success(request, "Gravado.")
        return go_to(request, reverse("cycle", args=[pk]))
    return _page(request, {"form": form, **_shown(Cycle.objects.get(pk=pk), request.GET.get("versao", ""))})


@requires(Permission.CONTACT_SETTINGS)
@require_POST
def cycle_draft(request, pk):
    """A draft is begun, published, or thrown away."""
    found, step = _cycle(pk), request.POST.get("passo")
    draft = found.begin_draft(by=request.user) if step == "comecar" else found.draft
    try:
        if step == "publicar" and draft:
            draft.publish(by=request.user)
            messages.success(request, f"Versão {draft.number} publicada. As próximas respostas são dela; as de antes ficam na sua.")
        elif step == "descartar" and draft:
            draft.delete()
            messages.success(request, "Rascunho descartado.")
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("cycle", pk)


@requires(Permission.CONTACT_SETTINGS)
def cycle_question_new(request, pk):
    return _question(request, _cycle(pk).begin_draft(by=request.user) if request.method == "POST" else _draft_or_current(pk), None)


@requires(Permission.CONTACT_SETTINGS)
def cycle_question(request, pk, question):
    """Of a draft; what is published is only shown on the cycle's page."""
    found = get_object_or_404(CycleQuestion.objects.select_related("version__cycle"), pk=question, version__cycle=pk)
    if not found.version.is_draft:
        messages.warning(request, "Esta pergunta já foi publicada e não muda mais. Comece um rascunho e mude a cópia dela.")
        return go_to(request, reverse("cycle", args=[pk]))
    return _question(request, found.version, found)


@requires(Permission.CONTACT_SETTINGS)
@require_POST
def cycle_question_place(request, pk, question):
    """One place up or down, or out of the draft."""
    found = get_object_or_404(CycleQuestion.objects.select_related("version__cycle"), pk=question, version__cycle=pk)
    step = request.POST.get("para")
    try:
        if step == "fora":
            found.version.remove(found)
        else:
            found.version.move(found, -1 if step == "cima" else 1)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("cycle", pk)


@requires(Permission.CONTACT_SETTINGS)
def cycle_try(request, pk):
    """The draft, else the current version, answered as in a contact; nothing is kept."""
    version = _draft_or_current(pk)
    form = CycleAnswerForm(posted(request), version=version)
    context = {"cycle": version.cycle, "version": version, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            values = cycle_path.check(form.questions, form.said, whole=True)
        except ValidationError as refused:
            form.refuse(refused)
        else:
            context |= {"told": _told(form, values), "out": cycle_path.left_out(form.questions, form.said, values)}
    return render(request, TRY, context, status=422 if form.errors else 200)


@requires(Permission.CONTACT_SETTINGS)
@require_POST
def cycle_removal(request, pk):
    """What was never published goes; what was is put out of use, with its answers."""
    found = get_object_or_404(Cycle.objects.with_versions(), pk=pk)
    if found.published_number is None:
        found.delete()
        messages.success(request, f"“{found}” excluído.")
    else:
        found.is_active = False
        found.save(update_fields=["is_active"])
        messages.success(request, f"“{found}” saiu de uso. As respostas dele ficam.")
    return redirect("cycles")


def _cycle(pk):
    return get_object_or_404(Cycle, pk=pk)


def _draft_or_current(pk):
    found = _cycle(pk)
    if version := found.draft or found.current:
        return version
    raise Http404


def _shown(found, number):
    """The version that the page shows, with all there are."""
    versions = list(found.versions.all())
    shown = next((each for each in versions if str(each.number) == number), versions[0] if versions else None)
    questions = shown.in_order if shown else []
    rows = [(question, question.condition(questions)) for question in questions]
    return {"cycle": found, "versions": versions, "version": shown, "rows": rows, "changes": bool(shown and shown.is_draft), "has_draft": any(each.is_draft for each in versions), "is_published": any(not each.is_draft for each in versions)}  # fmt: skip


def _page(request, context):
    return render(request, PAGE, context, status=422 if context["form"].errors else 200)


def _question(request, version, question):
    form = QuestionForm(posted(request), version=version, instance=question)
    if request.method == "POST" and form.is_valid() and _kept(form):
        messages.success(request, "Gravado no rascunho.")
        return go_to(request, reverse("cycle", args=[version.cycle_id]))
    context = {"cycle": version.cycle, "version": version, "question": question, "form": form}
    return render_form_again(request, QUESTION, "question-form", context) if form.errors else render(request, QUESTION, context)


def _kept(form):
    try:
        return form.keep()
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    return False


def _told(form, values):
    """What would be kept, in words."""
    rows = [row for question in form.questions if question.key in values for row in CycleAnswer.of(CycleReply(), question, values[question.key])]  # fmt: skip
    told = {}
    for row in rows:
        told.setdefault(row.question.text, []).append(row.words)
    return {question: ", ".join(words) for question, words in told.items()}
