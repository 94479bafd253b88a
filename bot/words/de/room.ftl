# Was im Chat des Sprachkanals steht, neben dem Interview selbst.
room-check-title = Mikrofonprobe
# Der Pegel, als Kästchen und als Zahl; $bar besteht aus ▰ und ▱.
room-check-level = -# Pegel: { $bar } ({ $step } von { $of })
room-check-listening = Sag irgendetwas, ein oder zwei Wörter: Ich möchte sicher sein, dass ich dich höre. Dann geht es gleich los.
room-check-heard = **Ich höre dich.**
room-check-absent = Ich bin schon in diesem Sprachkanal. Klicke auf seinen Namen, um dazuzukommen; ich warte.
room-check-connecting = Ich verbinde mich gerade mit dem Sprachkanal. Du musst nichts tun.
room-check-encrypting = Die Verschlüsselung für unser Gespräch wird eingerichtet. Du musst nichts tun. Dauert es länger als eine halbe Minute, dann verlasse den Sprachkanal und komm wieder herein.
room-check-self-muted = **Du bist stumm.** Klicke unten links auf das durchgestrichene Mikrofon (am Handy: unter dem Kanal), um es einzuschalten.
room-check-muted = **Der Server hat dich stumm geschaltet**, und nur sein Team kann das ändern: Jemand mit dem Recht **Mitglieder stummschalten** klickt mit der rechten Maustaste auf deinen Namen und nimmt den Haken bei **Server-Stummschaltung** weg. Du kannst auch gleich schriftlich weitermachen.
room-check-suppressed = **Du darfst in diesem Sprachkanal nicht sprechen.** Das Team des Servers kann es erlauben: **Kanal bearbeiten → Berechtigungen → Sprechen**. Du kannst auch gleich schriftlich weitermachen.
room-check-self-deafened = **Du kannst mich nicht hören:** Du hast deinen Ton ausgeschaltet. Klicke unten links auf die durchgestrichenen Kopfhörer (am Handy: unter dem Kanal).
room-check-deafened = **Du kannst mich nicht hören:** Der Server hat deinen Ton ausgeschaltet. Jemand mit dem Recht **Ein- und Ausgabe von Mitgliedern deaktivieren** klickt mit der rechten Maustaste auf deinen Namen und nimmt den Haken bei **Server-Ein-/Ausgabe deaktivieren** weg. Du kannst auch gleich schriftlich weitermachen.
room-check-push-to-talk = **Noch kommt nichts an.** Falls du Push-to-Talk benutzt: Halte die Taste gedrückt, während du sprichst. Sonst wähle unter **Benutzereinstellungen → Sprache & Video** die **Stimmaktivierung** und sprich etwas lauter.
room-check-nothing = **Von deinem Mikrofon kommt immer noch nichts an.** Wähle unter **Benutzereinstellungen → Sprache & Video** das richtige **Eingabegerät** und probiere dort den Mikrofontest. Am Handy oder im Browser muss Discord das Mikrofon benutzen dürfen. Du kannst auch schriftlich weitermachen.
room-check-silence = **Dein Mikrofon sendet, aber ich höre nur Stille.** Ist es am Headset eingeschaltet, und ist unter **Benutzereinstellungen → Sprache & Video** das richtige **Eingabegerät** gewählt? Du kannst auch schriftlich weitermachen.
room-check-we-are-muted = **Du würdest mich nicht hören: Der Server hat mich stumm geschaltet**, oder ich darf hier nicht sprechen. Es liegt nicht an dir. Das Team des Servers kann es ändern: mit der rechten Maustaste auf meinen Namen klicken und den Haken bei **Server-Stummschaltung** wegnehmen, oder in diesem Kanal **Sprechen** erlauben. Du kannst auch gleich schriftlich weitermachen.
room-check-we-are-deaf = **Ich kann dich nicht hören: Der Server hat meinen Ton ausgeschaltet.** Es liegt nicht an dir. Jemand mit dem Recht **Ein- und Ausgabe von Mitgliedern deaktivieren** klickt mit der rechten Maustaste auf meinen Namen und nimmt den Haken bei **Server-Ein-/Ausgabe deaktivieren** weg. Du kannst auch gleich schriftlich weitermachen.
# Wer spricht, vor einem Untertitel.
room-caption-you = Du:
room-caption-interviewer = Interviewerin:
# Nach dem Interview, in einem Sprachkanal, der dafür angelegt wurde.
room-closes = Dieser Sprachkanal schließt gleich. Was im Interview gesagt wurde, bleibt gespeichert: Mit `/my-data` kannst du es ansehen und herunterladen.
