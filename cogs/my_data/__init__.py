"""`/my-data`."""
