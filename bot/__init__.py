"""A Discord bot that interviews people.

The map of the house, from the street to the cellar; imports go down only:

    app, __main__, demo    open everything, in order
    cogs, web              doors: slash commands and buttons, and the candidate's page; parse, call one verb, render
    desk -> seats -> relay -> call     runners: the running interviews, the I/O of one of them, and its sound
    edges, live.client, store     adapters: discord, websockets, aiosqlite
    interview, live.session, media     machines: pure, time is an argument
    edge, live.events, words, errors     words: dataclasses, the catalogue, one Protocol
"""

__version__ = "0.1.0"
