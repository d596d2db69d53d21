"""What mailings hang into the apps below: erasure, the ready models of a unit that opens, their places on the pages of contact and person."""

from followup import mailing_erasing, mailing_leaving
from followup.acts import add_act
from followup.mailing_install import install_models
from leads.bulk import add_bulk
from leads.models.consent import on_revocation
from tenants import opening
from tenants.roles import Permission
from workflow import registry


def connect():
    opening.on_opening(install_models)
    mailing_erasing.connect()
    on_revocation(mailing_leaving.withdraw_waiting)
    add_act("envio", "Envio para cliente", url_name="contact_mailing", icon="send", permission=Permission.MAILINGS)
    add_bulk("Envio para clientes", url_name="mailing_of_leads", icon="send", permission=Permission.MAILINGS)
    registry.add_panel("Envios", "person_mailings", place="person", permission=Permission.MAILINGS)
