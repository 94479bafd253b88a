# Ablehnungen an den Türen, und was man tun kann.
access-until = Es geht wieder { $when }.
access-not-enabled = Dieser Bot ist hier nicht freigeschaltet. Wer ihn betreibt, bestimmt, auf welchen Servern er arbeitet.
access-not-member = Ich bin noch kein Mitglied dieses Servers; hier sind nur meine Befehle. Jemand mit **Server verwalten** kann mich einladen: { $link }
access-servers-only = Das geht nur auf einem Server, nicht in Direktnachrichten.
access-managers-only = Dafür braucht man das Recht **Server verwalten** (Manage Server).
access-not-for-you = Das darfst du hier nicht benutzen.
access-permissions-needed = Dafür braucht man { $names }.
access-command-changed = Dieser Befehl hat sich geändert, seit Discord ihn dir zuletzt gezeigt hat. Bitte lade Discord neu (Strg+R, oder starte die App neu) und versuche es noch einmal.
access-permissions-gone = Mir fehlt in dem Kanal ein Recht. Wer **Server verwalten** darf, kann `/setup` aufrufen; dort steht, welches es ist und wie es zu beheben ist.
access-no-space = Es hat noch nichts begonnen: Dieser Server hat so viele Kanäle, wie Discord erlaubt, deshalb ist für einen eigenen Sprachkanal kein Platz. Mach bitte schriftlich weiter, oder bitte das Team, einen Kanal zu löschen, den niemand braucht.
access-threads-full = Es hat nichts begonnen, und es zählt nicht: Dieser Server hat so viele offene Threads, wie Discord erlaubt (Nummer { $code }). Frag bitte das Team: Wer **Threads verwalten** darf, kann Threads schließen, die niemand braucht. Dann beginne noch einmal.
access-name-refused = Es hat nichts begonnen, und es zählt nicht: Discord nimmt den Namen deines Ortes hier nicht an, auch nicht mit einer bloßen Nummer (Nummer { $code }). Es liegt nicht an dir. Sag es bitte jemandem mit **Server verwalten**: Vielleicht wirkt ein Filter für Namen, oder die Kategorie ist voll; `/diag discord` sagt mehr.
access-two-factor = Es hat nichts begonnen, und es zählt nicht: Dieser Server verlangt von seinen Moderatoren die Zwei-Faktor-Authentisierung, und das Konto, dem ich gehöre, hat keine (Nummer { $code }). Sag es bitte jemandem mit **Server verwalten**: Wer den Bot betreibt, schaltet sie für sein Discord-Konto ein.
access-not-admitted = Es hat nichts begonnen, und es zählt nicht: Discord ließ mich dich nicht an deinen Ort holen (Nummer { $code }). Wenn du noch Mitglied dieses Servers bist, beginne bitte in einer Minute noch einmal, oder frag das Team.
access-refused = Es hat nichts begonnen, und es zählt nicht: Discord richtet keinen Ort dafür ein und nennt als Grund die Nummer { $code }. Sag sie bitte dem Team des Servers; `/diag discord` zeigt sie auch.
access-not-now = Discord antwortet mir gerade nicht richtig. Es liegt nicht an dir, und nichts davon zählt. Versuch es bitte in einer Minute noch einmal.
access-answer-refused = Discord hat nicht angenommen, was ich tun wollte, und nennt als Grund die Nummer { $code }. Von dir ist nichts verloren. Versuch es bitte noch einmal; wenn es so bleibt, sag dem Team des Servers diese Nummer.
access-place-gone = Diesen Ort gibt es nicht mehr, oder ich erreiche ihn nicht mehr.
access-no-role = Interviews gibt es hier für Leute mit der Rolle { $role }. Wenn du meinst, dass du sie haben solltest, frage das Team des Servers.
access-no-role-gone = Interviews gibt es hier für Leute mit einer Rolle, die es nicht mehr gibt. Wer **Server verwalten** darf, kann in `/setup` eine andere wählen.
access-not-ready = Es hat noch nichts angefangen. { $what }
    Bitte zeig das jemandem mit **Server verwalten**; du hast nichts falsch gemacht.
access-not-here = Es hat noch nichts angefangen. { $what }
    Bitte gehe in einen gewöhnlichen Textkanal dieses Servers, oder bitte das Team, in `/setup` einen auszuwählen.
access-bot-lacks = Es hat noch nichts angefangen: In { $channel } fehlt mir { $names }. Bitte sag es jemandem mit **Server verwalten**: bei { $channel } **Kanal bearbeiten → Berechtigungen → Erweiterte Berechtigungen** öffnen, meine Rolle wählen und es erlauben.
access-candidate-lacks = Es hat noch nichts angefangen: Interviews finden in { $channel } statt, und dort fehlt dir { $names }. Bitte das Team des Servers, es zu erlauben.
access-bot-lacks-rooms = Es hat noch nichts angefangen: Um dir einen Sprachkanal zu öffnen, fehlt mir { $names }. Bitte sag es jemandem mit **Server verwalten**: unter **Servereinstellungen → Rollen** meine Rolle wählen und es erlauben; oder mit `/setup` einen festen Sprachkanal freigeben.
access-room-full = Es hat noch nichts angefangen: { $channel } ist voll. Bitte gehe in einen anderen Sprachkanal oder verlasse ihn, und beginne noch einmal.
access-stage = Es hat noch nichts angefangen: { $channel } ist eine Bühne, auf der alle zuhören. Bitte gehe in einen gewöhnlichen Sprachkanal oder verlasse ihn, und beginne noch einmal.
access-reviewers-gone = Die Rolle, die hier Interviews liest, gibt es nicht mehr; deshalb kann nichts beginnen. Wer **Server verwalten** darf, kann in `/setup` eine andere wählen.

# Berechtigungen, jede unter ihrem Namen in den Einstellungen von Discord.
access-permission-view-channel = Kanal ansehen
access-permission-send-messages = Nachrichten senden
access-permission-send-messages-in-threads = Nachrichten in Threads senden
access-permission-create-private-threads = Private Threads erstellen
access-permission-manage-threads = Threads verwalten
access-permission-read-message-history = Nachrichtenverlauf anzeigen
access-permission-embed-links = Links einbetten
access-permission-attach-files = Dateien anhängen
access-permission-manage-guild = Server verwalten
access-permission-connect = Verbinden
access-permission-speak = Sprechen
access-permission-manage-channels = Kanäle verwalten
access-permission-move-members = Mitglieder verschieben
access-permission-use-voice-activation = Stimmaktivierung verwenden
# A button or form that nobody here knows.
door-unknown = Diesen Knopf oder dieses Formular kenne ich nicht: Es stammt von einer früheren Version von mir, oder nicht von mir. Es ist nichts geschehen. Bitte öffne es neu, mit dem Befehl, von dem es kam.
door-you-wrote = Du hast geschrieben
door-busy = Einen Moment: Ich bereite noch vor, was du angefordert hast. Bitte drücke noch einmal, wenn es da ist.
