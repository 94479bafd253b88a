"""A Discord bot that interviews people.

The map of the house, from the street to the cellar; imports go down only:

    app, __main__, demo    open everything, in order
    cogs                   doors: slash commands and buttons; parse, call one verb, render
    desk -> relay          runners: the running interviews, and the I/O of one of them
    edges, live.client, store     adapters: discord, websockets, aiosqlite
    interview, live.session       machines: pure, time is an argument
    edge, live.events, words, errors     words: dataclasses, the catalogue, one Protocol
"""

__version__ = "0.1.0"
