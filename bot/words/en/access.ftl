# Refusals at the doors, and what to do about them.
access-until = It will work { $when }.
access-not-enabled = This bot is not enabled here. Whoever runs it decides in which servers it works.
access-not-member = I am not a member of this server yet; only my commands are here. Somebody with **Manage Server** can invite me: { $link }
access-servers-only = This works in a server only, not in direct messages.
access-managers-only = This takes the **Manage Server** permission.
access-not-for-you = You may not use this here.
access-permissions-needed = This takes { $names }.
access-command-changed = This command has changed since Discord last showed it to you. Please reload Discord (Ctrl+R, or restart the app) and try again.
access-permissions-gone = I am missing a permission in that channel. Somebody with **Manage Server** can run `/setup`, which names it and the fix.
access-no-space = Nothing has started: this server has as many channels as Discord allows, so there is no room for a voice channel of your own. Please go on in text, or ask the team to delete a channel that nobody needs.
access-threads-full = Nothing has started, and it does not count: this server has as many open threads as Discord allows (number { $code }). Please ask the team: somebody with **Manage Threads** can close threads that nobody needs. Then start again.
access-name-refused = Nothing has started, and it does not count: Discord does not take the name of your place here, not even with a number only (number { $code }). It is nothing you did. Please tell somebody with **Manage Server**: a filter for names may be at work, or the category is full; `/diag discord` says more.
access-two-factor = Nothing has started, and it does not count: this server asks its moderators for two-factor authentication, and the account that owns me has none (number { $code }). Please tell somebody with **Manage Server**: whoever runs the bot switches it on for their Discord account.
access-not-admitted = Nothing has started, and it does not count: Discord did not let me bring you into your place (number { $code }). If you are still a member of this server, please start again in a minute, or ask the team.
access-refused = Nothing has started, and it does not count: Discord refuses to make a place for it, and gives the number { $code } as its reason. Please tell the server's team that number; `/diag discord` shows it as well.
access-not-now = Discord does not answer me properly at the moment. It is nothing you did, and nothing of it counts. Please try again in a minute.
access-answer-refused = Discord did not take what I wanted to do, and gives the number { $code } as its reason. Nothing of yours is lost. Please try again; if it stays so, tell the server's team that number.
access-place-gone = That place no longer exists, or I can no longer reach it.
access-no-role = Interviews here are for people with the role { $role }. If you think you should have it, ask the server's team.
access-no-role-gone = Interviews here are for people with a role that no longer exists. Somebody with **Manage Server** can choose another one in `/setup`.
access-not-ready = Nothing has started yet. { $what }
    Please show this to somebody with **Manage Server**; you did nothing wrong.
access-not-here = Nothing has started yet. { $what }
    Please go to an ordinary text channel of this server, or ask the team to choose one in `/setup`.
access-bot-lacks = Nothing has started yet: in { $channel } I am missing { $names }. Please tell somebody with **Manage Server**: in { $channel } they open **Edit Channel → Permissions → Advanced permissions**, choose my role and allow it.
access-candidate-lacks = Nothing has started yet: interviews take place in { $channel }, and there you are missing { $names }. Please ask the server's team to allow it.
access-bot-lacks-rooms = Nothing has started yet: to open a voice channel for you I am missing { $names }. Please tell somebody with **Manage Server**: under **Server Settings → Roles** they choose my role and allow it, or they run `/setup`, where a fixed voice channel can be allowed instead.
access-room-full = Nothing has started yet: { $channel } is full. Please go to another voice channel or leave it, and start again.
access-stage = Nothing has started yet: { $channel } is a stage, where everybody listens. Please go to an ordinary voice channel or leave it, and start again.
access-reviewers-gone = The role that reads interviews here no longer exists, so nothing can start. Somebody with **Manage Server** can choose another one in `/setup`.

# Permissions, each by the name that it has in Discord's settings.
access-permission-view-channel = View Channel
access-permission-send-messages = Send Messages
access-permission-send-messages-in-threads = Send Messages in Threads
access-permission-create-private-threads = Create Private Threads
access-permission-manage-threads = Manage Threads
access-permission-read-message-history = Read Message History
access-permission-embed-links = Embed Links
access-permission-attach-files = Attach Files
access-permission-manage-guild = Manage Server
access-permission-connect = Connect
access-permission-speak = Speak
access-permission-manage-channels = Manage Channels
access-permission-move-members = Move Members
access-permission-use-voice-activation = Use Voice Activity
# A button or form that nobody here knows.
door-unknown = I do not know this button or form: it is from an earlier version of me, or not mine. Nothing has happened. Please open it anew, with the command that it came from.
door-you-wrote = You wrote
door-busy = One moment: I am still preparing what you asked for. Please press again when it is there.
