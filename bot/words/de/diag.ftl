# /diag: warum etwas nicht geht, auf wessen Seite es liegt, und was zu tun ist. (Was bei Gemini zu tun ist, steht in live.ftl.)
diag-command = Herausfinden, warum etwas nicht geht
diag-command-gemini = Gemini eine echte Frage stellen, Schritt für Schritt
diag-command-video = Den Weg zur Kameraseite prüfen: Name, Zertifikat, Proxy, Websocket, Uhr
diag-command-discord = Berechtigungen und Intents ansehen; wer den Bot betreibt, auch Datenbank und Platte

diag-gemini-title = Gemini: Versuch läuft …
diag-gemini-works = Gemini antwortet
diag-gemini-fails = Gemini antwortet nicht
diag-going-on = läuft
diag-stage-address = Adresse
diag-stage-dns = Name nachgeschlagen (DNS)
diag-stage-tcp = Verbunden (TCP)
diag-stage-tls = Verschlüsselt (TLS)
diag-stage-upgrade = Websocket offen
diag-stage-setup = Schlüssel, Modell und Einrichtung angenommen
diag-stage-first-reply = Erste Reaktion
diag-stage-live = Ganze Antwort
diag-ms = { $ms } ms
diag-turn = Eine echte Frage in { $ms } ms beantwortet
diag-class = **Was:** { $name }
diag-side = **Auf wessen Seite:** { $side }
diag-side-ours = auf unserer: ein Fehler in diesem Bot
diag-side-operator = beim Betreiber dieses Bots
diag-side-google = bei Google
diag-side-network = im Netz dazwischen
diag-fix = **Was zu tun ist:** { $fix }
diag-model = **Modell:** { $model } · **Version:** { $version } · **Adresse:** { $address }
diag-libraries = **Versionen:** { $libraries }
diag-kept = Gefragt { $at }. Um Geld zu sparen, wird diese Antwort aufbewahrt: Die nächste echte Frage wird nach { $again } gestellt.

diag-discord-title = Discord und dieser Rechner
diag-here = diesem Kanal
diag-permissions = Berechtigungen in { $place }: alle da
diag-permissions-lacking = Es fehlen Berechtigungen in { $place }: { $names }
diag-permissions-fix = Öffne dort **Kanal bearbeiten → Berechtigungen → Erweiterte Berechtigungen**, wähle die Rolle des Bots und erlaube sie. Fehlen sie überall: **Servereinstellungen → Rollen**, oder lade den Bot mit dem Link aus seinem Protokoll neu ein.
diag-place = Interviews können in { $place } stattfinden
diag-role-gone = Eine in `/setup` gewählte Rolle gibt es nicht mehr (`{ $id }`): Niemand hat sie
diag-role-gone-fix = Wähle in `/setup` eine andere.
diag-content = Message-Content-Intent: an
diag-content-off = Message-Content-Intent: aus. Geantwortet wird über einen Knopf statt mit einer Nachricht
diag-content-fix = Schalte ihn unter { $portal } → Bot → Privileged Gateway Intents ein und starte den Bot neu.
diag-private = Nur der Besitzer kann den Bot einladen
diag-listed = Der Bot ist öffentlich und arbeitet nur auf { $count ->
    [one] einem genannten Server
   *[other] { $count } genannten Servern
}
diag-public = Der Bot ist öffentlich und arbeitet auf jedem Server, der ihn einlädt: Jeder kann dein Gemini-Kontingent verbrauchen
diag-public-fix = Nenne deine Server in ALLOWED_GUILDS oder schalte Public Bot unter { $portal } aus.
diag-database = Datenbank: heil, { $size }
diag-database-bad = Datenbank: beschädigt, oder sie lässt sich nicht lesen
diag-database-fix = Halte den Bot an und kopiere zuallererst die Datei weg. Setze dann die neueste Sicherung ein: `interview-bot restore DATEI`.
diag-disk = Frei auf der Platte: { $free }
diag-disk-fix = Schaffe Platz: Ist die Platte voll, lässt sich keine Antwort speichern, und Interviews bleiben stehen.
diag-running = Interviews: { $count } offen, davon { $awake } im Gang, von höchstens { $most }
diag-breaker = Interviews ruhen wegen Gemini: { $name }
diag-aloud-off = Gesprochene Interviews: hier nicht angeboten (`/setup`)
diag-aloud-libraries = Die Bibliotheken für Sprache laden
diag-aloud-problem = Gesprochene Interviews: Etwas fehlt
diag-aloud = Gesprochene Interviews: Alles Nötige ist da. `/diag voice` probiert es aus
diag-camera-off = Interviews mit Kamera: hier nicht angeboten (`/setup`)
diag-camera-missing = Interviews mit Kamera: nicht eingeschaltet; wer den Bot betreibt, setzt PUBLIC_URL (docs/video.md)
diag-camera-on = Interviews mit Kamera: werden angeboten. `/diag video` prüft den Weg zu ihrer Seite

# /diag video: der Weg zur Kameraseite. (Was gefunden wird, und was hilft, steht in page_check.ftl.)
diag-video-title = Kameraseite: Versuch läuft …
diag-video-works = Die Kameraseite funktioniert
diag-video-fails = Die Kameraseite funktioniert noch nicht

# /diag voice: zehn Sekunden im Sprachkanal der fragenden Person.
diag-command-voice = Zehn Sekunden in deinen Sprachkanal kommen und sagen, was ankommt
diag-voice-title = Sprache: Ich höre zu …
diag-voice-works = Sprache funktioniert
diag-voice-fails = Sprache funktioniert noch nicht
diag-voice-speak = Bitte sprich mit mir, noch { $seconds } Sekunden.
diag-voice-answering = Danke. Jetzt sage ich einen Satz …
diag-voice-sentence = Hallo! Ich höre dich, und du hörst mich. Gesprochene Interviews können beginnen.
diag-voice-packets = **Pakete:** { $received } angekommen · { $decrypted } entschlüsselt · { $decoded } dekodiert
diag-voice-lost = **Es fehlen:** { $lost } verloren · { $late } zu spät · { $refused } abgelehnt · { $others } von anderen, ungeöffnet
diag-voice-level = **Am lautesten:** { $bar }
diag-voice-dave = **Verschlüsselung:** DAVE { $dave } · { $mode }
diag-voice-trip = **Hin und zurück:** { $ms } ms
diag-voice-heard = Ich habe dich gehört.
diag-voice-quiet = Deine Pakete kommen an, aber es ist kaum Ton darin. Prüfe dein Mikrofon unter **Benutzereinstellungen → Sprache & Video**.
diag-voice-silent = Von dir kommt nichts an, obwohl die Verbindung steht. Bist du stumm, durch dich selbst oder durch den Server? Bei Push-to-Talk die Taste halten.
diag-voice-undecrypted = Deine Pakete kommen an, lassen sich aber nicht entschlüsseln. Verlasse den Kanal, komm zurück und versuche es noch einmal; bleibt es so, steht mehr im Log des Bots.
diag-voice-nothing = Es kommt gar kein Paket an. Entweder bist du stumm, oder UDP ist auf dem Weg zur Maschine des Bots gesperrt: Wer ihn betreibt, muss ausgehendes UDP zu jedem Port erlauben.
diag-voice-said = Ich habe einen Satz gesagt. Hast du ihn gehört?
diag-voice-unsaid = Ich hatte nichts zu sagen, weil Gemini nicht geantwortet hat:
diag-voice-unplayed = Der Satz konnte nicht zu Ende abgespielt werden: Die Sprachverbindung war nicht bereit dafür.
diag-voice-not-entered = Ich bin nicht in deinen Kanal gekommen. Ist er voll, oder darf ich dort nicht **Verbinden**? Wenn beides stimmt, erreicht die Maschine des Bots Discords Sprachserver nicht; mehr steht im Log.
diag-voice-nowhere = Bitte geh zuerst in einen Sprachkanal und versuche es dann noch einmal: Ich komme zu dir.
diag-voice-stage = { $channel } ist eine Bühne, auf der alle zuhören. Bitte geh in einen gewöhnlichen Sprachkanal.
diag-voice-busy = Ich bin auf diesem Server gerade in einem gesprochenen Interview und kann nur in einem Kanal zugleich sein. Bitte versuche es später noch einmal.

# /diag gemini und `interview-bot diag`: was Gemini geschickt hat und niemand lesen kann.
diag-gemini-unreadable = Gemini antwortet, aber nicht alles, was es schickt, ist lesbar
diag-unreadable-not-json = { $count ->
    [one] Eine seiner Nachrichten war kein gültiges JSON
   *[other] { $count } seiner Nachrichten waren kein gültiges JSON
}
diag-unreadable-not-an-object = { $count ->
    [one] Eine seiner Nachrichten war JSON, aber kein Objekt
   *[other] { $count } seiner Nachrichten waren JSON, aber keine Objekte
}
diag-unreadable-unknown = { $count ->
    [one] In einer seiner Nachrichten stand nichts, was diese Version des Bots kennt
   *[other] In { $count } seiner Nachrichten stand nichts, was diese Version des Bots kennt
}
diag-unreadable-sound = { $count ->
    [one] Der Ton in einer seiner Nachrichten ließ sich nicht dekodieren
   *[other] Der Ton in { $count } seiner Nachrichten ließ sich nicht dekodieren
}
diag-unreadable-fix = Entweder hat Google geändert, was es schickt, oder etwas auf dem Weg verändert es (ein Proxy, ein Gateway in GEMINI_BASE_URL). Hole die neueste Version dieses Bots. Hilft das nicht, führt sein Betreiber `interview-bot diag --record trace.jsonl` aus und schickt die Datei an die, die den Bot pflegen: Weder der Schlüssel noch Worte stehen darin.
diag-not-made = { $when } hat Discord für ein Interview keinen Ort eingerichtet (Nummer { $code }). Das wurde gesagt:
