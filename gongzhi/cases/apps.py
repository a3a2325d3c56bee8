from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "gongzhi.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what reacts to recorded events, wherever events are written."""
        from gongzhi.cases import reactions

        assert reactions
