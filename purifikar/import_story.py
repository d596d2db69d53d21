"""The imports of the demo: the customers of the system before, brought in three days ago, and a fair's list that was only tried.

Each goes the way of a real one: sent, mapped, tried by the worker's own code, and run. Only Santos has them.
"""

import random
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from leads.importing import ready_maps, running, sheets
from leads.models import BulkImport, Person, Source
from purifikar import lead_words as words
from purifikar.lead_story import clock
from purifikar.lib import filetypes, formats
from tenants.models import Membership
from workflow.models import UnitFile
from workflow.models.unit_file import IMPORT

UNIT = "santos"
CUSTOMERS, VISITORS, ALREADY_KNOWN = 46, 28, 3
FROM_BIMER = "Código;Nome;Nome curto;CPF/CNPJ;Logradouro;Número;Nome do bairro;CEP;DDD;Telefone;E-mail"
FROM_FAIR = "Nome;WhatsApp;Bairro;Produto de interesse;Observação"
WISHES = ["Quer água gelada para a cozinha.", "Hoje compra galão.", "Pediu visita no sábado.", "Tem poço e quer um filtro antes.", ""]


def tell(unit):
    if unit.slug != UNIT:
        return
    dice = random.Random(2026)
    by = Membership.objects.active().of_unit(unit).filter(role="gerente").select_related("user").first().user
    known = list(Person.objects.filter(kind=Person.Kind.PF).with_contacts().order_by("number")[:ALREADY_KNOWN])
    bimer = _sheet(FROM_BIMER, _customers(dice, unit.slug, known))
    fair = _sheet(FROM_FAIR, _visitors(dice, unit.slug, known))
    _one("clientes-bimer.csv", bimer, _on_a_weekday(3, time(14, 20)), by=by, runs=True, makes="pessoas", known="completar")
    _one("feira-da-casa-lista.csv", fair, _on_a_weekday(1, time(9, 40)), by=by, runs=False, known="novo_lead")


def _on_a_weekday(days_back, hour):
    """The last one, so many days back or more."""
    day = timezone.localtime(timezone.now() - timedelta(days=days_back), ZoneInfo(connection.tenant.time_zone))
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)


def _one(name, text, moment, *, by, runs, **choices):
    """At that moment somebody sends it, says the columns, tries it, and runs it or not yet."""
    with clock(moment):
        file = UnitFile.objects.keep(ContentFile(text.encode("cp1252"), name=name), filetypes.CSV, title="", kind=IMPORT, by=by)
        with transaction.atomic():  # the worker hears of it when nothing is left to do
            made = _sent(file, text, by, choices)
            running.work_on(made.pk)
            made.refresh_from_db()
            if runs and made.run_later():
                running.work_on(made.pk)
            BulkImport.objects.filter(pk=made.pk).update(at=moment)


def _sent(file, text, by, choices):
    with file.open() as content:
        layout = sheets.layout_of(content, filetypes.CSV)
    headings = text.splitlines()[0].split(";")
    made = BulkImport.objects.begin(file, layout=layout.as_dict(), headings=headings, by=by, total=text.count("\n"))
    source = Source.objects.get_or_create(slug="importacao", defaults={"name": "Importação de planilha"})[0]
    made.check_later({"columns": ready_maps.columns_for(headings)[1], "source": source, "keys": ["document", "phone", "email"], **choices})
    return made


def _sheet(heading, rows):
    return "\n".join([heading, *(";".join(row) for row in rows), ""])


def _customers(dice, slug, known):
    """As Bimer writes them; some are known already, one stands twice, one has no number at all and one a number that is none."""
    for number in range(CUSTOMERS):
        name = words.person(dice)
        district, postcode, street = dice.choice(words.PLACES[slug])
        document = formats.cpf(_cpf(dice)) if dice.random() < 0.7 else ""
        area, phone = words.phone(dice, slug).split(") ")
        if number < len(known):
            name, phone = known[number].name, known[number].phone.number[-9:]
        mail = words.email(name, dice) if dice.random() < 0.5 else ""
        row = [f"{number + 311:06}", name, name.split()[0], document, street, str(dice.randrange(12, 1900)), district, postcode, area[1:], phone, mail]  # fmt: skip
        if number in (17, 33):
            row[3], row[9], row[10] = "", "não tem" if number == 17 else "9741-00", ""
        yield row
        if number == 21:
            yield row


def _visitors(dice, slug, known):
    for number in range(VISITORS):
        name = words.person(dice)
        phone = known[0].phone.number if number == 4 else "não deixou" if number == 11 else words.phone(dice, slug)
        district = dice.choice(words.PLACES[slug])[0]
        yield [known[0].name if number == 4 else name, phone, district, dice.choice(words.PRODUCTS), dice.choice(WISHES)]


def _cpf(dice):
    """Nobody's, with the check digits that it would have."""
    digits = [dice.randrange(10) for _ in range(9)]
    for _ in range(2):
        digits.append(sum(digit * weight for weight, digit in enumerate(reversed(digits), start=2)) * 10 % 11 % 10)
    return "".join(map(str, digits))
