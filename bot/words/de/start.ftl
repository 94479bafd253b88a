# Der Weg ins Interview: Befehl, Feld, Einwilligung. Jeder Satz der Einwilligung ist für sich wahr;
# wer einen ändert, erhöht VERSION in cogs/consent.py.
start-command = Ein Interview in einem privaten Thread beginnen
start-option-type = Die Art des Interviews
start-option-position = Wofür du interviewt werden möchtest
start-option-language = Die Sprache des Interviews
start-type-text = Schriftlich

start-consent-what = **{ $title }.** Ein schriftliches Interview auf { $language } in einem privaten Thread: { $count ->
    [one] eine Frage
   *[other] { $count } Fragen
}, keine Fangfragen, keine Eile. Du hast { $days ->
    [one] einen Tag
   *[other] { $days } Tage
} Zeit und darfst unterbrechen und wiederkommen.
start-consent-ai = **Eine KI ist dabei.** Die Fragen haben Menschen vorher geschrieben; Googles Gemini (`{ $model }`) liest deine Antworten, fragt nach und übersetzt, wo es nötig ist. Dafür wird an Google gesendet, was du im Interview schreibst.
start-consent-google-paid = Wer diesen Bot betreibt, gibt an, Googles bezahlten Dienst zu nutzen: Nach dessen Bedingungen verwendet Google das, was du schreibst, nicht zur Verbesserung seiner Produkte und bewahrt es nur begrenzte Zeit auf, um Missbrauch zu erkennen.
start-consent-google-unpaid = Geh bitte davon aus, dass es Googles unbezahlter Dienst ist: Google darf das, was du schreibst, zur Verbesserung seiner Produkte verwenden, und Menschen dürfen es dort lesen. Schreibe also bitte nichts Vertrauliches.
start-consent-gateway = Auf dem Weg zu Google geht es durch `{ $host }`.
start-consent-discord = **Discord bewahrt die Nachrichten auf.** Außer dir und dem Bot können Leute auf { $server }, die Threads verwalten dürfen, den Thread lesen.
start-consent-kept = **Was der Bot aufbewahrt:** deinen Discord-Namen und deine ID, die Fragen, deine Antworten, diese Einwilligung und technische Notizen wie Zeiten und Kosten; bis { $date }. Dann löscht der Bot es, und auch den Thread, wenn er noch auf diesem Server ist. Wenn du eine Nachricht änderst oder löschst, nachdem der Bot weitergegangen ist, bewahrt er sie so auf, wie sie war.
start-consent-backups = Vor einer Aktualisierung des Bots entsteht eine Kopie der Datenbank; jede wird nach { $days ->
    [one] einem Tag
   *[other] { $days } Tagen
} gelöscht.
start-consent-readers-role = **Wer es liest:** Leute mit der Rolle **{ $role }** auf diesem Server, oder andere, die seine Admins später dafür bestimmen.
start-consent-readers-managers = **Wer es liest:** Leute auf diesem Server, die das Recht **Server verwalten** haben, oder andere, die sie später dafür bestimmen.
start-consent-readers-operator = Wer diesen Bot betreibt, kann seine Datenbank lesen.
start-consent-reviewers-told = Sie können in einem eigenen Kanal eine Nachricht über dein Interview bekommen.
start-consent-stop = **Du kannst jederzeit aufhören**, mit **Beenden**, und Fragen überspringen, die keine Pflicht sind.
start-consent-delete = Mit `/my-data` kannst du ansehen, herunterladen und löschen, was über dich aufbewahrt wird: jederzeit, auch nachdem du den Server verlassen hast.
start-consent-people = **Menschen entscheiden, nicht die KI.** Sie vergibt keine Noten und trifft keine Entscheidung über dich.
start-consent-adult = Mit **Einverstanden, los** sagst du: „Ich bin 18 oder älter, und ich bin damit einverstanden.“

start-panel-title = Bevor es losgeht
start-choose-title = Worum soll es gehen?
start-choose = Wähle unten aus; dann siehst du, womit du dich einverstanden erklärst. Vorher fängt nichts an.
start-choose-position = Wofür?
start-choose-language = In welcher Sprache?
start-changed = In diesem Text hat sich etwas geändert, seit du ihn geöffnet hast. Bitte lies ihn noch einmal.
start-agree = Einverstanden, los
start-not-now = Nicht jetzt
start-declined = In Ordnung, es wurde nichts gespeichert und nichts gesendet. Du kannst jederzeit wiederkommen.
start-preparing = Dein privater Thread entsteht …
start-raced = Du hast zweimal gedrückt; dein privater Thread ist schon unterwegs. Er erscheint gleich in deiner Thread-Liste.
start-ready = Dein Interview wartet auf dich in { $thread }. Viel Erfolg, und lass dir Zeit.
start-running = Du hast schon ein laufendes Interview: { $thread }. Es wartet dort auf dich.
start-go = Zu deinem Interview
start-nothing-to-do = Im Moment gibt es hier nichts, wofür man interviewt werden kann. Das Team des Servers kann mit `/position add` etwas anlegen.
start-position-gone = Das wird hier nicht mehr angeboten. Bitte beginne noch einmal und wähle etwas anderes.
start-language-gone = Diese Sprache wird dafür nicht angeboten. Bitte beginne noch einmal und wähle eine andere.
start-type-gone = Diese Art von Interview wird hier nicht angeboten. Interviews sind vorerst schriftlich.

start-post-title = Interviews
start-post = Hier kannst du schriftlich interviewt werden, in einem privaten Thread und in deinem Tempo. Du siehst zuerst, worum es geht und womit du dich einverstanden erklärst; vorher fängt nichts an.
start-open = Interview beginnen

start-over = Dieses Interview ist vorbei; seine Knöpfe tun nichts mehr.
start-in-a-moment = Der Bot ist gerade erst gestartet und nimmt dieses Interview gleich wieder auf. Es ist nichts verloren; bitte drücke dann noch einmal.
start-not-yours = Diese Knöpfe gehören der Person, die hier interviewt wird. Du hast nichts verändert.
start-reviewers-only-some = Als Mitglied des Prüfteams darfst du dieses Interview unterbrechen oder beenden; die anderen Knöpfe gehören der Person, die interviewt wird.
start-end-sure = Das Interview jetzt beenden? Deine bisherigen Antworten bleiben erhalten; fortsetzen lässt es sich danach nicht.
start-end-sure-reviewer = Das Interview dieser Person jetzt beenden? Ihre bisherigen Antworten bleiben erhalten; fortsetzen lässt es sich danach nicht, und sie erfährt, dass das Team es beendet hat.
start-end-now = Jetzt beenden
start-end-stay = Weitermachen
start-end-stayed = Es hat sich nichts geändert; das Interview geht weiter.
start-ended = Das Interview wurde beendet.
start-answer-title = Deine Antwort
start-answer-label = Deine Antwort
start-answer-hint = Lass dir Zeit. Abschicken lässt sich nicht zurücknehmen.
start-answer-not-kept = Ich konnte das noch nicht speichern. Wenn das Interview in einer Minute nicht weitergeht, drücke bitte **Antworten** und schicke es noch einmal. Du hast geschrieben:
start-answer-sent = Ist angekommen. Du hast geschrieben:
start-answer-button-only = Ich kann auf diesem Server keine Nachrichten lesen. Bitte drücke **Antworten** unter der Frage; diese Nachricht zählt nicht als Antwort.
