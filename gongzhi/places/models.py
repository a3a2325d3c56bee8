"""Tables of places: areas, their outlines with validity, working hours and calendar overrides, and a log."""

from django.db import models


class Area(models.Model):
    """A node of province › city › county › town › community › grid; the code is 15 digits."""

    code = models.BigIntegerField(primary_key=True)
    level = models.SmallIntegerField()
    name = models.TextField()
    name_en = models.TextField(blank=True, default="")
    parent_code = models.BigIntegerField(null=True, db_index=True)
    population = models.IntegerField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    synthetic = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "places_area"


class Boundary(models.Model):
    """One part of an area's outline while it is valid; the polygon columns are made in the migration (SQL)."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, on_delete=models.CASCADE)
    part = models.SmallIntegerField()
    size_m2 = models.FloatField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "places_boundary"


class CalendarDay(models.Model):
    """A day that an area works or does not work, against the statutory calendar."""

    area_code = models.BigIntegerField()
    day = models.DateField()
    works = models.BooleanField()
    reason = models.TextField(default="")

    class Meta:
        db_table = "places_calendar_day"
        constraints = [models.UniqueConstraint(fields=["area_code", "day"], name="one_override_a_day")]


class WorkingHours(models.Model):
    """An area's own office hours, as '08:30-12:00, 13:30-17:30'."""

    area_code = models.BigIntegerField(primary_key=True)
    spans = models.TextField()

    class Meta:
        db_table = "places_working_hours"


class PlaceEvent(models.Model):
    """The append-only log of places: who changed what, ids and codes only."""

    id = models.UUIDField(primary_key=True)
    type = models.TextField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    area_code = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "places_event"
