"""At the root of a unit, for customers without an account: /u/<slug>/proposta/…, /descadastro/…"""

from django.urls import path

from followup.views import mailing_door, proposal_door

urlpatterns = [
    path("proposta/<str:token>/", proposal_door.proposal_door, name="proposal_door"),
    path("proposta/<str:token>/proposta.pdf", proposal_door.proposal_door_pdf, name="proposal_door_pdf"),
    path("proposta/<str:token>/logotipo/", proposal_door.proposal_door_logo, name="proposal_door_logo"),
    path("descadastro/<str:token>/", mailing_door.mailing_door, name="mailing_door"),
]
