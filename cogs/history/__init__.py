"""`/interview history`."""
