"""Voice interviews under load, beside the least that could carry the same sound: `python -m bench.voice`.

A run of one `scene.Scene` is two processes on the same cores. `load` plays everybody else: Discord's voice server and a
candidate for each interview (UDP, both encryptions, prepared beforehand), and Gemini (a websocket server that counts
sound and streams prepared sound back). The other is measured: `ours`, or the `floor`. Every time is taken in the load's
process: when it wrote, and the kernel's own stamp of when the answer arrived (SO_TIMESTAMPNS), so that neither being
late itself nor the measured loop's opinion of the time falsifies it.

Not in it: TLS (on either side), the voice gateway's websocket, the machine, the store and Discord's REST. Ours is a
real `VoiceConnection` from its socket's reader up, with a bare connection in place of discord.py's (`ours.Connection`).
"""
