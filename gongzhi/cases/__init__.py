"""The heart of the house: processes, cases, their append-only log, clocks and lights.

In come commands (open, move, assign, note, answer) with the person who gives them and the time; out go recorded
events, the folded case row and views of it for whoever may see it. Nothing else writes a case.
"""
