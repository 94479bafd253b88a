# Die Warteschlange: Ich kann auf einem Server nur in einem Sprachkanal zugleich sein.
line-taken-title = Der Sprachkanal ist besetzt
line-taken = Gerade führt jemand anderes ein gesprochenes Interview{ $people ->
    [0] .
    [one] , und eine Person wartet.
   *[other] , und { $people } Leute warten.
} Du kannst sofort schriftlich beginnen oder warten: Es sollte etwa { $minutes ->
    [one] eine Minute
   *[other] { $minutes } Minuten
} dauern.
line-join = Warten
line-joined = Du bist an Stelle { $place }; es sollte etwa { $minutes ->
    [one] eine Minute
   *[other] { $minutes } Minuten
} dauern. Ich rufe dich in { $channel }, wenn du dran bist; dann hast du drei Minuten, um den Knopf zu drücken. Auch andere, die diesen Kanal sehen, sehen den Ruf. Du kannst inzwischen etwas anderes tun.
line-leave = Nicht mehr warten
line-left = Du wartest nicht mehr. Du kannst jederzeit wiederkommen.
line-your-turn = Du bist dran: Der Sprachkanal ist bis { $until } für dich frei. Drücke den Knopf, wenn du bereit bist.
line-begin = Ich bin bereit
line-reading = Du bist dran. Lies in Ruhe, womit du dich einverstanden erklärst: Der Sprachkanal bleibt bis { $until } für dich frei.
line-turn-passed = Diese Gelegenheit ist vorbei. Mit `/interview start` kannst du jederzeit neu beginnen.
line-not-yours = Hier ist jemand anderes dran. Mit `/interview start` kannst du dich selbst anstellen.
line-over = Diese Gelegenheit ist vorbei. Mit `/interview start` kannst du dich wieder anstellen.
