"""Exports of other CRMs are known by their heading lines, and each column is what it says (BEY-15).

Where the lines are from stands in leads/importing/ready_maps.py. Columns that a customer of the CRM added himself are left out.
"""

import csv
from datetime import datetime

import pytest
from django.utils import timezone

from leads.importing import fields, ready_maps
from leads.models import Lead, Person
from tests.leads.importing import done

HUBSPOT = "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date"
PIPEDRIVE_PEOPLE = (
    '"Pessoa - Nome","Pessoa - Etiquetas","Pessoa - Organização","Pessoa - E-mail - Trabalho","Pessoa - E-mail - Residencial",'
    '"Pessoa - E-mail - Outros","Pessoa - Telefone - Trabalho","Pessoa - Telefone - Residencial","Pessoa - Telefone - Celular",'
    '"Pessoa - Telefone - Outros","Pessoa - Negócios fechados","Pessoa - Negócios em aberto","Pessoa - Próxima atividade em",'
    '"Pessoa - Proprietário","Pessoa - Origem","Pessoa - Data da última atividade","Pessoa - Total de atividades"'
)
PIPEDRIVE_DEALS = (
    "Negócio - ID,Negócio - Título,Negócio - Valor,Negócio - Proprietário,Negócio - Funil,Negócio - Etapa,Negócio - Status,"
    "Negócio - Negócio criado em,Negócio - Ganho em,Negócio - Data de perda,Negócio - Motivo da perda,Negócio - Origem,"
    "Negócio - Canal de origem,Negócio - Organização,Negócio - Pessoa de contato,Negócio - Etiqueta,Pessoa - ID,Pessoa - Nome,"
    "Pessoa - E-mail - Trabalho,Pessoa - E-mail - Residencial,Pessoa - E-mail - Outros,Pessoa - Telefone - Trabalho,"
    "Pessoa - Telefone - Residencial,Pessoa - Telefone - Celular,Pessoa - Telefone - Outros,Negócio - Próxima atividade em,"
    "Negócio - Moeda de Valor,Negócio - Probabilidade,Negócio - Nome do produto"
)
PIPEDRIVE_ENGLISH = (
    "Deal - Title,Deal - Deal created,Deal - Contact person,Deal - Owner,Person - Email - Work,Person - Email - Home,"
    "Person - Email - Other,Deal - ID,Deal - Product,Deal - utm_campaign,Deal - Lost reason,Deal - Stage,Deal - Status,Person - ID,"
    "Person - Phone - Work,Person - Phone - Home,Person - Phone - Mobile,Person - Phone - Other,Deal - Last activity date,"
    "Deal - Source origin,Deal - Source channel,Deal - Source origin ID"
)
RD_STATION = (
    "Email,Nome,Telefone,Celular,Facebook,Twitter,Linkedin,Website,Cargo,Empresa,País,Estado,Cidade,Biografia,Estágio no funil,"
    "Dono do Lead,Data da última oportunidade,Data da última venda,Valor da última venda,Lead Scoring - Perfil,"
    "Lead Scoring - Interesse,Status para comunicação por email,Tags,URL pública,Data de aniversário,Base legal para comunicação,"
    "Total de conversões,Data da primeira conversão,Origem da primeira conversão,Data da última conversão,"
    "Origem da última conversão,Eventos (Últimos 100)"
)
AGENDOR_PEOPLE = (
    "Código da pessoa,Nome,CPF,Cargo,Empresa relacionada,Categoria,Origem do cliente,Usuário responsável,E-mail,WhatsApp,Celular,"
    "Cidade,Estado,Aniversário,Ano de nascimento,Data de cadastro,Ultima atualização"
)
AGENDOR_DEALS = (
    "Código do Negócio,Título do negócio,Usuário responsável,Data de início,Data de conclusão,Data de cadastro,Ultima atualização,"
    "Valor,Status,Funil,Etapa,Descrição,Motivo de perda,Código da Pessoa,WhatsApp,Telefone,Celular"
)
FOLLOWIZE = "Nome,E-mail,Telefone,Ponto de conversão,Atendente,Status,Mensagem"
BIMER = "Código,Nome,Nome curto,CPF/CNPJ,Logradouro,Número,Nome do bairro,CEP,DDD,Telefone"

LINES = {
    "HubSpot": (HUBSPOT, "- name last_name email phone - - arrived_at"),
    "Pipedrive": (PIPEDRIVE_PEOPLE, "name - company email email email phone phone phone phone - - next_at - source - -"),
    "Pipedrive, negócios": (
        PIPEDRIVE_DEALS,
        "- note value - - - - arrived_at - - - - source company name - - - email email email phone phone phone phone next_at - probability product",
    ),
    "Pipedrive, em inglês": (
        PIPEDRIVE_ENGLISH, "note arrived_at name - email email email - product campaign - - - - phone phone phone phone - - source -",
    ),
    "RD Station": (
        RD_STATION, "email name phone phone - - - - - company - uf city notes - - - - - - - - - - - - - arrived_at source - - -",
    ),
    "Agendor": (AGENDOR_PEOPLE, "- name document - company - source - email phone phone city uf - - arrived_at -"),
    "Agendor, negócios": (AGENDOR_DEALS, "- - - - - arrived_at - value - - - note - - phone phone phone"),
    "Followize": (FOLLOWIZE, "name email phone source - - note"),
    "Bimer": (BIMER, "- name - document street street_number district postcode area phone"),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_an_export_is_known_by_its_heading_line(line):
    written, expected = LINES[line]
    headings = next(csv.reader([written]))

    assert ready_maps.columns_for(headings) == (line.partition(",")[0], [slug.strip("-") for slug in expected.split()])


def test_a_person_comes_whole_out_of_pipedrive(marcos, camila, site, files_dir):
    row = '"Dra. Helena Prado","","Clínica Sorriso","","h@mail.example","","\'+55 13 98000-1111, 3222-1111","","","","2","0","","André","Indicação","","0"'
    made = done(f"{PIPEDRIVE_PEOPLE}\n{row}\n", by=marcos, area="13")
    helena = Person.objects.get()

    assert made.tally["novo"] == 1
    assert sorted(phone.number for phone in helena.phones.all()) == ["+551332221111", "+5513980001111"]
    assert (helena.notes, Lead.objects.get().source.name) == ("Empresa: Clínica Sorriso", "Indicação")


@pytest.mark.parametrize(
    "written", ["2024-05-06 10:11:12 -0300", "2024-05-06 13:11:12 UTC", "06/05/2024 10:11", "2024-05-06T10:11:12-03:00"]
)
def test_a_moment_is_read_as_each_writes_it(written):
    with timezone.override("America/Sao_Paulo"):
        found = timezone.localtime(fields.past(written))

    assert found.replace(second=0, tzinfo=None) == datetime(2024, 5, 6, 10, 11)
