"""The ground floor: the clock, the errors, the reactions to events, the database's few tricks and ids.

Nothing civic lives here and nothing here has a table. Every other room may import it; it imports no room.
"""
