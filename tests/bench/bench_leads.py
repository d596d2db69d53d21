"""The pages of leads in a unit with very many of them among 50 units: queries, one client's p50, requests a second of eight.

The same in a unit with a few thousand tells how much of it is the volume, and a bare page how much any page costs on this machine.

LEADS=100000 (so many unless said otherwise) · LEADS=1000000 for the whole promise · FEW=10000 to compare with (0: don't)
SECONDS=1 for each measurement · ROUNDS=5 of them
"""

import json
import os
import sys
from urllib.parse import quote, urlencode

from tests.bench.ground import cookie_of, set_up, table
from tests.bench.web import BARE, SETTINGS, Goal, count, measured

LEADS, FEW = int(os.environ.get("LEADS", "100000")), int(os.environ.get("FEW", "10000"))
UNITS, CONSULTORS = 50, 30
UNIT, PROCESS = "/u/bairro-0000/", "purifikar"
SEARCH, FILTER = Goal(10, 30, 60), Goal(10, 20, 120)
GOALS = {
    "lista, 50 linhas": Goal(10, 12, 200, size=60), "página n por chave": Goal(10), "lista de quem vê só os seus": Goal(10),
    "busca, parte do nome": SEARCH, "busca, telefone": SEARCH, "busca, CPF": SEARCH,
    "etapa + responsável + vencido + bairro": FILTER, "etapa + vencido, 50 linhas": FILTER, "quadro": Goal(10), "página do lead": Goal(15, 15, 150),
    "registrar um lead": Goal(30, 15, 150), "Meu dia, mesa de todas as unidades": Goal(12, 20, 120), BARE: Goal(),
}  # fmt: skip
FIRST, BY_KEY = "lista, 50 linhas", "página n por chave"


def main(step="", *arguments):
    if step:
        return {"fill": _fill, "count": count}[step](*arguments)
    figures, rows, memory = measured("tests.bench.bench_leads", GOALS, many=LEADS, few=FEW)
    by_key = figures[BY_KEY].p50 / figures[FIRST].p50
    rows.append((f"{BY_KEY} against the first page", f"{by_key:.2f} ×", "≤ 1.2 ×", by_key <= 1.2))
    rows.append(("memory of master and 2 workers", f"{memory:.0f} MB", "≤ 250 MB", memory <= 250))
    return 0 if table(rows) else 1


# --- steps that run in a process of their own on the database ----------------------------------------------------------


def _fill(leads):
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    set_up(os.environ["DATABASE_URL"])
    from django.core.cache import cache

    from tenants.models import Membership, User
    from tests.bench.bench_open_unit import make_unit
    from tests.bench.million import fill

    units = [make_unit(number) for number in range(UNITS)]
    for unit in units:
        unit.open()
    people = [User.objects.create_user(f"c{number}@x.example", name=f"Consultor {number:02}") for number in range(CONSULTORS)]
    for person in people:
        Membership.objects.give(person, "consultor", unit=units[0])
    manager = User.objects.create_user("gerente@x.example", name="Marcos Antunes")
    Membership.objects.give(manager, "gerente", unit=units[0])
    desk = User.objects.create_user("camila@x.example", name="Camila Duarte")
    Membership.objects.give(desk, "comercial")
    cache.clear()
    fill(units[0], leads=int(leads), people=[*people, desk], process=PROCESS)
    print(json.dumps(_pages(units[0], int(leads), manager, people[3], desk)))


def _pages(unit, leads, manager, consultor, desk):
    from django.conf import settings
    from django.db.models import Value
    from django.db.models.functions import Coalesce
    from django.middleware.csrf import _get_new_csrf_string
    from django_tenants.utils import tenant_context

    from leads.models import Lead
    from workflow.models.journey import NO_LIMIT

    with tenant_context(unit):
        open_leads = Lead.objects.running().annotate(due_key=Coalesce("journey__due_at", Value(NO_LIMIT))).order_by("due_key", "journey_id")
        middle = open_leads.select_related("journey__stage", "journey__holder", "person")[leads // 5]
        late = (
            open_leads.filter(due_key__lt=middle.due_key, district="Gonzaga")
            .exclude(journey__holder=desk)
            .select_related("journey__stage")
            .first()
        )
        narrow = {"etapa": late.journey.stage.slug, "responsavel": late.journey.holder_id, "prazo": "vencido", "bairro": "Gonzaga"}
        phone, cpf = middle.person.phones.first().number, middle.person.cpf
        name = middle.person.name.split()
    boss, csrf = cookie_of(manager), _get_new_csrf_string()
    page = {
        "lista, 50 linhas": "leads/", "página n por chave": f"leads/?depois={quote(f'{middle.due_key}~{middle.journey_id}')}",
        "busca, parte do nome": f"busca/?q={quote(name[0])}+{quote(name[-1][1:6])}", "busca, telefone": f"busca/?q={quote(f'({phone[3:5]}) {phone[5:9]}-{phone[9:]}')}",
        "busca, CPF": f"busca/?q={cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}", "etapa + responsável + vencido + bairro": f"leads/?{urlencode(narrow)}",
        "etapa + vencido, 50 linhas": f"leads/?etapa={late.journey.stage.slug}&prazo=vencido",
        "quadro": "leads/quadro/", "página nua, 50 linhas": "nu/", "página do lead": f"leads/{middle.number}/",
    }  # fmt: skip
    pages = {name: {"path": UNIT + path, "cookie": boss} for name, path in page.items()}
    pages["lista de quem vê só os seus"] = {"path": UNIT + "leads/", "cookie": cookie_of(consultor)}
    pages["registrar um lead"] = {
        "path": UNIT + "leads/novo/",
        "cookie": f"{boss}; {settings.CSRF_COOKIE_NAME}={csrf}",
        "csrf": csrf,
        "form": True,
    }
    pages["Meu dia, mesa de todas as unidades"] = {"path": "/rede/", "cookie": cookie_of(desk)}
    return pages


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
