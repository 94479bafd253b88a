"""What people read of an interview. Knows neither Discord nor aiohttp."""
