"""The doors for people: pages, forms, islands. They parse, make one call downwards and render; no rule lives here."""
