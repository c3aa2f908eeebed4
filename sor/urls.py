"""The addresses of the register: units by their SOR code, which is public."""

from django.urls import path

from sor.views import favourites, findings, imports, picker, units

app_name = "sor"
urlpatterns = [
    path("modtager/", picker.search, name="search"),
    path("favoritter/", favourites.page, name="favourites"),
    path("favoritter/<slug:sor_code>/", favourites.change, name="favourite"),
    path("", units.tree, name="tree"),
    path("enhed/<slug:sor_code>/", units.unit, name="unit"),
    path("enhed/<slug:sor_code>/under/", units.branch, name="branch"),
    path("enhed/<slug:sor_code>/lokalt/", units.change_local, name="local"),
    path("enhed/<slug:sor_code>/team/", units.add_team, name="team-add"),
    path("enhed/<slug:sor_code>/person/", units.add_recipient, name="recipient-add"),
    path("team/<int:pk>/", units.set_team, name="team"),
    path("person/<int:pk>/", units.set_recipient, name="recipient"),
    path("import/", imports.log, name="imports"),
    path("import/<int:pk>/", imports.show, name="import"),
    path("import/<int:pk>/anvend/", imports.carry_out, name="import-apply"),
    path("fund/", findings.page, name="findings"),
    path("fund/csv/", findings.download, name="findings-csv"),
]
