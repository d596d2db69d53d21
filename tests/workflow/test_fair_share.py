"""Fair turns: by weight, within one lead of what is due, and nobody makes up for the days he was away (BEY-09)."""

import random

from workflow.fair_share import Account, next_of, queue, settle

LEADS = 100_000


def give(accounts):
    """One lead to the next of those; gives who got it."""
    winner = next_of(accounts)
    settle(accounts, winner)
    winner.order += LEADS
    return winner.who


def people(*weights):
    return [Account(number, weight, order=number) for number, weight in enumerate(weights)]


def test_equals_take_turns():
    accounts = people(1, 1, 1)

    assert [give(accounts) for _ in range(6)] == [0, 1, 2, 0, 1, 2]


def test_who_weighs_twice_gets_twice_spread_evenly():
    accounts = people(2, 1, 1)
    got = [give(accounts) for _ in range(8)]

    assert [got.count(who) for who in range(3)] == [4, 2, 2]
    assert got[:4].count(0) == 2


def test_who_comes_back_from_leave_is_not_flooded():
    """No make-up surge: after a thousand leads without him he takes turns as before."""
    accounts = people(1, 1, 1)
    for _ in range(1000):
        give(accounts[:2])
    got = [give(accounts) for _ in range(9)]

    assert got.count(2) == 3


def test_the_queue_begins_with_the_next():
    accounts = people(1, 3, 1)
    give(accounts)

    assert queue(accounts)[0] is next_of(accounts)


def test_over_a_hundred_thousand_leads_each_share_is_within_one_of_what_is_due():
    """With weights, and absences of days to weeks. In the hour after somebody leaves it may be a little more, never much."""
    dice, back = random.Random(7), [0] * 6
    accounts = people(*[dice.choice([1, 1, 2, 3]) for _ in range(6)])
    due, got, worst = [0.0] * 6, [0] * 6, 0.0
    for lead in range(LEADS):
        if lead % 200 == 0:
            back[dice.randrange(6)] = lead + dice.randrange(100, 1500)
            present = [account for account in accounts if back[account.who] <= lead] or accounts
            whole = sum(account.weight for account in present)
        for account in present:
            due[account.who] += account.weight / whole
        got[give(present)] += 1
        if lead % 11 == 0:
            worst = max(worst, *(abs(due[who] - got[who]) for who in range(6)))
    assert all(abs(due[who] - got[who]) <= 1 for who in range(6))
    assert worst < 1.25
