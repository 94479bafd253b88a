# /diag: why something does not work, whose side it is on, and the fix. (The fixes of Gemini's failures are in live.ftl.)
diag-command = Find out why something does not work
diag-command-gemini = Ask Gemini one real question, stage by stage
diag-command-video = Try the way to the camera page: name, certificate, proxy, web socket, clock
diag-command-discord = Look at permissions and intents; whoever runs the bot also sees database and disk

diag-gemini-title = Gemini: trying …
diag-gemini-works = Gemini answers
diag-gemini-fails = Gemini does not answer
diag-going-on = going on
diag-stage-address = Address
diag-stage-dns = Name looked up (DNS)
diag-stage-tcp = Connected (TCP)
diag-stage-tls = Encrypted (TLS)
diag-stage-upgrade = Websocket opened
diag-stage-setup = Key, model and setup accepted
diag-stage-first-reply = First reply
diag-stage-live = Whole answer
diag-ms = { $ms } ms
diag-turn = One real question answered in { $ms } ms
diag-class = **What:** { $name }
diag-side = **Whose side:** { $side }
diag-side-ours = ours: a fault in this bot
diag-side-operator = the operator of this bot
diag-side-google = Google
diag-side-network = the network in between
diag-fix = **What to do:** { $fix }
diag-model = **Model:** { $model } · **version:** { $version } · **address:** { $address }
diag-libraries = **Versions:** { $libraries }
diag-kept = Asked { $at }. To save money this answer is kept: the next real question is asked after { $again }.

diag-discord-title = Discord and this machine
diag-here = this channel
diag-permissions = Permissions in { $place }: all there
diag-permissions-lacking = Permissions missing in { $place }: { $names }
diag-permissions-fix = Open **Edit Channel → Permissions → Advanced permissions** there, choose the bot's role and allow them. If they are missing everywhere: **Server Settings → Roles**, or invite the bot again with the link from its log.
diag-place = Interviews can take place in { $place }
diag-role-gone = A role chosen in `/setup` no longer exists (`{ $id }`): nobody has it
diag-role-gone-fix = Choose another one in `/setup`.
diag-content = Message Content intent: on
diag-content-off = Message Content intent: off. Candidates answer by a button instead of a message
diag-content-fix = Switch it on at { $portal } → Bot → Privileged Gateway Intents, and start the bot again.
diag-private = Only its owner can invite the bot
diag-listed = The bot is public, and works on { $count ->
    [one] one listed server
   *[other] { $count } listed servers
} only
diag-public = The bot is public, and works on every server that invites it: anybody can spend your Gemini quota
diag-public-fix = List your servers in ALLOWED_GUILDS, or switch off Public Bot at { $portal }.
diag-database = Database: sound, { $size }
diag-database-bad = Database: damaged, or it cannot be read
diag-database-fix = Stop the bot and copy the file away before anything else. Then put back the newest backup: `interview-bot restore FILE`.
diag-disk = Free on the disk: { $free }
diag-disk-fix = Make room: when the disk is full, no answer can be saved and interviews stop.
diag-running = Interviews: { $count } open, { $awake } of them under way, of at most { $most }
diag-breaker = Interviews are paused because of Gemini: { $name }
diag-aloud-off = Interviews by voice: not offered here (`/setup`)
diag-aloud-libraries = The libraries for voice load
diag-aloud-problem = Interviews by voice: something is missing
diag-aloud = Interviews by voice: everything they need is there. `/diag voice` tries it out
diag-camera-off = Interviews with a camera: not offered here (`/setup`)
diag-camera-missing = Interviews with a camera: not switched on; whoever runs the bot sets PUBLIC_URL (docs/video.md)
diag-camera-on = Interviews with a camera: offered. `/diag video` tries the way to their page

# /diag video: the way to the camera page. (What is found, and the fixes, are in page_check.ftl.)
diag-video-title = Camera page: trying …
diag-video-works = The camera page can be used
diag-video-fails = The camera page cannot be used yet

# /diag voice: ten seconds in the voice channel of whoever asks.
diag-command-voice = Come into your voice channel for ten seconds, and tell what arrives
diag-voice-title = Voice: listening …
diag-voice-works = Voice works
diag-voice-fails = Voice does not work yet
diag-voice-speak = Please talk to me, for { $seconds } more seconds.
diag-voice-answering = Thank you. Now I say a sentence …
diag-voice-sentence = Hello! I can hear you, and you can hear me. Interviews by voice can begin.
diag-voice-packets = **Packets:** { $received } received · { $decrypted } decrypted · { $decoded } decoded
diag-voice-lost = **Missing:** { $lost } lost · { $late } late · { $refused } refused · { $others } of others, left unopened
diag-voice-level = **Loudest:** { $bar }
diag-voice-dave = **Encryption:** DAVE { $dave } · { $mode }
diag-voice-trip = **Round trip:** { $ms } ms
diag-voice-heard = I heard you.
diag-voice-quiet = Your packets arrive, but there is hardly any sound in them. Check your microphone in **User Settings → Voice & Video**.
diag-voice-silent = Nothing of yours arrives, though the connection stands. Are you muted, by yourself or by the server? With push-to-talk, hold the key.
diag-voice-undecrypted = Your packets arrive, but cannot be decrypted. Leave the channel, come back and try once more; if it stays so, the bot's log says more.
diag-voice-nothing = No packet arrives at all. Either you are muted, or UDP is blocked on the way to the bot's machine: its operator must allow outgoing UDP to any port.
diag-voice-said = I said a sentence. Did you hear it?
diag-voice-unsaid = I had nothing to say, because Gemini did not answer:
diag-voice-unplayed = The sentence could not be played to its end: the voice connection was not ready for it.
diag-voice-not-entered = I could not get into your channel. Is it full, or may I not **Connect** there? If both are fine, the bot's machine cannot reach Discord's voice servers; its log says more.
diag-voice-nowhere = Please go into a voice channel first, then press again: I come to you.
diag-voice-stage = { $channel } is a stage, where everybody listens. Please go to an ordinary voice channel.
diag-voice-busy = I am in an interview by voice on this server right now, and can be in one channel at a time. Please try again later.

# /diag gemini and `interview-bot diag`: what Gemini sent and nobody could read.
diag-gemini-unreadable = Gemini answers, but not everything it sends can be read
diag-unreadable-not-json = { $count ->
    [one] One of its messages was not valid JSON
   *[other] { $count } of its messages were not valid JSON
}
diag-unreadable-not-an-object = { $count ->
    [one] One of its messages was JSON, but not an object
   *[other] { $count } of its messages were JSON, but not objects
}
diag-unreadable-unknown = { $count ->
    [one] One of its messages held nothing that this version of the bot knows
   *[other] { $count } of its messages held nothing that this version of the bot knows
}
diag-unreadable-sound = { $count ->
    [one] The sound in one of its messages could not be decoded
   *[other] The sound in { $count } of its messages could not be decoded
}
diag-unreadable-fix = Either Google has changed what it sends, or something on the way changes it (a proxy, a gateway in GEMINI_BASE_URL). Get the newest version of this bot. If that does not help, the bot's operator runs `interview-bot diag --record trace.jsonl` and sends the file to whoever maintains the bot: it holds neither the key nor words.
diag-not-made = { $when } Discord made no place for an interview (number { $code }). This is what the candidate was told:
