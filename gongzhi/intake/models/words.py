"""How suggestions of a category fared: counts by day, without a word of any report."""

from django.db import models


class SuggestionCount(models.Model):
    """How often on a day a category was suggested ('' where the model abstained) and which one was chosen then.

    `seen` says that the suggestion stood before the person who chose; else it was made for the count only.
    """

    day = models.DateField()
    suggested = models.TextField()
    chosen = models.TextField()
    seen = models.BooleanField()
    times = models.IntegerField()
    grams = models.BigIntegerField()
    unseen = models.BigIntegerField()

    class Meta:
        db_table = "intake_suggestion_count"
        constraints = [
            models.UniqueConstraint(fields=["day", "suggested", "chosen", "seen"], name="one_suggestion_count_a_day")
        ]
