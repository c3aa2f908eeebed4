"""The addresses of the register: units by their SOR code, which is public."""

from django.urls import path

from sor.views import picker

app_name = "sor"
urlpatterns = [
    path("modtager/", picker.search, name="search"),
]
