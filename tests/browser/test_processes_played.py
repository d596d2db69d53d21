"""Followize's processes played by all their roles, each at a browser of his own, in two units of different processes at once."""

from playwright.sync_api import expect

from tenants.models import Invitation, Network, User
from tests.browser.plays import Seat, arrives, newest, put_on, way_of
from tests.leads.scenes import address
from tests.workflow.play import person

NEW = ["Falou com o cliente", "Não atendeu: tentar de novo", "Não é um lead"]


# Processo 1


def test_processo_1_the_same_attendant_to_the_end(seat, browser, santos, campinas, rafael, nair, camila, silvio, helena):
    """FOL-01..06: the lead enters the base, goes to an attendant, and the same one finalises; Campinas has Purifikar's own"""
    put_on(santos, "processo-1", attendant_role="consultor")
    put_on(campinas, "purifikar")
    bruna = person("Bruna Leal", "consultor", santos)
    deal, second, elsewhere = arrives(santos, "Marina Alves"), arrives(santos, "Ana Prado"), arrives(campinas, "Beto Reis")

    attendant, other = seat(rafael, santos).goes("lead", deal.number), seat(camila, campinas).goes("lead", elsewhere.number)
    attendant.may(*NEW)
    attendant.decides("Falou com o cliente", "Em tratativa: continua com você.", note="Quer a gelada.", next_contact=True)
    other.decides("Falou com o cliente", "Em tratativa: continua com você.", note="Prefere na quinta.")
    attendant.may("Venda feita", "Venda perdida", "Ainda não: próximo contato")
    assert browser(bruna).get(address("lead", deal.number)).status_code == 404
    _only_watches(seat(silvio, santos), deal, "vender")
    _sees_no_leads(browser(person("Mila Couto", "midia", santos)), browser(person("Telão", "ranking", santos)))
    other.refused("lead_decide", elsewhere.number, "vender", note="…", words="O processo não tem essa saída da etapa Em tratativa.")
    attendant.decides("Venda feita", "Lead encerrado: Vendido.", note="Assinou.")

    seat(nair, santos).registers("Clara Dias", "13 99741-0055", to="Bruna Leal", then="Lead registrado. Está com Bruna Leal.")
    seat(helena, santos).goes("lead", deal.number).sees("O lead chegou ao fim do caminho.")
    assert way_of(deal, santos) == ([("Novo lead", "Rafael Moreira"), ("Em tratativa", "Rafael Moreira")], "ganho")
    assert way_of(second, santos)[0] == [("Novo lead", "Bruna Leal")]
    assert way_of(elsewhere, campinas)[0] == [("Primeiro contato", "Camila Duarte"), ("Em tratativa", "Camila Duarte")]


def _only_watches(who, lead, outcome):
    """Reads the lead; no way out is offered to him, and a forged one is refused."""
    who.goes("lead", lead.number).may()
    assert who.forges("lead_decide", lead.number, outcome, note="…") == 403


def _sees_no_leads(*people):
    for who in people:
        assert who.get(address("day")).status_code == 200
        assert who.get(address("leads")).status_code == 403


# Processo 2 without store flow


def test_processo_2_the_appointment_hands_over_and_the_answer_brings_it_back(seat, santos, campinas, rafael, camila, caio, marcos):
    """FOL-07..11, FOL-14..17, FOL-27: the seller answers and never finalises; the Consultor of Campinas, on Processo 1, does"""
    put_on(santos, "processo-2")
    put_on(campinas, "processo-1", attendant_role="consultor")
    anderson = person("Anderson Luz", "comercial")
    deal, second, elsewhere = arrives(santos, "Marina Alves"), arrives(santos, "Ana Prado"), arrives(campinas, "Beto Reis")

    attendant, seller = seat(camila, santos).goes("lead", deal.number), seat(rafael, santos)
    attendant.may(*NEW)
    attendant.decides("Falou com o cliente", "Em tratativa: continua com você.", note="Gasta oito galões.", next_contact=True)
    attendant.decides(
        "Agendar com o Vendedor", "Com o Vendedor: agora com Rafael Moreira.", to="Rafael Moreira", appointment=True, note="De manhã."
    )
    seller.goes("agenda").page.goto(f"{seller.page.url}?ver=lista")
    seller.page.get_by_role("link", name="Visita: Marina Alves").click()
    seller.page.get_by_role("link", name="Responder no lead").click()
    seller.may("Atendeu o cliente", "O atendimento não aconteceu")
    for finalising in ("vender", "perder"):
        seller.refused("lead_decide", deal.number, finalising, note="…", reason="Preço", words="O processo não tem essa saída")
    seat(marcos, santos).goes("lead", deal.number).sees_now("com Rafael Moreira")
    seller.decides("Atendeu o cliente", "Está com Camila Duarte. Você pode escrever um parecer.", note="Provou e gostou.")
    seller.may()
    assert seller.forges("lead_decide", deal.number, "vender", note="…") == 403

    elsewhere_seat = seat(caio, campinas).goes("lead", elsewhere.number)
    elsewhere_seat.decides("Falou com o cliente", "Em tratativa: continua com você.", note="Quer preço.", next_contact=True)
    elsewhere_seat.decides("Venda feita", "Lead encerrado: Vendido.", note="Assinou.")
    attendant.page.reload()
    attendant.sees("Provou e gostou.")
    attendant.decides("Finalizar como venda", "Lead encerrado: Vendido.", note="Assinou.")

    hands = ["Camila Duarte", "Camila Duarte", "Rafael Moreira", "Camila Duarte"]
    assert way_of(deal, santos) == (list(zip(["Novo lead", "Em tratativa", "Com o Vendedor", "Finalização"], hands, strict=True)), "ganho")
    assert way_of(second, santos)[0] == [("Novo lead", str(anderson))]
    assert {who for _, who in way_of(elsewhere, campinas)[0]} == {"Caio Bertolini"}


# Processo 2 with store flow


def test_flow_is_switched_on_by_the_network_then_by_the_unit_and_its_leads_are_the_sellers(
    seat, new_page, sign_in, santos, campinas, rafael, camila, caio, otavio, helena
):
    """FOL-19, FOL-21..26: in Santos, on the Purifikar's process, nothing of it is seen"""
    put_on(campinas, "processo-2-fluxo", store_flow=False)
    put_on(santos, "purifikar")
    seller, owner, web = seat(caio, campinas), seat(otavio, campinas), arrives(campinas, "Beto Reis")
    _has_no_flow(seller)
    expect(owner.goes("unit_settings").page.get_by_label("Fluxo de loja")).to_be_disabled()
    network = sign_in(new_page(), helena)
    network.goto("/rede/configuracoes/")
    _switches_on(network, "Fluxo de loja")
    _brings_no_walk_ins(seller)
    _switches_on(owner.goes("unit_settings").page, "Fluxo de loja")

    seller.registers("Clara Dias", "19 99741-0055", channel="atendido na loja", then="Lead registrado. Está com você.")
    deal = newest(campinas)
    seller.may("Venda feita", "Venda perdida", "Ainda não: próximo contato")
    seller.decides("Venda feita", "Lead encerrado: Vendido.", note="Levou a PK Inox.")
    seller.registers("Davi Lima", "19 99741-0066", channel="atendido na loja", then="Lead registrado. Está com você.")
    assert way_of(deal, campinas) == ([("Atendimento na loja", "Caio Bertolini")], "ganho")
    assert (deal.channel, web.channel) == ("fluxo", "web")

    _chooses_what_to_see(seat(camila, campinas))
    expect(_key(seat(camila, campinas).goes("leads")).get_by_role("button", name="Fluxo")).to_have_attribute("aria-current", "true")
    _has_no_flow(seat(rafael, santos))


def _has_no_flow(who):
    expect(_key(who.goes("leads"))).to_have_count(0)
    _brings_no_walk_ins(who)


def _brings_no_walk_ins(who):
    who.goes("lead_new").sees("Nome e telefone bastam.")
    expect(who.page.get_by_label("atendido na loja")).to_have_count(0)


def _switches_on(page, label):
    page.get_by_label(label).check()
    page.get_by_role("button", name="Gravar", exact=True).first.click()
    expect(page.get_by_label(label)).to_be_checked()


def _key(who):
    return who.page.get_by_role("group", name="Leads mostrados")


def _chooses_what_to_see(who):
    """Web / Fluxo / Todos on top of the list."""
    who.goes("leads")
    for channel, names in [("Todos", {"Beto Reis", "Davi Lima"}), ("Web", {"Beto Reis"}), ("Fluxo", {"Davi Lima"})]:
        _key(who).get_by_role("button", name=channel).click()
        expect(_key(who).get_by_role("button", name=channel)).to_have_attribute("aria-current", "true")
        for name in ("Beto Reis", "Davi Lima"):
            expect(who.page.get_by_role("link", name=name, exact=True)).to_have_count(int(name in names))


def test_flow_web_leads_come_back_and_sellers_still_receive_what_is_directed_to_them(seat, santos, campinas, rafael, camila, caio):
    """FOL-18, FOL-20, FOL-32: Santos does it the Purifikar's way at the same time"""
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})
    put_on(campinas, "processo-2-fluxo", store_flow=True)
    put_on(santos, "purifikar")
    patricia = person("Patrícia Nogueira", "consultor", campinas)
    web, directed, elsewhere = arrives(campinas, "Beto Reis"), arrives(campinas, "Ana Prado"), arrives(santos, "Marina Alves")

    reception = seat(person("Jéssica Prado", "recepcao", campinas), campinas)
    told = "Lead registrado. Está com Patrícia Nogueira."
    reception.registers("Clara Dias", "19 99741-0055", channel="atendido na loja", to="Patrícia Nogueira", then=told)
    walk_in = newest(campinas)
    assert reception.forges("lead_decide", walk_in.number, "vender", note="…") == 403
    seat(patricia, campinas).goes("lead", walk_in.number).decides("Venda feita", "Lead encerrado: Vendido.", note="Levou a PK Inox.")

    attendant, seller = seat(camila, campinas), seat(caio, campinas)
    for lead, outcome, then in [
        (directed, "Direcionar ao Vendedor", "Atendimento na loja: agora com Caio Bertolini."),
        (web, "Agendar com o Vendedor", "Com o Vendedor: agora com Caio Bertolini."),
    ]:
        attendant.goes("lead", lead.number).decides("Falou com o cliente", "continua com você.", note="Quer ver.", next_contact=True)
        attendant.decides(outcome, then, to="Caio Bertolini", appointment=lead is web, note="Passa na loja.")
    seller.goes("lead", directed.number).decides("Venda feita", "Lead encerrado: Vendido.", note="Levou a PK Gelada.")
    seller.goes("lead", web.number).may("Atendeu o cliente", "O atendimento não aconteceu")
    seller.decides("Atendeu o cliente", "Está com Camila Duarte.", note="Gostou.")
    attendant.page.reload()
    attendant.decides("Finalizar como venda", "Lead encerrado: Vendido.", note="Assinou.")

    there = seat(camila, santos).goes("lead", elsewhere.number)
    there.decides("Falou com o cliente", "Em tratativa: continua com você.", note="Quer preço.")
    there.refused("lead_decide", elsewhere.number, "direcionar", note="…", words="O processo não tem essa saída da etapa Em tratativa.")
    ends = [way_of(lead, campinas) for lead in (walk_in, directed, web)]
    assert [(way[-1], result) for way, result in ends] == [
        (("Atendimento na loja", "Patrícia Nogueira"), "ganho"),
        (("Atendimento na loja", "Caio Bertolini"), "ganho"),
        (("Finalização", "Camila Duarte"), "ganho"),
    ]


# Processo 3


def test_hybrid_two_switches_on_each_person_say_what_he_gets_and_brings(seat, new_page, manaus, santos, iara, camila, rafael, helena):
    """FOL-28..31: set as the administrator creates the access, changed later; Santos is on Processo 2 meanwhile"""
    put_on(manaus, "processo-3")
    put_on(santos, "processo-2")
    admin, jander = seat(helena, manaus), Seat(new_page(), manaus)
    _invites(admin, "Jander Nascimento", web=False, flow=True)
    jander.page.goto(f"/convite/{Invitation.objects.get().token}/")
    jander.page.get_by_label("Crie uma senha").fill("cafe-coado-na-varanda")
    jander.page.get_by_role("button", name="Aceitar e entrar").click()
    expect(jander.page.get_by_role("heading", name="Jander")).to_be_visible()

    web = arrives(manaus, "Beto Reis"), arrives(manaus, "Ana Prado")
    attendant = seat(iara, manaus)
    _brings_no_walk_ins(attendant)
    attendant.goes("lead", web[0].number).may(*NEW)
    jander.registers("Clara Dias", "92 99741-0055", channel="atendido na loja", then="Lead registrado. Está com você.")
    walk_in = newest(manaus)
    jander.decides("Venda feita", "Lead encerrado: Vendido.", note="Levou a PK Inox.")

    _switches(admin, iara, {"Recebe leads da web": False, "Cria leads de fluxo": True})
    _switches(admin, User.objects.get(name="Jander Nascimento"), {"Recebe leads da web": True, "Cria leads de fluxo": False})
    later, elsewhere = arrives(manaus, "Davi Lima"), arrives(santos, "Marina Alves")
    _brings_no_walk_ins(jander)
    attendant.registers("Elisa Melo", "92 99741-0066", channel="atendido na loja", then="Lead registrado. Está com você.")

    assert {way_of(lead, manaus)[0][0][1] for lead in web} == {"Iara Tavares"}
    assert way_of(walk_in, manaus) == ([("Atendimento na loja", "Jander Nascimento")], "ganho")
    assert way_of(later, manaus)[0] == [("Novo lead da web", "Jander Nascimento")]
    assert way_of(elsewhere, santos)[0] == [("Novo lead", "Camila Duarte")]


def _invites(admin, name, *, web, flow):
    admin.goes("person_invite")
    page = admin.page
    page.get_by_label("Nome", exact=True).fill(name)
    page.get_by_label("E-mail", exact=True).fill("jander@manaus.example")
    page.get_by_label("Papel").select_option("Consultor Comercial")
    page.get_by_label("Recebe leads da web").set_checked(web)
    page.get_by_label("Cria leads de fluxo").set_checked(flow)
    page.get_by_role("button", name="Enviar convite").click()
    admin.sees("Convite enviado a jander@manaus.example.")


def _switches(admin, user, switches):
    """Each by one touch, waited for, as a person would."""
    admin.goes("person", user.memberships.get().pk)
    for label, on in switches.items():
        with admin.saves():
            admin.page.get_by_label(label).set_checked(on)
