"""What is to be paid, exact to the cent. Pure functions on Decimal; every line is rounded by itself, so the sum is what the lines say."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
HUNDRED = Decimal(100)


def cents(amount):
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def share(amount, percent):
    """So much per cent of it, rounded half up."""
    return cents(amount * Decimal(percent) / HUNDRED)


@dataclass(frozen=True)
class Totals:
    """What a list of lines comes to: paid once, each month, for the installation, and what it would have been."""

    once: Decimal = NOTHING
    monthly: Decimal = NOTHING
    installation: Decimal = NOTHING
    reduced: Decimal = NOTHING

    @property
    def at_once(self):
        """What is paid at the beginning: sales and installation."""
        return self.once + self.installation


def total(lines):
    """`lines` have net, installation_total, reduction and is_rental."""
    once = monthly = installation = reduced = NOTHING
    for line in lines:
        installation += line.installation_total
        reduced += line.reduction
        if line.is_rental:
            monthly += line.net
        else:
            once += line.net
    return Totals(once, monthly, installation, reduced)
