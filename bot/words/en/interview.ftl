# What a candidate reads in the thread of a text interview.
interview-opening = Hello! This is a short interview for “{ $title }”: { $count ->
    [one] one question
   *[other] { $count } questions
}, no tricks, no hurry. I am an AI; people read your answers and decide.
    Answers may be of any length, in one message or several. I go on when you have stopped writing for a moment.
    With the buttons under each question you can pause, skip, ask a person or end.
interview-closing = That was the last question. Thank you for your time! The team reads your answers and gets back to you here on the server.

interview-attachments = [{ $count ->
    [one] 1 attachment
   *[other] { $count } attachments
}, not read]

interview-paused = Paused. Take your time: everything is saved, and this stays open until <t:{ $deadline }:f>. Press **Continue** or just write when you want to go on.
interview-paused-staff = The server's team has paused this interview; you did nothing wrong, and everything is saved. It stays open until <t:{ $deadline }:f>. Press **Continue** or just write when you want to go on.
interview-resumed = Good to see you again. Here is where we were:
interview-resumed-answer = Good to see you again. Your answer is saved, and I go on from it.
interview-back = I can write here again. Here is where we were:
interview-back-answer = I can write here again. Your answer is saved, and I go on from it.
interview-required = The server's team needs an answer to this one, so it cannot be skipped. A short answer is fine, and so is “I don't know”.
interview-last = This was the last question. **Finish** closes the interview, and it cannot be continued afterwards; or simply write your answer.
interview-voice-last = This was the last question. **Finish** closes the interview, and it cannot be continued afterwards; or simply say your answer.
interview-closed = The interview is closed: you answered { $answered } of { $total ->
    [one] one question
   *[other] { $total } questions
}, and that is saved. `/my-data` shows you what is kept, and deletes it if you like.
interview-after-end = This interview is over: I do not read what you write here any more, and it is not in the record. Whoever may manage threads on this server can see it here, and reviewers see that you wrote. If it is important, please tell the team yourself.
interview-edited-later = I had read your answer before you changed it here, and the record has it as I read it. To correct it, just write the correction now.
interview-deleted-later = I had read that message before it was deleted here, and it stays in the record. To take it back, just write that now; `/my-data` deletes everything of an interview.
interview-asked = Noted: the server's team was told, in a channel of theirs, that you would like to talk to a person. It may take a while until somebody is here. You can go on meanwhile, or pause.
interview-asked-nobody = Noted: that you would like to talk to a person is in the record for the team, but nobody gets a message about it on this server. You can go on, or pause and write to somebody of the team yourself.

interview-choice = Your answer is saved. You can **go on without follow-ups** (the planned questions come as they are; that is no disadvantage), or **pause** and try again later. What you write before you choose is added to your answer.
interview-choice-silent = The AI service does not answer right now. It is not your fault.
interview-choice-unsaid = The AI service was to say something and stayed silent. It is not your fault; its words stand above.
interview-choice-unwritten = I can tell that you are speaking, but your words do not reach me as text. It is a fault of the AI service, not yours.
interview-choice-declined = The AI service declined to reply to this answer. That happens by mistake, says nothing about you, and is noted as the service's doing. Your answer counts.

interview-reminder = A friendly reminder: this interview is still open, and everything so far is saved. It closes by itself <t:{ $deadline }:R>. If you do not want to go on, you need not do anything.
interview-abandoned = This interview has been closed because its time was over. Everything so far is saved. If you still want to take part, start anew with **/interview start** or the **Start an interview** button.
interview-ended = The interview is ended, as you asked. Everything so far is saved. Thank you for your time! You may start anew with **/interview start**.
interview-ended-staff = The server's team has ended this interview. Everything so far is saved. Thank you for your time!
interview-failed = Something broke on our side and this interview cannot go on; it is not your fault. Everything so far is saved. Please start anew with **/interview start**.

interview-picture-refused = The AI service did not take the picture you posted, so I go on without it. Your words count all the same; if you like, describe it, or post it in another format.
interview-stranger = A note to everyone here: this thread is an interview, and only the candidate's messages count.
interview-restarting = The bot restarts for a moment. Everything so far is saved, and I go on by myself.

interview-reviewers-asked = <@{ $candidate }> would like to talk to a person (interview “{ $title }”, question { $number } of { $total }).

# A spoken interview. What stands in the voice channel's own chat:
interview-voice-joining = **How it goes:** come into this voice channel. I first check whether I can hear your microphone; then I greet you and ask my questions aloud. Each question also stands here, so you can read along. Take all the time you need to think, and interrupt me whenever you like.
    You can go on in writing at any moment. I wait for you here until <t:{ $until }:t>; after that this interview rests in a private thread, and nothing is lost.
interview-voice-joining-again = Everything so far is saved. Be in this voice channel and say something, so that I hear your microphone; then I go on where we were. I wait here until <t:{ $until }:t>.
interview-voice-joining-moved = On we go by voice. Come into this voice channel and say something, so that I hear your microphone; then I go on where we were. I wait here until <t:{ $until }:t>.
interview-voice-left = I do not hear you any more: you left the voice channel, or your microphone is off. Everything so far is saved. Come back <t:{ $until }:R>, or go on in writing; otherwise this interview rests, and you can go on whenever you like.
interview-voice-limit = Five more minutes by voice: then the voice channel is for the next person, and we go on in writing, or by voice again later. Nothing is lost.
interview-voice-paused = Paused, and I hear nothing now. Everything is saved, and this interview stays open until <t:{ $deadline }:f>. Press **Continue** when you want to go on. If the pause gets longer, I give this room back, and you go on from a private thread.
interview-voice-paused-staff = The server's team has paused this interview; you did nothing wrong, and everything is saved. It stays open until <t:{ $deadline }:f>. Press **Continue** when you want to go on.
interview-voice-company = Somebody else is in this room now and can hear you. I listen to you only. You can go on, or pause.
interview-voice-company-rest = Somebody else is in this room now, so I rest, and hear nothing. I go on by myself as soon as we are alone. If that takes until <t:{ $until }:t>, you can go on from a private thread.
interview-voice-chat = I listen here: what is written in this chat is not read as an answer. If you would like to write, use the button for going on in writing; it is the same interview.
interview-voice-choice = What you said is saved. Press **Continue** to try again, go on in writing, or pause. None of this is a disadvantage.
interview-voice-choice-unsaved = What you said last may not have arrived. Press **Continue** to hear the question and answer once more, go on in writing, or pause. None of this is a disadvantage.
interview-voice-sounds = I noticed sounds from you, but no words arrived. If that was your answer, please say it once more, a little longer, or go on in writing. If you are still thinking, take your time.

# What is said aloud, in the interviewer's voice:
interview-voice-opening = Hello! This is a short interview for { $title }: { $count ->
    [one] one question
   *[other] { $count } questions
}, no tricks, no hurry. I am an AI; people read your answers and decide. Take your time to think, and interrupt me whenever you like.
interview-voice-say-sorry = Sorry, I was gone for a moment. Everything so far is saved.
interview-voice-say-welcome = Good to have you back. This is where we were.
interview-voice-say-moved = Good to hear you here. This is where we were.
interview-voice-say-alone = We are alone again, so let us go on.
interview-voice-say-thanks = Thank you for waiting. Let us go on.

# Back in the thread, after a part by voice:
interview-moved = Let us go on here, in writing. This is where we were:
interview-moved-answer = Let us go on here, in writing. What you said is saved, and I go on from it.
interview-moved-paused = This interview rests, and everything you said is saved. It stays open until <t:{ $deadline }:f>. Press **Continue** or just write to go on here, or go on by voice.

# Mistakes in a position, shown to the admin who wrote it. The line is named beside them.
grammar-no-questions = There is no question yet. Write one question a line.
grammar-no-text = This line has only square brackets. Write the question before them.
grammar-too-many = More than { $most } questions. Candidates lose patience long before; join or remove some.
grammar-too-long = This question has { $length } characters; at most { $most } fit. Shorten it, or split it in two.
grammar-suffix-unknown = “[{ $suffix }]” is not known at the end of a question. Use [required] or [follow-ups: 0] to [follow-ups: 3], or put something after the bracket.
grammar-suffix-twice = “[{ $suffix }]” says something that another bracket of this line already says. Keep one.
grammar-follow-ups = “{ $value }” is no number of follow-ups. Use 0 to { $most }.
grammar-no-language = There is no language yet. Write tags or names with commas between them, the questions' own language first: en, de
grammar-language-unknown = “{ $language }” is not a language we know. Use tags like en, de, fr, pt-BR, zh-CN, or a language's English or own name.
grammar-too-many-languages = More than { $most } languages. Keep the ones your members speak.

# The ready-made position of a fresh server.
default-position-title = Community application
default-position-brief =
    A first conversation with somebody who would like to take on a role in our community, for example as a helper or moderator. We want to know what brings them here, how they deal with others and how much time they have. Experience is welcome, not needed.
default-position-questions =
    What would you like to do in this community, and what draws you to it? [required]
    Tell us about something you did together with others, online or elsewhere. What was your part in it? [follow-ups: 2]
    Two members quarrel in a channel and one of them writes to you. What do you do? [follow-ups: 2]
    How much time would you like to give in a usual week, and at what times are you mostly around? [follow-ups: 0]
    Is there anything you would like us to know, or to ask us? [follow-ups: 0]
default-position-closing = That was the last question. Thank you for taking the time! The team reads your answers and gets back to you here on the server.

# Video interviews: the same in the voice channel's chat.
interview-video-no-camera = No picture arrives from you at the moment. That is fine: we simply go on by voice. If you would like to show something, **Open camera** below gives you a new link to the page.
interview-video-picture-shown = I have seen your picture.

# What a message carries beside words of its own: how it stands in the record, and what its sender is told at once.
interview-enclosed-file = [text file { $name }]
interview-enclosed-forward = [forwarded message]
interview-enclosed-poll = [poll]
interview-enclosed-cut = [the rest of this file was not read]
interview-attached-alone = I have not read { $count ->
    [one] what you attached
   *[other] the { $count } things you attached
}: I read words, and plain text files (.txt, .md, code) up to 64 KB. So that is no answer yet. Please write here what it says, in as many messages as you like.
interview-attached-beside = Your words count as they are. I have not read { $count ->
    [one] what you attached to them
   *[other] the { $count } things you attached to them
}: I read words, and plain text files (.txt, .md, code) up to 64 KB. If it matters for your answer, please write it here.
interview-attached-lost = Discord did not hand me { $count ->
    [one] your file
   *[other] { $count } of your files
} in time; that is not your fault. Please send it once more, or write here what it says.
interview-attached-cut = That is more than I can take from files at once: I have read the first { $count } characters of it. If the rest matters, please send it in a message of its own, or write it here.
interview-no-words = I found no words of yours in that message, so it is no answer yet. Please write your answer here, in as many messages as you like.
interview-proxied-missed = Something was written here through another app (such as PluralKit or Tupperbox) while I was away, and I cannot tell whose words those are; so they are not in the record. If they are yours, please send them once more, best with that app switched off here.
interview-voice-attached = I listen here: what you write or attach in this chat is not read as an answer. Please simply say it, or use the button for going on in writing; there I read text files, too.
# After a fault of ours.
interview-goes-on = It goes on again. Here is where we were:
