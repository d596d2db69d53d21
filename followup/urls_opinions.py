"""At the root of a unit: /u/<slug>/contatos/<n>/parecer/, /pareceres-pendentes/…"""

from django.urls import path

from followup.views import agenda, opinion_history, opinion_pieces, opinions

# One's own draft, resumed and finished.
drafts = [
    path("pareceres-pendentes/", opinions.pending_opinions, name="pending_opinions"),
    path("pareceres-pendentes/<uuid:pk>/guardar/", opinions.opinion_keep, name="opinion_keep"),
    path("pareceres-pendentes/<uuid:pk>/gravar/", opinions.opinion_finish, name="opinion_finish"),
    path("pareceres-pendentes/<uuid:pk>/decisao/", opinions.opinion_decide, name="opinion_decide"),
    path("pareceres-pendentes/<uuid:pk>/descartar/", opinions.opinion_drop, name="opinion_drop"),
    path("pareceres-pendentes/<uuid:pk>/anexos/", opinion_pieces.opinion_attach, name="opinion_attach"),
    path("pareceres-pendentes/<uuid:pk>/anexos/<uuid:file>/retirar/", opinion_pieces.opinion_detach, name="opinion_detach"),
    path("pareceres-pendentes/<uuid:pk>/email/", opinion_pieces.opinion_email, name="opinion_email"),
    path("pareceres-pendentes/<uuid:pk>/contato/", opinion_pieces.opinion_contact, name="opinion_contact"),
]

urlpatterns = [
    *drafts,
    path("contatos/<int:number>/parecer/", opinions.opinion_new, name="opinion_new"),
    path("contatos/<int:number>/agenda/", agenda.contact_agenda, name="contact_agenda"),
    path("contatos/<int:number>/agenda/dias-livres/", agenda.contact_free_days, name="contact_free_days"),
    path("clientes/<int:number>/agenda/", agenda.person_agenda, name="person_agenda"),
    path("contatos/<int:number>/pareceres/", opinion_history.contact_opinions, name="contact_opinions"),
    path("contatos/<int:number>/historico/", opinion_history.contact_history, name="contact_history"),
    path("contatos/<int:number>/historico.pdf", opinion_history.contact_history_pdf, name="contact_history_pdf"),
    path("solicitacoes/<int:number>/parecer/", opinions.request_opinion, name="request_opinion"),
    path("pareceres/anexos/<uuid:pk>/", opinion_pieces.opinion_file, name="opinion_file"),
    path("alinhamentos/<uuid:pk>/acertado/", opinion_history.alignment_settled, name="alignment_settled"),
]
