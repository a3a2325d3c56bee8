from django.db import migrations

# In degrees PostgreSQL's fuzzy comparisons (0.000001, of products too) put points forty metres outside a small grid
# inside it. Grids have an index of their own, so that a point in one is never tested against its whole province.
FORWARD = """
DELETE FROM places_boundary AS b USING places_area AS a WHERE a.code = b.area_id AND a.valid_to <= b.valid_from;
UPDATE places_boundary AS b SET valid_to = a.valid_to
FROM places_area AS a WHERE a.code = b.area_id AND (b.valid_to IS NULL OR b.valid_to > a.valid_to);
UPDATE places_boundary SET
    "outer" = polygon("outer"::path * point(1000000, 0)),
    holes = ARRAY(SELECT polygon(hole::path * point(1000000, 0)) FROM unnest(holes) AS hole);
CREATE INDEX boundary_grid_box ON places_boundary USING gist (box("outer")) WHERE mod(area_id, 1000) <> 0;
CREATE INDEX boundary_larger_box ON places_boundary USING gist (box("outer")) WHERE mod(area_id, 1000) = 0;
"""
BACKWARD = """
DROP INDEX boundary_grid_box;
DROP INDEX boundary_larger_box;
UPDATE places_boundary SET
    "outer" = polygon("outer"::path / point(1000000, 0)),
    holes = ARRAY(SELECT polygon(hole::path / point(1000000, 0)) FROM unnest(holes) AS hole);
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
