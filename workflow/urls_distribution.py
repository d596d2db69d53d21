"""/u/<slug>/distribuicao/…: how the unit's work is given out."""

from django.urls import path

from workflow.views import distribution

RULE = "<slug:centre>/regras/<uuid:rule>/"

urlpatterns = [
    path("", distribution.distribution, name="distribution"),
    path("<slug:centre>/ajustes/", distribution.distribution_settings, name="distribution_settings"),
    path("<slug:centre>/regras/nova/", distribution.rule_new, name="rule_new"),
    path(RULE, distribution.rule_edit, name="rule_edit"),
    path(f"{RULE}exclusao/", distribution.rule_removal, name="rule_removal"),
    path(f"{RULE}ordem/", distribution.rule_order, name="rule_order"),
]
