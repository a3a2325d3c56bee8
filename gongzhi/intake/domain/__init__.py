"""Pure Python: receipt codes."""
