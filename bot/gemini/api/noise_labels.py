"""How transcriptions name what is no speech, in the languages they are likely to use. Pure data, in small letters."""

from typing import Final

_LABELS = """
noise noises sound sounds silence silent music musical inaudible unintelligible indistinct unclear incomprehensible
pause crosstalk static beep beeping click clicks clicking typing laughter laughs laugh laughing laughed chuckle chuckles
chuckling giggles cough coughs coughing sigh sighs sighing sniffs sniffles sneeze sneezes breath breaths breathes
breathing exhales inhales gasp gasps applause clapping humming hums whistling groans yawns crying sobs wind breeze
throat barks barking gibberish mumbling mumbles murmur murmuring chatter

rauschen geräusch geräusche lärm störgeräusch störgeräusche hintergrundgeräusch hintergrundgeräusche stille schweigen
musik unverständlich pausiert sprechpause lachen lacht gelächter husten hustet räuspern räuspert seufzen seufzt atmen
atmet einatmen ausatmen applaus piepton klicken klopfen nuscheln murmeln niesen niest

bruit bruits musique inintelligible indistinct rire rires rit toux tousse soupir soupire respiration applaudissements
raclement grésillement

ruido ruidos silencio música musica ininteligible inteligible risa risas ríe tos tose suspiro suspira respiración
aplausos murmullos

ruído ruídos silêncio inaudível incompreensível risos riso ri tosse tossindo suspiro suspira respiração

rumore rumori silenzio incomprensibile inudibile risata risate ride tossisce sospiro sospira respiro applausi

ruis geluid geluiden lawaai stilte muziek onverstaanbaar gelach lacht hoest hoesten zucht ademhaling applaus

szum szumy hałas hałasy cisza muzyka niezrozumiałe niesłyszalne śmiech śmieje kaszel kaszle westchnienie oklaski

šum hluk ticho hudba nesrozumitelné smích kašel povzdech potlesk

brus oväsen tystnad musik ohörbart skratt skrattar hosta hostar suckar støj stilhed uhørligt latter hoster støy
stillhet melua hiljaisuus musiikkia naurua yskii

шум шумы звук звуки тишина молчание музыка неразборчиво неразборчивый смех смеется смеётся кашель кашляет вздох
вздыхает дыхание аплодисменты помехи тиша мовчання музика нерозбірливо сміх кашляє зітхання оплески

gürültü sessizlik müzik anlaşılmıyor duyulmuyor gülüyor gülüşmeler kahkaha öksürük öksürüyor alkış

ضوضاء ضجيج صمت موسيقى ضحك سعال تنهد تصفيق رعش רעש שתיקה מוזיקה צחוק שיעול

शोर मौन संगीत हंसी खांसी

雑音 ノイズ 騒音 物音 無音 沈黙 音楽 笑 笑い 笑い声 咳 咳払い ため息 拍手 聞き取れない 聞き取り不能 不明瞭

噪音 噪声 杂音 雜音 静音 靜音 沉默 音乐 音樂 笑声 笑聲 咳嗽 叹气 嘆氣 掌声 掌聲 听不清 聽不清 无声 無聲

소음 잡음 침묵 음악 웃음 웃음소리 기침 한숨 박수 무음

เสียงรบกวน เสียงดนตรี เสียงหัวเราะ เงียบ tiếng ồn
"""
_PHRASES = (
    "no speech",
    "no audio",
    "blank audio",
    "foreign language",
    "speaking in foreign language",
    "speaks foreign language",
    "speaking foreign language",
    "non english speech",
    "background conversation",
    "keine sprache",
    "nicht verständlich",
    "rire étouffé",
    "sin audio",
    "sem áudio",
    "nessun audio",
    "tiếng ồn",
    "im lặng",
)
_BESIDE = """
background loud soft softly quiet quietly long short brief heavy heavily deep deeply slight slightly nervous nervously
audio voice voices speech speaker speaking people person door phone keyboard dog in of the a and with seconds minutes
at from to plays playing continues stops ends no nothing upbeat dramatic tense white clears clearing
im hintergrund leise laut lange kurze kurz tiefe tief und ein eine der die das keine
de fond en long bruyant léger el la los las un una fondo fuerte do da di e o a in het achtergrond op w tle
фоновый на фоне громкий тихий
"""
LABELS: Final = frozenset((*_LABELS.split(), *_PHRASES))
"""A word, or a whole label of several words."""
BESIDE: Final = frozenset(_BESIDE.split())
"""Words that stand beside them in a label and are none alone."""
