"""The settings, parsed and validated once from the environment and `.env`."""
