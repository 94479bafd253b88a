# Was Bewerberinnen und Bewerber im Thread eines Textinterviews lesen.
interview-opening = Hallo! Das ist ein kurzes Interview für „{ $title }“: { $count ->
    [one] eine Frage
   *[other] { $count } Fragen
}, keine Fangfragen, keine Eile. Ich bin eine KI; gelesen und entschieden wird von Menschen.
    Antworten dürfen beliebig lang sein, in einer Nachricht oder in mehreren. Ich mache weiter, wenn du einen Moment nichts mehr schreibst.
    Mit den Knöpfen unter jeder Frage kannst du pausieren, überspringen, nach einem Menschen fragen oder beenden.
interview-closing = Das war die letzte Frage. Danke für deine Zeit! Das Team liest deine Antworten und meldet sich hier auf dem Server bei dir.

interview-attachments = [{ $count ->
    [one] 1 Anhang
   *[other] { $count } Anhänge
}, nicht gelesen]

interview-paused = Pausiert. Lass dir Zeit: alles ist gespeichert, und das Interview bleibt bis <t:{ $deadline }:f> offen. Drücke **Weiter** oder schreib einfach, wenn du weitermachen möchtest.
interview-paused-staff = Das Team des Servers hat dieses Interview pausiert; du hast nichts falsch gemacht, und alles ist gespeichert. Es bleibt bis <t:{ $deadline }:f> offen. Drücke **Weiter** oder schreib einfach, wenn du weitermachen möchtest.
interview-resumed = Schön, dass du wieder da bist. Hier waren wir:
interview-resumed-answer = Schön, dass du wieder da bist. Deine Antwort ist gespeichert, und ich mache von dort weiter.
interview-back = Ich kann hier wieder schreiben. Hier waren wir:
interview-back-answer = Ich kann hier wieder schreiben. Deine Antwort ist gespeichert, und ich mache von dort weiter.
interview-required = Auf diese Frage braucht das Team des Servers eine Antwort, sie lässt sich nicht überspringen. Eine kurze Antwort genügt, auch „Das weiß ich nicht“.
interview-last = Das war die letzte Frage. **Abschließen** beendet das Interview, und danach lässt es sich nicht fortsetzen; oder schreib einfach deine Antwort.
interview-voice-last = Das war die letzte Frage. **Abschließen** beendet das Interview, und danach lässt es sich nicht fortsetzen; oder sag einfach deine Antwort.
interview-closed = Das Interview ist abgeschlossen: Du hast { $answered } von { $total ->
    [one] einer Frage
   *[other] { $total } Fragen
} beantwortet, und das ist gespeichert. `/my-data` zeigt dir, was aufbewahrt wird, und löscht es auf Wunsch.
interview-after-end = Dieses Interview ist vorbei: Ich lese nicht mehr, was du hier schreibst, und es ist nicht in der Aufzeichnung. Wer auf diesem Server Threads verwalten darf, kann es hier sehen, und das Team sieht, dass du geschrieben hast. Wenn es wichtig ist, sag es dem Team bitte selbst.
interview-edited-later = Ich hatte deine Antwort gelesen, bevor du sie hier geändert hast, und so steht sie in der Aufzeichnung. Um sie zu berichtigen, schreib die Berichtigung einfach jetzt.
interview-deleted-later = Ich hatte diese Nachricht gelesen, bevor sie hier gelöscht wurde, und sie bleibt in der Aufzeichnung. Um sie zurückzunehmen, schreib das einfach jetzt; `/my-data` löscht alles von einem Interview.
interview-asked = Notiert: Dem Team des Servers wurde in seinem Kanal gesagt, dass du mit einem Menschen sprechen möchtest. Es kann eine Weile dauern, bis jemand da ist. Du kannst inzwischen weitermachen oder eine Pause einlegen.
interview-asked-nobody = Notiert: Dass du mit einem Menschen sprechen möchtest, steht in der Aufzeichnung für das Team, aber auf diesem Server bekommt niemand eine Nachricht darüber. Du kannst weitermachen, oder eine Pause einlegen und selbst jemandem aus dem Team schreiben.

interview-choice = Deine Antwort ist gespeichert. Du kannst **ohne Nachfragen weitermachen** (die geplanten Fragen kommen, wie sie sind; das ist kein Nachteil) oder **pausieren** und es später noch einmal versuchen. Was du vor deiner Wahl schreibst, kommt zu deiner Antwort dazu.
interview-choice-silent = Der KI-Dienst antwortet gerade nicht. Es liegt nicht an dir.
interview-choice-unsaid = Der KI-Dienst sollte etwas sagen und blieb stumm. Es liegt nicht an dir; die Worte stehen oben.
interview-choice-unwritten = Ich merke, dass du sprichst, aber deine Worte kommen nicht als Text bei mir an. Das ist ein Fehler des KI-Dienstes, nicht deiner.
interview-choice-declined = Der KI-Dienst hat es abgelehnt, auf diese Antwort zu reagieren. Das geschieht auch irrtümlich, sagt nichts über dich und wird als Sache des Dienstes vermerkt. Deine Antwort zählt.

interview-reminder = Eine freundliche Erinnerung: Dieses Interview ist noch offen, und alles bisher ist gespeichert. Es schließt von selbst <t:{ $deadline }:R>. Wenn du nicht weitermachen möchtest, musst du nichts tun.
interview-abandoned = Dieses Interview wurde geschlossen, weil seine Zeit abgelaufen ist. Alles bisher ist gespeichert. Wenn du noch mitmachen möchtest, fang mit **/interview start** oder dem Knopf **Interview beginnen** neu an.
interview-ended = Das Interview ist beendet, wie du es wolltest. Alles bisher ist gespeichert. Danke für deine Zeit! Mit **/interview start** kannst du neu anfangen.
interview-ended-staff = Das Team des Servers hat dieses Interview beendet. Alles bisher ist gespeichert. Danke für deine Zeit!
interview-failed = Bei uns ist etwas kaputtgegangen, und dieses Interview kann nicht weitergehen; es liegt nicht an dir. Alles bisher ist gespeichert. Bitte fang mit **/interview start** neu an.

interview-picture-refused = Der KI-Dienst hat dein Bild nicht angenommen, deshalb mache ich ohne es weiter. Deine Worte zählen trotzdem; wenn du magst, beschreibe es oder poste es in einem anderen Format.
interview-stranger = Ein Hinweis an alle hier: Dieser Thread ist ein Interview, und es zählen nur die Nachrichten der Person, die interviewt wird.
interview-restarting = Der Bot startet kurz neu. Alles bisher ist gespeichert, und ich mache von selbst weiter.

interview-reviewers-asked = <@{ $candidate }> möchte mit einem Menschen sprechen (Interview „{ $title }“, Frage { $number } von { $total }).

# Ein gesprochenes Interview. Was im Chat des Sprachkanals steht:
interview-voice-joining = **So läuft es:** Komm in diesen Sprachkanal. Zuerst prüfe ich, ob ich dein Mikrofon höre; dann begrüße ich dich und stelle meine Fragen laut. Jede Frage steht auch hier zum Mitlesen. Nimm dir zum Nachdenken alle Zeit, die du brauchst, und unterbrich mich, wann du möchtest.
    Du kannst jederzeit schriftlich weitermachen. Ich warte hier bis <t:{ $until }:t> auf dich; danach ruht das Interview in einem privaten Thread, und nichts geht verloren.
interview-voice-joining-again = Alles bisher ist gespeichert. Sei in diesem Sprachkanal und sag etwas, damit ich dein Mikrofon höre; dann mache ich dort weiter, wo wir waren. Ich warte hier bis <t:{ $until }:t>.
interview-voice-joining-moved = Weiter geht es mündlich. Komm in diesen Sprachkanal und sag etwas, damit ich dein Mikrofon höre; dann mache ich dort weiter, wo wir waren. Ich warte hier bis <t:{ $until }:t>.
interview-voice-left = Ich höre dich nicht mehr: Du hast den Sprachkanal verlassen, oder dein Mikrofon ist aus. Alles bisher ist gespeichert. Komm zurück (<t:{ $until }:R>) oder mach schriftlich weiter; sonst ruht das Interview, und du machst weiter, wann du möchtest.
interview-voice-limit = Noch fünf Minuten gesprochen: Dann ist der Sprachkanal für die nächste Person, und wir machen schriftlich weiter, oder später wieder gesprochen. Es geht nichts verloren.
interview-voice-paused = Pausiert, und ich höre jetzt nichts. Alles ist gespeichert, und das Interview bleibt bis <t:{ $deadline }:f> offen. Drücke **Weiter**, wenn du weitermachen möchtest. Wird die Pause länger, gebe ich diesen Raum frei, und du machst von einem privaten Thread aus weiter.
interview-voice-paused-staff = Das Team des Servers hat dieses Interview pausiert; du hast nichts falsch gemacht, und alles ist gespeichert. Es bleibt bis <t:{ $deadline }:f> offen. Drücke **Weiter**, wenn du weitermachen möchtest.
interview-voice-company = Jetzt ist noch jemand in diesem Raum und kann dich hören. Ich höre nur dir zu. Du kannst weitermachen oder pausieren.
interview-voice-company-rest = Jetzt ist noch jemand in diesem Raum, deshalb ruhe ich und höre nichts. Sobald wir allein sind, mache ich von selbst weiter. Dauert das bis <t:{ $until }:t>, kannst du von einem privaten Thread aus weitermachen.
interview-voice-chat = Ich höre hier zu: Was in diesem Chat geschrieben wird, wird nicht als Antwort gelesen. Wenn du lieber schreibst, nimm den Knopf, mit dem es schriftlich weitergeht; es ist dasselbe Interview.
interview-voice-choice = Was du gesagt hast, ist gespeichert. Drücke **Weiter**, um es noch einmal zu versuchen, mach schriftlich weiter oder pausiere. Nichts davon ist ein Nachteil.
interview-voice-choice-unsaved = Was du zuletzt gesagt hast, ist vielleicht nicht angekommen. Drücke **Weiter**, um die Frage noch einmal zu hören und zu antworten, mach schriftlich weiter oder pausiere. Nichts davon ist ein Nachteil.
interview-voice-sounds = Ich habe Geräusche von dir bemerkt, aber keine Worte. Falls das deine Antwort war, sag sie bitte noch einmal, etwas länger, oder mach schriftlich weiter. Wenn du noch nachdenkst, lass dir Zeit.

# Was laut gesagt wird, mit der Stimme der KI:
interview-voice-opening = Hallo! Das ist ein kurzes Interview für { $title }: { $count ->
    [one] eine Frage
   *[other] { $count } Fragen
}, keine Fangfragen, keine Eile. Ich bin eine KI; gelesen und entschieden wird von Menschen. Nimm dir Zeit zum Nachdenken, und unterbrich mich, wann du möchtest.
interview-voice-say-sorry = Entschuldige, ich war kurz weg. Alles bisher ist gespeichert.
interview-voice-say-welcome = Schön, dass du wieder da bist. Hier waren wir.
interview-voice-say-moved = Schön, dich hier zu hören. Hier waren wir.
interview-voice-say-alone = Wir sind wieder allein, machen wir weiter.
interview-voice-say-thanks = Danke fürs Warten. Machen wir weiter.

# Zurück im Thread, nach einem gesprochenen Teil:
interview-moved = Machen wir hier schriftlich weiter. Hier waren wir:
interview-moved-answer = Machen wir hier schriftlich weiter. Was du gesagt hast, ist gespeichert, und ich mache von dort weiter.
interview-moved-paused = Dieses Interview ruht, und alles, was du gesagt hast, ist gespeichert. Es bleibt bis <t:{ $deadline }:f> offen. Drücke **Weiter** oder schreib einfach, um hier weiterzumachen, oder mach mündlich weiter.

# Fehler in einer Position, für die Person, die sie geschrieben hat. Die Zeile wird daneben genannt.
grammar-no-questions = Es gibt noch keine Frage. Schreib eine Frage pro Zeile.
grammar-no-text = In dieser Zeile stehen nur eckige Klammern. Schreib die Frage davor.
grammar-too-many = Mehr als { $most } Fragen. So lange hat niemand Geduld; fasse einige zusammen oder lass sie weg.
grammar-too-long = Diese Frage hat { $length } Zeichen; höchstens { $most } passen. Kürze sie oder teile sie in zwei.
grammar-suffix-unknown = „[{ $suffix }]“ ist am Ende einer Frage nicht bekannt. Nimm [required] (Pflicht) oder [follow-ups: 0] bis [follow-ups: 3] (Nachfragen), oder schreib etwas hinter die Klammer.
grammar-suffix-twice = „[{ $suffix }]“ sagt etwas, das eine andere Klammer dieser Zeile schon sagt. Lass eine stehen.
grammar-follow-ups = „{ $value }“ ist keine Anzahl von Nachfragen. Nimm 0 bis { $most }.
grammar-no-language = Es gibt noch keine Sprache. Schreib Kürzel oder Namen mit Kommas dazwischen, die Sprache der Fragen zuerst: de, en
grammar-language-unknown = „{ $language }“ ist keine Sprache, die wir kennen. Nimm Kürzel wie en, de, fr, pt-BR, zh-CN, oder den englischen oder eigenen Namen der Sprache.
grammar-too-many-languages = Mehr als { $most } Sprachen. Behalte die, die deine Mitglieder sprechen.

# Die fertige Position eines frischen Servers.
default-position-title = Bewerbung in der Community
default-position-brief =
    Ein erstes Gespräch mit jemandem, der in unserer Community eine Aufgabe übernehmen möchte, zum Beispiel als Helferin oder Moderator. Wir möchten wissen, was die Person herführt, wie sie mit anderen umgeht und wie viel Zeit sie hat. Erfahrung ist willkommen, aber nicht nötig.
default-position-questions =
    Was möchtest du in dieser Community tun, und was reizt dich daran? [required]
    Erzähl von etwas, das du zusammen mit anderen gemacht hast, online oder anderswo. Was war dein Teil daran? [follow-ups: 2]
    Zwei Mitglieder streiten in einem Kanal, und eins davon schreibt dir. Was tust du? [follow-ups: 2]
    Wie viel Zeit möchtest du in einer normalen Woche geben, und wann bist du meistens da? [follow-ups: 0]
    Gibt es etwas, das wir wissen sollten oder das du uns fragen möchtest? [follow-ups: 0]
default-position-closing = Das war die letzte Frage. Danke, dass du dir die Zeit genommen hast! Das Team liest deine Antworten und meldet sich hier auf dem Server bei dir.

# Video interviews: the same in the voice channel's chat.
interview-video-no-camera = Im Moment kommt kein Bild von dir an. Das macht nichts: Wir reden einfach weiter. Wenn du etwas zeigen möchtest, gibt dir **Kamera öffnen** unten einen neuen Link zur Seite.
interview-video-picture-shown = Ich habe dein Bild gesehen.

# Was eine Nachricht neben eigenen Worten trägt: wie es im Protokoll steht, und was dem Absender gleich gesagt wird.
interview-enclosed-file = [Textdatei { $name }]
interview-enclosed-forward = [weitergeleitete Nachricht]
interview-enclosed-poll = [Umfrage]
interview-enclosed-cut = [der Rest dieser Datei wurde nicht gelesen]
interview-attached-alone = { $count ->
    [one] Deinen Anhang
   *[other] Deine { $count } Anhänge
} habe ich nicht gelesen: Ich lese Worte, und einfache Textdateien (.txt, .md, Code) bis 64 KB. Eine Antwort ist das also noch nicht. Bitte schreib hier, was darin steht, in so vielen Nachrichten, wie du magst.
interview-attached-beside = Deine Worte zählen, wie sie sind. { $count ->
    [one] Den Anhang dazu
   *[other] Die { $count } Anhänge dazu
} habe ich nicht gelesen: Ich lese Worte, und einfache Textdateien (.txt, .md, Code) bis 64 KB. Wenn es für deine Antwort wichtig ist, schreib es bitte hier.
interview-attached-lost = Discord hat mir { $count ->
    [one] deine Datei
   *[other] { $count } deiner Dateien
} nicht rechtzeitig gegeben; das liegt nicht an dir. Bitte schick sie noch einmal, oder schreib hier, was darin steht.
interview-attached-cut = Das ist mehr, als ich auf einmal aus Dateien nehmen kann: Die ersten { $count } Zeichen habe ich gelesen. Wenn der Rest wichtig ist, schick ihn bitte in einer eigenen Nachricht, oder schreib ihn hier.
interview-no-words = In dieser Nachricht habe ich keine Worte von dir gefunden; eine Antwort ist sie also noch nicht. Bitte schreib deine Antwort hier, in so vielen Nachrichten, wie du magst.
interview-proxied-missed = Während ich weg war, wurde hier über eine andere App geschrieben (etwa PluralKit oder Tupperbox), und ich kann nicht erkennen, wessen Worte das sind; im Protokoll stehen sie deshalb nicht. Wenn es deine sind, schick sie bitte noch einmal, am besten ohne diese App.
interview-voice-attached = Ich höre hier zu: Was du in diesem Chat schreibst oder anhängst, wird nicht als Antwort gelesen. Sag es bitte einfach, oder nimm den Knopf, mit dem es schriftlich weitergeht; dort lese ich auch Textdateien.
# Nach einem Fehler auf unserer Seite.
interview-goes-on = Es geht wieder weiter. Hier waren wir:
