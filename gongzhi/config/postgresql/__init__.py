"""Django's PostgreSQL backend with one change: a kept connection is looked at without asking the server."""
