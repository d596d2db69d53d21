"""The page on which an opinion is written, kept and finished (BIM-19..34, BIM-73)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup.forms.opinions import FinishingForm, OpinionDecisionForm, OpinionFileForm, OpinionForm
from followup.models import Contact, OpinionDraft
from followup.opinion_page import OpinionPage
from followup.reading import with_phones
from followup.sight import contact_in_sight, lent_to
from tenants.access import requires
from tenants.roles import Permission
from workflow.decider import Decider
from workflow.models import AlreadyDecided, NotAllowed, Request

PAGE = "followup/opinions/opinion.html"
DECIDE = "followup/opinions/decide.html"
WRITES = requires(Permission.REQUESTS)  # whoever may write at all; on a contact its own power is asked for too
OVER_IT = {"email": "opinion_email", "contato": "opinion_contact"}  # addressed by the draft
BESIDE_IT = {"compromisso": "contact_agenda", "historico": "contact_history"}  # by the contact


@requires(Permission.CONTACT_WORK)
@require_GET
def opinion_new(request, number):
    """The opinion that this person writes on that contact: begun, or resumed where typing stopped (BIM-19, BIM-32)."""
    contact = contact_in_sight(request.membership, number=number)
    draft = OpinionDraft.objects.begin(request.user, contact=contact)
    draft.contact = with_phones(contact)
    return show(request, OpinionPage(draft, request.membership, request.unit))


@WRITES
@require_GET
def request_opinion(request, number):
    """The same on a solicitação."""
    asked = get_object_or_404(requests_in_sight(request), number=number)
    return show(request, found(request, OpinionDraft.objects.begin(request.user, request=asked).pk))


@WRITES
@require_http_methods(["GET", "POST"])
def opinion_keep(request, pk):
    """POST by itself, every few seconds and on leaving; by its button (A concluir), or on the way to an act. GET: how it stands now."""
    page = found(request, pk)
    if request.method == "GET":
        return render(request, f"{PAGE}#opinion-state", {"page": page, "fresh": True})
    form = OpinionForm(request.POST, draft=page.draft, unit=request.unit)
    is_whole = form.is_valid()
    clashes = form.keep()
    if "auto" in request.POST:
        return _kept(request, page, form, clashes)
    if "text" in form.errors:
        return show(request, page, form=form)
    if place := _on_the_way(request, page):
        return redirect(place)
    if not is_whole:
        messages.warning(request, "O texto está guardado; confira os outros campos ao concluir.")
    messages.success(request, "O parecer está guardado em Pareceres pendentes.")
    return redirect("pending_opinions")


@WRITES
@require_POST
def opinion_finish(request, pk):
    """OK: what was typed is checked, and the workflow asks its question where there is one to ask (BIM-33)."""
    page = found(request, pk)
    form = FinishingForm(request.POST, draft=page.draft, unit=request.unit)
    is_whole = form.is_valid()
    form.keep()
    if page.draft.others:
        form.add_error("text", "Há texto escrito em outra aba. Traga-o para cá ou descarte-o, e grave de novo.")
    if request.FILES.get("upload"):
        form.add_error(None, "O arquivo ainda não está anexado: escolha-o de novo e use Anexar antes de gravar.")
    if not is_whole or form.errors:
        return show(request, page, form=form)
    return redirect("opinion_decide", pk) if page.choices else _finish(request, page)


@WRITES
@require_http_methods(["GET", "POST"])
def opinion_decide(request, pk):
    """What comes next on the way: one of the outcomes, or on without deciding; the opinion stands with it or not at all (BIM-33..35)."""
    page = found(request, pk)
    if lacking := page.draft.lacks():
        messages.warning(request, " ".join(lacking.values()))
        return redirect(page.address)
    slug = request.POST.get("saida") or request.GET.get("saida", "")
    choice = next((each for each in page.choices if each.slug == slug), None)
    if choice is None and request.method == "POST":
        if not slug:
            return _finish(request, page)
        messages.warning(request, "Isso já foi decidido. Veja como está agora.")
        return redirect("opinion_decide", pk)
    return _decide(request, page, choice) if choice else render(request, DECIDE, {"page": page})


def _decide(request, page, choice):
    journey = page.journey
    outcome = journey.stage.outcomes.select_related("stage", "target").get(slug=choice.slug)
    data = request.POST if request.method == "POST" else None
    form = OpinionDecisionForm(data, outcome=outcome, journey=journey, unit=request.unit, initial=_known(page))
    if data and form.is_valid() and (done := _finish(request, page, outcome=outcome, form=form)):
        return done
    context = {"page": page, "choice": choice, "outcome": outcome, "form": form}
    return render(request, DECIDE, context, status=422 if form.errors else 200)


def _finish(request, page, *, outcome=None, form=None):
    """Where to go when all is done; nothing when a field of the decision was refused."""
    facts = {"outcome": outcome, "seen": form.seen, "given": form.given()} if form else {}
    try:
        page.draft.finish(by=request.user, **facts)
    except (AlreadyDecided, NotAllowed) as refused:
        messages.warning(request, " ".join(refused.messages) + " O parecer continua guardado.")
        return redirect("opinion_decide", page.draft.pk)
    except ValidationError as refused:
        if form:
            form.refuse(refused)
            return None
        messages.warning(request, " ".join(refused.messages))
        return redirect(page.back)
    messages.success(request, _done_words(page, outcome))
    return redirect(page.closing_url or page.back)


def _done_words(page, outcome):
    if outcome is None:
        return "Parecer gravado."
    journey = page.journey
    journey.refresh_from_db()
    where = f"com {journey.holder}" if journey.holder_id else "na fila"
    return f"Parecer gravado. {journey.stage}: {where}." if journey.is_running else f"Parecer gravado. Encerrado: {journey.stage}."


@WRITES
@require_GET
def pending_opinions(request):
    """One's own, the oldest first, with how old (BIM-32)."""
    drafts = list(OpinionDraft.objects.of(request.user).pending().with_page().order_by("updated_at")[:100])
    seen = _seen_of(request, drafts)
    for draft in drafts:
        draft.page = OpinionPage(draft, request.membership, request.unit)
        draft.url = draft.page.address if (draft.contact_id or draft.request_id) in seen else ""
    return render(request, "followup/opinions/pending.html", {"drafts": drafts})


def _seen_of(request, drafts):
    """The keys of the contacts and requests that their author still sees; what lends him something is asked of the others only."""
    contacts = [draft.contact_id for draft in drafts if draft.contact_id]
    requests = [draft.request_id for draft in drafts if draft.request_id]
    seen = _keys(Contact.objects.seen_by(request.membership), contacts)
    seen |= _keys(lent_to(request.user), [key for key in contacts if key not in seen])
    return seen | (_keys(requests_in_sight(request), requests) if requests else set())


def _keys(rows, keys):
    return set(rows.filter(pk__in=keys).order_by().values_list("pk", flat=True)) if keys else set()


@WRITES
@require_POST
def opinion_drop(request, pk):
    """Thrown away by its author, also where he does not see the contact any more."""
    get_object_or_404(OpinionDraft.objects.of(request.user), pk=pk).drop()
    messages.success(request, "Parecer descartado.")
    return redirect("pending_opinions")


def found(request, pk):
    """One's own draft about something that one still sees; 404 otherwise."""
    draft = get_object_or_404(OpinionDraft.objects.of(request.user).select_related("request__journey", "request__type__process"), pk=pk)
    if draft.contact_id:
        draft.contact = with_phones(contact_in_sight(request.membership, pk=draft.contact_id))
        if not request.membership.may(Permission.CONTACT_WORK):
            raise PermissionDenied
    else:
        get_object_or_404(requests_in_sight(request), pk=draft.request_id)
    return OpinionPage(draft, request.membership, request.unit)


def requests_in_sight(request):
    return Request.objects.read_by(request.membership, Decider(request.membership, request.unit).own_centres)


def _file_form(page):
    return OpinionFileForm(limit=page.limit) if page.limit else None


def show(request, page, *, form=None, file_form=None):
    form = form or FinishingForm(draft=page.draft, unit=request.unit)
    context = {"page": page, "form": form, "file_form": file_form or _file_form(page)}
    refused = form.errors or (file_form and file_form.errors)
    return render(request, PAGE, context, status=422 if refused else 200)


def _kept(request, page, form, clashes):
    words = form.errors.get("text")
    context = {"page": page, "clashes": clashes, "trouble": words and words[0]}
    return render(request, f"{PAGE}#opinion-state", context, status=422 if words else 200)


def _on_the_way(request, page):
    """Where a button of the composer leads without JavaScript; the text is kept already."""
    going, draft = request.POST.get("ir", ""), page.draft
    name, _, place = going.partition("-")
    if name == "padrao" and page.standard_text:
        draft.append(page.standard_text)
        draft.keep(draft.text, standard_text=page.standard_text)
    elif name == "trazer" and place.isdecimal():
        draft.bring(int(place))
    elif name == "largar" and place.isdecimal():
        draft.shelve(int(place))
    elif name == "ato" and place in page.acts:
        return page.acts[place][1]
    elif going in OVER_IT and page.contact:
        return reverse(OVER_IT[going], args=[draft.pk])
    elif going in BESIDE_IT and page.contact:
        return reverse(BESIDE_IT[going], args=[page.contact.number])
    else:
        return ""
    return page.address


def _known(page):
    lead = page.contact.lead if page.contact and page.contact.lead_id else None
    address = lead.person.address if lead else None
    return {"person": lead and lead.seller_id, "place": str(address) if address else ""}
