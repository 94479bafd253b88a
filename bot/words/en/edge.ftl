# What the thread itself says: the line above a question, the buttons, and why a start is refused (the door adds when it will work).
edge-progress = Question { $number } of { $total }
# Beside the line above, where time is shown: $when is Discord’s own countdown, like “in 12 minutes”.
edge-ends = ends { $when }
edge-button-pause = Pause
edge-button-continue = Continue
edge-button-skip = Skip
edge-button-finish = Finish
edge-button-ask = Ask a person
edge-button-end = End
edge-button-without = Go on without follow-ups
edge-button-answer = Answer
edge-button-repeat = Repeat
edge-button-write = Continue in text
edge-button-talk = Continue by voice
edge-button-camera = Open camera
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
edge-refused-voice-off = Interviews by voice are not offered here; you can do it in writing.
edge-refused-video-off = Interviews with a camera are not offered here; you can do it by voice or in writing.
edge-refused-voice-busy = Somebody else is being interviewed by voice right now, and I can be in one voice channel of a server at a time. You can do it in writing at once, or try again later.

# A change of places that did not work; the interview stays where it is.
edge-move-line-taken = The voice channel was taken by somebody else just now. We go on here; you can try again later.
edge-move-no-room = I could not open a voice channel for you; it is not your fault. We go on here.
edge-move-no-thread = I could not open a thread for you; it is not your fault. We go on here by voice.

# A voice message that answers in a thread: how it stands in the record, and what is said when it was not understood.
edge-voice-message = [voice message { $length }]
edge-voice-message-unclear = I could not make out your voice message; that happens. Please write your answer, or record it once more.
edge-voice-message-too-much = This is more than I can listen to for one question: ten minutes in all, and twenty messages at once. What I could hear counts. Please write the rest.
edge-voice-message-no-tokens = I cannot listen to voice messages in this interview any more: it has used what this server allows for one. That is nothing you did wrong, and what you said counts. Please write your answers from here on.

# A posted picture in a video interview that the interviewer did not see.
edge-picture-unreadable = I could not use every picture you posted; that happens. I can look at JPEG, PNG and WebP, up to 10 MB each and four in one message. What you said or wrote counts all the same.
edge-picture-not-shown = I was not looking just then, so your picture was not shown. Please post it once more while I am listening.
edge-picture-too-many = Many pictures came in a short time, so I did not look at the last ones. Nothing else is lost. Please post in a minute what I should still see.

# A runner crashed, or nothing can be saved; it goes on by itself.
edge-fell = Something broke on our side, and it is not your fault. Everything so far is saved. I try again by myself in a moment; you can also press **Continue** or just write.
edge-cannot-save = I cannot save anything right now; that is on our side, not yours. What you write here stands in this chat and is not lost: I read it as soon as I can save again. It goes on by itself; you need not do anything.
edge-fell-team-told = This keeps breaking on our side, and it is not your fault. Nothing you wrote is lost. I keep trying by myself, and you can press **Continue** at any time. I have told the server's team.
edge-fell-nobody-told = This keeps breaking on our side, and it is not your fault. Nothing you wrote is lost. I keep trying by myself, and you can press **Continue** at any time. I could not tell anybody here; if it lasts, please write to the server's team.
edge-reviewers-broken = The interview of <@{ $candidate }> does not go on: a fault on the bot's side, not theirs. I keep trying by myself, every quarter of an hour at least. Whoever runs the bot finds the cause in its log.
edge-reviewers-goes-on = The interview of <@{ $candidate }> goes on again.
# In the place of words that Discord does not take.
edge-not-taken = Discord does not take the words that belong here; it has nothing to do with you. They are in the record, and the team can read them. You can skip this question, or ask the team what it says.
