# Die eigenen Daten: ansehen, mitnehmen, löschen lassen.
mydata-command = Was dieser Bot über dich aufbewahrt: ansehen, herunterladen, löschen lassen
mydata-title = Deine Daten
mydata-footer = Das geht auch in einer Direktnachricht an den Bot, wenn du einen Server verlassen hast.
mydata-nothing-here = Auf diesem Server bewahrt der Bot nichts über dich auf.
mydata-nothing-everywhere = Der Bot bewahrt nichts über dich auf.
mydata-kept-here = Auf diesem Server bewahrt der Bot { $count ->
    [one] ein Interview
   *[other] { $count } Interviews
} von dir auf: deinen Namen und deine ID, die Fragen, deine Antworten, deine Einwilligung und technische Vermerke.
mydata-kept-everywhere = Auf allen Servern zusammen bewahrt der Bot { $count ->
    [one] ein Interview
   *[other] { $count } Interviews
} von dir auf: deinen Namen und deine ID, die Fragen, deine Antworten, deine Einwilligung und technische Vermerke.
mydata-more = … und { $count } weitere; die Datei enthält alle.
mydata-server = ein Server, den der Bot verlassen hat (`{ $id }`)
mydata-until = aufbewahrt bis { $day }
mydata-until-open = kein Löschdatum: Es stammt aus einer älteren Datenbank
mydata-sound = mit Ton
mydata-waiting = Du wartest auf { $server } auf den Sprachkanal; das wird aufbewahrt, bis du dran warst oder nicht mehr wartest.
mydata-button-export = Herunterladen (JSON)
mydata-button-ask = Löschen …
mydata-button-delete = Ja, löschen
mydata-keep = Behalten
mydata-everywhere = Alle Server zeigen
mydata-here = Nur diesen Server zeigen
mydata-file = Alles, was der Bot über dich aufbewahrt. Zeiten stehen in Sekunden seit 1970 (UTC). Ton ist darin nur aufgezählt; die Dateien bekommst du mit **Aufnahme** in `/interview history`. Von gezeigten Bildern stehen Anzahl und Zeiten darin; die Bilder selbst wurden nie aufbewahrt.
mydata-sure-title = Deine Daten löschen?
mydata-sure-here = Das löscht { $count ->
    [one] dein Interview
   *[other] alle deine { $count } Interviews
} auf diesem Server. Es lässt sich nicht rückgängig machen.
mydata-sure-everywhere = Das löscht { $count ->
    [one] dein Interview
   *[other] alle deine { $count } Interviews
} auf allen Servern. Es lässt sich nicht rückgängig machen.
mydata-sure-what = Gelöscht werden die Fragen und deine Antworten, der Ton, wo er aufgenommen wurde, dein Platz in einer Warteschlange, dein Name und deine ID, die Einwilligung, alle Vermerke und die privaten Threads und Sprachkanäle. Ein laufendes Interview endet.
mydata-sure-not = Niemand erfährt, dass du das getan hast. Hat das Team noch nicht entschieden, kann es deine Antworten nicht mehr lesen.
mydata-working = Wird gelöscht … Du kannst das hier schließen; es geht weiter, auch wenn der Bot neu gestartet wird.
mydata-done = **Gelöscht.** In der Datenbank des Bots steht nichts mehr davon, und die Threads und Sprachkanäle sind weg. Die letzten Spuren auf der Festplatte verschwinden binnen einer Stunde. Nur der Vermerk, dass du darum gebeten hast (deine ID und die Zeit), und die Nummern der gelöschten Interviews bleiben, bis die letzte Sicherung weg ist.
mydata-goes-on = **Deine Löschung ist vermerkt und geht von selbst weiter.** Ein Thread ließ sich gerade nicht löschen; der Bot versucht es einen Tag lang jede Stunde wieder und löscht dann seine Aufzeichnung auf jeden Fall.
mydata-backup = Vorher gemachte Sicherungen können es noch enthalten, längstens bis { $day }. Wird eine davon wieder eingesetzt, wird deine Löschung noch einmal ausgeführt.
mydata-not-ours = Was der Bot nicht erreicht: Dateien, die das Team vorher heruntergeladen hat, Hinweise in einem Kanal des Teams, dass du um einen Menschen gebeten hast (sie nennen dich, nicht deine Antworten), was im Chat eines Sprachkanals steht, der nicht für dein Interview angelegt wurde, und was Google und Discord nach ihren eigenen Bedingungen aufbewahren.
