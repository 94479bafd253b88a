"""The operator's own texts, a privacy policy and terms, as pages of the bot's server."""
