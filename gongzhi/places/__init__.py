"""Where matters happen: areas from province to grid with their outlines, and the working calendar of each.

In come division lists, outlines and calendar overrides; out go the grid at a point, names, paths and deadlines.
"""
