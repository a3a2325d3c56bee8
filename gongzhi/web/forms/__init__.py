"""Forms: they read what was sent and say what is wrong with it; they hold no rule."""
