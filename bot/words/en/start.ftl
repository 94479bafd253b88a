# The way into an interview: the command, the panel, the consent. The consent's sentences are each true on their own;
# whoever changes one raises VERSION in cogs/interview/consent.py.
start-command = Start an interview: in writing, by voice, or with a camera
start-option-type = The kind of interview
start-option-position = What you would like to be interviewed for
start-option-language = The language of the interview
start-type-text = In writing
start-type-text-hint = In a private thread, over several days if you like
start-type-voice = By voice
start-type-voice-hint = In a voice channel; you can go on in writing at any time
start-type-video = With camera
start-type-video-hint = By voice, and you can show your camera or your screen; showing nothing is fine, too

start-consent-what = **{ $title }.** An interview in writing, in { $language }, in a private thread: { $count ->
    [one] one question
   *[other] { $count } questions
}, no tricks, no hurry. You have { $days ->
    [one] one day
   *[other] { $days } days
}, and may pause and come back.
start-consent-what-voice = **{ $title }.** An interview by voice, in { $language }, in a voice channel: { $count ->
    [one] one question
   *[other] { $count } questions
}, no tricks, no hurry. You can go on in writing at any moment, in a private thread; for that you have { $days ->
    [one] one day
   *[other] { $days } days
}.
start-consent-what-video = **{ $title }.** An interview by voice, in { $language }, in a voice channel, with your camera or your screen if you like: { $count ->
    [one] one question
   *[other] { $count } questions
}, no tricks, no hurry. You can go on in writing at any moment, in a private thread; for that you have { $days ->
    [one] one day
   *[other] { $days } days
}.
start-consent-short-ai = { $kind ->
    [text] **An AI asks, people decide.** People wrote the questions; Google's Gemini asks them and follows up. It gives no marks.
   *[voice] **An AI talks with you, people decide.** People wrote the questions; Google's Gemini asks them and follows up. It gives no marks.
}
start-consent-short-google-paid = { $kind ->
    [text] **Google gets what you write,**
    [voice] **Google gets your voice, and what you write,**
   *[video] **Google gets your voice, what you write and what you show,**
} but does not use it to improve its products; so says whoever runs this bot.
start-consent-short-google-unpaid = { $kind ->
    [text] **Google gets what you write.** It may use that to improve its products, and people there may read it
    [voice] **Google gets your voice, and what you write.** It may use them to improve its products, and people there may hear and read them
   *[video] **Google gets your voice, what you write and what you show.** It may use them to improve its products, and people there may hear, read and see them
}: please share nothing confidential.
start-consent-short-readers-role = **Who reads it here:** the role **{ $role }**, people who may manage threads on this server, and whoever runs this bot.
start-consent-short-readers-managers = **Who reads it here:** people who may manage this server or its threads, and whoever runs this bot.
start-consent-short-heard-open = In **{ $room }** everybody who is there hears you.
start-consent-short-heard-reviewers = The role **{ $role }** may come in and listen.
start-consent-short-kept = **Kept until { $date },** then deleted.
start-consent-short-recorded = The sound is recorded.
start-consent-short-not-recorded = What you say is written down; the bot does not keep the sound.
start-consent-short-ways-out = You can stop at any time with **End**, and delete everything with `/my-data`.
start-consent-ai = **An AI takes part.** The questions were written by people beforehand; Google's Gemini (`{ $model }`) reads your answers, asks follow-up questions, and translates where needed. For that, what you write in the interview is sent to Google, also in text files that you attach and messages that you forward. If you record a voice message, its sound is sent to Google too, to turn it into text.
start-consent-ai-voice = **An AI talks with you.** The questions were written by people beforehand; Google's Gemini (`{ $model }`) listens to your answers, speaks, asks follow-up questions, and translates where needed. For that, the sound of your microphone in that channel is sent to Google from the interviewer's greeting on, until the interview rests or ends; and, if you go on in writing, what you write (also in text files and forwards) or record as a voice message. It is told never to remark on your voice, your accent or your feelings.
start-consent-voice-encryption = **Who hears you:** Discord encrypts calls from end to end. The bot is one of the ends: there your voice is decrypted.
start-consent-voice-microphone = The bot listens to your microphone and to nobody else's in the channel. Whoever talks in the room you sit in may be heard through it, so a quiet place is best.
start-consent-voice-room-own = The voice channel is made for you; besides you and the bot, only people who may see all channels of this server, or whom its admins let in, can come in. You are told when somebody does.
start-consent-voice-room-reviewers = People with the role **{ $role }** may come in as well.
start-consent-voice-room-open = It takes place in **{ $room }**, where you are now: whoever else is there hears you and the interviewer. Everybody who sees that channel can read the questions and captions in its chat, and they stay there.
start-consent-voice-text = **What is said becomes text:** Google writes down what you and the interviewer say, the bot keeps that text, and shows it in the voice channel's chat unless you switch captions off.
start-consent-voice-recorded = The sound is recorded: your voice and the interviewer's are kept as files as long as the text, for the same people.
start-consent-voice-not-recorded = The bot does not keep the sound.
start-consent-voice-comforts = What you choose below to make it easier is kept as well; reviewers do not see it.
start-consent-video-shown = **What you show:** on this bot's own page (`{ $host }`) you can show your camera or your screen, and switch it off at any time; then it goes on by voice. Only while the interviewer asks or listens, single pictures, at most one a second, go through that page to Google; nobody on this server sees them. Your room and other people may be in them.
start-consent-video-chat = Images that you post in the interview's thread or in the voice channel's chat go to Google, too.
start-consent-video-kept = **The bot keeps no picture,** only how many were sent, when, and whether from camera, screen or chat. A cookie leads your browser back to the page until the interview ends.
start-consent-video-never = **We never ask for, store or score anything about your face, your looks or your feelings;** the AI is told to use pictures only to see what you show, such as a whiteboard, code or a product.
start-consent-google-paid = The operator of this bot says that it uses Google's paid service: under its terms Google does not use what you write, say or show to improve its products, and keeps it for a limited time to detect misuse.
start-consent-google-unpaid = Nobody told this bot that Google is paid for it. Without payment Google may use what you write, say or show to improve its products, and people there may read, hear or see it. So please share nothing confidential.
start-consent-gateway = On its way to Google it passes through `{ $host }`.
start-consent-discord = **Discord keeps the messages.** Besides you and the bot, people on { $server } who may manage threads can read the thread.
start-consent-kept = **What the bot keeps:** your Discord name and ID, the questions, your answers, this consent, and technical notes such as times and costs; until { $date }. Then the bot deletes it, and the thread too if it is still on this server. If you change or delete a message after the bot has gone on, the bot still keeps it as it was.
start-consent-backups = Safety copies of everything are made, before an update of the bot and by whoever runs it; none is to be kept for longer than { $days ->
    [one] one day
   *[other] { $days } days
}.
start-consent-readers-role = **Who reads it:** people with the role **{ $role }** on this server, or others whom its admins choose later.
start-consent-readers-managers = **Who reads it:** people on this server who have the permission **Manage Server**, or others whom they choose later.
start-consent-readers-operator = Whoever runs this bot can read its database.
start-consent-reviewers-told = They may get a message about your interview in a channel of theirs.
start-consent-stop = **You can stop at any time** with **End**, and skip questions that are not required.
start-consent-delete = With `/my-data` you see, download and delete what is kept about you, at any time, also after leaving the server.
start-consent-people = **People decide, not the AI.** It gives no marks and makes no decision about you.
start-consent-adult = **With “Agree and start” you say: I am 18 or older, and I agree to this and to what stands behind “More”.**

start-panel-title = Before we start
start-more = More
start-less = Less
start-more-title = In full
start-choose-title = What would you like to talk about?
start-choose = Choose below; then you see what you agree to, and nothing starts before that.
start-choose-position = What for?
start-choose-language = Which language?
start-choose-comfort = Anything that would make it easier? (optional)
start-comfort-slower = The interviewer speaks more slowly
start-comfort-patient = More time before the interviewer answers
start-comfort-captions = No captions
start-comfort-countdown = Do not show the time left
start-comfort-breaks = Longer breaks
start-comfort-skip = A button to skip questions
start-changed = Something in this text has changed since you opened it. Please read it again.
start-agree = Agree and start
start-not-now = Not now
start-declined = All right, nothing was stored or sent. You can come back whenever you like.
start-preparing = Making your private thread …
start-preparing-voice = Opening your voice channel …
start-raced = You pressed twice, so your interview is already on its way. `/interview start` leads you there in a moment.
start-ready = Your interview is waiting for you in { $thread }. Good luck, and take your time.
start-ready-voice = Your interviewer is waiting in { $thread }. Come in, unmute, and say hello: first I only check that I hear you.
start-ready-video = Two steps, in any order:
    1. Come into { $thread }, unmute, and say hello: first I only check that I hear you.
    2. Press **Open camera**, on the device whose camera or screen you want to show. A page opens in your browser; nothing is sent before you turn something on there.
    The button works once, within { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }; there is a new one under each question. You can also go on by voice alone.
start-running = You have an interview running: { $thread }. It waits for you there.
start-go = Go to your interview
start-nothing-to-do = There is nothing to be interviewed for at the moment. The server's team can add something with `/position add`.
start-position-gone = That is no longer offered here. Please start again and choose something else.
start-language-gone = That language is not offered for this. Please start again and choose another one.
start-type-gone = That kind of interview is not offered here at the moment. Please start again and choose another one.

start-post-title = Interviews
start-post = Here you can be interviewed, in writing, or by voice and with a camera where the server offers it, at your own pace. You first see what it is about and what you agree to; nothing starts before you say so.
start-open = Start an interview

start-over = This interview is over; its buttons no longer do anything.
start-in-a-moment = I am just taking this interview up again. Nothing is lost; please press again in a moment.
start-not-yours = These buttons belong to the person who is interviewed here. You have not changed anything.
start-reviewers-only-some = As a reviewer you may pause or end this interview; the other buttons belong to the person who is interviewed.
start-end-sure = End the interview now? Your answers so far are kept; it cannot be continued afterwards.
start-end-sure-reviewer = End this person's interview now? Their answers so far are kept; it cannot be continued afterwards, and they are told that the team ended it.
start-end-now = End it now
start-end-stay = Keep going
start-end-stayed = Nothing has changed; the interview goes on.
start-ended = The interview has been ended.
start-on-aloud = It goes on in { $place }. Come in, and say hello: I check that I hear you, and go on where we were.
start-on-camera = It goes on in { $place }. Come in, and say hello: I check that I hear you, and go on where we were. If your camera page is not open any more, **Open camera** opens it again; the button works once, within { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}.
start-camera = This button opens the page where you can show your camera or your screen. It works once, within { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}; after that press **Open camera** under the question again. If the page is open somewhere already, the new one takes over.
start-camera-in-writing = We are going on in writing right now, so there is no camera. You can post images here, and they are shown to the interviewer; **Continue by voice** brings the camera back.
start-camera-gone = The camera page cannot be opened at the moment; it is not your fault. Please go on by voice: that is no disadvantage.
start-on-in-writing = It goes on here, in writing: { $place }. Nothing is asked twice.
start-talk-busy = Somebody else has the voice channel right now, and I can be in one channel of a server at a time. Please go on in writing, or try **Continue by voice** again later.
start-answer-title = Your answer
start-answer-label = Your answer
start-answer-hint = Take your time. Sending it cannot be undone.
start-answer-not-kept = I could not save this yet. If the interview does not go on in a minute, please press **Answer** and send it again. You wrote:
start-answer-sent = Got it. You wrote:
start-answer-button-only = I cannot read messages on this server, so this message has not been taken as an answer. Please press **Answer** under the question, or write as a reply to me with the mention on: that I can read.

# Who asks for the way to their interview could not be let in again.
start-shut-locked = That thread is locked, so nobody can write there at the moment. Nothing is lost, and it is not your fault: please ask the server's team to unlock it, then it goes on.
start-shut-deleted = Discord says that it is not there any more; perhaps somebody deleted it. Please try again in a minute; if you still read this, ask the server's team.
start-shut-permissions = If you left it, I cannot let you in again: Discord does not allow me to. Nothing is lost. Please ask the server's team to add you there; `/diag discord` tells them which permission I am missing.
start-shut-now = If you left it, I could not let you in again just now, because Discord did not take it. Please try again in a moment.
# Ended while nothing can be saved.
start-ends-later = I cannot save this right now; that is on our side. The interview ends as soon as I can; you need not do anything more.
