"""A Discord bot that interviews people.

The map of the house, from the street to the cellar; imports go down only (pyproject.toml, import-linter's first
contract). Packages in one line do not import each other:

    __main__, demo, app                    open everything, in order
    cogs                                   slash commands, buttons and forms: parse, call the service, render
    web, jobs                              the candidate's camera page; what must happen although nobody asks for it
    runtime                                the running interviews, on asyncio: service -> supervisor -> runner ->
                                           conversation -> audio bridge
    review                                 what people read of an interview
    process                                what this process knows of its machine
    edges, gemini.client, store            adapters: discord.py, websockets, aiosqlite
    interview, gemini.live, media          machines: pure, time is an argument
    ports                                  events, posts and Protocols between machines and adapters
    config                                 the settings
    gemini.api                             what is known of Gemini Live: its frames, failures and limits
    log                                    log lines without secrets
    redact, clock, errors, words           imported by everybody
"""

__version__ = "0.1.0"
