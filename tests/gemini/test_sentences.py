"""Where sentences end, in every script of the languages that interviews are held in."""

import pytest

from bot.gemini.api.sentences import is_whole, sentences
from bot.interview.plan.languages import LANGUAGES

WHOLE = {
    "ar": "شكرا لك على هذا. ما الذي تعلمته؟",
    "bg": "Какво научихте?",
    "bn": "এটা বলার জন্য ধন্যবাদ।",
    "ca": "Què en vau aprendre?",
    "cs": "Co jste se naučil?",
    "da": "Tak for det.",
    "de": "Danke, das hilft weiter.",
    "el": "Τι μάθατε από αυτό;",
    "en": "Which library did you use?",
    "es": "¿Qué aprendió de eso?",
    "es-419": "¡Gracias por contarlo!",
    "et": "Mida sa sellest õppisid?",
    "fa": "از این چه آموختید؟",
    "fi": "Mitä opit siitä?",
    "fil": "Ano ang natutunan mo?",
    "fr": "Qu’avez-vous appris ?",
    "he": "מה למדת מזה?",
    "hi": "यह बताने के लिए धन्यवाद।",
    "hr": "Što ste naučili?",
    "hu": "Mit tanult ebből?",
    "id": "Apa yang Anda pelajari?",
    "it": "Che cosa ha imparato?",
    "ja": "そこから何を学びましたか。",
    "ko": "거기서 무엇을 배웠나요?",
    "lt": "Ko iš to išmokote?",
    "lv": "Ko jūs no tā iemācījāties?",
    "ms": "Apa yang anda pelajari?",
    "nl": "Wat heb je ervan geleerd?",
    "no": "Hva lærte du av det?",
    "pl": "Czego się pan nauczył?",
    "pt": "O que aprendeu com isso?",
    "pt-BR": "O que você aprendeu com isso?",
    "ro": "Ce ați învățat din asta?",
    "ru": "Что вы из этого узнали?",
    "sk": "Čo ste sa naučili?",
    "sl": "Kaj ste se naučili?",
    "sr": "Шта сте научили?",
    "sv": "Vad lärde du dig?",
    "sw": "Ulijifunza nini?",
    "ta": "அதிலிருந்து என்ன கற்றீர்கள்?",
    "te": "దాని నుండి ఏమి నేర్చుకున్నారు?",
    "th": "ขอบคุณที่เล่าให้ฟังค่ะ",
    "tr": "Bundan ne öğrendiniz?",
    "uk": "Чого ви навчилися?",
    "ur": "آپ نے اس سے کیا سیکھا؟ شکریہ۔",
    "vi": "Bạn đã học được gì?",
    "zh-CN": "您从中学到了什么？",
    "zh-TW": "謝謝您的說明。",
}


def test_every_language_is_here() -> None:
    """A new language says here how it ends a sentence."""
    assert set(WHOLE) == set(LANGUAGES)


@pytest.mark.parametrize("tag", sorted(WHOLE))
def test_a_sentence_ends_in_its_own_way(tag: str) -> None:
    """And is not ended when its last third is missing."""
    text = WHOLE[tag]
    assert is_whole(text)
    assert not is_whole(text[: len(text) * 2 // 3])


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Which library did", False),
        ("Thank you. Which library did", False),
        ("Thank you, that", False),
        ("First of all,", False),
        ("Tell me:", False),
        ("and then –", False),
        ("So (as you said)", False),
        ("", False),
        ("…", False),
        ("?!", False),
        ("42", False),
        ("Thank you 😊", False),
        ("Thank you. 😊", True),
        ("Thank you! ❤️", True),
        ("**What then?**", True),
        ("You said “no.”", True),
        ("Vous avez dit « non. »", True),
        ("「はい。」", True),
        ("そこから何を学びましたか", True),
        ("Well…", True),
        ("Really?!", True),
        ("  What then?\n", True),
    ],
)
def test_what_stands_behind_the_end_does_not_count(text: str, *, whole: bool) -> None:
    assert is_whole(text) is whole


def test_sentences_are_told_apart() -> None:
    """In scripts with blanks between them and in those without."""
    assert sentences("Danke. Warum? Und dann") == ["Danke.", "Warum?", "Und dann"]
    assert sentences("谢谢。为什么？") == ["谢谢。", "为什么？"]
    assert sentences("شكرا۔ لماذا؟ نعم") == ["شكرا۔", "لماذا؟", "نعم"]
    assert sentences("धन्यवाद। क्यों?") == ["धन्यवाद।", "क्यों?"]
