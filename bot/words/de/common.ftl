common-unexpected = Bei uns ist etwas schiefgegangen; es liegt nicht an dir. Es ist unter { $reference } protokolliert. Bitte versuche es in einer Minute noch einmal; wenn es wieder passiert, nenne dem Team des Servers diese Nummer.
common-interview-group = Interviews auf diesem Server
