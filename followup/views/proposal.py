"""The desk of one proposal: its items, texts, validity and data, while it is a draft."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup import approving, documents, placeholders
from followup.forms.proposal import ItemChangeForm, ItemForm, TermsForm, TextForm, ToldForm, WordsForm
from followup.models import Order, Proposal, SalesRules, TextBlock
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission

PAGE = "followup/proposal/proposal.html"
TEXT = "followup/proposal/text.html"
HISTORY_SHOWN = 60
MOVED = ["proposal-items", "proposal-now"]


@requires(Permission.LEAD_SEE)
@require_GET
def proposal(request, number):
    return render(request, PAGE, page_context(request, found(request, number)))


@requires(Permission.PROPOSALS)
@require_POST
def proposal_item_new(request, number):
    proposal = found(request, number)
    form = ItemForm(request.POST)
    if not form.is_valid():
        return render_form_again(request, PAGE, "item-form", page_context(request, proposal, item_form=form))
    given = form.cleaned_data
    return _moved(request, proposal, lambda version: version.add(given["price"], quantity=given["quantity"], discount=given["discount"]))


@requires(Permission.PROPOSALS)
@require_POST
def proposal_item(request, number, pk):
    """Another quantity or discount."""
    proposal = found(request, number)
    item = get_object_or_404(proposal.version.items, pk=pk)
    form = ItemChangeForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        context = page_context(request, proposal, refused={item.pk: form})
        return render_form_again(request, PAGE, "proposal-items", context)
    return _moved(request, proposal, lambda version: version.change_item(item, **form.cleaned_data))


@requires(Permission.PROPOSALS)
@require_POST
def proposal_item_removal(request, number, pk):
    proposal = found(request, number)
    item = get_object_or_404(proposal.version.items, pk=pk)
    return _moved(request, proposal, lambda version: version.remove_item(item))


@requires(Permission.PROPOSALS)
@require_http_methods(["GET", "POST"])
def proposal_text(request, number, slug):
    """One text by hand; from then on a refresh leaves it alone."""
    proposal = found(request, number)
    text = get_object_or_404(TextBlock, version=proposal.version, slug=slug)
    form = TextForm(posted(request), initial={"body": text.body})
    if request.method == "POST" and form.is_valid():
        return done(request, number, lambda: proposal.version.write(text, form.cleaned_data["body"]), "Texto gravado.")
    context = {"proposal": proposal, "version": proposal.version, "text": text, "form": form, "groups": placeholders.groups()}
    return render_form_again(request, TEXT, "text-form", context) if form.errors else render(request, TEXT, context)


@requires(Permission.PROPOSALS)
@require_POST
def proposal_text_restore(request, number, slug):
    proposal = found(request, number)
    text = get_object_or_404(TextBlock, version=proposal.version, slug=slug)
    return done(request, number, lambda: proposal.version.restore(text), "O texto do modelo voltou.")


@requires(Permission.PROPOSALS)
@require_POST
def proposal_refresh(request, number):
    """Data, prices and promotions of today; what was written by hand stays."""
    proposal = found(request, number)
    try:
        without = proposal.version.refresh(by=request.user)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    else:
        messages.success(request, "Dados, preços e promoções são os de hoje. O que foi escrito à mão ficou.")
        if without:
            names = ", ".join(str(line.product) for line in without)
            messages.warning(request, f"Sem preço na tabela em vigor, ficou o que estava: {names}.")
    return redirect("proposal", number)


@requires(Permission.PROPOSALS)
@require_POST
def proposal_terms(request, number):
    proposal = found(request, number)
    form = TermsForm(request.POST)
    if not form.is_valid():
        return render_form_again(request, PAGE, "proposal-now", page_context(request, proposal, terms_form=form))
    return _moved(request, proposal, lambda version: version.set_validity(form.cleaned_data["valid_until"]))


@requires(Permission.LEAD_SEE)
@require_GET
def proposal_variables(request, number):
    """ "Consultar variáveis": each with its value in this very proposal; as a dialog on the page, as a page without htmx (BIM-51)."""
    proposal = found(request, number)
    values = placeholders.values_of(version_asked(request, proposal))
    groups = [(group, [(each, values[each.name]) for each in names]) for group, names in placeholders.groups()]
    page = "followup/proposal/variables.html"
    context = {"proposal": proposal, "groups": groups}
    return render_partials(request, page, ["variables"], context) if request.htmx else render(request, page, context)


def found(request, number):
    """One's proposal with the version that is worked on, or 404."""
    proposal = get_object_or_404(Proposal.objects.seen_by(request.membership).with_desk(), number=number)
    proposal.version = proposal.versions.select_related("template", "sent_by", "logo").get(is_current=True)
    proposal.version.proposal = proposal
    return proposal


def version_asked(request, proposal):
    """The version that the address names, else the current one."""
    asked = request.GET.get("versao", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) != proposal.version.number:
        version = get_object_or_404(proposal.versions.select_related("logo"), number=asked)
        version.proposal = proposal
        return version
    return proposal.version


def page_context(request, proposal, *, refused=None, **forms):
    version, member = proposal.version, request.membership
    works = member.may(Permission.PROPOSALS) and version.is_draft
    if works:
        for line in version.lines:
            line.form = (refused or {}).get(line.pk) or ItemChangeForm(prefix=str(line.pk), initial={"quantity": line.quantity, "discount": line.discount_percent})  # fmt: skip
    makes = member.may(Permission.PROPOSALS)
    wanted = proposal.lead.product if proposal.lead else ""
    return {
        "proposal": proposal, "version": version, "works": works, "makes": makes,
        "approves": member.may(Permission.DISCOUNTS), "rules": SalesRules.current(),
        "texts": list(version.texts.all()),
        "events": proposal.events.select_related("by")[:HISTORY_SHOWN],
        "versions": proposal.versions.all(),
        "order": Order.objects.standing().filter(version__proposal=proposal).first(),
        "item_form": ItemForm(wanted="" if version.lines else wanted) if works else None,
        "terms_form": TermsForm(initial={"valid_until": version.valid_until}),
        "ask_form": WordsForm(label="Por que vale a pena"), "answer_form": WordsForm(label="Sua resposta"), "told_form": ToldForm(),
        "percent": approving.percent_words(version.discount),
        "offered": proposal.offered if makes else None,
        "sees": {name for name in ("lead", "contact") if _sees(member, getattr(proposal, name))},
        **(_link(version, proposal) if makes and version.awaits_answer else {}),
        **forms,
    }  # fmt: skip


def _sees(member, row):
    """The proposal's lead or contact may be none of his to see."""
    return row is not None and type(row).objects.seen_by(member).filter(pk=row.pk).exists()


def _link(version, proposal):
    """The customer's address, and WhatsApp with it."""
    link, phone = documents.link_of(version), proposal.person.phones.first()
    first = version.facts.get("cliente.primeiro_nome", "")
    words = f"Olá, {first}! Segue a nossa proposta: {link}"
    return {"link": link, "whatsapp_url": phone.whatsapp_with(words) if phone else ""}


def _moved(request, proposal, deed):
    """A change of the items or the validity: these pieces of the page anew."""
    try:
        deed(proposal.version)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    proposal = found(request, proposal.number)
    return render_partials(request, PAGE, MOVED, page_context(request, proposal), otherwise=reverse("proposal", args=[proposal.number]))


def done(request, number, deed, words):
    """A deed that changes the whole page; refused, it says why."""
    try:
        deed()
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    else:
        messages.success(request, words)
    return go_to(request, reverse("proposal", args=[number]))
