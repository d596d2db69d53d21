"""A closed contact is opened again: by whoever may, on a supervisor's authority, or by asking him (BIM-37..41, BIM-64)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from followup import closing
from followup.forms.end import RefusalForm, ReopenForm
from followup.models import Reopening
from followup.views.contact import found
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission

PAGE = "followup/contact_reopen.html"


@requires(Permission.CONTACT_WORK)
@sensitive_post_parameters("password", "code")
def contact_reopen(request, number):
    """Reason, and for whoever lacks the power a supervisor's authority. What stands against it is said at once."""
    contact = found(request, number)
    may = request.membership.may(Permission.CONTACT_REOPEN)
    if contact.is_open:
        messages.info(request, "O contato já está em aberto.")
        return redirect("contact", number)
    form = ReopenForm(posted(request), request=request, contact=contact, may=may)
    if request.method == "POST" and form.is_valid():
        try:
            done = form.save()
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            asked = isinstance(done, Reopening)
            messages.success(request, f"Pedido enviado a {done.supervisor}." if asked else "Contato reaberto.")
            return go_to(request, reverse("contact", args=[number]))
    asked = contact.reopenings.waiting().select_related("supervisor", "by").first()
    context = {"contact": contact, "form": form, "may": may, "refusal": closing.refusal(contact), "asked": asked}
    return render_form_again(request, PAGE, "reopen-form", context) if form.errors else render(request, PAGE, context)


@requires(Permission.CONTACT_REOPEN)
@require_POST
def reopening_answer(request, number, pk):
    """A supervisor answers from where he is."""
    contact = found(request, number)
    asked = get_object_or_404(Reopening.objects.select_related("contact__person", "by"), pk=pk, contact=contact)
    form = RefusalForm(request.POST)
    try:
        if request.POST.get("resposta") == "sim":
            asked.grant(by=request.user)
            messages.success(request, "Contato reaberto.")
        elif form.is_valid():
            asked.refuse(form.cleaned_data["words"], by=request.user)
            messages.success(request, "Resposta enviada.")
        else:
            messages.warning(request, "Diga por que não autoriza.")
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect("contact", number)
