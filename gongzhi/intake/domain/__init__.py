"""Pure Python: receipt codes, and contact data with its seal."""
