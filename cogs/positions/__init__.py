"""`/position`."""
