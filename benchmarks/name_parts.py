"""Words of company names by country, from which `dirty_names` draws."""

from __future__ import annotations

from dataclasses import dataclass

SYLLABLES = """
    al ba be bi bo bra cal com da del di dex do el en er fa fi for ga gen go gra hel in ka kel ko
    la lan len lo lux ma mar me mi mon na ne no nor nu or pa pri pro ra ri ro sa se si sol son sta
    ta te ter ti to tra tri va ve vel vi vo xa xi za ze zo
"""


@dataclass(frozen=True)
class Country:
    """`forms`: each legal form with its spellings, the register's first; `weights` of the forms."""

    trade: list[str]
    surnames: list[str]
    cities: list[str]
    sons: str
    forms: list[list[str]]
    weights: list[int]
    branches: list[str]


def _country(
    trade: str, surnames: str, cities: str, sons: str, forms: str, weights: list[int], branches: str
) -> Country:
    spellings = [[text.strip() for text in line.split("|")] for line in forms.strip().splitlines()]
    return Country(
        trade.split(), surnames.split(), [c.strip() for c in cities.split(",")], sons, spellings,
        weights, [b.strip() for b in branches.split("|")],
    )  # fmt: skip


PARTS = {
    "PL": _country(
        "Systemy Systems Serwis Komputery Informatyka Sieci Net Soft Software Technologie "
        "Rozwiązania Handel Usługi Hurtownia Elektronika Dystrybucja Bezpieczeństwo Wdrożenia",
        "Kowalski Nowak Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański "
        "Woźniak Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski "
        "Nowakowski Pawłowski Michalski Nowicki Adamczyk Dudek Zając Wieczorek Jabłoński Król",
        "Kraków, Łódź, Wrocław, Poznań, Gdańsk, Szczecin, Lublin, Katowice, Rzeszów, Toruń, Opole",
        "i Synowie",
        """Sp. z o.o. | sp. z o.o. | SP Z O O | Spółka z o.o. | Sp.z o.o. | sp. z oo
        S.A. | SA | S. A. | Spółka Akcyjna
        sp. j. | Sp.J. | spółka jawna | sp j
        Sp. z o.o. sp. k. | sp. z o.o. sp.k. | Sp. z o.o. spółka komandytowa
        s.c. | S.C. | spółka cywilna""",
        [62, 12, 10, 8, 8],
        "Oddział | Oddział w | - | filia | ,",
    ),
    "RO": _country(
        "Sisteme Soft Software Computers Rețele Servicii Tehnologii Distribuție Informatica "
        "Soluții Electronic Comunicații Birotica Trading Consulting Securitate Networks Digital",
        "Popescu Ionescu Popa Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Munteanu "
        "Moldovan Șerban Lazăr Marin Nistor Dobre Țăranu Mocanu Oprea Voicu Dinu Ungureanu",
        "București, Cluj-Napoca, Timișoara, Iași, Constanța, Craiova, Brașov, Galați, Ploiești",
        "și Fiii",
        """S.R.L. | SRL | s.r.l. | S R L | Societate cu Răspundere Limitată
        S.A. | SA | S. A. | Societate pe Acțiuni
        S.N.C. | SNC
        PFA | P.F.A. | Persoană Fizică Autorizată""",
        [80, 10, 4, 6],
        "Sucursala | punct de lucru | - | filiala",
    ),
    "HU": _country(
        "Informatika Rendszerház Számítástechnika Hálózat Szoftver Szerviz Kereskedelem Technika "
        "Elektronika Megoldások Iroda Biztonság Net Soft Systems Kereskedőház Távközlés Digital",
        "Nagy Kovács Tóth Szabó Horváth Varga Kiss Molnár Németh Farkas Balogh Papp Takács Juhász "
        "Lakatos Mészáros Oláh Simon Rácz Fekete Szilágyi Török Fehér Balázs Gál Szűcs Kocsis",
        "Budapest, Debrecen, Szeged, Miskolc, Pécs, Győr, Kecskemét, Szolnok, Sopron, Eger",
        "és Társa",
        """Kft. | KFT | kft | Korlátolt Felelősségű Társaság | K.F.T.
        Zrt. | ZRT | zrt | Zártkörűen Működő Részvénytársaság
        Bt. | BT | bt | Betéti Társaság
        Nyrt. | NYRT""",
        [76, 8, 14, 2],
        "fióktelep | - | telephely",
    ),
    "ES": _country(
        "Informática Sistemas Redes Soluciones Tecnología Servicios Digital Comunicaciones "
        "Distribuciones Electrónica Seguridad Ingeniería Suministros Software Consultores Datos",
        "García González Rodríguez Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez "
        "Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Núñez",
        "Madrid, Barcelona, Valencia, Sevilla, Zaragoza, Málaga, Murcia, Bilbao, Córdoba, Vigo",
        "e Hijos",
        """S.L. | SL | s.l. | S. L. | Sociedad Limitada | S.L.U.
        S.A. | SA | S. A. | Sociedad Anónima
        C.B. | CB | Comunidad de Bienes""",
        [70, 18, 12],
        "sucursal | - | delegación | Sucursal de",
    ),
    "MX": _country(
        "Sistemas Cómputo Redes Soluciones Tecnologías Comercializadora Distribuidora Servicios "
        "Telecomunicaciones Integradora Consultoría Digital Papelería Electrónica Equipos",
        "Hernández García Martínez López González Pérez Rodríguez Sánchez Ramírez Cruz Flores "
        "Gómez Morales Vázquez Reyes Jiménez Torres Díaz Gutiérrez Ruiz Mendoza Ortiz Castillo",
        "Guadalajara, Monterrey, Puebla, Tijuana, Mérida, Querétaro, León, Toluca, Cancún",
        "y Asociados",
        """S.A. de C.V. | SA de CV | S.A. DE C.V. | S A de C V
        S. de R.L. de C.V. | S de RL de CV | S. DE R.L. DE C.V.
        S.C. | SC""",
        [70, 22, 8],
        "sucursal | - | Sucursal",
    ),
    "DE": _country(
        "Systemhaus Netzwerke Datentechnik Systeme IT Software Bürotechnik Elektronik Vertrieb "
        "Lösungen Informatik Technik Computer Service Handel Sicherheitstechnik Beratung Solutions",
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch "
        "Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Böhm",
        "Berlin, Hamburg, München, Köln, Stuttgart, Düsseldorf, Leipzig, Bremen, Nürnberg, Kiel",
        "& Söhne",
        """GmbH | GMBH | gmbh | G.m.b.H. | Gesellschaft mit beschränkter Haftung
        GmbH & Co. KG | GmbH & Co KG | GmbH und Co. KG | GMBH&CO.KG
        AG | A.G. | Aktiengesellschaft
        e.K. | e. K. | eK
        UG (haftungsbeschränkt) | UG""",
        [60, 14, 8, 10, 8],
        "Niederlassung | - | Zweigniederlassung | Filiale",
    ),
    "CZ": _country(
        "Systémy Počítače Sítě Software Servis Technologie Obchod Elektronika Služby Computer "
        "Data Řešení Telekomunikace Kancelář Net Soft Systems Trading Digital Technika",
        "Novák Svoboda Novotný Dvořák Černý Procházka Kučera Veselý Horák Němec Pokorný Marek "
        "Pospíšil Hájek Jelínek Král Růžička Beneš Fiala Sedláček Doležal Zeman Kolář Navrátil",
        "Praha, Brno, Ostrava, Plzeň, Liberec, Olomouc, Pardubice, Zlín, Jihlava, Opava",
        "& syn",
        """s.r.o. | sro | s. r. o. | spol. s r.o. | S.R.O.
        a.s. | as | a. s. | akciová společnost
        v.o.s. | vos""",
        [80, 15, 5],
        "pobočka | -",
    ),
    "FR": _country(
        "Informatique Réseaux Systèmes Solutions Services Bureautique Distribution Numérique "
        "Technologies Télécom Électronique Conseil Ingénierie Sécurité Logiciels Digital",
        "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent "
        "Lefèvre Michel García Bertrand Roux Vincent Fournier Morel Girard André Mercier Dupont",
        "Paris, Marseille, Lyon, Toulouse, Nice, Nantes, Strasbourg, Bordeaux, Lille, Rennes",
        "et Fils",
        """SARL | S.A.R.L. | Sarl | Société à Responsabilité Limitée
        SAS | S.A.S. | sas
        SA | S.A.
        EURL | E.U.R.L.""",
        [48, 36, 8, 8],
        "agence | - | succursale",
    ),
    "GB": _country(
        "Systems Networks Computers Solutions Services Technology Technologies Software Supplies "
        "Distribution Consulting Electronics Communications Security Data Support Computing",
        "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans "
        "Walker White Roberts Green Hall Wood Jackson Clarke O'Neill O'Brien Harrison Campbell",
        "London, Birmingham, Manchester, Leeds, Glasgow, Liverpool, Bristol, Cardiff, Edinburgh",
        "& Sons",
        """Ltd | Limited | LTD | Ltd. | L.T.D.
        PLC | plc | P.L.C.
        LLP | L.L.P.""",
        [86, 8, 6],
        "branch | -",
    ),
}
COUNTRIES = tuple(PARTS)
