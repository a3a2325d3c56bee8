from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "gongzhi.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what reacts to recorded events, wherever events are written."""
        from gongzhi.intake import reactions

        assert reactions
