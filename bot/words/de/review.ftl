# Der Verlauf, ein Interview, wie das Team es liest, und seine Dateien.
review-command = Interviews auf diesem Server: Das Team sieht alle, alle anderen sehen ihre eigenen
review-option-candidate = Jemand, der interviewt wurde, unter dem damaligen Namen
review-option-type = Die Art des Interviews
review-option-status = Wie weit es gekommen ist
review-option-position = Worum es ging
review-option-since = Nicht älter als: 12h, 7d, 2w oder ein Tag wie 2026-11-01
review-since-unclear = Diese Zeit konnte ich nicht lesen. Bitte schreib sie wie `12h`, `7d`, `2w` oder als Tag wie `2026-11-01`.
review-since-7d = Die letzten 7 Tage
review-since-30d = Die letzten 30 Tage
review-since-90d = Die letzten 90 Tage
review-not-found = Nicht gefunden. Hier gibt es kein solches Interview, das du lesen darfst.
review-candidate-not-found = Hier wurde niemand mit diesem Namen interviewt. Bitte wähle einen Namen aus der Liste, die beim Tippen erscheint.
review-candidate-several = { $count } Leute mit Interviews hatten hier diesen Namen. Bitte wähle jemanden aus der Liste, die beim Tippen erscheint: Dort steht bei allen die Nummer.

review-title = Interviews
review-title-own = Deine Interviews
review-none = Hier gibt es noch keine Interviews. Eines beginnt mit `/interview start` oder mit dem Knopf, den `/setup` anbringt.
review-none-own = Du hattest hier noch kein Interview. Eines beginnt mit `/interview start`.
review-none-filtered = Zu diesen Filtern passt nichts. `/interview history` ohne Filter zeigt alles.
review-footer = Das Neueste zuerst. Wähle unten eines aus, um es zu lesen.
review-back = Zurück zur Liste
review-newer = Neuere
review-older = Ältere
review-open = Ein Interview lesen …

review-status-starting = Beginnt
review-status-active = Läuft
review-status-paused = Pausiert
review-status-completed = Abgeschlossen
review-status-ended = Vorzeitig beendet
review-status-abandoned = Nicht fortgesetzt
review-status-failed = Konnte nicht weitergehen
review-type-text = schriftlich
review-type-voice = mündlich
review-type-video = per Video
review-answered = { $answered } von { $planned } beantwortet
review-asked-person = wollte einen Menschen sprechen
review-answers = { $count ->
    [one] eine Antwort
   *[other] { $count } Antworten
}
review-no-title = ohne Titel
review-no-name = jemand, dessen Name nicht festgehalten wurde (`{ $id }`)
review-reason-thread-deleted = der Thread wurde gelöscht
review-reason-thread-locked = der Thread wurde gesperrt
review-reason-permissions = dem Bot wurde eine Berechtigung entzogen
review-reason-no-space = der Server hat so viele Kanäle, wie Discord erlaubt
review-reason-threads-full = der Server hat so viele offene Threads, wie Discord erlaubt
review-reason-name-refused = Discord nahm den Namen seines Ortes nicht an
review-reason-two-factor = der Server verlangt Zwei-Faktor-Authentisierung, und das Konto des Bots hat keine
review-reason-not-admitted = Discord ließ die Person nicht hinein
review-reason-refused = Discord hat den Ort verweigert
review-reason-bot-removed = der Bot wurde vom Server entfernt
review-reason-candidate-left = die interviewte Person hat den Server verlassen
review-reason-room-left = die interviewte Person hat den Sprachkanal verlassen
review-reason-room-quiet = im Sprachkanal wurde lange nichts gesagt
review-reason-room-time = die Zeit im Sprachkanal war um; es kann weitergehen
review-reason-line-lost = die Sprachverbindung ging verloren
review-reason-candidate = die interviewte Person wollte es so
review-reason-staff = das Team hat es beendet
review-reason-deadline = die Zeit war um
review-reason-provider = der KI-Dienst war nicht zu erreichen
review-reason-finished = alle Fragen wurden gestellt
review-reason-never-started = es hat nie begonnen
review-reason-erased = es wird gleich gelöscht
review-reason-internal = ein Fehler des Bots, nicht der interviewten Person

review-candidate = **Interviewt:** { $name } (`{ $id }`)
review-kind = **Interview:** { $type }, Sprache { $language }
review-started = **Begonnen:** { $at }
review-ended = **Vorbei:** { $at }
review-model = **KI:** { $model }
review-cost = **Geschätzte Kosten:** { $usd } $ ({ $tokens ->
    [one] ein Token
   *[other] { $tokens } Tokens
})
review-pictures = **Gezeigte Bilder (nicht aufbewahrt):** { $parts }
review-pictures-camera = Kamera { $count }
review-pictures-screen = Bildschirm { $count }
review-pictures-chat = Chat { $count }
review-consent = **Einwilligung:** Fassung { $version }, gegeben { $at }
review-no-consent = **Einwilligung:** keine verzeichnet; dies stammt aus einer älteren Datenbank; die Aufbewahrungsfrist dieses Servers zählt deshalb von dem Tag an, an dem es übernommen wurde
review-delete-after = **Aufbewahrt bis:** { $day } ({ $left })
review-coverage = **Geplante Fragen: { $total }** · beantwortet { $answered } · übersprungen { $skipped } · offen { $open }
review-covered-answered = beantwortet
review-covered-skipped = übersprungen
review-covered-asked = gestellt, nicht beantwortet
review-covered-not-asked = nicht gestellt
review-follow-ups = { $count ->
    [one] eine Nachfrage der KI
   *[other] { $count } Nachfragen der KI
}
review-notes = **Gut zu wissen**
review-noted-edited = ✎ { $count ->
    [one] eine Antwort wurde in Discord bearbeitet, nachdem sie gelesen war; die Aufzeichnung hat, was
   *[other] { $count } Antworten wurden in Discord bearbeitet, nachdem sie gelesen waren; die Aufzeichnung hat, was
} gelesen wurde
review-noted-deleted = 🗑 { $count ->
    [one] eine Antwort wurde in Discord gelöscht, nachdem sie gelesen war; die Aufzeichnung hat, was
   *[other] { $count } Antworten wurden in Discord gelöscht, nachdem sie gelesen waren; die Aufzeichnung hat, was
} gelesen wurde
review-notes-more = -# und { $count } frühere; die JSON-Datei enthält alle
review-event-asked-person = 🙋 die interviewte Person wollte einen Menschen sprechen
review-event-outage = der KI-Dienst war nicht zu erreichen oder hat nicht geantwortet
review-event-declined = der Anbieter hat eine Antwort verweigert; das liegt nicht an der interviewten Person
review-event-gap = der Bot war eine Weile nicht mit Discord verbunden und hat später gelesen, was geschrieben wurde
review-event-limit = eine Grenze dieses Servers war erreicht; es ging ohne Nachfragen weiter
review-event-fault = ein Fehler des Bots hat es unterbrochen, nicht die interviewte Person
review-event-gone = der Thread, eine Berechtigung oder die interviewte Person war nicht mehr da
review-event-not-told = das Team konnte nicht benachrichtigt werden; der Kanal in `/setup` braucht einen Blick
review-event-type-assumed = die ältere Datenbank sagt nicht, welche Art von Interview es war; angenommen wird „schriftlich“
review-event-moved = es ging an einem anderen Ort weiter: gesprochen oder schriftlich
review-event-wrote-after = ✍️ die interviewte Person schrieb nach dem Ende im Thread; das ist nicht in der Aufzeichnung, es steht im Thread
review-event-left-room = die interviewte Person war eine Weile nicht im Sprachkanal
review-event-company = es war noch jemand im Sprachkanal
review-event-audio-lost = ein Teil des Gesagten ging unterwegs verloren; der Text zeigt, was ankam
review-event-audio-untranscribed = ein Teil einer langen Antwort war noch kein Text, als die Verbindung zum KI-Dienst erneuert werden musste, und fehlt darin; eine Aufnahme, wo es eine gibt, enthält den Ton
review-event-not-transcribed = die Person hat gesprochen, und der KI-Dienst hat nichts davon in Text verwandelt; eine Aufnahme, wo es eine gibt, enthält den Ton
review-event-no-sign = die Person hat gesprochen, und der KI-Dienst ließ nicht erkennen, dass er es hörte
review-event-recording-failed = der Ton konnte nicht weiter aufgenommen werden
review-event-picture-refused = der KI-Dienst hat ein Bild, das die interviewte Person gepostet hat, nicht angenommen; es ging ohne weiter
review-event-camera-missing = eine Weile kam kein Bild, und es ging gesprochen weiter; das sagt nichts über die interviewte Person
review-people-decide = Menschen entscheiden. Der Bot gibt keine Noten.

review-read = Mitschrift lesen
review-overview = Übersicht
review-previous = Vorige Seite
review-next = Nächste Seite
review-file-markdown = Markdown-Datei
review-file-json = JSON-Datei
review-recording = Aufnahme
review-recording-ready = Hier ist der Ton: was die interviewte Person und was die Interviewerin gesagt hat, je in eigenen Dateien, die gemeinsam beginnen, und `turns.json`, worin steht, wo welcher Beitrag ist. Das wurde im Vertrauen gesagt: Gib es bitte an niemanden weiter, der es nicht hören darf, und lösche es, wenn du fertig bist.
review-recording-too-large = Größer als die { $megabytes } MB, die eine Datei auf diesem Server haben darf: { $names }. Wer den Bot betreibt, findet sie neben dessen Datenbank.
review-no-recording = Von diesem Interview gibt es keine Aufnahme mehr.
review-thread = Zum Thread
review-room = Zum Sprachkanal
review-file-ready = Hier ist die Datei. Sie enthält, was jemand im Vertrauen gesagt hat: Bitte gib sie an niemanden weiter, der sie nicht lesen darf, und lösche sie, wenn du sie nicht mehr brauchst.
review-page = Seite { $number } von { $total }
review-continued = Fortsetzung
review-no-turns = Noch wurde nichts gesagt.
review-speaker-interviewer = Interviewer
review-speaker-candidate = Interviewte Person
review-turn-opening = Eröffnung
review-turn-question = geplante Frage { $number }
review-turn-follow-up = Nachfrage der KI zu Frage { $number }
review-turn-answer = Antwort auf Frage { $number }
review-turn-remark = Antwort
review-turn-skip = hat Frage { $number } übersprungen
review-turn-skip-follow-up = hat die Nachfrage zu Frage { $number } übersprungen
review-turn-closing = Schlussworte
review-turn-imported = Nachricht aus einer älteren Datenbank
review-lead = überleitender Satz der KI:
review-said = Laut gesagt:
review-source = in den eigenen Worten des Teams (oben eine Übersetzung der KI):
review-mark-edited-later = ✎ später in Discord bearbeitet; dies ist, was dastand, als es als Antwort genommen wurde
review-mark-deleted-later = 🗑 später in Discord gelöscht
review-mark-provider-declined = der Anbieter hat verweigert, darauf zu reagieren, nicht die interviewte Person
review-mark-untranslated = konnte nicht übersetzt werden; gezeigt in den eigenen Worten des Teams
review-mark-interrupted = die interviewte Person sprach, bevor das zu Ende gesagt war; gezeigt wird, was zu hören war
review-other-script = in einer Schrift, die { $language } nicht benutzt; bei Sprache kann das ein Fehler der Mitschrift sein
review-mark-misread = die Interviewerin hat diese Worte nicht gesagt; sie standen im Chat

review-export-title = Interview { $id }: { $title }
review-export-about = Über dieses Interview
review-export-transcript = Mitschrift
review-export-times = Alle Zeiten in UTC.
review-event-post-refused = Discord hat eine Nachricht des Bots so nicht angenommen; er hat es anders gesagt
