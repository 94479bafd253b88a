"""The way to Gemini Live: `api` what is known of the service, `live` the pure session, `client` its sockets."""
