"""A proposal on its way out: preview, PDF, approval, sending, the answer, a new version."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup import answering, approving, documents
from followup.forms.proposal import SendForm, ToldForm, WordsForm
from followup.views.proposal import PAGE, done, found, page_context, version_asked
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from purifikar.lib.pdf_answer import pdf_answer
from tenants.access import requires
from tenants.roles import Permission

SEND = "followup/proposal/send.html"


@requires(Permission.LEAD_SEE)
@require_GET
def proposal_preview(request, number):
    """As the customer will read it, on the sheet of the PDF."""
    version = version_asked(request, found(request, number))
    return HttpResponse(
        documents.paper_of(version, logo_url=logo_url(version), picture_of=lambda product: reverse("product_image", args=[product.pk]))
    )


@requires(Permission.LEAD_SEE)
@require_GET
def proposal_pdf(request, number):
    return pdf_response(request, version_asked(request, found(request, number)))


@requires(Permission.PROPOSALS)
@require_POST
def proposal_ask(request, number):
    """The Gerente is asked for a discount above the limit."""
    proposal = found(request, number)
    form = WordsForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    return done(request, number, lambda: approving.ask(proposal.version, by=request.user, words=words), "Pedido enviado ao Gerente.")


@requires(Permission.PROPOSALS)
@require_POST
def proposal_ask_back(request, number):
    proposal = found(request, number)
    return done(request, number, lambda: approving.take_back(proposal.version, by=request.user), "Pedido retirado.")


@requires(Permission.DISCOUNTS)
@require_POST
def proposal_approval(request, number):
    """Yes or no to a discount; on one's own draft a yes without asking."""
    version, grants = found(request, number).version, request.POST.get("resposta") == "aprovar"
    form = WordsForm(request.POST)
    words, seen = form.cleaned_data["words"] if form.is_valid() else "", request.POST.get("vista", "")
    if version.is_draft and grants:
        return done(request, number, lambda: approving.grant(version, by=request.user, seen=seen), "Desconto aprovado.")
    said = "Desconto aprovado." if grants else "Desconto não aprovado."
    return done(request, number, lambda: approving.answer(version, by=request.user, grants=grants, words=words, seen=seen), said)


@requires(Permission.PROPOSALS)
@require_http_methods(["GET", "POST"])
def proposal_send(request, number):
    """To the customer by e-mail, or as an address to pass on; one that was sent goes out again with the same address."""
    proposal = found(request, number)
    version = proposal.version
    form = SendForm(posted(request), initial=documents.mail_draft(version, request.user))
    if request.method == "POST" and form.is_valid():
        try:
            documents.send(version, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(
                request, "Proposta a caminho do cliente." if form.cleaned_data["way"] == "email" else "Endereço pronto para mandar."
            )
            return go_to(request, reverse("proposal", args=[number]))
    context = {"proposal": proposal, "version": version, "form": form}
    return render_form_again(request, SEND, "send-form", context) if form.errors else render(request, SEND, context)


@requires(Permission.PROPOSALS)
@require_POST
def proposal_told(request, number):
    """The customer answered by phone or in person."""
    proposal = found(request, number)
    form = ToldForm(request.POST)
    if not form.is_valid():
        return render_form_again(request, PAGE, "told-form", page_context(request, proposal, told_form=form))
    given, version = form.cleaned_data, _answered(request, proposal)
    answer = answering.accept if given["answer"] == "aceita" else answering.refuse
    more = {} if given["answer"] == "aceita" else {"words": given["words"]}
    return done(request, number, lambda: answer(version, name=given["name"], by=request.user, **more), "Resposta registrada.")


def _answered(request, proposal):
    """The version that the form was shown for: what the customer has, also while a newer one is being written."""
    asked = request.POST.get("versao", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else None
    version = (proposal.versions.filter(number=number).first() if number else proposal.offered) or proposal.version
    version.proposal = proposal
    return version


@requires(Permission.PROPOSALS)
@require_POST
def proposal_version_new(request, number):
    proposal = found(request, number)
    return done(request, number, lambda: proposal.renew(by=request.user), "Nova versão pronta para mudar. A enviada fica como está.")


@requires(Permission.PROPOSALS)
@require_POST
def proposal_withdrawal(request, number):
    version = found(request, number).version
    return done(request, number, lambda: version.withdraw(by=request.user), "Proposta retirada.")


def pdf_response(request, version, **more):
    name = f"proposta-{version.proposal.number}-{version.number}.pdf"
    return pdf_answer(request, lambda: documents.pdf_of_version(version), name, **more)


def logo_url(version):
    logo = version.logo if version.sent_at else documents.logo_today()
    return reverse("proposal_logo", args=[version.proposal.number]) + f"?versao={version.number}" if logo else ""


@requires(Permission.LEAD_SEE)
@require_GET
def proposal_logo(request, number):
    return documents.logo_response(version_asked(request, found(request, number)))
