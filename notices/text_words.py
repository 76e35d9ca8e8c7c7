"""The words that people send back to a text message: stop, start, help. In every language.

They are compared without case, accents and points. `LANGUAGES` of the site is the least that must
stand here; a test asks for it.
"""

import unicodedata
from enum import Enum


class Meaning(Enum):
    """What somebody wants who answers a text."""

    STOP = "stop"
    START = "start"
    HELP = "help"


WORDS: dict[str, dict[Meaning, str]] = {
    "en": {
        Meaning.STOP: "stop stopall unsubscribe cancel end quit revoke optout",
        Meaning.START: "start unstop",
        Meaning.HELP: "help info",
    },
    "es": {
        Meaning.STOP: "parar pare alto baja cancelar detener salir terminar",
        Meaning.START: "empezar iniciar comenzar alta reanudar",
        Meaning.HELP: "ayuda información",
    },
    "ar": {
        Meaning.STOP: "توقف أوقف إيقاف قف إلغاء",
        Meaning.START: "ابدأ بدء ابدؤوا استئناف",
        Meaning.HELP: "مساعدة ساعدني معلومات",
    },
    "fr": {
        Meaning.STOP: "arrêt arrêter arrêtez désabonner annuler fin",
        Meaning.START: "démarrer commencer reprendre début",
        Meaning.HELP: "aide",
    },
    "pt": {
        Meaning.STOP: "parar pare sair cancelar",
        Meaning.START: "iniciar começar voltar",
        Meaning.HELP: "ajuda informação",
    },
    "zh-hans": {
        Meaning.STOP: "停止 退订 取消",
        Meaning.START: "开始 恢复",
        Meaning.HELP: "帮助",
    },
    "vi": {
        Meaning.STOP: "ngừng ngừnglại",
        Meaning.START: "bắtđầu tiếptục",
        Meaning.HELP: "giúp trợgiúp",
    },
    "fil": {
        Meaning.STOP: "itigil tigil hinto ihinto",
        Meaning.START: "simula magsimula",
        Meaning.HELP: "tulong",
    },
    "ht": {
        Meaning.STOP: "kanpe sispann rete",
        Meaning.START: "kòmanse rekòmanse",
        Meaning.HELP: "èd ede",
    },
    "uk": {
        Meaning.STOP: "стоп зупинити відписатися",
        Meaning.START: "старт почати",
        Meaning.HELP: "допомога довідка",
    },
}


def bare(word: str) -> str:
    """Return a word without case, accents, points, spaces: "¡Información!" is "informacion"."""
    letters = unicodedata.normalize("NFKD", word.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if letter.isalnum())


# Two languages may share a word; it means the same in both.
MEANINGS = {
    bare(word): meaning
    for words in WORDS.values()
    for meaning, together in words.items()
    for word in together.split()
}


def meaning_of(said: str) -> Meaning | None:
    """Return what somebody wants who sent just this word, or None if they wrote something else."""
    return MEANINGS.get(bare(said[:100]))


def languages_of(said: str) -> list[str]:
    """Return the languages whose word this is."""
    return [
        language
        for language, words in WORDS.items()
        if any(bare(said[:100]) == bare(word) for each in words.values() for word in each.split())
    ]
