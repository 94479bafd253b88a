# Words that several rooms share.
common-unexpected = Something broke on our side, and it is not your fault. It has been logged as { $reference }. Please try again in a minute; if it happens again, tell the server's team this reference.
common-interview-group = Interviews in this server

# The database cannot be used for the moment.
common-not-saved = I cannot save anything right now; that is on our side, not yours. Nothing has been changed. Please try again in a minute.
