"""What a lead may be interested in, as an upper app knows it: suggested while somebody types, never forced on anybody."""

MOST = 60
_tellers = []


def offers_products(tell):
    """A decorator: `tell()` gives the names of what the active unit sells."""
    if tell not in _tellers:
        _tellers.append(tell)
    return tell


def products():
    return [name for tell in _tellers for name in tell()][:MOST]
