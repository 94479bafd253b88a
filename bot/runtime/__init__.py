"""The running interviews, on asyncio: service, supervisor, runner, and what each runner needs."""
