from django.apps import AppConfig


class SorConfig(AppConfig):
    name = "sor"
