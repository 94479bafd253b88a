# /setup: ein Feld für alle, die den Server verwalten.
setup-command = Festlegen, wer interviewt wird, wo, wer es liest und wie lange es aufbewahrt wird
setup-title = Interviews auf diesem Server
setup-who = **Wer interviewt werden darf:** { $who }
setup-everyone = alle
setup-where = **Wo:** { $where }
setup-anywhere = in dem Kanal, in dem jemand beginnt
setup-reviewers = **Wer Interviews liest:** { $who }
setup-managers = alle mit dem Recht Server verwalten
setup-notify = **Bescheid bekommt das Prüfteam in:** { $where }
setup-nowhere = nirgends; `/interview history` zeigt alles
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
setup-lacking = In { $channel } fehlt mir { $names }. Einstellungen von { $channel } öffnen → Berechtigungen → meine Rolle, und erlauben, was fehlt.
setup-channel-gone = Einen gewählten Kanal gibt es nicht mehr, oder ich sehe ihn nicht. Wähle einen anderen.
setup-role-gone = Eine gewählte Rolle gibt es nicht mehr. Wähle eine andere.
setup-choose-candidate-role-id = Wer darf interviewt werden?
setup-choose-channel-id = Wo?
setup-choose-reviewer-role-id = Wer liest es?
setup-choose-notify-channel-id = Wo bekommt das Prüfteam Bescheid?
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
