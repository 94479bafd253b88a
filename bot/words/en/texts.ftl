# The pages with the operator's own texts: /privacy and /terms of the bot's server.
texts-privacy = Privacy
texts-terms = Terms of use
texts-none-privacy-title = No privacy policy here
texts-none-privacy = Whoever runs this bot has not put a privacy policy here. Before each interview the bot itself says what is kept, where it is sent, and until when; in Discord /my-data shows you what is kept about you, and deletes it. For anything else ask whoever invited the bot to your server.
texts-none-terms-title = No terms of use here
texts-none-terms = Whoever runs this bot has not put terms of use here. Before each interview the bot itself says what happens in it; ask whoever invited the bot to your server.
