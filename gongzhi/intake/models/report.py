"""Tables of intake: the report beside its case, and the parties with their encrypted contact data."""

from django.db import models

CHANNELS = ("web", "grid_worker", "phone")


class Report(models.Model):
    """How a case came in: one row a case; the receipt is kept as a keyed hash only."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, primary_key=True)
    submission_id = models.UUIDField(unique=True)
    receipt_hash = models.BinaryField(unique=True)
    channel = models.TextField()
    reporter = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True)  # None: without an account
    language = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "intake_report"
        constraints = [models.CheckConstraint(condition=models.Q(channel__in=CHANNELS), name="report_channel_known")]


class Party(models.Model):
    """Somebody concerned by a case, with contact data that only the centre's desk can read; erased with retention."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE)
    kind = models.TextField()
    sealed = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "intake_party"
        constraints = [models.CheckConstraint(condition=models.Q(kind="reporter"), name="party_kind_known")]
