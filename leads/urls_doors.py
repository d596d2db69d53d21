"""At the root of a unit, for people and machines without an account: /u/<slug>/contato/…, /u/<slug>/entrada/…"""

from django.urls import path

from leads.views import doors

urlpatterns = [
    path("contato/<slug:token>/", doors.contact, name="contact_door"),
    path("contato/<slug:token>/obrigado/", doors.contact_thanks, name="contact_thanks"),
    path("entrada/<slug:token>/", doors.webhook, name="webhook"),
    path("entrada/<slug:token>/<slug:kind>/", doors.hook_door, name="hook_door"),
]
