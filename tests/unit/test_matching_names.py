"""Company names and tax numbers, read into comparable parts."""

from __future__ import annotations

import pytest

from scorecard.matching.lexicon import legal_forms, places, related, words
from scorecard.matching.names import place_key, read_name
from scorecard.matching.tax import TaxId, read_tax_id, same_number


@pytest.mark.parametrize(
    ("written", "core", "form"),
    [
        ("Alfa Systemy Sp. z o.o.", "alfa systemy", "spzoo"),
        ("ALFA SYSTEMY SP Z O O", "alfa systemy", "spzoo"),
        ("Alfa Systemy sp.z.o.o", "alfa systemy", "spzoo"),
        ("Alfa Systemy Spółka z ograniczoną odpowiedzialnością", "alfa systemy", "spzoo"),
        ("Łódź Net Sp. z o.o. sp. k.", "lodz net", "spzoospk"),
        ("Lodz Net sp. z o.o. sp.k.", "lodz net", "spzoospk"),
        ("Wąsik i Synowie sp. j.", "wasik synowie", "spj"),
        ("Żółw Komputery s.c.", "zolw komputery", "sc"),
        ("Podlaska Hurtownia Danych S A", "podlaska hurtownia danych", "sa"),
        ("S.C. Știință și Tehnică S.R.L.", "stiinta tehnica", "srl"),
        ("Ştiinţă şi Tehnică SRL", "stiinta tehnica", "srl"),
        ("Ion Popescu Persoană Fizică Autorizată", "ion popescu", "pfa"),
        ("Tűzfal Informatika KFT", "tuzfal informatika", "kft"),
        ("Égő Kábel Zártkörűen Működő Részvénytársaság", "ego kabel", "zrt"),
        ("Magyar Hálózat Nyrt.", "magyar halozat", "nyrt"),
        ("Őrség Számítástechnika Bt", "orseg szamitastechnika", "bt"),
        ("Peñíscola Digital, S.L.U.", "peniscola digital", "slu"),
        ("Redes Muñoz Sociedad Limitada", "redes munoz", "sl"),
        ("CÓMPUTO DEL NORTE, S.A. DE C.V.", "computo norte", "sadecv"),
        ("Computo del Norte SA de CV", "computo norte", "sadecv"),
        ("Sistemas Yucatán S. de R.L. de C.V.", "sistemas yucatan", "sderldecv"),
        ("Größe & Söhne GmbH & Co. KG", "grosse sohne", "gmbhcokg"),
        ("Straßer IT e. K.", "strasser it", "ek"),
        ("Nordlicht Netze Aktiengesellschaft", "nordlicht netze", "ag"),
        ("Netz UG (haftungsbeschränkt)", "netz", "ug"),
        ("Müller GmbH Systemhaus", "muller systemhaus", "gmbh"),
        ("Česká Síť spol. s r.o.", "ceska sit", "sro"),
        ("Data Brno a. s.", "data brno", "as"),
        ("Rossi Rete S.p.A.", "rossi rete", "spa"),
        ("SARL Dupont", "dupont", "sarl"),
        ("L'Hôte Informatique SAS", "lhote informatique", "sas"),
        ("Œuvre Numérique SA", "oeuvre numerique", "sa"),
        ("O'Neill Networks Limited", "oneill networks", "ltd"),
        ("Windhoek IT (Pty) Ltd", "windhoek it", "ltd"),
        ("Acme, Inc.", "acme", "inc"),
        ("Jansen Netwerken B.V.", "jansen netwerken", "bv"),
        ("Alfa Soft w likwidacji", "alfa soft", ""),
        ("Alfa Soft Sp. z o.o. w likwidacji", "alfa soft", "spzoo"),
        ("I B M  Polska", "ibm polska", ""),
        ("Przedsiębiorstwo Handlowo-Usługowe Kowalski", "phu kowalski", ""),
        ("PHU Kowalski", "phu kowalski", ""),
        ("S.A.", "sa", ""),
        ("", "", ""),
        (" - ", "", ""),
    ],
)
def test_words_and_legal_form(written: str, core: str, form: str) -> None:
    name = read_name(written)
    assert (" ".join(name.words), name.form) == (core, form)
    assert name.branch is None


@pytest.mark.parametrize(
    ("written", "core", "place", "place_only"),
    [
        ("Alfa Soft Sp. z o.o. Oddział w Krakowie", "alfa soft", ("krakowie",), False),
        ("Alfa Soft oddział Kraków Sp. z o.o.", "alfa soft", ("krakow",), False),
        ("Alfa Soft Sp. z o.o. o/Kraków", "alfa soft", ("krakow",), False),
        ("Alfa Soft SRL punct de lucru Cluj-Napoca", "alfa soft", ("cluj", "napoca"), False),
        ("Alfa Soft Kft. fióktelep Győr", "alfa soft", ("gyor",), False),
        ("Alfa Soft Kft. Fióktelepe", "alfa soft fioktelepe", None, False),
        ("Alfa Soft Kft. fióktelep", "alfa soft", (), False),
        ("Redes SL, sucursal de Valencia", "redes", ("valencia",), False),
        ("Müller GmbH, Filiale München", "muller", ("munchen",), False),
        ("Müller GmbH Zweigniederlassung Köln", "muller", ("koln",), False),
        ("Alfa Soft - Kraków", "alfa soft", ("krakow",), True),
        ("Alfa Soft - Kraków S.A.", "alfa soft", ("krakow",), True),
        ("Alfa Soft (Nowy Sącz) sp zoo", "alfa soft", ("nowy", "sacz"), True),
        ("Alfa Soft Sp. z o.o. Warsaw", "alfa soft", ("warsaw",), True),
        ("Alfa Soft Kraków", "alfa soft krakow", None, False),
        ("Alfa - Beta", "alfa beta", None, False),
        ("Magazin Soft SRL", "magazin soft", None, False),
    ],
)
def test_branches(written: str, core: str, place: tuple[str, ...] | None, place_only: bool) -> None:
    name = read_name(written)
    assert (" ".join(name.words), name.branch, name.place_only) == (core, place, place_only)


def test_a_city_of_the_register_is_a_place_too() -> None:
    assert read_name("Alfa Soft - Łomianki").branch is None
    assert read_name("Alfa Soft - Łomianki", {"lomianki"}).branch == ("lomianki",)


def test_umlauts_are_read_both_ways() -> None:
    name = read_name("Größe & Söhne")
    assert (name.words, name.spelled) == (("grosse", "sohne"), ("groesse", "soehne"))
    assert read_name("Groesse und Soehne").words == ("groesse", "soehne")
    assert read_name("Alfa").spelled is None


def test_dots_of_abbreviations_are_kept_in_mind() -> None:
    assert read_name("Podl. Hurt. Danych S.A.").dotted == {"podl", "hurt"}


def test_letters_lost_by_an_encoding_stay_in_the_word() -> None:
    assert read_name("M?ller IT ???").words == ("m?ller", "it")


@pytest.mark.parametrize(
    ("form", "other", "found"),
    [
        ("spzoo", "spzoo", "same"),
        ("slu", "sl", "variant"),
        ("spzoospk", "spk", "variant"),
        ("ltd", "kft", "related"),
        ("sa", "sas", "related"),
        ("spzoo", "sa", "other"),
        ("gmbh", "gmbhcokg", "other"),
        ("", "sa", "unsaid"),
        ("", "", "unsaid"),
        ("co", "inc", "unsaid"),
    ],
)
def test_forms_stand_to_each_other(form: str, other: str, found: str) -> None:
    assert related(form, other) == related(other, form) == found


def test_places_have_one_name_in_all_languages() -> None:
    assert place_key("Warsaw") == place_key("WARSZAWA") == place_key("Varsovia") == "warszawa"
    assert place_key("Nowy  Sącz") == "nowysacz"
    assert place_key("Łomianki") == "lomianki"


def test_lists_are_folded_and_forms_known() -> None:
    forms = legal_forms()
    assert {form for keys in forms.home.values() for form in keys} <= set(forms.class_of)
    assert set(forms.variant) | set(forms.variant.values()) <= set(forms.class_of)
    assert forms.anywhere | forms.before <= set(forms.key_of)
    texts = [*forms.key_of, *forms.state, *words().common, *words().branch, *places()]
    assert [text for text in texts if text != text.casefold() or not text.isascii()] == []


# -- tax numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "country", "found"),
    [
        ("PL5000000008", None, TaxId("PL", "5000000008")),
        ("PL 500-000-00-08", "DE", TaxId("PL", "5000000008")),
        ("NIP: 500-000-00-08", "PL", TaxId("PL", "5000000008")),
        ("5000000008", None, TaxId(None, "5000000008")),
        ("12345679-2-41", "HU", TaxId("HU", "12345679")),
        ("HU12345679", None, TaxId("HU", "12345679")),
        ("RO 21256748", None, TaxId("RO", "21256748")),
        ("CUI 21256748", "RO", TaxId("RO", "21256748")),
        ("B-12345674", "ES", TaxId("ES", "B12345674")),
        ("ESB12345674", None, TaxId("ES", "B12345674")),
        ("ABC850101XX1", "MX", TaxId("MX", "ABC850101XX1")),
        ("ATE850101XX1", "MX", TaxId("MX", "ATE850101XX1")),
        ("ATU12345675", None, TaxId("AT", "12345675")),
        ("U12345675", "AT", TaxId("AT", "12345675")),
        ("CHE-116.281.710 MWST", None, TaxId("CH", "116281710")),
        ("FR 40 303265045", None, TaxId("FR", "303265045")),
        ("303 265 045 00017", "FR", TaxId("FR", "303265045")),
        ("NL004495445B01", None, TaxId("NL", "004495445B01")),
        ("EL094259216", None, TaxId("GR", "094259216")),
        ("BE 428.759.497", None, TaxId("BE", "0428759497")),
        ("000-000-00-00", "PL", None),
        ("1234567890", "PL", None),
        ("n/a", "PL", None),
        ("12-34", "PL", None),
        ("", None, None),
        (None, "PL", None),
    ],
)
def test_tax_numbers(written: str | None, country: str | None, found: TaxId | None) -> None:
    assert read_tax_id(written, country) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (TaxId("PL", "5000000008"), TaxId("PL", "5000000008"), True),
        (TaxId(None, "5000000008"), TaxId("PL", "5000000008"), True),
        (TaxId("PL", "5000000008"), TaxId("PL", "5000000009"), False),
        (TaxId(None, "5000000008"), TaxId("PL", "5000000009"), False),
        (TaxId("HU", "21256748"), TaxId("RO", "21256748"), None),
        (TaxId(None, "212567"), TaxId("RO", "212567"), None),
        (TaxId("RO", "212567"), TaxId("RO", "212567"), True),
        (None, TaxId("RO", "21256748"), None),
    ],
)
def test_equal_numbers(one: TaxId | None, other: TaxId | None, same: bool | None) -> None:
    assert same_number(one, other) is same
    assert same_number(other, one) is same
