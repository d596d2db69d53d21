"""The follow-up in a unit with very many sales contacts and opinions: queries, one client's p50, requests a second of eight.

The same in a unit with a hundredth of them tells how much of it is the volume, and a bare page how much any page costs here.

CONTACTS=100000 (so many unless said otherwise), each with five opinions · CONTACTS=1000000 for the whole promise
FEW=10000 to compare with (0: don't) · SECONDS=1 for each measurement · ROUNDS=5 of them
"""

import json
import os
import sys

from tests.bench.bench_leads import UNIT
from tests.bench.ground import cookie_of, set_up, table
from tests.bench.web import BARE, SETTINGS, Goal, count, measured

CONTACTS, FEW = int(os.environ.get("CONTACTS", "100000")), int(os.environ.get("FEW", "10000"))
A_PERSON, OPINIONS, CONSULTORS, PROCESS = 5, 5, 12, "purifikar"
MANY_OF_ONE, MANY_SAID, DRAFTS = 50, 200, 20  # contacts of one person, opinions of one contact, pareceres that one person has to finish
A_PAGE = 60  # kB
LIST, FOUND, ONE = Goal(10, 12, 200, A_PAGE), Goal(10, 20, 120, A_PAGE), Goal(15, 15, 150, A_PAGE)
GOALS = {
    "lista do dia": LIST, "página n por chave": Goal(10, size=A_PAGE), "de quem vê só os seus": LIST, "os seus, página n": Goal(10, size=A_PAGE),
    "vencidos": FOUND, "desta data": FOUND, "data interna": FOUND, "em aberto": FOUND, "encerrados": FOUND, "encerrados, os seus": FOUND,
    "em aberto, todos": FOUND, "próximos 7 dias": FOUND, "tipo + responsável + vencidos": FOUND, "grupo + canal": FOUND,
    "por nome da pessoa": Goal(10, 30, 60, A_PAGE), "fatores críticos": FOUND, "fatores críticos, os seus": FOUND,
    "pessoa com 50 contatos": ONE, "pessoa com 50, também encerrados": ONE, "pessoa com poucos, de quem vê só os seus": ONE,
    "um contato": ONE, "um contato com 200 pareceres": ONE, "o mesmo, de quem vê só os seus": ONE, "histórico de 200 pareceres": ONE,
    "parecer": ONE, "pareceres pendentes": ONE, "Meu dia do Consultor": Goal(15, 20, 120, A_PAGE), "página do lead": ONE, "painel do lead": ONE,
    BARE: Goal(),
}  # fmt: skip
FIRST, BY_KEY = "lista do dia", "página n por chave"

# Two of five are open; of these one in ten has no date, one in ten is internal, and the dates lie 20 days around today. One in three
# is about the lead of its person. The keys go up with time, as the app makes them.
FILL = """
SET session_replication_role = replica;
INSERT INTO followup_contact (id, number, person_id, lead_id, kind_id, name, contacted_on, means_id, success, value, next_on, next_is_internal,
  owner_id, made_by_id, made_at, closed_at, closed_by_id, result, closing_words)
SELECT uuidv7((n - %(count)s) * interval '20 seconds'), n, person.id, CASE WHEN n / 11 %% 3 = 0 THEN lead.id END,
  (%(kinds)s::uuid[])[1 + n / 3 %% cardinality(%(kinds)s::uuid[])], 'Purificador ' || n, (made.at AT TIME ZONE 'America/Sao_Paulo')::date,
  %(means)s, n %% 100, 1299.90, CASE WHEN n %% 5 < 2 AND n %% 50 > 0 THEN current_date - 20 + (n / 5) %% 60 END, n %% 5 < 2 AND n %% 50 > 0 AND n %% 10 = 1,
  who, who, made.at, CASE WHEN n %% 5 >= 2 THEN made.at + (now() - made.at) * 0.7 END,
  CASE WHEN n %% 5 >= 2 THEN who END, CASE WHEN n %% 5 >= 2 THEN 'perdido' ELSE '' END, ''
FROM generate_series(1, %(count)s) AS n
JOIN leads_person person ON person.number = 1 + n %% %(people)s
JOIN leads_lead lead ON lead.number = person.number
CROSS JOIN LATERAL (SELECT now() - (300 - 300 * n / %(count)s::float) * interval '1 day' AS at) AS made
CROSS JOIN LATERAL (SELECT (%(owners)s::uuid[])[1 + (n / 7 * 13) %% cardinality(%(owners)s::uuid[])] AS who) AS owner
ORDER BY n;
INSERT INTO followup_opinion (id, contact_id, kind_id, text, standard_text, source, sender, by_id, at, reply_token, message_id)
SELECT uuidv7(), contact.id, contact.kind_id, 'Atendeu e pediu para ligar depois das 18 h, quando o marido chega. Usa galão, ' || k || ' por mês.',
  CASE WHEN k = 1 THEN 'Água hoje:' ELSE '' END, 'escrito', '', contact.owner_id, made_at + (coalesce(closed_at, now()) - made_at) * k / 10, '', ''
FROM followup_contact contact CROSS JOIN generate_series(1, %(opinions)s) AS k ORDER BY contact.number, k;
INSERT INTO followup_contactevent (id, contact_id, what, words, by_id, at)
SELECT uuidv7(), id, 'aberto', name, made_by_id, made_at FROM followup_contact ORDER BY number;
INSERT INTO followup_contactevent (id, contact_id, what, words, by_id, at)
SELECT uuidv7(), id, 'encerrado', 'sem venda', made_by_id, closed_at FROM followup_contact WHERE closed_at IS NOT NULL ORDER BY number;
SET session_replication_role = origin;
"""
# One person with many contacts, one contact with many opinions, and pareceres that the seller has to finish.
CROWD = """
UPDATE followup_contact SET person_id = (SELECT person_id FROM followup_contact WHERE number = %(middle)s)
WHERE number BETWEEN %(middle)s AND %(middle)s + %(many_of_one)s;
UPDATE followup_contact SET owner_id = %(seller)s, lead_id = (SELECT lead.id FROM leads_lead lead WHERE lead.person_id = followup_contact.person_id)
WHERE number = %(middle)s;
INSERT INTO followup_opinion (id, contact_id, kind_id, text, standard_text, source, sender, by_id, at, reply_token, message_id)
SELECT uuidv7(), id, kind_id, 'Ligação ' || k || ': comparou com a concorrência, e a troca do refil lá é cobrada à parte.', '', 'escrito', '', owner_id,
  made_at + (now() - made_at) * k / 300, '', '' FROM followup_contact CROSS JOIN generate_series(1, %(many_said)s) AS k WHERE number = %(middle)s;
INSERT INTO followup_opiniondraft (id, author_id, contact_id, text, cursor, standard_text, told, after, others, turn, tab, step, created_at, updated_at)
SELECT uuidv7(), owner_id, id, 'Quer parcelar em três vezes', 0, '', '[]', '{}', '[]', 1, '', 0, now(), now() - number %% 50 * interval '1 hour'
FROM followup_contact WHERE owner_id = %(seller)s AND closed_at IS NULL ORDER BY number LIMIT %(drafts)s
"""
TABLES = ("contact", "opinion", "contactevent", "opiniondraft")


def main(step="", *arguments):
    if step:
        return {"fill": _fill, "count": count}[step](*arguments)
    figures, rows, _ = measured("tests.bench.bench_contacts", GOALS, many=CONTACTS, few=FEW)
    by_key = figures[BY_KEY].p50 / figures[FIRST].p50
    rows.append((f"{BY_KEY} against the first page", f"{by_key:.2f} ×", "≤ 1.2 ×", by_key <= 1.2))
    return 0 if table(rows) else 1


def _fill(contacts):
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    set_up(os.environ["DATABASE_URL"])
    from django.core.cache import cache
    from django.db import connection
    from django_tenants.utils import tenant_context

    from followup.models import AttendanceType, ContactMeans
    from tenants.models import Membership, User
    from tests.bench.bench_open_unit import make_unit
    from tests.bench.million import fill
    from workflow.models import Counter

    unit = make_unit(0)
    unit.open()
    sellers = [User.objects.create_user(f"c{number}@x.example", name=f"Consultor {number:02}") for number in range(CONSULTORS)]
    for person in sellers:
        Membership.objects.give(person, "consultor", unit=unit)
    manager = User.objects.create_user("gerente@x.example", name="Marcos Antunes")
    Membership.objects.give(manager, "gerente", unit=unit)
    cache.clear()
    contacts = int(contacts)
    people = contacts // A_PERSON
    fill(unit, leads=people, people=sellers, process=PROCESS)
    with tenant_context(unit), connection.cursor() as cursor:
        facts = {
            "count": contacts, "people": people, "opinions": OPINIONS, "kinds": list(AttendanceType.objects.exclude(parent=None).values_list("pk", flat=True)),
            "means": ContactMeans.objects.first().pk, "owners": [user.pk for user in sellers], "seller": sellers[3].pk, "middle": _middle(contacts),
            "many_of_one": MANY_OF_ONE, "many_said": MANY_SAID, "drafts": DRAFTS,
        }  # fmt: skip
        cursor.execute("SET statement_timeout = 0")
        for statement in filter(str.strip, (FILL + CROWD).split(";\n")):
            cursor.execute(statement, facts)
        Counter.objects.update_or_create(kind="contato", defaults={"last": contacts})
        for name in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) followup_{name}")
    print(json.dumps(_pages(unit, contacts, manager, sellers[3])))


def _middle(contacts):
    """The number of the contact that is looked at most: an open one with a date."""
    return contacts // 2 // 50 * 50 + 5


def _pages(unit, contacts, manager, seller):
    from urllib.parse import quote

    from django_tenants.utils import tenant_context

    from followup.models import Contact, OpinionDraft

    def after(found, place):
        """The address of the page that begins after that row of the list."""
        row = found.open().in_turn()[place]
        return quote(f"{row.date_key}~{row.pk}")

    with tenant_context(unit):
        one, mine = Contact.objects.select_related("person", "lead").get(number=_middle(contacts)), Contact.objects.filter(owner=seller)
        late = Contact.objects.in_state("vencido").select_related("person").exclude(person=one.person).first()
        few = mine.open().exclude(person=one.person).select_related("person").first().person.number
        everybodys, ones_own = after(Contact.objects, contacts // 10), after(mine, contacts // 10 // CONSULTORS)
        draft = OpinionDraft.objects.filter(author=seller).select_related("contact").first().contact.number
    person, history = f"clientes/{one.person.number}/contatos/", f"contatos/{one.number}/historico/"
    of_all = {
        "lista do dia": "contatos/", "página n por chave": f"contatos/?situacao=abertos&depois={everybodys}",
        "vencidos": "contatos/?situacao=vencido", "desta data": "contatos/?situacao=hoje", "data interna": "contatos/?situacao=interna",
        "em aberto": "contatos/?situacao=aberto", "encerrados": "contatos/?situacao=encerrado", "em aberto, todos": "contatos/?situacao=abertos",
        "próximos 7 dias": "contatos/?situacao=proximos", "tipo + responsável + vencidos": f"contatos/?tipo=1&situacao=vencido&responsavel={late.owner_id}",
        "grupo + canal": "contatos/?tipo=1&canal=web&situacao=abertos", "por nome da pessoa": f"contatos/?situacao=abertos&q={quote(late.person.name)}",
        "fatores críticos": "contatos/criticos/", "pessoa com 50 contatos": person, "pessoa com 50, também encerrados": f"{person}?mostrar=todos",
        "um contato": f"contatos/{late.number}/", "um contato com 200 pareceres": f"contatos/{one.number}/", "histórico de 200 pareceres": history,
        "página do lead": f"leads/{one.lead.number}/", BARE: "nu/",
    }  # fmt: skip
    of_one = {
        "de quem vê só os seus": "contatos/", "os seus, página n": f"contatos/?situacao=abertos&depois={ones_own}",
        "encerrados, os seus": "contatos/?situacao=encerrado", "fatores críticos, os seus": "contatos/criticos/",
        "pessoa com poucos, de quem vê só os seus": f"clientes/{few}/contatos/", "o mesmo, de quem vê só os seus": f"contatos/{one.number}/",
        "parecer": f"contatos/{draft}/parecer/", "pareceres pendentes": "pareceres-pendentes/", "Meu dia do Consultor": "",
    }  # fmt: skip
    boss, rep = cookie_of(manager), cookie_of(seller)
    pages = {name: {"path": UNIT + path, "cookie": boss} for name, path in of_all.items()}
    pages |= {name: {"path": UNIT + path, "cookie": rep} for name, path in of_one.items()}
    panel = f"leads/{one.lead.number}/contatos/"
    return pages | {"painel do lead": {"path": UNIT + panel, "cookie": boss, "headers": {"HX-Request": "true", "HX-Target": "p"}}}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
