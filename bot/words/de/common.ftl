common-unexpected = Bei uns ist etwas schiefgegangen; es liegt nicht an dir. Es ist unter { $reference } protokolliert. Bitte versuche es in einer Minute noch einmal; wenn es wieder passiert, nenne dem Team des Servers diese Nummer.
common-interview-group = Interviews auf diesem Server

# Die Datenbank ist gerade nicht zu gebrauchen.
common-not-saved = Ich kann gerade nichts speichern; das liegt an uns, nicht an dir. Es hat sich nichts geändert. Bitte versuch es in einer Minute noch einmal.
