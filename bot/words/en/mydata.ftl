# A person's own data: see it, take it along, have it deleted.
mydata-command = What this bot keeps about you: see it, download it, have it deleted
mydata-title = Your data
mydata-footer = This also works in a direct message to the bot, after you have left a server.
mydata-nothing-here = On this server the bot keeps nothing about you.
mydata-nothing-everywhere = The bot keeps nothing about you.
mydata-kept-here = On this server the bot keeps { $count ->
    [one] one interview
   *[other] { $count } interviews
} of yours: your name and ID, the questions, your answers, your consent, and technical notes.
mydata-kept-everywhere = On all servers together the bot keeps { $count ->
    [one] one interview
   *[other] { $count } interviews
} of yours: your name and ID, the questions, your answers, your consent, and technical notes.
mydata-more = … and { $count } more; the file has all of them.
mydata-server = a server the bot has left (`{ $id }`)
mydata-until = kept until { $day }
mydata-until-open = no date of deletion: it came from an older database
mydata-sound = with its sound
mydata-waiting = You stand in the waiting line for the voice channel on { $server }; that is kept until it was your turn or you leave the line.
mydata-button-export = Download (JSON)
mydata-button-ask = Delete …
mydata-button-delete = Yes, delete it
mydata-keep = Keep it
mydata-everywhere = Show all servers
mydata-here = Show this server only
mydata-file = Everything the bot keeps about you. Times are in seconds since 1970 (UTC). Sound is only listed in it; the files are behind **Recording** in `/interview history`. Of pictures you showed it has numbers and times; the pictures themselves were never kept.
mydata-sure-title = Delete your data?
mydata-sure-here = This deletes { $count ->
    [one] your interview
   *[other] all { $count } of your interviews
} on this server. It cannot be undone.
mydata-sure-everywhere = This deletes { $count ->
    [one] your interview
   *[other] all { $count } of your interviews
} on every server. It cannot be undone.
mydata-sure-what = Deleted are the questions and your answers, the sound where it was recorded, your place in a waiting line, your name and ID, the consent, all notes, and the private threads and voice channels. An interview that is running ends.
mydata-sure-not = Nobody is told that you did this. If the team has not decided yet, it can no longer read your answers.
mydata-working = Deleting … You may close this; it goes on even if the bot is restarted.
mydata-done = **Deleted.** The bot's database holds nothing of it any more, and the threads and voice channels are gone. The last traces on the disk go within the hour. Only the note that you asked for this (your ID and the time) and the numbers of the deleted interviews stay until the last backup is gone.
mydata-goes-on = **Your deletion is noted and goes on by itself.** A thread could not be deleted just now; the bot tries again every hour for a day, and then deletes its own record in any case.
mydata-backup = Copies made before (backups) may still hold it, until { $day } at the latest. If one of them is put back, your deletion is carried out again.
mydata-not-ours = What the bot cannot reach: files that the team downloaded before, notes that you asked for a person in a channel of the team (they name you, not your answers), what stands in the chat of a voice channel that was not made for your interview, and what Google and Discord keep under their own terms.
