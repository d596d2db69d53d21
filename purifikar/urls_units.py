"""/rede/…: units, settings of the network, mails."""

from django.urls import path

from purifikar.views import disputes, mails, network_settings, units

urlpatterns = [
    # unidades/
    path("unidades/", units.units, name="units"),
    path("unidades/nova/", units.unit_new, name="unit_new"),
    path("unidades/<slug:slug>/", units.unit, name="unit"),
    path("unidades/<slug:slug>/abertura/", units.unit_opening, name="unit_opening"),
    path("unidades/<slug:slug>/abertura/nova-tentativa/", units.unit_opening_retry, name="unit_opening_retry"),
    path("unidades/<slug:slug>/editar/", units.unit_edit, name="unit_edit"),
    path("unidades/<slug:slug>/suspensao/", units.unit_suspension, name="unit_suspension"),
    path("unidades/<slug:slug>/retomada/", units.unit_resumption, name="unit_resumption"),
    path("unidades/<slug:slug>/encerramento/", units.unit_closure, name="unit_closure"),
    path("configuracoes/", network_settings.network_settings, name="network_settings"),
    path("disputas/", disputes.disputes, name="disputes"),
    path("disputas/<uuid:pk>/", disputes.dispute, name="dispute"),
    # emails/
    path("emails/", mails.mails, name="mails"),
    path("emails/<uuid:pk>/", mails.mail, name="mail"),
    path("emails/<uuid:pk>/reenvio/", mails.mail_retry, name="mail_retry"),
]
