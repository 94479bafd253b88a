# Refusals at the doors, and what to do about them.
access-until = It will work { $when }.
access-not-enabled = This bot is not enabled here. Whoever runs it decides in which servers it works.
access-servers-only = This works in a server only, not in direct messages.
access-managers-only = This takes the **Manage Server** permission.
access-not-for-you = You may not use this here.
access-permissions-needed = This takes { $names }.
access-command-changed = This command has changed since Discord last showed it to you. Please reload Discord (Ctrl+R, or restart the app) and try again.
access-permissions-gone = I am missing a permission in that channel. Somebody with **Manage Server** can run `/setup`, which names it and the fix.
access-no-space = Nothing has started: this server has as many channels as Discord allows, so there is no room for a voice channel of your own. Please go on in text, or ask the team to delete a channel that nobody needs.
access-place-gone = That place no longer exists, or I can no longer reach it.
access-no-role = Interviews here are for people with the role { $role }. If you think you should have it, ask the server's team.
access-no-role-gone = Interviews here are for people with a role that no longer exists. Somebody with **Manage Server** can choose another one in `/setup`.
access-no-channel = I cannot hold an interview in this channel. Please go to a text channel of this server, or ask the team to choose one in `/setup`.
access-channel-gone = The channel where interviews take place no longer exists. Somebody with **Manage Server** can choose another one in `/setup`.
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
