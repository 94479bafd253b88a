"""`/interview start`, the panel, the consent, the queue, and the buttons of a running interview."""
