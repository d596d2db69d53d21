"""Fair turns by weight: whose is the next one, and what that makes each one's account. Plain numbers, no database (BEY-09).

Of every lead each person who could get it is due a share, by weight; who gets it pays one whole lead. `credit` is what is due
minus what was got, so nobody's ever goes far beyond one. While somebody is away or full nothing is due to him: his account
stands still, and he comes back without a surge of leads to make up for it.

The next is, of those who are owed (credit not below zero), whoever's due lead is to be complete first: the order of "earliest
eligible virtual deadline first", which keeps each share within one lead of what is due.
"""

from dataclasses import dataclass
from typing import Any

ROUNDING = 1e-9


@dataclass(slots=True)
class Account:
    """One person's: `order` tells equals apart, the smallest first (whose last turn is longest ago)."""

    who: Any
    weight: int = 1
    credit: float = 0.0
    order: Any = 0


def queue(accounts):
    """Everybody in the order in which they would come if only one lead more arrived: the next first."""
    return sorted(accounts, key=lambda account: (account.credit < -ROUNDING, _deadline(account), account.order))


def next_of(accounts):
    return min(accounts, key=lambda account: (account.credit < -ROUNDING, _deadline(account), account.order))


def settle(accounts, winner):
    """Writes one lead into the accounts of all who could have got it."""
    whole = sum(account.weight for account in accounts)
    for account in accounts:
        account.credit += account.weight / whole
    winner.credit -= 1


def _deadline(account):
    return round((1 - account.credit) / account.weight, 9)
