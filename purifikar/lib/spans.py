"""How long something took or is late, as people say it."""

MINUTE, HOUR, DAY = 60, 3600, 86400


def span(duration):
    """The two largest parts that matter: "2 dias e 3 h", "1 h 20 min", "8 min", "menos de 1 min"."""
    seconds = int(duration.total_seconds())
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days:
        whole = f"{days} {'dia' if days == 1 else 'dias'}"
        return f"{whole} e {hours} h" if hours else whole
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else "menos de 1 min"
