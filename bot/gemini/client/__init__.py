"""Opens sockets to Gemini: the client of a session, checks, transcriptions. The one place that imports websockets."""
