"""Photos and videos of a case, and the log of what people did to their boxes."""

from django.db import models

KINDS = ("photo", "video")
PURPOSES = ("report", "resolve", "verify")
STATES = ("waiting", "ready", "failed")


class Attachment(models.Model):
    """One photo or video; without a case until the report it was made for is sent. `raw` is empty once it is ready."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True)
    submission_id = models.UUIDField(null=True)  # of the report form; None for what staff add
    kind = models.TextField()
    purpose = models.TextField()
    state = models.TextField(default="waiting")
    problem = models.TextField(default="")
    # The blurred picture may be shown; False until it was made, and again while boxes are being changed.
    blurred_ready = models.BooleanField(default=False)
    found = models.JSONField(null=True)  # the boxes the model found; None: it has not looked yet
    raw = models.TextField(default="")
    clear = models.TextField(default="")
    thumb = models.TextField(default="")
    blurred = models.TextField(default="")
    blurred_thumb = models.TextField(default="")
    bytes = models.BigIntegerField()
    width = models.IntegerField()
    height = models.IntegerField()
    sha256 = models.BinaryField()
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "intake_attachment"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="attachment_kind_known"),
            models.CheckConstraint(condition=models.Q(purpose__in=PURPOSES), name="attachment_purpose_known"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="attachment_state_known"),
            models.CheckConstraint(
                condition=models.Q(case__isnull=False) | models.Q(submission_id__isnull=False),
                name="attachment_belongs_somewhere",
            ),
        ]
        indexes = [
            models.Index("submission_id", name="attachment_by_submission", condition=models.Q(case__isnull=True)),
            models.Index("created_at", name="attachment_unsent", condition=models.Q(case__isnull=True)),
        ]


class BoxAct(models.Model):
    """Somebody added a box to a picture or undid one (`ref`: an earlier act, or m0, m1 … of the model); append-only."""

    id = models.UUIDField(primary_key=True)
    # Plain ids: the log outlives the picture, whose row goes when the case's retention ends.
    attachment_id = models.UUIDField(db_index=True)
    act = models.TextField()
    ref = models.TextField(default="")
    box = models.JSONField(null=True)
    actor_id = models.UUIDField(null=True)
    role = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "intake_box_act"
        constraints = [models.CheckConstraint(condition=models.Q(act__in=("add", "undo")), name="box_act_known")]
