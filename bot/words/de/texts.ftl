# Die Seiten mit den eigenen Texten des Betreibers: /privacy und /terms beim Server des Bots.
texts-privacy = Datenschutz
texts-terms = Nutzungsbedingungen
texts-none-privacy-title = Hier steht keine Datenschutzerklärung
texts-none-privacy = Wer diesen Bot betreibt, hat hier keine Datenschutzerklärung hinterlegt. Vor jedem Interview sagt der Bot selbst, was gespeichert wird, wohin es geht und bis wann; in Discord zeigt /my-data, was über dich gespeichert ist, und löscht es. Für alles andere frag die Leute, die den Bot auf deinen Server eingeladen haben.
texts-none-terms-title = Hier stehen keine Nutzungsbedingungen
texts-none-terms = Wer diesen Bot betreibt, hat hier keine Nutzungsbedingungen hinterlegt. Vor jedem Interview sagt der Bot selbst, was darin geschieht; frag die Leute, die den Bot auf deinen Server eingeladen haben.
