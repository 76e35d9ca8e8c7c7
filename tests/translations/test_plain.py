"""The hint how hard a text is to read: where a formula is known, and never for a short text."""

import pytest

from translations import plain

EASY = {
    "en": "We meet on Monday. You can come by bus. We pay for it. Tell us what you need. We will"
    " be there for you. If you like, bring a friend. We start at ten and end at noon.",
    "es": "Nos vemos el lunes. Puede venir en bus. Lo pagamos. Diga qué le hace falta. Le"
    " esperamos. Si quiere, venga con un amigo. La sala es la tres. Hay café y pan para todos.",
    "fr": "On se voit lundi. Vous pouvez venir en bus. On paie le bus. Dites ce qu'il vous faut."
    " On est là. Si vous voulez, venez avec un ami. La salle est la trois. Il y a du pain.",
    "pt": "A gente se vê na segunda. Pode vir de bus. Nós pagamos. Diga o que falta. Pode vir com"
    " um amigo. A sala é a três. Tem café e pão para todos. Até lá.",
}
HARD = {
    "en": "Multidisciplinary implementation collaborations necessitate comprehensive"
    " operationalisation. Organisational infrastructure facilitates participatory"
    " decision-making. Institutional representatives communicate administrative requirements."
    " Interprofessional communication determines organisational transformation. Sustainability"
    " necessitates institutional accountability. Evaluation methodologies incorporate"
    " quantitative indicators. Responsibilities require documentation.",
    "es": "La implementación multidisciplinaria necesita operacionalización. La infraestructura"
    " organizacional facilita participaciones democráticas. Los representantes institucionales"
    " comunican requerimientos administrativos. La comunicación interprofesional determina"
    " transformaciones organizacionales. La sostenibilidad necesita responsabilidades"
    " institucionales. Las metodologías evaluativas incorporan indicadores cuantitativos.",
    "fr": "La collaboration multidisciplinaire nécessite une opérationnalisation. Les"
    " infrastructures organisationnelles facilitent la participation démocratique. Les"
    " représentants institutionnels communiquent les responsabilités administratives. La"
    " communication interprofessionnelle détermine la transformation organisationnelle."
    " L'évaluation incorpore des indicateurs quantitatifs multidimensionnels.",
    "pt": "A implementação multidisciplinar necessita operacionalização. A infraestrutura"
    " organizacional facilita participações democráticas. Os representantes institucionais"
    " comunicam requerimentos administrativos. A comunicação interprofissional determina"
    " transformações organizacionais. A sustentabilidade necessita responsabilidades"
    " institucionais. As metodologias avaliativas incorporam indicadores quantitativos.",
}


@pytest.mark.parametrize("language", EASY)
def test_plain_words_get_no_hint_and_long_ones_do(language):
    assert plain.hint(EASY[language], language) == ""
    assert "many words are long" in plain.hint(HARD[language], language)


@pytest.mark.parametrize("language", ["en", "ar", "vi"])
def test_long_sentences_get_a_hint_in_every_language(language):
    assert "have 60 words on average" in plain.hint("كلمة " * 60, language)


def test_languages_without_a_formula_are_not_scored():
    assert plain.ease("كلمة. " * 60, "ar") is None
    assert plain.hint("كلمة. " * 60, "ar") == ""


def test_a_short_text_says_nothing():
    assert plain.hint(HARD["en"][:100], "en") == ""
    assert plain.hint("", "en") == ""


def test_chinese_sentences_end_without_a_space():
    assert plain.measure("我们 见面。" * 40, "zh-hans") == (2, 0)
