# Der Weg ins Interview: Befehl, Feld, Einwilligung. Jeder Satz der Einwilligung ist für sich wahr;
# wer einen ändert, erhöht VERSION in cogs/interview/consent.py.
start-command = Ein Interview beginnen: schriftlich, gesprochen oder mit Kamera
start-option-type = Die Art des Interviews
start-option-position = Wofür du interviewt werden möchtest
start-option-language = Die Sprache des Interviews
start-type-text = Schriftlich
start-type-text-hint = In einem privaten Thread, gern über mehrere Tage
start-type-voice = Gesprochen
start-type-voice-hint = In einem Sprachkanal; du kannst jederzeit schriftlich weitermachen
start-type-video = Mit Kamera
start-type-video-hint = Gesprochen, und du kannst Kamera oder Bildschirm zeigen; nichts zu zeigen ist auch in Ordnung

start-consent-what = **{ $title }.** Ein schriftliches Interview auf { $language } in einem privaten Thread: { $count ->
    [one] eine Frage
   *[other] { $count } Fragen
}, keine Fangfragen, keine Eile. Du hast { $days ->
    [one] einen Tag
   *[other] { $days } Tage
} Zeit und darfst unterbrechen und wiederkommen.
start-consent-what-voice = **{ $title }.** Ein gesprochenes Interview auf { $language } in einem Sprachkanal: { $count ->
    [one] eine Frage
   *[other] { $count } Fragen
}, keine Fangfragen, keine Eile. Du kannst jederzeit schriftlich weitermachen, in einem privaten Thread; dafür hast du { $days ->
    [one] einen Tag
   *[other] { $days } Tage
} Zeit.
start-consent-what-video = **{ $title }.** Ein gesprochenes Interview auf { $language } in einem Sprachkanal, auf Wunsch mit Kamera oder Bildschirm: { $count ->
    [one] eine Frage
   *[other] { $count } Fragen
}, keine Fangfragen, keine Eile. Du kannst jederzeit schriftlich weitermachen, in einem privaten Thread; dafür hast du { $days ->
    [one] einen Tag
   *[other] { $days } Tage
} Zeit.
start-consent-short-ai = { $kind ->
    [text] **Eine KI fragt, Menschen entscheiden.** Die Fragen haben Menschen geschrieben; Googles Gemini stellt sie und fragt nach. Noten vergibt es nicht.
   *[voice] **Eine KI spricht mit dir, Menschen entscheiden.** Die Fragen haben Menschen geschrieben; Googles Gemini stellt sie und fragt nach. Noten vergibt es nicht.
}
start-consent-short-google-paid = { $kind ->
    [text] **Google bekommt, was du schreibst,**
    [voice] **Google bekommt deine Stimme und was du schreibst,**
   *[video] **Google bekommt deine Stimme, was du schreibst und was du zeigst,**
} nutzt es aber nicht zur Verbesserung seiner Produkte; so sagt, wer diesen Bot betreibt.
start-consent-short-google-unpaid = { $kind ->
    [text] **Google bekommt, was du schreibst.** Es darf damit seine Produkte verbessern, und Menschen dürfen es dort lesen
    [voice] **Google bekommt deine Stimme und was du schreibst.** Es darf damit seine Produkte verbessern, und Menschen dürfen es dort hören und lesen
   *[video] **Google bekommt deine Stimme, was du schreibst und was du zeigst.** Es darf damit seine Produkte verbessern, und Menschen dürfen es dort hören, lesen und sehen
}: Teile bitte nichts Vertrauliches.
start-consent-short-readers-role = **Wer es hier liest:** die Rolle **{ $role }**, wer auf diesem Server Threads verwalten darf, und wer diesen Bot betreibt.
start-consent-short-readers-managers = **Wer es hier liest:** wer diesen Server oder seine Threads verwalten darf, und wer diesen Bot betreibt.
start-consent-short-heard-open = In **{ $room }** hören dich alle, die dort sind.
start-consent-short-heard-reviewers = Die Rolle **{ $role }** darf dazukommen und zuhören.
start-consent-short-kept = **Aufbewahrt bis { $date },** dann gelöscht.
start-consent-short-recorded = Der Ton wird aufgenommen.
start-consent-short-not-recorded = Was du sagst, wird mitgeschrieben; den Ton bewahrt der Bot nicht auf.
start-consent-short-ways-out = Du kannst jederzeit mit **Beenden** aufhören und mit `/my-data` alles löschen.
start-consent-ai = **Eine KI ist dabei.** Die Fragen haben Menschen vorher geschrieben; Googles Gemini (`{ $model }`) liest deine Antworten, fragt nach und übersetzt, wo es nötig ist. Dafür wird an Google gesendet, was du im Interview schreibst, auch in Textdateien, die du anhängst, und in Nachrichten, die du weiterleitest. Wenn du eine Sprachnachricht aufnimmst, wird auch ihr Ton an Google gesendet, damit Text daraus wird.
start-consent-ai-voice = **Eine KI spricht mit dir.** Die Fragen haben Menschen geschrieben; Googles Gemini (`{ $model }`) hört zu, spricht, fragt nach und übersetzt, wo es nötig ist. Dafür geht der Ton deines Mikrofons in diesem Kanal an Google, von der Begrüßung an, bis das Interview ruht oder endet; machst du schriftlich weiter, auch deine Texte, Textdateien und Sprachnachrichten. Sie ist angewiesen, nie etwas über deine Stimme, deinen Akzent oder deine Gefühle zu sagen.
start-consent-voice-encryption = **Wer dich hört:** Discord verschlüsselt Gespräche von Ende zu Ende; beim Bot, einem der Enden, wird deine Stimme entschlüsselt.
start-consent-voice-microphone = Der Bot hört dein Mikrofon und kein anderes im Kanal; auch wer in deinem Zimmer spricht, kann zu hören sein.
start-consent-voice-room-own = Der Sprachkanal entsteht für dich; sonst kommen nur Leute hinein, die alle Kanäle dieses Servers sehen dürfen oder die seine Admins hineinlassen. Du erfährst es, wenn jemand kommt.
start-consent-voice-room-reviewers = Leute mit der Rolle **{ $role }** dürfen auch hinein.
start-consent-voice-room-open = Es findet in **{ $room }** statt, wo du gerade bist: Wer sonst noch dort ist, hört dich und die Interviewerin. Alle, die diesen Kanal sehen, können in seinem Chat die Fragen und Untertitel lesen, und sie bleiben dort stehen.
start-consent-voice-text = **Aus Gesagtem wird Text:** Google schreibt mit, was du und die Interviewerin sagen; der Bot bewahrt es auf und zeigt es im Chat des Sprachkanals, wenn du die Untertitel nicht abschaltest.
start-consent-voice-recorded = Der Ton wird aufgenommen: Beide Stimmen werden so lange aufbewahrt wie der Text, für dieselben Leute.
start-consent-voice-not-recorded = Den Ton bewahrt der Bot nicht auf.
start-consent-voice-comforts = Was du dir unten leichter machst, wird auch aufbewahrt; das Prüfteam sieht es nicht.
start-consent-video-shown = **Was du zeigst:** Über die Seite dieses Bots (`{ $host }`) kannst du Kamera oder Bildschirm zeigen und jederzeit abschalten; dann geht es gesprochen weiter. Nur während Frage und Antwort gehen einzelne Bilder, höchstens eins pro Sekunde, an Google; auf diesem Server sieht sie niemand. Dein Zimmer und andere Leute können darauf sein.
start-consent-video-chat = Bilder, die du im Thread oder im Chat des Sprachkanals postest, gehen auch an Google.
start-consent-video-kept = **Der Bot bewahrt kein Bild auf,** nur wie viele es waren, wann, und ob von Kamera, Bildschirm oder Chat. Ein Cookie führt deinen Browser bis zum Ende des Interviews zur Seite zurück.
start-consent-video-never = **Wir fragen nie nach deinem Gesicht, deinem Aussehen oder deinen Gefühlen, speichern und bewerten nichts davon;** die KI ist angewiesen, auf Bildern nur anzusehen, was du zeigst, etwa ein Whiteboard, Code oder ein Produkt.
start-consent-google-paid = Wer diesen Bot betreibt, gibt an, Googles bezahlten Dienst zu nutzen: Nach dessen Bedingungen verwendet Google, was du schreibst, sagst oder zeigst, nicht zur Verbesserung seiner Produkte und bewahrt es nur begrenzte Zeit auf, um Missbrauch zu erkennen.
start-consent-google-unpaid = Niemand hat diesem Bot gesagt, dass Google dafür bezahlt wird. Ohne Bezahlung darf Google, was du schreibst, sagst oder zeigst, zur Verbesserung seiner Produkte nutzen, und Menschen dürfen es dort lesen, hören oder sehen. Teile also bitte nichts Vertrauliches.
start-consent-gateway = Auf dem Weg zu Google geht es durch `{ $host }`.
start-consent-discord = **Discord bewahrt die Nachrichten auf.** Den Thread können du, der Bot und Leute auf { $server } lesen, die Threads verwalten dürfen.
start-consent-kept = **Was der Bot aufbewahrt:** deinen Discord-Namen und deine ID, die Fragen, deine Antworten, diese Einwilligung und technische Notizen wie Zeiten und Kosten; bis { $date }. Dann löscht der Bot es und, wenn er noch auf diesem Server ist, auch den Thread. Änderst oder löschst du eine Nachricht, nachdem der Bot weitergegangen ist, bewahrt er sie so auf, wie sie war.
start-consent-backups = Von allem entstehen Sicherungskopien, vor einer Aktualisierung des Bots und durch die, die ihn betreiben; keine soll länger als { $days ->
    [one] einen Tag
   *[other] { $days } Tage
} aufbewahrt werden.
start-consent-readers-role = **Wer es liest:** Leute mit der Rolle **{ $role }**, oder wen die Admins dieses Servers später dafür bestimmen.
start-consent-readers-managers = **Wer es liest:** Leute auf diesem Server, die das Recht **Server verwalten** haben, oder wen sie später dafür bestimmen.
start-consent-readers-operator = Wer diesen Bot betreibt, kann seine Datenbank lesen.
start-consent-reviewers-told = Dein Interview kann ihnen in ihrem Kanal gemeldet werden.
start-consent-stop = **Du kannst jederzeit aufhören**, mit **Beenden**, und Fragen überspringen, die keine Pflicht sind.
start-consent-delete = Mit `/my-data` kannst du, was über dich aufbewahrt wird, jederzeit ansehen, herunterladen und löschen, auch nachdem du den Server verlassen hast.
start-consent-people = **Menschen entscheiden, nicht die KI.** Sie vergibt keine Noten und trifft keine Entscheidung über dich.
start-consent-adult = **Mit „Einverstanden, los“ sagst du: Ich bin 18 oder älter und einverstanden, auch mit dem, was hinter „Mehr“ steht.**

start-panel-title = Bevor es losgeht
start-more = Mehr
start-less = Weniger
start-more-title = Ausführlich
start-choose-title = Worum soll es gehen?
start-choose = Wähle unten aus; dann siehst du, womit du dich einverstanden erklärst. Vorher fängt nichts an.
start-choose-position = Wofür?
start-choose-language = In welcher Sprache?
start-choose-comfort = Würde dir etwas davon helfen? (freiwillig)
start-comfort-slower = Die Interviewerin spricht langsamer
start-comfort-patient = Mehr Zeit, bevor die Interviewerin antwortet
start-comfort-captions = Keine Untertitel
start-comfort-countdown = Die restliche Zeit nicht zeigen
start-comfort-breaks = Längere Pausen
start-comfort-skip = Ein Knopf zum Überspringen von Fragen
start-changed = In diesem Text hat sich etwas geändert, seit du ihn geöffnet hast. Bitte lies ihn noch einmal.
start-agree = Einverstanden, los
start-not-now = Nicht jetzt
start-declined = In Ordnung, es wurde nichts gespeichert und nichts gesendet. Du kannst jederzeit wiederkommen.
start-preparing = Dein privater Thread entsteht …
start-preparing-voice = Dein Sprachkanal entsteht …
start-raced = Du hast zweimal gedrückt; dein Interview ist schon unterwegs. Mit `/interview start` kommst du gleich hin.
start-ready = Dein Interview wartet auf dich in { $thread }. Viel Erfolg, und lass dir Zeit.
start-ready-voice = In { $thread } wirst du erwartet. Komm herein, schalte dein Mikrofon ein und sag hallo: Zuerst prüfe ich nur, ob ich dich höre.
start-ready-video = Zwei Schritte, in beliebiger Reihenfolge:
    1. Komm in { $thread }, schalte dein Mikrofon ein und sag hallo: Zuerst prüfe ich nur, ob ich dich höre.
    2. Drücke **Kamera öffnen**, und zwar auf dem Gerät, dessen Kamera oder Bildschirm du zeigen möchtest. In deinem Browser öffnet sich eine Seite; gesendet wird nichts, bevor du dort etwas einschaltest.
    Der Knopf funktioniert einmal, innerhalb von { $minutes ->
        [one] einer Minute
       *[other] { $minutes } Minuten
    }; unter jeder Frage gibt es einen neuen. Du kannst auch nur sprechen.
start-running = Du hast schon ein laufendes Interview: { $thread }. Es wartet dort auf dich.
start-go = Zu deinem Interview
start-nothing-to-do = Im Moment gibt es hier nichts, wofür man interviewt werden kann. Das Team des Servers kann mit `/position add` etwas anlegen.
start-position-gone = Das wird hier nicht mehr angeboten. Bitte beginne noch einmal und wähle etwas anderes.
start-language-gone = Diese Sprache wird dafür nicht angeboten. Bitte beginne noch einmal und wähle eine andere.
start-type-gone = Diese Art von Interview wird hier gerade nicht angeboten. Bitte beginne noch einmal und wähle eine andere.

start-post-title = Interviews
start-post = Hier kannst du interviewt werden, schriftlich oder, wo der Server es anbietet, gesprochen und mit Kamera, und in deinem Tempo. Du siehst zuerst, worum es geht und womit du dich einverstanden erklärst; vorher fängt nichts an.
start-open = Interview beginnen

start-over = Dieses Interview ist vorbei; seine Knöpfe tun nichts mehr.
start-in-a-moment = Ich nehme dieses Interview gerade wieder auf. Es ist nichts verloren; bitte drücke gleich noch einmal.
start-not-yours = Diese Knöpfe gehören der Person, die hier interviewt wird. Du hast nichts verändert.
start-reviewers-only-some = Als Mitglied des Prüfteams darfst du dieses Interview unterbrechen oder beenden; die anderen Knöpfe gehören der Person, die interviewt wird.
start-end-sure = Das Interview jetzt beenden? Deine bisherigen Antworten bleiben erhalten; fortsetzen lässt es sich danach nicht.
start-end-sure-reviewer = Das Interview dieser Person jetzt beenden? Ihre bisherigen Antworten bleiben erhalten; fortsetzen lässt es sich danach nicht, und sie erfährt, dass das Team es beendet hat.
start-end-now = Jetzt beenden
start-end-stay = Weitermachen
start-end-stayed = Es hat sich nichts geändert; das Interview geht weiter.
start-ended = Das Interview wurde beendet.
start-on-aloud = Weiter geht es in { $place }. Komm herein und sag hallo: Ich prüfe, ob ich dich höre, und mache weiter, wo wir waren.
start-on-camera = Weiter geht es in { $place }. Komm herein und sag hallo: Ich prüfe, ob ich dich höre, und mache weiter, wo wir waren. Ist deine Kameraseite nicht mehr offen, öffnet **Kamera öffnen** sie wieder; der Knopf funktioniert einmal, innerhalb von { $minutes ->
    [one] einer Minute
   *[other] { $minutes } Minuten
}.
start-camera = Dieser Knopf öffnet die Seite, auf der du Kamera oder Bildschirm zeigen kannst. Er funktioniert einmal, innerhalb von { $minutes ->
    [one] einer Minute
   *[other] { $minutes } Minuten
}; danach drücke wieder **Kamera öffnen** unter der Frage. Ist die Seite schon irgendwo offen, gilt die neue.
start-camera-in-writing = Gerade geht es schriftlich weiter, also ohne Kamera. Du kannst hier Bilder posten, und die Interviewerin sieht sie; mit **Mündlich weiter** ist auch die Kamera wieder da.
start-camera-gone = Die Kameraseite lässt sich gerade nicht öffnen; es liegt nicht an dir. Mach bitte gesprochen weiter: Das ist kein Nachteil.
start-on-in-writing = Weiter geht es hier, schriftlich: { $place }. Nichts wird doppelt gefragt.
start-talk-busy = Gerade hat jemand anderes den Sprachkanal, und ich kann auf einem Server nur in einem zugleich sein. Mach bitte schriftlich weiter, oder versuch es später noch einmal mit **Mündlich weiter**.
start-answer-title = Deine Antwort
start-answer-label = Deine Antwort
start-answer-hint = Lass dir Zeit. Abschicken lässt sich nicht zurücknehmen.
start-answer-not-kept = Ich konnte das noch nicht speichern. Wenn das Interview in einer Minute nicht weitergeht, drücke bitte **Antworten** und schicke es noch einmal. Du hast geschrieben:
start-answer-sent = Ist angekommen. Du hast geschrieben:
start-answer-button-only = Ich kann auf diesem Server keine Nachrichten lesen, deshalb gilt diese Nachricht nicht als Antwort. Bitte drücke **Antworten** unter der Frage, oder schreib als Antwort auf mich, mit eingeschalteter Erwähnung: Das kann ich lesen.

# Wer nach dem Weg zu seinem Interview fragt, konnte nicht wieder eingelassen werden.
start-shut-locked = Dieser Thread ist gesperrt, dort kann gerade niemand schreiben. Es ist nichts verloren, und es liegt nicht an dir: Bitte das Team des Servers, ihn zu entsperren, dann geht es weiter.
start-shut-deleted = Discord sagt, dass es ihn nicht mehr gibt; vielleicht hat ihn jemand gelöscht. Versuch es bitte in einer Minute noch einmal; liest du das dann immer noch, frag das Team des Servers.
start-shut-permissions = Falls du ihn verlassen hast, kann ich dich nicht wieder hineinlassen: Discord erlaubt es mir nicht. Es ist nichts verloren. Bitte das Team des Servers, dich hinzuzufügen; `/diag discord` sagt ihm, welches Recht mir fehlt.
start-shut-now = Falls du ihn verlassen hast, konnte ich dich gerade nicht wieder hineinlassen, weil Discord es nicht annahm. Versuch es bitte gleich noch einmal.
# Beenden, während sich nichts speichern lässt.
start-ends-later = Ich kann das gerade nicht speichern; das liegt an uns. Das Interview endet, sobald ich es kann; du musst nichts weiter tun.
