edge-progress = Frage { $number } von { $total }
edge-ends = endet { $when }
edge-button-pause = Pausieren
edge-button-continue = Weiter
edge-button-skip = Überspringen
edge-button-finish = Abschließen
edge-button-ask = Einen Menschen fragen
edge-button-end = Beenden
edge-button-without = Ohne Nachfragen weiter
edge-button-answer = Antworten
edge-button-repeat = Wiederholen
edge-button-write = Schriftlich weiter
edge-button-talk = Mündlich weiter
edge-button-camera = Kamera öffnen
edge-reviewers-link = Dort: { $thread }

edge-refused-running = Du hast hier schon ein laufendes Interview. Schließe es zuerst ab oder beende es, dann kannst du ein neues beginnen.
edge-refused-user-day = { $limit ->
    [one] Hier kannst du ein Interview am Tag beginnen, und das hast du schon getan.
   *[other] Hier kannst du { $limit } Interviews am Tag beginnen, und das hast du schon getan.
}
edge-refused-guild-day = Dieser Server hat alle Interviews für einen Tag vergeben; das hat nichts mit dir zu tun.
edge-refused-guild-cost = Dieser Server hat aufgebraucht, was er für einen Tag Interviews vorsieht; das hat nichts mit dir zu tun.
edge-refused-process = Gerade laufen zu viele Interviews; das hat nichts mit dir zu tun.
edge-refused-provider = Der KI-Dienst funktioniert gerade nicht; das hat nichts mit dir zu tun.
edge-refused-provider-fix = Der KI-Dienst funktioniert erst wieder, wenn der Betreiber des Bots etwas behoben hat; das hat nichts mit dir zu tun. Das Team des Servers sieht mit /diag gemini, was es ist.
edge-refused-stopping = Der Bot startet gerade neu.
edge-refused-voice-off = Gesprochene Interviews werden hier nicht angeboten; du kannst es schriftlich machen.
edge-refused-video-off = Interviews mit Kamera werden hier nicht angeboten; du kannst es im Sprachkanal oder schriftlich machen.
edge-refused-voice-busy = Gerade führt jemand anderes ein gesprochenes Interview, und ich kann auf einem Server nur in einem Sprachkanal sein. Du kannst es sofort schriftlich machen oder es später noch einmal versuchen.

# Ein Wechsel des Ortes, der nicht ging; das Interview bleibt, wo es ist.
edge-move-line-taken = Der Sprachkanal wurde gerade von jemand anderem belegt. Wir machen hier weiter; du kannst es später noch einmal versuchen.
edge-move-no-room = Ich konnte keinen Sprachkanal für dich öffnen; das ist nicht deine Schuld. Wir machen hier weiter.
edge-move-no-thread = Ich konnte keinen Thread für dich öffnen; das ist nicht deine Schuld. Wir sprechen hier weiter.

# Eine Sprachnachricht, die im Thread antwortet: wie sie im Protokoll steht, und was gesagt wird, wenn sie nicht verstanden wurde.
edge-voice-message = [Sprachnachricht { $length }]
edge-voice-message-unclear = Ich konnte deine Sprachnachricht nicht verstehen; das kommt vor. Bitte schreib deine Antwort, oder nimm sie noch einmal auf.
edge-voice-message-too-much = Das ist mehr, als ich zu einer Frage anhören kann: zehn Minuten insgesamt und zwanzig Nachrichten auf einmal. Was ich hören konnte, zählt. Bitte schreib den Rest.
edge-voice-message-no-tokens = Ich kann in diesem Gespräch keine Sprachnachrichten mehr anhören: Es hat verbraucht, was dieser Server für eines erlaubt. Du hast nichts falsch gemacht, und was du gesagt hast, zählt. Bitte schreib deine Antworten ab jetzt.

# Ein gepostetes Bild in einem Videogespräch, das der Interviewer nicht gesehen hat.
edge-picture-unreadable = Ich konnte nicht jedes Bild verwenden, das du gepostet hast; das kommt vor. Ich kann JPEG, PNG und WebP ansehen, jedes bis 10 MB und vier in einer Nachricht. Was du gesagt oder geschrieben hast, zählt trotzdem.
edge-picture-not-shown = Ich habe gerade nicht hingesehen, dein Bild wurde also nicht gezeigt. Bitte poste es noch einmal, während ich zuhöre.
edge-picture-too-many = In kurzer Zeit kamen viele Bilder, darum habe ich die letzten nicht angesehen. Sonst ist nichts verloren. Poste bitte in einer Minute, was ich noch sehen soll.

# Ein Relay ist gefallen, oder es lässt sich nichts speichern; es geht von selbst weiter.
edge-fell = Bei uns ist etwas schiefgegangen; es liegt nicht an dir. Alles bisher ist gespeichert. Ich versuche es gleich von selbst noch einmal; du kannst auch **Weiter** drücken oder einfach schreiben.
edge-cannot-save = Ich kann gerade nichts speichern; das liegt an uns, nicht an dir. Was du hier schreibst, steht in diesem Chat und geht nicht verloren: Ich lese es, sobald ich wieder speichern kann. Es geht von selbst weiter; du musst nichts tun.
edge-fell-team-told = Bei uns geht das immer wieder schief; es liegt nicht an dir. Nichts von dem, was du geschrieben hast, ist verloren. Ich versuche es von selbst weiter, und du kannst jederzeit **Weiter** drücken. Ich habe es dem Team des Servers gesagt.
edge-fell-nobody-told = Bei uns geht das immer wieder schief; es liegt nicht an dir. Nichts von dem, was du geschrieben hast, ist verloren. Ich versuche es von selbst weiter, und du kannst jederzeit **Weiter** drücken. Ich konnte hier niemandem Bescheid geben; wenn es anhält, schreib bitte dem Team des Servers.
edge-reviewers-broken = Das Interview von <@{ $candidate }> geht nicht weiter: ein Fehler auf der Seite des Bots, nicht der interviewten Person. Ich versuche es von selbst weiter, mindestens jede Viertelstunde. Wer den Bot betreibt, findet die Ursache in seinem Log.
edge-reviewers-goes-on = Das Interview von <@{ $candidate }> geht wieder weiter.
# Anstelle von Worten, die Discord nicht annimmt.
edge-not-taken = Discord nimmt die Worte nicht an, die hierher gehören; das hat nichts mit dir zu tun. Sie stehen im Protokoll, und das Team kann sie lesen. Du kannst diese Frage überspringen oder das Team fragen, wie sie lautet.
