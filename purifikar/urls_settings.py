"""/u/<slug>/configuracoes/…: a unit's own settings."""

from django.urls import path

from purifikar.views import calendar_settings, unit_settings

urlpatterns = [
    path("", unit_settings.unit_settings, name="unit_settings"),
    path("feriados/", unit_settings.unit_holidays, name="unit_holidays"),
    path("feriados/<int:pk>/exclusao/", unit_settings.unit_holiday_removal, name="unit_holiday_removal"),
    path("calendario/", calendar_settings.unit_calendar, name="unit_calendar"),
]
