"""Views: each reads the request, makes one call into the rooms below, and renders."""
