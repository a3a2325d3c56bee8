"""Who said "me too" to a matter: no name, only what keeps one from being counted twice, and contact data if given."""

from django.db import models
from django.db.models import Q


class Supporter(models.Model):
    """One "me too": counted once for a form, a person and a browser; its code follows the matter's public page."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE)
    submission_id = models.UUIDField(unique=True)
    code_hash = models.BinaryField(unique=True)
    browser = models.BinaryField()  # a keyed hash of a random cookie, another one for each case
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True)
    sealed = models.BinaryField(null=True)  # how to be told, if the supporter wishes
    language = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "intake_supporter"
        constraints = [
            models.UniqueConstraint(fields=["case", "browser"], name="one_me_too_a_browser"),
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(person__isnull=False), name="one_me_too_a_person"
            ),
        ]
