"""Pure Python: the process as data, the engine that decides, clocks, lights, catalogue and words."""
