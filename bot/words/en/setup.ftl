# /setup: one panel for those with Manage Server.
setup-command = Decide who may be interviewed, where, who reads it, and for how long it is kept
setup-title = Interviews in this server
setup-ready = Ready: interviews can begin.
setup-not-ready = Not ready yet: see “To be fixed”.
setup-positions = **What for:** { $count ->
    [0] nothing yet
    [one] one position
   *[other] { $count } positions
}; `/position list` shows them
setup-who = **Who may be interviewed:** { $who }
setup-everyone = everyone
setup-where = **Where:** { $where }
setup-anywhere = in the channel where somebody starts
setup-reviewers = **Who reads interviews:** { $who }
setup-managers = everyone with Manage Server
setup-notify = **Reviewers are told in:** { $where }
setup-aloud-off = **By voice:** not offered
setup-aloud-on = **By voice:** offered; no sound is kept
setup-aloud-recorded = **By voice:** offered; the sound is recorded
setup-camera-off = **With a camera:** not offered
setup-camera-on = **With a camera:** offered; no picture is kept
setup-camera-missing = **With a camera:** not possible yet; **Voice …** says why
setup-nowhere = nowhere
setup-days = **Kept for** { $retention ->
    [one] one day
   *[other] { $retention } days
}; candidates have { $deadline ->
    [one] one day
   *[other] { $deadline } days
} to finish
setup-limits = **A day, at most:** { $starts ->
    [one] one start
   *[other] { $starts } starts
} a person, { $interviews ->
    [one] one interview
   *[other] { $interviews } interviews
}, about { $cost } US dollars
setup-size = **An interview, at most:** { $turns } turns and { $tokens } tokens; beyond that it goes on without follow-ups
setup-problems = To be fixed
setup-notice-gone = The channel in which reviewers are told no longer exists, or I cannot see it. Choose another one.
setup-channel-gone = A chosen voice channel no longer exists, or I cannot see it. Choose another one.
setup-role-gone = A chosen role no longer exists. Choose another one.
setup-no-positions = There is nothing to be interviewed for. `/position add` makes something.
setup-gemini-down = Gemini does not work at the moment, so no interview can begin. `/diag gemini` says why, and what to do.
setup-remarks = Good to know
setup-no-reviewers = No role reads interviews, so everyone with Manage Server does. You can choose a role below.
setup-no-notice = Nobody gets a message when a candidate asks for a person; it only shows in `/interview history`. You can choose a channel below.
setup-not-made = { $when } somebody could not begin: Discord made no place for the interview. `/diag discord` says why.
setup-unpaid = Google's unpaid service is assumed: Google may use what candidates write, say or show to improve its products, and people there may see it. Candidates are told so. Whoever runs the bot sets GEMINI_PAID=yes if the Gemini key is a paid one.
setup-content-off = I cannot read messages here, so candidates answer by a button. Whoever runs the bot can switch on the Message Content intent; `/diag discord` says where.
setup-voice-not-ready = Interviews by voice are offered, but something is missing for them. **Voice …** below names it, with the fix; or switch them off there.
setup-choose-candidate-role-id = Who may be interviewed?
setup-choose-channel-id = Where do interviews take place?
setup-choose-reviewer-role-id = Who reads the interviews?
setup-choose-notify-channel-id = Where are reviewers told?
setup-not-everyone = Everyone would be able to read every interview. Please choose a role that only reviewers have.
setup-change-days = Change days
setup-change-limits = Change limits
setup-post = Post the Start button here
setup-posted = Everybody who sees { $channel } can now start there.
setup-field-retention-days = Days an interview is kept
setup-field-deadline-days = Days a candidate has to finish
setup-field-starts-per-day = Starts a person and day
setup-field-interviews-per-day = Interviews a day in this server
setup-field-cost-per-day-usd = US dollars a day, as we estimate them
setup-field-turn-limit = Turns in one interview
setup-field-token-limit = Tokens in one interview
setup-number-hint = A whole number from { $low } to { $high }
setup-bad-number = “{ $field }” takes a whole number from { $low } to { $high }. Nothing was changed; please press the button again.
setup-bad-days = An interview must be kept for longer than its candidate has to finish it ({ $deadline ->
    [one] one day
   *[other] { $deadline } days
}). Nothing was changed; please press the button again.

# The page about voice.
setup-voice-open = Voice …
setup-voice-title = Interviews by voice
setup-voice-voice-is-on = Interviews by voice are offered
setup-voice-voice-is-off = Interviews by voice are not offered
setup-voice-voice-on = Offer voice
setup-voice-voice-off = Stop offering voice
setup-voice-video-is-on = With an interview by voice a camera or a screen may be shown; no picture is kept
setup-voice-video-is-off = Neither camera nor screen can be shown
setup-voice-video-on = Offer camera
setup-voice-video-off = Stop offering camera
setup-voice-no-page = Cameras are not offered yet: they need a page of this bot on the web. Whoever runs the bot sets PUBLIC_URL; docs/video.md says how, and `/diag video` tries it out.
setup-voice-record-voice-is-on = The sound of new interviews is recorded and kept as long as their text; candidates agree to it first
setup-voice-record-voice-is-off = No sound is kept, only the text
setup-voice-record-voice-on = Record the sound
setup-voice-record-voice-off = Stop recording
setup-voice-reviewers-listen-is-on = The reviewers’ role may come into an interview’s own voice channel
setup-voice-reviewers-listen-is-off = Besides the candidate, only admins can come into an interview’s own voice channel
setup-voice-reviewers-listen-on = Let reviewers listen
setup-voice-reviewers-listen-off = Keep reviewers out
setup-voice-pause-on-company-is-on = An interview rests while somebody else is in its own voice channel
setup-voice-pause-on-company-is-off = When somebody else comes in the candidate is told, and the interview goes on
setup-voice-pause-on-company-on = Rest while others are there
setup-voice-pause-on-company-off = Go on while others are there
setup-voice-rooms = **Voice channels that may be used when a candidate is there already:** { $rooms }. Otherwise a private one is made, and removed at the end.
setup-voice-no-rooms = **Where:** a private voice channel is made for each interview, and removed at the end.
setup-voice-choose-rooms = Voice channels that may be used as they are
setup-voice-return = **A candidate who leaves** has { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
} to come back; then the interview rests and can go on by voice or in writing (**Change days** changes it)
setup-voice-one-line = I can be in one voice channel of this server at a time. Others are offered writing, or a place in line.
setup-voice-libraries = The libraries for voice are missing. Whoever runs the bot sees at its start which ones.
setup-voice-lacking = To make voice channels I am missing { $names }. Allow it to my role under **Server Settings → Roles**; the category where interviews take place must not take it away.
setup-voice-no-role = Reviewers may listen, but no role reads interviews. Choose one on the first page.
setup-field-return-seconds = Seconds to come back to a voice channel
setup-not-ours = That is not of this server, or I cannot see it. Nothing was changed; please choose another one.
setup-post-nowhere = The Start button can stand in a text channel. Please run `/setup` in the one where it is to stand.
setup-not-posted = The Start button was not posted, because whoever pressed it could not begin. { $what }

# Where interviews take place: what keeps them from a channel, for admins and candidates in the same words.
place-gone = The channel for interviews no longer exists, or I cannot see it. Choose another one in `/setup`.
place-kind = { $channel } is { $kind ->
    [news] an announcement channel
    [voice] a voice channel
    [stage_voice] a stage
    [forum] a forum
    [media] a media channel
    [category] a category
   *[other] no text channel
}. An interview in writing needs a private thread, and Discord has these in ordinary text channels only. { $kind ->
    [news] Switch **Announcement Channel** off in **Edit Channel → Overview**, or choose another channel in `/setup`.
   *[other] Choose another channel in `/setup`.
}
place-lacking = In { $channel } I am missing { $names }. Open **Edit Channel → Permissions → Advanced permissions** there, choose my role and allow it.
place-candidates = Who has no role but { $role } cannot be interviewed: in { $channel } they are missing { $names }. Allow it there, or choose another channel or role.
place-reviewers = { $role } cannot open the threads of interviews: in { $channel } that role is missing { $names }. Allow it there; without it, reviewers read interviews in `/interview history` only.
