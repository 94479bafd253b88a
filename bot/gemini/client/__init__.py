"""What opens sockets to Gemini: the client of a session, checks, transcriptions. The only door to websockets."""
