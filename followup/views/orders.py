"""Orders and their contracts: made from a proposal, a contact or a lead; surplus; deleted with a reason (BIM-16..18, BIM-65)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from followup.forms.proposal import OrderForm, WordsForm
from followup.models import Contact, FollowUpRules, Order, OrderItem, ProposalVersion, SalesRules
from followup.views.proposal import found as found_proposal
from leads.views.posted import posted
from purifikar.lib.keyset import page_of
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission

FORM = "followup/order/form.html"


@requires(Permission.LEAD_SEE)
@require_GET
def orders(request):
    """The newest first; the deleted ones apart."""
    removed = request.GET.get("situacao") == "excluidos"
    found = Order.objects.visible_to(request.membership).select_related("person", "removed_by")
    found = found.exclude(removed_at=None) if removed else found.standing()
    page = page_of(found.prefetch_related("contracts"), request.GET, order=("-number",))
    return render(request, "followup/order/list.html", {"page": page, "removed": removed})


@requires(Permission.LEAD_SEE)
@require_GET
def order(request, number):
    found = _found(request, number)
    rules = SalesRules.current()
    return render(request, "followup/order/order.html", {
        "order": found, "contracts": list(found.contracts_with_items), "rules": rules, "makes": request.membership.may(Permission.PROPOSALS),
        "removes": request.membership.may(Permission.ORDERS_REMOVE),
        "sees_contact": Contact.objects.visible_to(request.membership).filter(pk=found.contact_id).exists(),
    })  # fmt: skip


@requires(Permission.PROPOSALS)
@require_http_methods(["GET", "POST"])
def proposal_order(request, number):
    """The order of the proposal that the customer accepted, and what he takes beside."""
    proposal = found_proposal(request, number)
    version = proposal.accepted
    if version is None:
        raise PermissionDenied("O cliente ainda não aceitou esta proposta.")
    version.proposal = proposal
    form = OrderForm(posted(request), needs_one=False)
    context = {"version": version, "person": proposal.person, "back": reverse("proposal", args=[number])}
    return _sold(request, form, context, person=proposal.person, version=version, contact=proposal.contact, lead=proposal.lead)


@requires(Permission.PROPOSALS)
@require_http_methods(["GET", "POST"])
def contact_sale(request, number):
    """Closes the contact as sold: the order out of its accepted proposal, or of the items entered (BIM-17)."""
    contact = get_object_or_404(Contact.objects.visible_to(request.membership).with_desk(), number=number)
    if other := Order.objects.standing().filter(contact=contact).first():
        return redirect("order", other.number)
    if not contact.may_be_sold:
        raise PermissionDenied("O contato terminou sem venda. Reabra-o antes de registrar uma.")
    version = ProposalVersion.objects.accepted().filter(proposal__contact=contact).select_related("proposal").last()
    wanted = contact.lead.product if contact.lead else ""
    form = OrderForm(posted(request), needs_one=version is None, wanted=wanted)
    context = {"version": version, "person": contact.person, "contact": contact, "back": reverse("contact", args=[number])}
    return _sold(request, form, context, person=contact.person, version=version, contact=contact, lead=contact.lead, closes=True)


@requires(Permission.PROPOSALS)
@require_http_methods(["GET", "POST"])
def order_surplus(request, number):
    """More products sold in the same contact: a contract of their own, where the unit has the routine on (BIM-16..18)."""
    found = _found(request, number)
    if not found.contact_id:
        raise PermissionDenied("Excedente é o que se vende a mais num contato, e este pedido não tem um. Registre outro pedido.")
    form = OrderForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            found.add_surplus(_lines(form), by=request.user, key=form.cleaned_data.get("key"))
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, "Excedente registrado em contrato separado.")
            return go_to(request, reverse("order", args=[number]))
    context = {"form": form, "person": found.person, "order": found, "back": reverse("order", args=[number]), "rules": SalesRules.current(), "is_surplus": True}  # fmt: skip
    return render_form_again(request, FORM, "order-form", context) if form.errors else render(request, FORM, context)


@requires(Permission.ORDERS_REMOVE)
@require_http_methods(["GET", "POST"])
def order_removal(request, number):
    """Deleted with a reason; kept to be seen, and told to whom the unit has named (BIM-65)."""
    found = _found(request, number)
    form = WordsForm(posted(request), label="Motivo da exclusão", missing="Escreva o motivo da exclusão.")
    if request.method == "POST" and form.is_valid():
        try:
            found.remove(by=request.user, reason=form.cleaned_data["words"])
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, f"Pedido {number} excluído. O registro fica, com o motivo.")
            return go_to(request, reverse("order", args=[number]))
    context = {"form": form, "order": found}
    page = "followup/order/removal.html"
    return render_form_again(request, page, "removal-form", context) if form.errors else render(request, page, context)


def _sold(request, form, context, *, person, closes=False, **facts):
    if request.method == "POST" and form.is_valid():
        key, made = form.cleaned_data.get("key"), None
        try:
            made = Order.objects.sent_with(key, by=request.user) or _sell(request, form, person, facts, closes=closes)
        except ValidationError as refused:
            made = Order.objects.sent_with(key, by=request.user)  # the same form, sent twice at once
            if made is None:
                form.add_error(None, refused.messages)
        if made:
            messages.success(request, f"Pedido {made.number} registrado.")
            return go_to(request, reverse("order", args=[made.number]))
    context |= {"form": form, "rules": SalesRules.current()}
    return render_form_again(request, FORM, "order-form", context) if form.errors else render(request, FORM, context)


@transaction.atomic
def _sell(request, form, person, facts, *, closes):
    """With a proposal its items are the sale and what was entered comes on top; the contact ends with it."""
    entered, version, contact = _lines(form), facts["version"], facts["contact"]
    lines, more = (OrderItem.of_version(version), entered) if version else (entered, [])
    made = Order.objects.sell(person, lines, more=more, by=request.user, key=form.cleaned_data.get("key"), **facts)
    if contact and contact.is_open and (closes or version):
        if request.membership.may(Permission.CONTACT_REOPEN) or not FollowUpRules.current().supervisor_closes:
            contact.close(by=request.user, result=Contact.Result.SOLD, words=f"Pedido {made.number}")
        else:  # BIM-64
            messages.warning(request, "O contato continua em aberto: nesta unidade só um supervisor o encerra.")
    return made


def _lines(form):
    return [OrderItem.at_price(price, quantity=quantity) for price, quantity in form.chosen]


def _found(request, number):
    return get_object_or_404(Order.objects.seen_by(request.membership).with_desk(), number=number)
