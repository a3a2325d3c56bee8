"""Places that carry a code to scan: what it is, where it is, and what a report from there is most often about."""

from django.db import models

from gongzhi.intake.domain.coded_place import PlaceKind

KINDS = tuple(kind.value for kind in PlaceKind)


class CodedPlace(models.Model):
    """A place or thing with a printed code; retired, never deleted, so that an old label still gets an answer."""

    token = models.TextField(primary_key=True)
    kind = models.TextField()
    name = models.TextField()
    area_code = models.BigIntegerField()
    lon = models.FloatField(null=True)  # WGS-84
    lat = models.FloatField(null=True)
    place = models.TextField()  # where it stands, in words
    category = models.TextField()  # a category's code, or '' for none
    created_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_coded_place"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="coded_place_kind_known"),
            models.CheckConstraint(
                condition=models.Q(lon__isnull=True, lat__isnull=True) | models.Q(lon__isnull=False, lat__isnull=False),
                name="coded_place_point_is_whole",
            ),
            # So that codes for all grids, asked for twice at once, are made once.
            models.UniqueConstraint(
                fields=["area_code"],
                condition=models.Q(kind="grid", retired_at__isnull=True),
                name="one_code_in_use_a_grid",
            ),
        ]
        indexes = [models.Index(fields=["area_code", "token"], name="coded_place_by_area")]
