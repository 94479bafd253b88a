# The history, an interview as a reviewer reads it, and its files.
review-command = Interviews in this server: the team sees all of them, everyone else their own
review-option-candidate = Somebody who was interviewed, by their name at the time
review-option-type = The kind of interview
review-option-status = How far it came
review-option-position = What it was about
review-option-since = Not older than: 12h, 7d, 2w, or a day like 2026-11-01
review-since-unclear = I could not read that time. Please write it like `12h`, `7d`, `2w`, or as a day like `2026-11-01`.
review-since-7d = The last 7 days
review-since-30d = The last 30 days
review-since-90d = The last 90 days
review-not-found = Not found. There is no such interview here that you may read.
review-candidate-not-found = Nobody of that name was interviewed here. Please pick a name from the list that appears while you type.
review-candidate-several = { $count } people with interviews here had that name. Please pick one from the list that appears while you type: there each has their number.

review-title = Interviews
review-title-own = Your interviews
review-none = There are no interviews here yet. One begins with `/interview start`, or with the button that `/setup` posts.
review-none-own = You have had no interviews here. One begins with `/interview start`.
review-none-filtered = Nothing matches these filters. `/interview history` without any shows everything.
review-footer = Newest first. Choose one below to read it.
review-back = Back to the list
review-newer = Newer
review-older = Older
review-open = Read an interview …

review-status-starting = Starting
review-status-active = Running
review-status-paused = Paused
review-status-completed = Completed
review-status-ended = Ended early
review-status-abandoned = Not continued
review-status-failed = Could not go on
review-type-text = in writing
review-type-voice = by voice
review-type-video = by video
review-answered = { $answered } of { $planned } answered
review-asked-person = asked for a person
review-answers = { $count ->
    [one] one answer
   *[other] { $count } answers
}
review-no-title = without a title
review-no-name = somebody whose name was not kept (`{ $id }`)
review-reason-thread-deleted = the thread was deleted
review-reason-thread-locked = the thread was locked
review-reason-permissions = the bot lost a permission
review-reason-no-space = the server has as many channels as Discord allows
review-reason-threads-full = the server has as many open threads as Discord allows
review-reason-name-refused = Discord did not take the name of its place
review-reason-two-factor = the server asks for two-factor authentication, and the bot's owner has none
review-reason-not-admitted = Discord did not let the candidate in
review-reason-refused = Discord refused its place
review-reason-bot-removed = the bot was removed from the server
review-reason-candidate-left = the candidate left the server
review-reason-room-left = the candidate left the voice channel
review-reason-room-quiet = nothing was said in the voice channel for a long time
review-reason-room-time = the time in the voice channel was over; it can go on
review-reason-line-lost = the voice connection was lost
review-reason-candidate = the candidate asked for it
review-reason-staff = the team ended it
review-reason-deadline = the time was up
review-reason-provider = the AI service could not be used
review-reason-finished = every question was asked
review-reason-never-started = it never began
review-reason-erased = it is about to be deleted
review-reason-internal = a fault on the bot's side, not the candidate's

review-candidate = **Candidate:** { $name } (`{ $id }`)
review-kind = **Interview:** { $type }, language { $language }
review-started = **Began:** { $at }
review-ended = **Over:** { $at }
review-model = **AI:** { $model }
review-cost = **Estimated cost:** ${ $usd } ({ $tokens ->
    [one] one token
   *[other] { $tokens } tokens
})
review-pictures = **Pictures shown (not kept):** { $parts }
review-pictures-camera = camera { $count }
review-pictures-screen = screen { $count }
review-pictures-chat = chat { $count }
review-consent = **Consent:** version { $version }, given { $at }
review-no-consent = **Consent:** none on record; this came from an older database, so this server's retention counts from the day it was brought here
review-delete-after = **Kept until:** { $day } ({ $left })
review-coverage = **Planned questions: { $total }** · answered { $answered } · skipped { $skipped } · open { $open }
review-covered-answered = answered
review-covered-skipped = skipped
review-covered-asked = asked, not answered
review-covered-not-asked = not asked
review-follow-ups = { $count ->
    [one] one follow-up by the AI
   *[other] { $count } follow-ups by the AI
}
review-notes = **Worth knowing**
review-noted-edited = ✎ { $count ->
    [one] one answer was edited in Discord after it had
   *[other] { $count } answers were edited in Discord after they had
} been read; the record has what was read
review-noted-deleted = 🗑 { $count ->
    [one] one answer was deleted in Discord after it had
   *[other] { $count } answers were deleted in Discord after they had
} been read; the record has what was read
review-notes-more = -# and { $count } earlier; the JSON file has all of them
review-event-asked-person = 🙋 the candidate asked for a person
review-event-outage = the AI service could not be reached or did not answer
review-event-declined = the provider declined to answer; that is not the candidate's doing
review-event-gap = the bot was away from Discord for a while and read later what was written
review-event-limit = a limit of this server was reached; it went on without follow-ups
review-event-fault = a fault on the bot's side interrupted it, not the candidate
review-event-gone = the thread, a permission or the candidate was gone
review-event-not-told = the reviewers could not be told; the channel in `/setup` needs a look
review-event-type-assumed = the older database did not say which kind of interview it was; “in writing” is assumed
review-event-moved = it went on in another place: by voice, or in writing
review-event-wrote-after = ✍️ the candidate wrote in the thread after the end; that is not in the record, and stands in the thread
review-event-left-room = the candidate left the voice channel for a while
review-event-company = somebody else was in the voice channel
review-event-audio-lost = a part of what was said was lost on the way; the text says what arrived
review-event-audio-untranscribed = a part of a long answer was not yet text when the connection to the AI service had to be renewed, and is missing from it; a recording, where one was made, has the sound
review-event-not-transcribed = the candidate spoke, and the AI service turned none of it into text; a recording, where one was made, has the sound
review-event-no-sign = the candidate spoke, and the AI service gave no sign that it heard
review-event-recording-failed = the sound could not be recorded any further
review-event-picture-refused = the AI service did not take a picture that the candidate posted; it went on without
review-event-camera-missing = no picture came for a while, and it went on by voice; that says nothing about the candidate
review-people-decide = People decide. The bot gives no marks.

review-read = Read the transcript
review-overview = Overview
review-previous = Previous page
review-next = Next page
review-file-markdown = Markdown file
review-file-json = JSON file
review-recording = Recording
review-recording-ready = Here is the sound: what the candidate said and what the interviewer said, each in files of its own that begin together, and `turns.json`, which says where each turn is. They hold what somebody said in confidence: please pass them on to nobody who may not hear them, and delete them when you are done.
review-recording-too-large = Larger than the { $megabytes } MB that a file may have on this server: { $names }. Whoever runs the bot finds them beside its database.
review-no-recording = There is no recording of this interview any more.
review-thread = Go to the thread
review-room = Go to the voice channel
review-file-ready = Here is the file. It holds what somebody said in confidence: please pass it on to nobody who may not read it, and delete it when you are done.
review-page = Page { $number } of { $total }
review-continued = continued
review-no-turns = Nothing was said yet.
review-speaker-interviewer = Interviewer
review-speaker-candidate = Candidate
review-turn-opening = opening
review-turn-question = planned question { $number }
review-turn-follow-up = follow-up to question { $number }, asked by the AI
review-turn-answer = answer to question { $number }
review-turn-remark = answer
review-turn-skip = skipped question { $number }
review-turn-skip-follow-up = skipped the follow-up to question { $number }
review-turn-closing = closing words
review-turn-imported = message from an older database
review-lead = bridging sentence by the AI:
review-said = Said aloud:
review-source = in the team's own words (the above is a translation by the AI):
review-mark-edited-later = ✎ edited in Discord later; this is what it said when it was taken as the answer
review-mark-deleted-later = 🗑 deleted in Discord later
review-mark-provider-declined = the provider declined to react to this, not the candidate
review-mark-untranslated = could not be translated; shown in the team's own words
review-mark-interrupted = the candidate spoke before this was said to its end; shown is what was heard
review-other-script = in a script that { $language } does not use; by voice this may be a mistake of the transcription
review-mark-misread = the interviewer did not say these words; they stood in the chat

review-export-title = Interview { $id }: { $title }
review-export-about = About this interview
review-export-transcript = Transcript
review-export-times = All times are UTC.
review-event-post-refused = Discord did not take a message of the bot's as it was; it was said otherwise
