"""The history of a contact: complete or standard, on the screen and on paper (BIM-24, BIM-42, BIM-43)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from followup.history import MOST_PRINTED, ContactHistory
from followup.models import Mention
from followup.models.mention import LENT
from followup.sight import contact_in_sight
from purifikar.lib.partials import render_partials
from purifikar.lib.pdf import render_pdf
from purifikar.lib.pdf_answer import pdf_answer
from tenants.access import requires
from tenants.roles import Permission

PAGE = "followup/opinions/history.html"
LAST = 5


@requires(Permission.CONTACT_SEE)
@require_GET
def contact_history(request, number):
    """On a page of its own, in the composer's dialog, or the next lines below those on the page."""
    contact = contact_in_sight(request.membership, number=number)
    history = ContactHistory(contact, request.membership, only=request.GET.get("so", ""), before=request.GET.get("antes", ""))
    member = request.membership
    settles = {point.pk for point in history.points if point.is_mine or point.opinion.by_id == request.user.pk}
    settles |= {point.pk for point in history.points if member.may(Permission.PEOPLE_MANAGE)}
    context = {"contact": contact, "history": history, "writes": member.may(Permission.CONTACT_WORK), "settles": settles, "lent_days": LENT}
    if not request.htmx:
        return render(request, PAGE, context)
    return render_partials(request, PAGE, ["history-lines" if history.before else "opinion-piece"], context)


@requires(Permission.CONTACT_SEE)
@require_GET
def contact_opinions(request, number):
    """The last opinions, as a section of the contact's page (BIM-04); on their own the whole history does it."""
    contact = contact_in_sight(request.membership, number=number)
    if not request.htmx:
        return redirect("contact_history", number)
    opinions = contact.opinions.with_line().order_by("-at")[:LAST]
    drafted = contact.drafts.filter(author=request.user).exclude(text="").exists()
    context = {"contact": contact, "opinions": opinions, "drafted": drafted}
    return render(request, "followup/opinions/parts/last.html", context)


@requires(Permission.CONTACT_SEE)
@require_GET
def contact_history_pdf(request, number):
    contact = contact_in_sight(request.membership, number=number)
    history = ContactHistory(contact, request.membership, only=request.GET.get("so", ""), size=MOST_PRINTED, by_name=True)
    context = {"contact": contact, "history": history, "unit": request.unit, "now": timezone.localtime(), "user": request.user}
    name = f"historico-contato-{number}{'-padrao' if history.only else ''}.pdf"
    return pdf_answer(request, lambda: render_pdf("followup/opinions/history_paper.html", context), name)


@requires(Permission.CONTACT_SEE)
@require_POST
def alignment_settled(request, pk):
    """The point is settled; a second time it is just so."""
    mention = get_object_or_404(Mention.objects.with_line().settled_by(request.membership), pk=pk)
    mention.close(by=request.user)
    messages.success(request, "Ponto acertado.")
    contact = mention.opinion.contact
    return redirect("contact_history", contact.number) if contact else redirect("request", mention.opinion.request.number)
