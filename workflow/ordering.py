"""Things that people put in order, one place up or down at a time."""


def move(one, siblings, *, up):
    """Changes places with its neighbour above or below, if there is one; `siblings` come in their order."""
    ordered = list(siblings.all())
    here = ordered.index(one)
    there = here - 1 if up else here + 1
    if 0 <= there < len(ordered):
        ordered[here], ordered[there] = ordered[there], ordered[here]
        for order, each in enumerate(ordered):
            each.order = order
        type(one).objects.bulk_update(ordered, ["order"])
