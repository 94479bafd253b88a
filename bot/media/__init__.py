"""Sound, its packets, and pictures. Pure: time is an argument, nothing awaits.

Inward:  `rtp.parse` -> `cipher.Cipher.open` -> `rtp.strip` -> (DAVE, elsewhere) -> `receiver.AudioReceiver` -> 20 ms of
16 kHz PCM. Outward: 24 kHz PCM -> `playout.Playout` -> one packet each 20 ms -> (DAVE, elsewhere) -> `rtp.header` ->
`Cipher.seal`. Pictures: `frame_gate.FrameGate.arrives` -> `pictures.checked`, in a worker thread -> a fresh JPEG.
"""
