# What stands in the chat of an interview's voice channel, beside the interview itself.
room-check-title = Microphone check
# The level, as blocks and as a number; $bar is made of ▰ and ▱.
room-check-level = -# Level: { $bar } ({ $step } of { $of })
room-check-listening = Say anything, a word or two: I want to be sure that I hear you. We start as soon as I do.
room-check-heard = **I hear you.**
room-check-absent = I am in this voice channel already. Click its name to join me; I will wait.
room-check-connecting = I am just connecting to the voice channel. You need not do anything.
room-check-encrypting = The encryption for our talk is being set up. You need not do anything. If it takes longer than half a minute, leave the voice channel and join again.
room-check-self-muted = **You are muted.** Click the crossed-out microphone at the bottom left (on a phone: below the channel) to switch it on.
room-check-muted = **You are muted by the server**, and only its team can change that: somebody with **Mute Members** right-clicks your name and takes the tick from **Server Mute**. You can also go on in text right away.
room-check-suppressed = **You may not speak in this voice channel.** The server’s team can allow it: **Edit Channel → Permissions → Speak**. You can also go on in text right away.
room-check-self-deafened = **You cannot hear me:** you switched your sound off. Click the crossed-out headphones at the bottom left (on a phone: below the channel).
room-check-deafened = **You cannot hear me:** the server has switched your sound off. Somebody with **Deafen Members** right-clicks your name and takes the tick from **Server Deafen**. You can also go on in text right away.
room-check-push-to-talk = **Nothing arrives yet.** If you use push-to-talk, hold your key while you speak. Else choose **Voice Activity** under **User Settings → Voice & Video**, and speak a little louder.
room-check-nothing = **I still receive nothing from your microphone.** Under **User Settings → Voice & Video** choose the right **Input Device** and try **Let’s Check** there. On a phone or in a browser, Discord must be allowed to use the microphone. You can also go on in text.
room-check-silence = **Your microphone sends, but I hear only silence.** Is it switched on at the headset, and is the right **Input Device** chosen under **User Settings → Voice & Video**? You can also go on in text.
room-check-we-are-muted = **You would not hear me: I am muted by the server**, or may not speak here. It is not your fault. The server’s team can change it: right-click my name and take the tick from **Server Mute**, or allow **Speak** in this channel. You can also go on in text right away.
room-check-we-are-deaf = **I cannot hear you: the server has switched my sound off.** It is not your fault. Somebody with **Deafen Members** right-clicks my name and takes the tick from **Server Deafen**. You can also go on in text right away.
# Who is speaking, in front of a caption.
room-caption-you = You:
room-caption-interviewer = Interviewer:
# After the interview, in a voice channel that was made for it.
room-closes = This voice channel closes in a moment. What was said in the interview is kept: with `/my-data` you can see and download it.
