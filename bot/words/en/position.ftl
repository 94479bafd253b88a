# Positions: what people can be interviewed for.
position-group = What people can be interviewed for
position-add = Add something people can be interviewed for
position-edit = Change a position; running interviews keep what they began with
position-list = Show what people can be interviewed for here
position-archive = No longer offer a position; its interviews stay in the history
position-option = Which position

position-form-add = A new position
position-form-edit = Change a position
position-field-title = Title
position-hint-title = For example: Moderator, event helper, practice interview
position-field-brief = What the interviewer should know
position-hint-brief = Candidates may learn what is written here. Nothing secret, nothing about single people.
position-field-questions = Questions, one a line
position-hint-questions = At a line's end: [required] = no skipping; [follow-ups: 2] = up to 2 by the AI (0 to 3, else 1).
position-example =
    What draws you to us? [required]
    How would you settle a quarrel? [follow-ups: 2]
position-field-closing = Closing words
position-hint-closing = What happens next, and when they hear from you
position-field-languages = Languages
position-hint-languages = The first is the one you wrote the questions in. For example: en, de, pt-BR

position-bad-title = The title is empty.
position-mistakes = Not saved yet: { $count ->
    [one] one thing is to be fixed
   *[other] { $count } things are to be fixed
}
position-mistake-line = Line { $line } of the questions:
position-fix = Fix it
position-draft-gone = I could not get at what you wrote just now. It is safe in the file above: please press **Fix it** again in a moment, or open a new form with the command and copy it from there.
position-added = **{ $title }** can now be chosen, with { $count ->
    [one] one question
   *[other] { $count } questions
}. Try it yourself with `/interview start`.
position-saved = **{ $title }** is saved, with { $count ->
    [one] one question
   *[other] { $count } questions
}. Interviews that are already running keep what they began with.
position-preview = This is how it will be asked
position-required = must be answered
position-optional = may be skipped
position-follow-ups = { $most ->
    [0] no follow-ups
    [one] at most one follow-up by the AI
   *[other] at most { $most } follow-ups by the AI
}
position-translated = The AI translates into: { $languages }
position-archived = **{ $title }** is no longer offered. Running interviews go on, and past ones stay in the history.
position-not-found = There is no such position in this server. Please pick one from the list that appears while you type.
position-too-many = This server already offers { $most } positions, as many as can be shown. Archive one with `/position archive`, then press **Fix it**: what you wrote is still there.
position-list-title = What people can be interviewed for here
position-line = • **{ $title }**: { $count ->
    [one] one question
   *[other] { $count } questions
}, { $languages }
position-none = Nothing yet. `/position add` makes the first one.
