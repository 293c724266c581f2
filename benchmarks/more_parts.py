"""Words of company names of four more countries, from which weights and settings are never learned.

Kept out of `name_parts.COUNTRIES`, so that nothing drawn from those changes.
"""

# ruff: noqa: SIM905 (words in a sentence are easier to read than lists of quoted ones)

from __future__ import annotations

from benchmarks.name_parts import PARTS, Country

MORE = {
    "IT": Country(
        "Sistemi Informatica Reti Soluzioni Tecnologie Servizi Distribuzione Elettronica Ufficio "
        "Consulenza Sicurezza Digitale Software Forniture Telecomunicazioni Impianti".split(),
        "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti "
        "Deluca Mancini Costa Giordano Rizzo Lombardi Moretti Barbieri Fontana".split(),
        ["Milano", "Roma", "Torino", "Napoli", "Bologna", "Firenze", "Genova", "Verona", "Bari"],
        "e Figli",
        [
            ["S.r.l.", "SRL", "srl", "S.R.L.", "Società a responsabilità limitata"],
            ["S.p.A.", "SPA", "spa", "S.P.A."],
            ["S.n.c.", "SNC", "snc"],
        ],
        [72, 18, 10],
        ["filiale", "-", "sede di"],
    ),
    "NL": Country(
        "Systemen Netwerken Automatisering Techniek Diensten Groothandel Beveiliging Kantoor "
        "Software Advies Telecom Data Handel Computers Oplossingen Elektro".split(),
        "Jansen Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer Dijkstra "
        "Kok Jacobs Vermeulen Schouten Willems Hoekstra Koster Prins Huisman".split(),
        ["Amsterdam", "Rotterdam", "Utrecht", "Eindhoven", "Groningen", "Tilburg", "Breda"],
        "en Zonen",
        [["B.V.", "BV", "bv", "Besloten Vennootschap"], ["N.V.", "NV", "nv"], ["V.O.F.", "VOF"]],
        [80, 10, 10],
        ["vestiging", "-", "filiaal"],
    ),
    "SE": Country(
        "System Nätverk Teknik Data Lösningar Tjänster Säkerhet Handel Elektronik Konsult "
        "Programvara Kontor Telekom Distribution Digital Kommunikation".split(),
        "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson "
        "Pettersson Jonsson Lindberg Sjöberg Åkesson Öberg Hedlund Nyström".split(),
        ["Stockholm", "Göteborg", "Malmö", "Uppsala", "Västerås", "Örebro", "Linköping"],
        "& Söner",
        [["AB", "A.B.", "ab", "Aktiebolag"], ["HB", "H.B.", "Handelsbolag"]],
        [88, 12],
        ["filial", "-"],
    ),
    "PT": Country(
        "Sistemas Informática Redes Soluções Tecnologias Serviços Distribuição Segurança "
        "Escritório Consultoria Eletrónica Digital Comunicações Fornecimentos Engenharia".split(),
        "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Gonçalves Almeida "
        "Ribeiro Pinto Carvalho Teixeira Moreira Correia Mendes Araújo Magalhães".split(),
        ["Lisboa", "Porto", "Braga", "Coimbra", "Faro", "Setúbal", "Aveiro", "Évora"],
        "e Filhos",
        [["Lda.", "LDA", "Lda", "Limitada"], ["S.A.", "SA", "S. A."], ["Unipessoal Lda."]],
        [70, 20, 10],
        ["sucursal", "-", "delegação"],
    ),
}
ALL_PARTS = {**PARTS, **MORE}
