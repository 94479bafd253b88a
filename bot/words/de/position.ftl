# Positionen: wofür man interviewt werden kann.
position-group = Wofür man interviewt werden kann
position-add = Etwas anlegen, wofür man interviewt werden kann
position-edit = Eine Position ändern; laufende Interviews behalten ihren Stand
position-list = Zeigen, wofür man hier interviewt werden kann
position-archive = Eine Position nicht mehr anbieten; ihre Interviews bleiben im Verlauf
position-option = Welche Position

position-form-add = Eine neue Position
position-form-edit = Eine Position ändern
position-field-title = Titel
position-hint-title = Zum Beispiel: Moderation, Hilfe bei Events, Übungsinterview
position-field-brief = Was der Interviewer wissen soll
position-hint-brief = Wer interviewt wird, kann erfahren, was hier steht. Nichts Geheimes, nichts über Einzelne.
position-field-questions = Fragen, eine pro Zeile
position-hint-questions = Am Zeilenende: [required] = Pflicht; [follow-ups: 2] = bis 2 Nachfragen der KI (0 bis 3, sonst 1).
position-example =
    Was reizt dich bei uns? [required]
    Wie schlichtest du einen Streit? [follow-ups: 2]
position-field-closing = Schlussworte
position-hint-closing = Wie es weitergeht, und wann man von euch hört
position-field-languages = Sprachen
position-hint-languages = Die erste ist die, in der du die Fragen geschrieben hast. Zum Beispiel: de, en, pt-BR

position-bad-title = Der Titel ist leer.
position-mistakes = Noch nicht gespeichert: { $count ->
    [one] etwas ist zu beheben
   *[other] { $count } Dinge sind zu beheben
}
position-mistake-line = Zeile { $line } der Fragen:
position-fix = Beheben
position-draft-gone = Ich komme gerade nicht an das, was du geschrieben hast. Es steht sicher in der Datei oben: Bitte drücke gleich noch einmal auf **Beheben**, oder öffne mit dem Befehl ein neues Formular und kopiere es von dort.
position-added = **{ $title }** kann jetzt gewählt werden, mit { $count ->
    [one] einer Frage
   *[other] { $count } Fragen
}. Probiere es selbst mit `/interview start`.
position-saved = **{ $title }** ist gespeichert, mit { $count ->
    [one] einer Frage
   *[other] { $count } Fragen
}. Interviews, die schon laufen, behalten ihren Stand.
position-preview = So wird gefragt
position-required = muss beantwortet werden
position-optional = darf übersprungen werden
position-follow-ups = { $most ->
    [0] keine Nachfragen
    [one] höchstens eine Nachfrage der KI
   *[other] höchstens { $most } Nachfragen der KI
}
position-translated = Die KI übersetzt in: { $languages }
position-archived = **{ $title }** wird nicht mehr angeboten. Laufende Interviews gehen weiter, vergangene bleiben im Verlauf.
position-not-found = So eine Position gibt es auf diesem Server nicht. Bitte wähle eine aus der Liste, die beim Tippen erscheint.
position-too-many = Dieser Server bietet schon { $most } Positionen an, mehr lassen sich nicht zeigen. Archiviere eine mit `/position archive` und drücke dann **Beheben**: Was du geschrieben hast, ist noch da.
position-list-title = Wofür man hier interviewt werden kann
position-line = • **{ $title }**: { $count ->
    [one] eine Frage
   *[other] { $count } Fragen
}, { $languages }
position-none = Noch nichts. `/position add` legt das Erste an.
