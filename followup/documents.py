"""A proposal as the customer gets it: the sheet, its PDF, the e-mail with its link."""

from django.conf import settings
from django.db import connection, transaction
from django.http import Http404
from django.template.loader import render_to_string

from followup.models import NotNow, ProposalEvent, SalesRules
from followup.pictures import bytes_of, picture_response, thumbnail_of
from purifikar.lib.links import unit_url
from purifikar.lib.pdf_warm import pdf_of
from tenants.models import Mail

PAGE = "followup/proposal/paper.html"
MAIL = "proposta"
NUMBERS = ("cliente.documento", "unidade.cnpj")
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def context_of(version, *, logo_url=""):
    """What the sheet shows: of a version that went out the data that it went out with."""
    facts, accepted = version.facts, None
    if version.state == version.State.ACCEPTED:
        accepted = ProposalEvent.objects.filter(proposal=version.proposal, what="aceita").first()

    def told(name):
        value = facts.get(name, "")
        label = "CNPJ " if "/" in value else "CPF "
        return f"{label}{value}" if value and name in NUMBERS else value

    def lines(*rows):
        shown = (" · ".join(filter(None, (told(name) for name in row))) for row in rows)
        return [line for line in shown if line]

    return {
        "version": version, "proposal": version.proposal, "blocks": version.blocks, "unit": connection.tenant, "logo_url": logo_url,
        "accepted": accepted, "person_name": facts.get("cliente.nome", ""), "sheet_date": facts.get("proposta.data", ""),
        "seller": facts.get("consultor.nome", ""), "legal_name": facts.get("unidade.razao_social", ""), "cnpj": facts.get("unidade.cnpj", ""),
        "customer_lines": lines(["cliente.documento"], ["cliente.endereco"], ["cliente.cidade"], ["cliente.telefone", "cliente.email"]),
        "unit_lines": lines(["unidade.cnpj"], ["unidade.endereco"], ["unidade.telefone", "unidade.email"]),
    }  # fmt: skip


def pdf_of_version(version):
    """With the logo, and a small picture of each product that has one."""
    logo_url, files = given_logo(logo_of(version))
    photos = {f"produto-{product.pk}.jpg": thumbnail_of(product.picture) for product in _pictured(version)}
    files |= {name: photo for name, photo in photos.items() if photo}

    def address(product):
        name = f"produto-{product.pk}.jpg"
        return f"/given/{name}" if name in files else ""

    return pdf_of(paper_of(version, logo_url=logo_url, picture_of=address), files=files)


def paper_of(version, *, logo_url, picture_of):
    """The sheet as HTML; `picture_of(product)` gives the address at which its reader finds the product's picture."""
    for line in version.lines:
        line.picture_url = picture_of(line.product) if line.product.picture_id else ""
    version.__dict__.pop("blocks", None)  # made without them, perhaps
    try:
        return render_to_string(PAGE, context_of(version, logo_url=logo_url))
    finally:
        version.forget()


def _pictured(version):
    return {line.product_id: line.product for line in version.lines if line.product.picture_id}.values()


def given_logo(logo):
    """(the address at which a paper finds it, the files to hand to what draws it); nothing of either where there is none."""
    content = bytes_of(logo)
    if not content:
        return "", {}
    name = f"logo.{ENDINGS.get(logo.content_type, 'png')}"
    return f"/given/{name}", {name: content}


def logo_today():
    return SalesRules.current().logo


def logo_of(version):
    """The one it went out with; a draft's is the unit's."""
    return version.logo if version.sent_at else logo_today()


def logo_response(version):
    logo = logo_of(version)
    if logo is None:
        raise Http404
    return picture_response(logo)


def link_of(version):
    """The address that the customer opens."""
    return settings.PUBLIC_URL + unit_url(connection.tenant, "proposal_door", version.token)


def mail_draft(version, by):
    """What the form for sending begins with."""
    facts = version.facts
    first = facts.get("cliente.primeiro_nome", "")
    message = (
        f"Olá, {first}!\n\nSegue a nossa proposta. Pelo endereço abaixo você lê, baixa o PDF e responde.\n\n"
        f"Qualquer dúvida, é só responder a este e-mail.\n\n{by}\nPurifikar {connection.tenant}"
    )
    return {"to": facts.get("cliente.email", ""), "subject": f"Proposta {version.proposal.number} da Purifikar {connection.tenant}", "message": message}  # fmt: skip


@transaction.atomic
def send(version, *, by, way, to="", subject="", message="", receipt=None):
    """Out to the customer; a version that went out already goes once more, unchanged, with the same address. Of the same form sent
    twice the second does nothing more.
    """
    version.proposal.hold()
    if receipt and version.proposal.events.filter(pk=receipt).exists():
        return
    version.refresh_from_db(fields=["state", "valid_until", "link_key", "link_until"])
    if not (version.awaits_answer and version.opens):
        version.send(by=by, how=f"por e-mail a {to}" if way == "email" else "endereço para mandar", key=receipt)
    elif way == "email":
        version.proposal.record("enviada", by=by, version=version, words=f"de novo, por e-mail a {to}", key=receipt)
    if way != "email":
        return
    if not to:
        raise NotNow("Informe o e-mail do cliente.")
    draft = mail_draft(version, by)
    context = {"message": message or draft["message"], "link": link_of(version), "version": version, "blocks": version.blocks}
    Mail.objects.write(
        to=to, subject=subject or draft["subject"], text=render_to_string("followup/email/proposal.txt", context),
        html=render_to_string("followup/email/proposal.html", context), kind=MAIL, unit=connection.tenant, reply_to=by.email,
    )  # fmt: skip
