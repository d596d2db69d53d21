"""A proposal's PDF, from the row in the base to the bytes, by a forge that is warm (issue 5: within 150 ms).

ROUNDS=20 PDFs of each · the machine should have nothing else to do
"""

import os
import sys
import time

from tests.bench.ground import elsewhere, fresh_database, percentile, set_up, table

ROUNDS, GOAL = int(os.environ.get("ROUNDS", "20")), 150


def main(step=""):
    if step:
        return _measure()
    with fresh_database() as url:
        found = elsewhere("tests.bench.bench_proposal_pdf", "measure", url=url)
    return 0 if table([(words, measured, goal, met) for words, measured, goal, met in found]) else 1


def _measure():
    set_up(os.environ["DATABASE_URL"])
    import json

    from django_tenants.utils import tenant_context

    from followup import documents
    from followup.models import Proposal
    from purifikar.lib import pdf_warm
    from tenants.models import Membership, User
    from tests.bench.bench_open_unit import make_unit
    from tests.followup.sales import INOX, REFILL, SLIM, proposal_of

    unit = make_unit(0)
    unit.open()
    seller = User.objects.create_user("vende@x.example", name="Rafael Moreira")
    Membership.objects.give(seller, "consultor", unit=unit)
    few = [(INOX, "venda", 2, 0), (INOX, "locacao", 1, 5), (REFILL, "venda", 3, 0)]
    rows = []
    for words, items, goal in (("3 items, one page", few, GOAL), ("21 items, two pages", [(SLIM, "venda", 1, 0)] * 21, None)):
        proposal = proposal_of(unit, by=seller, items=items)
        with tenant_context(unit):
            took = [_one(documents, Proposal, proposal) for _ in range(ROUNDS + 1)]
        first, took = took[0], took[1:]
        p50, p95 = percentile(took, 0.5) * 1000, percentile(took, 0.95) * 1000
        if goal:
            rows.append(("the first, with the forge to be started", f"{first * 1000:.0f} ms", "", True))
        rows.append((f"{words}: p50, p95", f"{p50:.0f}, {p95:.0f} ms", f"≤ {goal} ms" if goal else "", goal is None or p50 <= goal))
    pdf_warm.cool()
    print(json.dumps(rows))


def _one(documents, proposals, proposal):
    began = time.perf_counter()
    version = proposals.objects.with_desk().get(pk=proposal.pk).current
    assert documents.pdf_of_version(version).startswith(b"%PDF-")
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
