"""How the events of solicitações are told."""

from workflow.timeline import SYSTEM, tells


@tells("request.asked", icon="plus")
def _asked(told):
    about = f", sobre {told.get('about')}" if told.get("about") else ""
    return "Criada pela rotina" if told.who == SYSTEM else f"Pedida por {told.by}", f"{told.get('type')}{about}"


@tells("request.attached", icon="paperclip")
def _attached(told):
    return f"{told.who} anexou", told.get("file")
