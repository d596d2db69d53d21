"""/avisos/…: what a person was told, in all his places, and how he wants to be told."""

from django.urls import path

from purifikar.views import notices

urlpatterns = [
    path("avisos/", notices.notices, name="notices"),
    path("avisos/lidos/", notices.notices_read_all, name="notices_read_all"),
    path("avisos/canais/", notices.notice_channels, name="notice_channels"),
    path("avisos/<uuid:pk>/", notices.notice, name="notice"),
]
