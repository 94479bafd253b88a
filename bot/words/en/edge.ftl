# What the thread itself says: the line above a question, the buttons, and why a start is refused (the door adds when it will work).
edge-progress = Question { $number } of { $total }
edge-button-pause = Pause
edge-button-continue = Continue
edge-button-skip = Skip
edge-button-ask = Ask a person
edge-button-end = End
edge-button-without = Go on without follow-ups
edge-button-answer = Answer
edge-button-repeat = Repeat
edge-button-write = Continue in text
edge-button-talk = Continue by voice
# A relay fell; the interview is paused, its record is safe.
edge-fell = Something broke on our side, and it is not your fault. Everything you wrote is saved and the interview is paused. Press **Continue** or just write when you are ready.
edge-fell-for-now = This keeps breaking on our side, and it is not your fault. Everything you wrote is saved and the interview stays paused. The server's team can see it and will get back to you.
# The line that leads a reviewer there.
edge-reviewers-link = There: { $thread }

edge-refused-running = You already have an interview here. Finish or end it first, then you can start another.
edge-refused-user-day = { $limit ->
    [one] You can start one interview a day here, and you have started yours.
   *[other] You can start { $limit } interviews a day here, and you have started them all.
}
edge-refused-guild-day = This server has had all its interviews for one day; it has nothing to do with you.
edge-refused-guild-cost = This server has used up what it allows for interviews in one day; it has nothing to do with you.
edge-refused-process = Too many interviews are running right now; it has nothing to do with you.
edge-refused-provider = The AI service does not work at the moment; it has nothing to do with you.
edge-refused-provider-fix = The AI service does not work until the bot's operator has fixed something; it has nothing to do with you. The server's team can see what it is with /diag gemini.
edge-refused-stopping = The bot is restarting.
