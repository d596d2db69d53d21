"""/rede/…: how the units' work is given out, seen from the Franqueadora."""

from django.urls import path

from workflow.views import network_distribution

urlpatterns = [path("distribuicao/", network_distribution.distribution, name="distribution")]
