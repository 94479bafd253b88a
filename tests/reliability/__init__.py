"""Real processes for an hour: the bot, both simulators, a hundred people, and everything a machine does to a process.

`schedule.py` draws from a seed what goes wrong and when; `machine.py`, `line.py` and `launch.py` do it. `writer.py` and
`caller.py` are the candidates, `bot.py` the process and its supervisor, `town.py` all of it; `oracle.py`, `alerts.py`
and `backups.py` judge; `report.py` writes `docs/reliability.md`.
"""
