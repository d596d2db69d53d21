"""Envios: what is being sent, what was sent, and what became of it with each person (BIM-54..58, DIR-56)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup import mailing_placeholders
from followup.forms.mailings import MailingForm
from followup.mailing_filter import people_of
from followup.mailing_install import install_models
from followup.mailing_judging import Forecast
from followup.mailing_page import Report
from followup.mailing_text import Texts
from followup.models import Mailing, Recipient
from followup.models.mailing_sender import sender_of
from leads.exports import FORMATS
from leads.models import Person
from leads.views.posted import posted
from purifikar.lib.keyset import page_of
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission

LIST, PAGE, PEOPLE, PREVIEW, SEND, COMPOSE, PANEL = (
    f"followup/mailings/{name}.html" for name in ("mailings", "mailing", "people", "preview", "send", "compose", "panel")
)
SHOWN, ON_A_PANEL = 50, 5


@requires(Permission.MAILINGS)
@require_GET
def mailings(request):
    """The log of mailings, the newest first (DIR-56)."""
    found = Mailing.objects.visible_to(request.membership).select_related("model", "network_model", "by")
    return render(request, LIST, {"page": page_of(found, request.GET, order=("-number",), size=SHOWN)})


@requires(Permission.MAILINGS)
@require_http_methods(["GET", "POST"])
def mailing(request, number):
    """A draft to be finished, or the report of what was sent."""
    found = _found(request, number)
    if not found.is_draft:
        return render(request, PAGE, {"mailing": found, "report": Report(found, request.GET)})
    install_models()
    form = MailingForm(posted(request), instance=found, member=request.membership)
    if request.method == "POST" and form.is_valid():
        Mailing.objects.filter(pk=found.pk, state=Mailing.State.DRAFT).update(**form.facts)
        way = {"previa": "mailing_preview", "enviar": "mailing_send"}.get(request.POST.get("ir"), "mailing")
        if way == "mailing":
            messages.success(request, "Rascunho guardado.")
        return go_to(request, reverse(way, args=[number]))
    context = {"mailing": found, "form": form, "back": reverse("mailings")}
    return render_form_again(request, COMPOSE, "mailing-form", context) if form.errors else render(request, COMPOSE, context)


@requires(Permission.MAILINGS)
@require_GET
def mailing_progress(request, number):
    """The same page's body anew, while the mails are being made and are leaving."""
    found = _found(request, number)
    if found.is_draft:
        return go_to(request, reverse("mailing", args=[number]))
    return render_partials(request, PAGE, ["mailing-body"], {"mailing": found, "report": Report(found, request.GET)}, otherwise=reverse("mailing", args=[number]))  # fmt: skip


@requires(Permission.MAILINGS)
@require_http_methods(["GET", "POST"])
def mailing_people(request, number):
    """Who is in a draft; whoever is ticked is taken out."""
    found = _the_draft(request, number)
    if request.method == "POST":
        numbers = [
            int(value) for value in request.POST.getlist("pessoa")[:500] if value.isascii() and value.isdecimal() and len(value) < 10
        ]
        gone = found.leave_out(Person.objects.filter(number__in=numbers))
        messages.success(request, f"{gone} {'pessoa saiu' if gone == 1 else 'pessoas saíram'} do envio.")
        return redirect(request.get_full_path())
    report = Report(found, request.GET)
    return render(request, PEOPLE, {"mailing": found, "report": report})


@requires(Permission.MAILINGS)
@require_GET
def mailing_preview(request, number):
    """As one of the chosen people will read it (`pessoa`); nobody else's data are shown (BIM-58)."""
    found = _the_draft(request, number)
    if found.template is None:
        messages.warning(request, "Escolha o modelo primeiro.")
        return redirect("mailing", number)
    first = found.recipients.select_related("person")
    asked = request.GET.get("pessoa", "")
    if asked:
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
            raise Http404
        first = first.filter(person__number=int(asked))
    shown = first.in_order(found.ordering).filter(person__in=people_of(request.membership).order_by().values("pk")).first()
    if shown is None:
        raise Http404
    person = Person.objects.with_contacts().get(pk=shown.person_id)
    sender = sender_of(found.company, by=found.by).as_dict()
    texts = Texts(subject=found.template.subject, body=found.template.body, header_text=found.header_text, sender=sender)
    values = mailing_placeholders.values_of(person, request.unit, found.by)
    letter, empty = texts.preview(values), ["{{" + name + "}}" for name in texts.empty_in(values)]
    others = found.recipients.select_related("person").in_order(found.ordering)[:SHOWN]
    files = found.template.kept_files
    address = person.emails.first()
    context = {"mailing": found, "person": person, "letter": letter, "sender": sender, "others": others, "files": files, "to": address or "sem e-mail", "empty": empty}  # fmt: skip
    return render(request, PREVIEW, context)


@requires(Permission.MAILINGS)
@require_http_methods(["GET", "POST"])
def mailing_send(request, number):
    """How many will get it, how many not and why; then it goes (BIM-58). Pressed twice it goes once."""
    found = _found(request, number)
    if not found.is_draft:
        return redirect("mailing", number)
    if found.template is None:
        messages.warning(request, "Escolha o modelo primeiro.")
        return redirect("mailing", number)
    if request.method == "GET":
        return render(
            request,
            SEND,
            {"mailing": found, "forecast": Forecast(found, request.membership), "sender": sender_of(found.company, by=found.by)},
        )
    try:
        started = found.start(member=request.membership)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return redirect("mailing", number)
    if started:
        messages.success(request, "Envio a caminho: os e-mails saem aos poucos.")
    return redirect("mailing", number)


@requires(Permission.MAILINGS)
@require_POST
def mailing_cancel(request, number):
    found = _found(request, number)
    if found.cancel(by=request.user):
        messages.success(request, "Envio cancelado. Quem ainda não tinha recebido não recebe mais.")
    else:
        messages.warning(request, "Não há mais nada a cancelar: os e-mails já saíram.")
    return redirect("mailing", number)


@requires(Permission.MAILINGS)
@require_POST
def mailing_retry(request, number):
    """What stood still goes on where it stopped."""
    _found(request, number).try_again()
    return redirect("mailing", number)


@requires(Permission.MAILINGS)
@require_POST
def mailing_drop(request, number):
    """A draft that nobody sends."""
    _the_draft(request, number).drop()
    messages.success(request, "Rascunho excluído.")
    return redirect("mailings")


@requires(Permission.MAILINGS)
@require_GET
def mailing_export(request, number, kind):
    """The report as it is filtered and ordered, for a spreadsheet; no cell computes anything."""
    found = _found(request, number)
    if kind not in FORMATS or found.is_draft:
        raise Http404
    content_type, write = FORMATS[kind]
    answer = HttpResponse(write(Report(found, request.GET).lines()), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="envio-{found.number}-{timezone.localdate():%Y-%m-%d}.{kind}"'
    return answer


@requires(Permission.MAILINGS)
@require_GET
def person_mailings(request, number):
    """What was sent to somebody: a panel of his page."""
    person = get_object_or_404(people_of(request.membership), number=number, merged_into=None)
    rows = (
        Recipient.objects.filter(person=person)
        .exclude(mailing__state=Mailing.State.DRAFT)
        .select_related("mailing__model", "mailing__network_model")
    )
    rows = list(rows.order_by("-mailing__number")[: ON_A_PANEL if request.htmx else SHOWN])
    own = set(Mailing.objects.visible_to(request.membership).filter(pk__in=[row.mailing_id for row in rows]).values_list("pk", flat=True))
    context = {"person": person, "rows": rows, "own": own}
    return render_partials(request, PANEL, ["mailing-panel"], context) if request.htmx else render(request, PANEL, context)


def _found(request, number):
    return get_object_or_404(Mailing.objects.visible_to(request.membership).with_page(), number=number)


def _the_draft(request, number):
    found = _found(request, number)
    if not found.is_draft:
        raise Http404
    return found
