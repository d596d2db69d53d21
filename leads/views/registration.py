from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from leads import identities
from leads.forms.company import asks_company, has_company_fields
from leads.forms.registration import CompanyRegistrationForm, RegistrationForm
from leads.models import Lead
from leads.registering import Desk
from leads.views.posted import posted
from purifikar.db.together import written_together
from purifikar.lib.contact import normal_email, normal_phone
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission

PAGE = "leads/registration.html"
LAST_SOURCE = "origem"  # the cookie that remembers where the last lead came from
A_YEAR = 365 * 24 * 3600


@requires(Permission.LEAD_ADD)
def lead_new(request):
    """Quick registration: name and phone are enough. The same form sent twice makes one lead (PUR-11, BEY-14)."""
    desk = _desk(request)
    if done := Lead.objects.sent_with(_key(request), by=request.user):
        return _registered(request, done)
    form = (CompanyRegistrationForm if has_company_fields(request) else RegistrationForm)(posted(request), desk=desk)
    if asks_company(request):
        form.ask(request)
    elif request.method == "POST" and form.is_valid():
        try:
            with written_together(), transaction.atomic():  # the savepoint's end takes along what waits
                lead = form.save()
        except IntegrityError:
            lead = Lead.objects.sent_with(_key(request), by=request.user)
            if lead is None:
                raise
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _words(lead, request.user))
            _tell_disputes(request, lead)
        if not form.errors:
            return _registered(request, lead)
    context = {"form": form, "desk": desk, "same": getattr(form, "same", []), "asks": True}
    if form.errors:
        return render_form_again(request, PAGE, "registration-form", context)
    return render_partials(request, PAGE, ["registration-form"], context)


@requires(Permission.LEAD_ADD)
def lead_duplicates(request):
    """While somebody types: who has that phone, e-mail or number already, and who is called much the same."""
    desk, given = _desk(request), request.GET
    same = desk.same(phones=_phones(given), emails=_emails(given), cpf=given.get("cpf", "")[:20], cnpj=given.get("cnpj", "")[:20])
    alike = desk.alike(given.get("name", "")[:120], given.get("district", "")[:60], but=same)
    elsewhere = identities.elsewhere(
        phones=_phones(given), emails=_emails(given), cpf=given.get("cpf", "")[:20], cnpj=given.get("cnpj", "")[:20]
    )
    return render(request, "leads/duplicates.html", {"same": same, "alike": alike, "elsewhere": elsewhere, "form": None})


def _desk(request):
    return Desk(request.unit, request.membership, last_source=request.COOKIES.get(LAST_SOURCE, "")[:40])


def _registered(request, lead):
    """On to the lead's page, or to another registration where the lead is none of his to see."""
    member = request.membership
    sees = member.may(Permission.LEAD_SEE_ALL) or Lead.objects.seen_by(member).filter(pk=lead.pk).exists()
    answer = go_to(request, reverse("lead", args=[lead.number]) if sees else reverse("lead_new"))
    answer.set_cookie(
        LAST_SOURCE, lead.source.slug, max_age=A_YEAR, path=reverse("lead_new"), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer


def _tell_disputes(request, lead):
    """Another unit treats this person too; whose name or number is nobody's business here."""
    for dispute in lead.disputes:
        unit, since = dispute.other(request.unit)
        since = timezone.localtime(since)
        messages.warning(
            request, f"Esta pessoa já está em atendimento na unidade {unit} desde {since.day}/{since.month}. A rede decide quem segue."
        )


def _words(lead, user):
    holder = lead.journey.holder
    if holder is None:
        return "Lead registrado. Espera na fila."
    return "Lead registrado. Está com você." if holder == user else f"Lead registrado. Está com {holder}."


def _key(request):
    """The receipt that came with the form, if it is one."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _phones(given):
    try:
        return [normal_phone(given.get("phone", "")[:30])]
    except ValidationError:
        return []


def _emails(given):
    address = normal_email(given.get("email", "")[:254])
    return [address] if address else []
