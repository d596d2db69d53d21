"""The visit sheet of one contact: choose the layout, then print it or send it by e-mail (BIM-52, BIM-53)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from followup import sheet_sending
from followup.forms.sheets import SheetForm
from followup.sheet_facts import sheet_of
from followup.sheet_layouts import LAYOUTS, OPINIONS
from followup.sheet_paper import pdf_of_sheets
from followup.sight import contact_in_sight
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from purifikar.lib.pdf import PdfFailed, PdfUnavailable
from purifikar.lib.pdf_answer import pdf_answer
from tenants.access import requires
from tenants.roles import Permission
from workflow.models import Appointment

PAGE = "followup/sheets/contact.html"
OFFERED = 12
NO_PDF = "A ficha não saiu agora. Tente de novo daqui a pouco; nada foi enviado."


@requires(Permission.CONTACT_SEE)
@require_http_methods(["GET", "POST"])
def contact_sheet(request, number):
    """Both ways out of one form; what is printed opens beside."""
    contact = contact_in_sight(request.membership, number=number)
    sends, step = request.membership.may(Permission.CONTACT_WORK), request.POST.get("passo", "")
    if step == "enviar" and not sends:
        raise PermissionDenied
    form = SheetForm(
        posted(request), person=contact.person, appointments=_appointments(contact), unit=request.unit, user=request.user,
        prints=step != "enviar",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        if step != "enviar":
            said = {name: value for name in ("modelo", "compromisso", "pareceres") if (value := form.cleaned_data.get(name))}
            return redirect(f"{reverse('contact_sheet_pdf', args=[number])}?{urlencode(said)}")
        if _sent(request, contact, form):
            return go_to(request, reverse("contact", args=[number]))
    context = {"contact": contact, "form": form, "sends": sends}
    return render_form_again(request, PAGE, "sheet-form", context) if form.errors else render(request, PAGE, context)


@requires(Permission.CONTACT_SEE)
@require_GET
def contact_sheet_pdf(request, number):
    contact = contact_in_sight(request.membership, number=number)
    layout, opinions = request.GET.get("modelo", "visita"), request.GET.get("pareceres", "")
    if layout not in LAYOUTS or opinions not in dict(OPINIONS):
        raise Http404
    asked = request.GET.get("compromisso", "")
    appointment = next((each for each in _appointments(contact) if str(each.number) == asked), None)

    def make():
        return pdf_of_sheets([sheet_of(contact, layout=layout, appointment=appointment, opinions=opinions)], by=request.user)

    return pdf_answer(request, make, f"ficha-contato-{number}-{layout}.pdf")


def _sent(request, contact, form):
    said = form.cleaned_data
    try:
        sheet_sending.send(
            contact, layout=said["modelo"], appointment=form.appointment, to_staff=form.staff, to_customer=form.customer, by=request.user,
            words=said["recado"], opinions=said["pareceres"], receipt=said["receipt"],
        )  # fmt: skip
    except (PdfUnavailable, PdfFailed):
        sheet_sending.log.exception("the sheet of contact %s could not be made", contact.number)
        form.add_error(None, NO_PDF)
        return False
    messages.success(request, f"Ficha a caminho de {', '.join([*form.staff, *form.customer])}. O envio está no histórico do contato.")
    return True


def _appointments(contact):
    """What was marked for the contact and holds, the next one first."""
    marked = Appointment.objects.filter(contact_booking__contact=contact, state__in=[Appointment.State.MARKED, Appointment.State.DONE])
    return sorted(marked.select_related("person").order_by(F("starts_at").desc())[:OFFERED], key=lambda each: (not each.is_marked, each.starts_at))  # fmt: skip
