# /setup: ein Feld für alle, die den Server verwalten.
setup-command = Festlegen, wer interviewt wird, wo, wer es liest und wie lange es aufbewahrt wird
setup-title = Interviews auf diesem Server
setup-ready = Alles bereit: Interviews können beginnen.
setup-not-ready = Noch nicht bereit: siehe „Zu beheben“.
setup-positions = **Wofür:** { $count ->
    [0] noch nichts
    [one] eine Position
   *[other] { $count } Positionen
}; `/position list` zeigt sie
setup-who = **Wer interviewt werden darf:** { $who }
setup-everyone = alle
setup-where = **Wo:** { $where }
setup-anywhere = in dem Kanal, in dem jemand beginnt
setup-reviewers = **Wer Interviews liest:** { $who }
setup-managers = alle mit der Berechtigung Server verwalten
setup-notify = **Bescheid bekommt das Prüfteam in:** { $where }
setup-aloud-off = **Gesprochen:** wird nicht angeboten
setup-aloud-on = **Gesprochen:** wird angeboten; kein Ton wird aufbewahrt
setup-aloud-recorded = **Gesprochen:** wird angeboten; der Ton wird aufgenommen
setup-camera-off = **Mit Kamera:** wird nicht angeboten
setup-camera-on = **Mit Kamera:** wird angeboten; kein Bild wird aufbewahrt
setup-camera-missing = **Mit Kamera:** noch nicht möglich; unter **Sprache …** steht, warum
setup-nowhere = nirgends
setup-days = **Aufbewahrt für** { $retention ->
    [one] einen Tag
   *[other] { $retention } Tage
}; Zeit bis zum Abschluss: { $deadline ->
    [one] ein Tag
   *[other] { $deadline } Tage
}
setup-limits = **Am Tag höchstens:** { $starts ->
    [one] ein Start
   *[other] { $starts } Starts
} pro Person, { $interviews ->
    [one] ein Interview
   *[other] { $interviews } Interviews
}, ungefähr { $cost } US-Dollar
setup-size = **Ein Interview höchstens:** { $turns } Beiträge und { $tokens } Tokens; danach geht es ohne Nachfragen weiter
setup-problems = Zu beheben
setup-notice-gone = Den Kanal, in dem das Team benachrichtigt wird, gibt es nicht mehr, oder ich sehe ihn nicht. Wähle einen anderen.
setup-channel-gone = Einen gewählten Sprachkanal gibt es nicht mehr, oder ich sehe ihn nicht. Wähle einen anderen.
setup-role-gone = Eine gewählte Rolle gibt es nicht mehr. Wähle eine andere.
setup-no-positions = Es gibt nichts, wofür man interviewt werden kann. `/position add` legt etwas an.
setup-gemini-down = Gemini funktioniert gerade nicht, deshalb kann kein Interview beginnen. `/diag gemini` sagt, warum und was zu tun ist.
setup-remarks = Gut zu wissen
setup-no-reviewers = Keine Rolle liest die Interviews, also alle mit der Berechtigung Server verwalten. Unten kannst du eine Rolle wählen.
setup-no-notice = Niemand bekommt eine Nachricht, wenn jemand nach einem Menschen fragt; es steht nur in `/interview history`. Unten kannst du einen Kanal wählen.
setup-not-made = { $when } konnte jemand nicht beginnen: Discord hat für das Interview keinen Ort eingerichtet. `/diag discord` sagt, warum.
setup-unpaid = Angenommen wird Googles unbezahlter Dienst: Google darf verwenden, was im Interview geschrieben, gesagt oder gezeigt wird, um seine Produkte zu verbessern, und Menschen dürfen es dort sehen. Das steht auch in der Einwilligung. Ist der Gemini-Schlüssel ein bezahlter, setzt GEMINI_PAID=yes, wer den Bot betreibt.
setup-content-off = Ich kann hier keine Nachrichten lesen, deshalb wird über einen Knopf geantwortet. Wer den Bot betreibt, kann den Message-Content-Intent einschalten; `/diag discord` sagt, wo.
setup-voice-not-ready = Gesprochene Interviews werden angeboten, aber dafür fehlt noch etwas. Unten unter **Sprache …** steht, was, und was hilft; oder schalte sie dort ab.
setup-choose-candidate-role-id = Wer darf interviewt werden?
setup-choose-channel-id = Wo finden Interviews statt?
setup-choose-reviewer-role-id = Wer liest die Interviews?
setup-choose-notify-channel-id = Wo erfährt es das Prüfteam?
setup-not-everyone = Damit könnten alle jedes Interview lesen. Bitte wähle eine Rolle, die nur das Prüfteam hat.
setup-change-days = Tage ändern
setup-change-limits = Grenzen ändern
setup-post = Start-Knopf hier anbringen
setup-posted = Wer { $channel } sieht, kann jetzt dort beginnen.
setup-field-retention-days = Tage, die ein Interview aufbewahrt wird
setup-field-deadline-days = Tage Zeit bis zum Abschluss
setup-field-starts-per-day = Starts pro Person und Tag
setup-field-interviews-per-day = Interviews am Tag auf diesem Server
setup-field-cost-per-day-usd = US-Dollar am Tag, nach unserer Schätzung
setup-field-turn-limit = Beiträge in einem Interview
setup-field-token-limit = Tokens in einem Interview
setup-number-hint = Eine ganze Zahl von { $low } bis { $high }
setup-bad-number = „{ $field }“ nimmt eine ganze Zahl von { $low } bis { $high }. Es wurde nichts geändert; bitte drücke den Knopf noch einmal.
setup-bad-days = Ein Interview muss länger aufbewahrt werden, als man für den Abschluss Zeit hat ({ $deadline ->
    [one] einen Tag
   *[other] { $deadline } Tage
}). Es wurde nichts geändert; bitte drücke den Knopf noch einmal.

# Die Seite über gesprochene Interviews.
setup-voice-open = Sprache …
setup-voice-title = Gesprochene Interviews
setup-voice-voice-is-on = Gesprochene Interviews werden angeboten
setup-voice-voice-is-off = Gesprochene Interviews werden nicht angeboten
setup-voice-voice-on = Sprache anbieten
setup-voice-voice-off = Nicht mehr anbieten
setup-voice-video-is-on = In einem gesprochenen Interview dürfen Kamera oder Bildschirm gezeigt werden; kein Bild wird aufbewahrt
setup-voice-video-is-off = Weder Kamera noch Bildschirm können gezeigt werden
setup-voice-video-on = Kamera anbieten
setup-voice-video-off = Kamera nicht mehr anbieten
setup-voice-no-page = Noch wird keine Kamera angeboten: Dazu braucht dieser Bot eine Seite im Web. Wer ihn betreibt, setzt PUBLIC_URL; docs/video.md sagt, wie, und `/diag video` probiert es aus.
setup-voice-record-voice-is-on = Der Ton neuer Interviews wird aufgenommen und so lange aufbewahrt wie der Text; wer interviewt wird, stimmt dem vorher zu
setup-voice-record-voice-is-off = Es wird kein Ton aufbewahrt, nur der Text
setup-voice-record-voice-on = Ton aufnehmen
setup-voice-record-voice-off = Nicht mehr aufnehmen
setup-voice-reviewers-listen-is-on = Die Rolle, die Interviews liest, darf in den eigenen Sprachkanal eines Interviews kommen
setup-voice-reviewers-listen-is-off = In den eigenen Sprachkanal eines Interviews können außer der interviewten Person nur Admins
setup-voice-reviewers-listen-on = Lesende zuhören lassen
setup-voice-reviewers-listen-off = Niemanden zuhören lassen
setup-voice-pause-on-company-is-on = Ein Interview ruht, solange jemand anderes in seinem eigenen Sprachkanal ist
setup-voice-pause-on-company-is-off = Kommt jemand anderes herein, wird es gesagt, und das Interview geht weiter
setup-voice-pause-on-company-on = Ruhen, solange andere da sind
setup-voice-pause-on-company-off = Weitermachen, auch wenn andere da sind
setup-voice-rooms = **Sprachkanäle, die benutzt werden dürfen, wenn jemand schon dort ist:** { $rooms }. Sonst entsteht ein privater und wird am Ende entfernt.
setup-voice-no-rooms = **Wo:** Für jedes Interview entsteht ein privater Sprachkanal und wird am Ende entfernt.
setup-voice-choose-rooms = Sprachkanäle, die so benutzt werden dürfen
setup-voice-return = **Wer den Kanal verlässt,** hat { $seconds ->
    [one] eine Sekunde
   *[other] { $seconds } Sekunden
} Zeit zurückzukommen; dann ruht das Interview und kann gesprochen oder schriftlich weitergehen (**Tage ändern** ändert es)
setup-voice-one-line = Ich kann auf diesem Server nur in einem Sprachkanal zugleich sein. Anderen biete ich an zu schreiben oder zu warten.
setup-voice-libraries = Die Bibliotheken für Sprache fehlen. Wer den Bot betreibt, sieht beim Start, welche.
setup-voice-lacking = Um Sprachkanäle anzulegen, fehlt mir { $names }. Erlaube es meiner Rolle unter **Servereinstellungen → Rollen**; die Kategorie, in der die Interviews stattfinden, darf es nicht wegnehmen.
setup-voice-no-role = Lesende dürfen zuhören, aber keine Rolle liest Interviews. Wähle auf der ersten Seite eine.
setup-field-return-seconds = Sekunden, um zurückzukommen (Sprache)
setup-not-ours = Das gehört nicht zu diesem Server, oder ich sehe es nicht. Es wurde nichts geändert; bitte wähle etwas anderes.
setup-post-nowhere = Der Startknopf kann in einem Textkanal stehen. Bitte rufe `/setup` dort auf, wo er stehen soll.
setup-not-posted = Der Startknopf wurde nicht gepostet, denn wer ihn drückt, könnte nicht anfangen. { $what }

# Where interviews take place: what keeps them from a channel, for admins and candidates in the same words.
place-gone = Den Kanal für Interviews gibt es nicht mehr, oder ich sehe ihn nicht. Wähle in `/setup` einen anderen.
place-kind = { $channel } ist { $kind ->
    [news] ein Ankündigungskanal
    [voice] ein Sprachkanal
    [stage_voice] eine Stage
    [forum] ein Forum
    [media] ein Medienkanal
    [category] eine Kategorie
   *[other] kein Textkanal
}. Ein schriftliches Interview braucht einen privaten Thread, und die gibt es bei Discord nur in gewöhnlichen Textkanälen. { $kind ->
    [news] Schalte in **Kanal bearbeiten → Übersicht** den **Ankündigungskanal** aus, oder wähle in `/setup` einen anderen Kanal.
   *[other] Wähle in `/setup` einen anderen Kanal.
}
place-lacking = In { $channel } fehlt mir { $names }. Öffne dort **Kanal bearbeiten → Berechtigungen → Erweiterte Berechtigungen**, wähle meine Rolle und erlaube es.
place-candidates = Wer keine Rolle außer { $role } hat, kann nicht interviewt werden: In { $channel } fehlt { $names }. Erlaube es dort, oder wähle einen anderen Kanal oder eine andere Rolle.
place-reviewers = { $role } kann die Threads der Interviews nicht öffnen: In { $channel } fehlt dieser Rolle { $names }. Erlaube es dort; sonst liest das Team Interviews nur in `/interview history`.
