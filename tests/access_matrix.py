"""What each address answers to whom, written down apart from the code: the other half of double-entry bookkeeping.

A row: URL name → (the arguments' names, who may enter). `who` is EVERYBODY, SIGNED_IN, ANY_MEMBER or the slugs of roles.
Arguments are made by the test (`tests/test_access.py`). An address without a row fails it.
"""

EVERYBODY, SIGNED_IN, ANY_MEMBER = "everybody", "signed in", "any member"

MANAGERS = "gerente franqueado admin"
WORKERS = "consultor operacional recepcao gerente franqueado comercial coordenador admin"
READERS_OF_PEOPLE = "consultor operacional gerente franqueado comercial coordenador admin"
EVERY_ROLE = WORKERS + " midia ranking apoio"

PEOPLE_AND_TEAMS = {}

UNIT = {
    "day": ((), EVERY_ROLE),
    "search": ((), WORKERS),
    **PEOPLE_AND_TEAMS,
}

NETWORK = {
    "day": ((), EVERY_ROLE),
    "search": ((), WORKERS + " apoio"),
    **PEOPLE_AND_TEAMS,
}

ACCOUNT = {
    "home": ((), SIGNED_IN),
    "places": ((), SIGNED_IN),
    "health": ((), EVERYBODY),
    "components": ((), EVERYBODY),
}
