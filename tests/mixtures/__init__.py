"""Whole interviews under random mixtures of everything that can go wrong, on one thread and without a system call.

`town.py` plays one seed, `weather.py` draws what goes wrong, `person.py` is the candidate, `oracle.py` judges.
`loop.py` and `database.py` stand for the machine below: its time, its network, its disk.
"""
