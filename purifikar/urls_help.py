"""The pages of help, at the root of the network's side."""

from django.urls import path

from purifikar.views import help as pages

urlpatterns = [
    path("como-funciona/", pages.how_it_works, name="how_it_works"),
    path("como-funciona/manual.pdf", pages.how_it_works_pdf, name="how_it_works_pdf"),
    path("quem-pode/", pages.who_may, name="who_may"),
    path("privacidade/", pages.privacy, name="privacy"),
    path("ajuda/", pages.help_door, name="help_door"),
]
