# The waiting line: I can be in one voice channel of a server at a time.
line-taken-title = The voice channel is taken
line-taken = Somebody else is being interviewed by voice right now{ $people ->
    [0] .
    [one] , and one person is waiting.
   *[other] , and { $people } people are waiting.
} You can begin in writing at once, or wait in line: it should take about { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}.
line-join = Wait in line
line-joined = You are number { $place } in line; it should take about { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}. I ping you in { $channel } when it is your turn; then you have three minutes to press the button. Others who see that channel see the ping, too. You can do something else meanwhile.
line-leave = Leave the line
line-left = You are no longer in line. You can come back whenever you like.
line-your-turn = It is your turn: the voice channel is free for you until { $until }. Press the button when you are ready.
line-begin = I am ready
line-reading = It is your turn. Take your time to read what you agree to: the voice channel is kept for you until { $until }.
line-turn-passed = This turn has passed. You can start again with `/interview start` whenever you like.
line-not-yours = This turn belongs to somebody else. With `/interview start` you can get in line yourself.
line-over = This turn has passed. With `/interview start` you can get in line again.
