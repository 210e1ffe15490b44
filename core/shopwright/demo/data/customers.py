"""Who shops at the demo shop. All are invented; phone numbers are from ranges kept for fiction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Address = Mapping[str, str]
"""Keys: first_name, last_name, company, address1, address2, city, region, postal_code, country, phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCustomer:
    """A person with an account, or (`registered` false) one who checks out as a guest.

    `addresses` are never empty; the first is the default. `joined_days` is how long ago the
    account was made.
    """

    email: str
    first_name: str
    last_name: str
    locale: str
    addresses: tuple[Address, ...]
    registered: bool = True
    joined_days: int = 120
    phone: str = ""
    group: str = ""
    accepts_marketing: bool = False
    note: str = ""


def _person(
    email: str,
    name: str,
    locale: str,
    *places: str,
    phone: str = "",
    joined: int = 120,
    group: str = "",
    news: bool = False,
    note: str = "",
    registered: bool = True,
) -> DemoCustomer:
    """`places` are `street | city | region | postal code | country`, with `company @` or
    `second line #` before the street where there is one."""
    first, last = name.split(" ", 1)
    return DemoCustomer(
        email=email,
        first_name=first,
        last_name=last,
        locale=locale,
        addresses=tuple(_address(first, last, place, phone) for place in places),
        registered=registered,
        joined_days=joined,
        phone=phone,
        group=group,
        accepts_marketing=news,
        note=note,
    )


def _address(first: str, last: str, place: str, phone: str) -> Address:
    street, city, region, postal_code, country = (part.strip() for part in place.split("|"))
    company, _, street = street.rpartition(" @ ")
    address2, _, street = street.rpartition(" # ")
    return {
        "first_name": first,
        "last_name": last,
        "company": company,
        "address1": street,
        "address2": address2,
        "city": city,
        "region": region,
        "postal_code": postal_code,
        "country": country,
        "phone": phone,
    }


CUSTOMERS = (
    _person(
        "lena.vogt@example.com",
        "Lena Vogt",
        "de",
        "Oranienstraße 41 | Berlin | | 10999 | DE",
        "Studio Vogt @ Hinterhaus, 2. Stock # Lausitzer Platz 8 | Berlin | | 10997 | DE",
        phone="+49 30 23125 014",
        joined=640,
        news=True,
        group="trade",
        note="Buys for her café; wants one invoice per month.",
    ),
    _person(
        "jonas.brandt@example.org",
        "Jonas Brandt",
        "de",
        "Schanzenstraße 75 | Hamburg | | 20357 | DE",
        phone="+49 40 66969 120",
        joined=320,
    ),
    _person(
        "miriam.oezdemir@example.com",
        "Miriam Özdemir",
        "de",
        "Brüsseler Straße 12 | Köln | | 50674 | DE",
        joined=210,
        news=True,
    ),
    _person(
        "korbinian.huber@example.com",
        "Korbinian Huber",
        "de",
        "Baaderstraße 33 | München | | 80469 | DE",
        phone="+49 89 99998 301",
        joined=90,
    ),
    _person(
        "annika.pohl@example.org",
        "Annika Pohl",
        "de",
        "c/o Weber # Karl-Heine-Straße 54 | Leipzig | | 04229 | DE",
        joined=45,
        news=True,
    ),
    _person(
        "thomas.maier@example.com",
        "Thomas Maier",
        "de",
        "Gerberau 9 | Freiburg im Breisgau | | 79098 | DE",
        joined=510,
        note="Prefers phone calls after six.",
    ),
    _person(
        "franziska.leitner@example.com",
        "Franziska Leitner",
        "de",
        "Tür 14 # Lindengasse 22 | Wien | | 1070 | AT",
        joined=260,
        news=True,
    ),
    _person(
        "paul.gruber@example.org",
        "Paul Gruber",
        "de",
        "Sporgasse 11 | Graz | | 8010 | AT",
        joined=75,
    ),
    _person(
        "sanne.devries@example.com",
        "Sanne de Vries",
        "nl",
        "Prinsengracht 263 | Amsterdam | | 1016 GV | NL",
        joined=430,
        news=True,
        group="friends",
    ),
    _person(
        "bram.jansen@example.org",
        "Bram Jansen",
        "nl",
        "Oudegracht 158 | Utrecht | | 3511 AZ | NL",
        joined=150,
    ),
    _person(
        "fleur.bakker@example.com",
        "Fleur Bakker",
        "nl",
        "Oosterstraat 44 | Groningen | | 9711 NV | NL",
        joined=33,
    ),
    _person(
        "camille.lefevre@example.com",
        "Camille Lefèvre",
        "fr",
        "Rue Oberkampf 87 | Paris | | 75011 | FR",
        "Les Glycines # Chemin du Moulin 4 | Uzès | | 30700 | FR",
        phone="+33 6 39 98 12 40",
        joined=380,
        news=True,
    ),
    _person(
        "hugo.marchand@example.org",
        "Hugo Marchand",
        "fr",
        "Rue de la Martinière 16 | Lyon | | 69001 | FR",
        phone="+33 6 39 98 07 55",
        joined=110,
    ),
    _person(
        "ines.robert@example.com",
        "Inès Robert",
        "fr",
        "Quai de la Fosse 30 | Nantes | | 44000 | FR",
        joined=60,
        news=True,
    ),
    _person(
        "giulia.ferri@example.com",
        "Giulia Ferri",
        "it",
        "Via Solferino 27 | Milano | MI | 20121 | IT",
        joined=290,
    ),
    _person(
        "marco.zanetti@example.org",
        "Marco Zanetti",
        "it",
        "Via San Vitale 52 | Bologna | BO | 40125 | IT",
        joined=140,
        news=True,
    ),
    _person(
        "nuria.soler@example.com",
        "Núria Soler",
        "es",
        "2º 1ª # Carrer de Verdi 66 | Barcelona | B | 08012 | ES",
        joined=200,
    ),
    _person(
        "alvaro.crespo@example.org",
        "Álvaro Crespo",
        "es",
        "Calle de Cádiz 18 | Valencia | V | 46006 | ES",
        joined=85,
    ),
    _person(
        "elin.sjoberg@example.com",
        "Elin Sjöberg",
        "sv",
        "Linnégatan 42 | Göteborg | | 413 04 | SE",
        phone="+46 70 174 06 12",
        joined=350,
        news=True,
    ),
    _person(
        "oskar.lindqvist@example.org",
        "Oskar Lindqvist",
        "sv",
        "Hornsgatan 88 | Stockholm | | 118 21 | SE",
        phone="+46 70 174 06 30",
        joined=170,
    ),
    _person(
        "hannah.whitfield@example.com",
        "Hannah Whitfield",
        "en",
        "Flat 3 # 18 Broadway Market | London | | E8 4QJ | GB",
        phone="+44 20 7946 0182",
        joined=560,
        news=True,
        group="friends",
    ),
    _person(
        "callum.fraser@example.org",
        "Callum Fraser",
        "en",
        "27 Cockburn Street | Edinburgh | | EH1 1BP | GB",
        joined=95,
    ),
    _person(
        "priya.nair@example.com",
        "Priya Nair",
        "en",
        "52 Park Street | Bristol | | BS1 5JN | GB",
        joined=28,
        news=True,
    ),
    _person(
        "maya.goldberg@example.com",
        "Maya Goldberg",
        "en",
        "Apt 4B # 312 7th Avenue | Brooklyn | NY | 11215 | US",
        phone="+1 212 555 0147",
        joined=470,
        news=True,
    ),
    _person(
        "daniel.okafor@example.org",
        "Daniel Okafor",
        "en",
        "1420 NW Lovejoy Street | Portland | OR | 97209 | US",
        phone="+1 503 555 0123",
        joined=130,
    ),
    _person(
        "rosa.delgado@example.com",
        "Rosa Delgado",
        "en",
        "Delgado Interiors @ Suite 210 # 1708 South Congress Avenue | Austin | TX | 78704 | US",
        phone="+1 512 555 0166",
        joined=220,
        group="trade",
        note="Interior designer; asks for samples before large orders.",
    ),
)

GUESTS = (
    _person(
        "w.schulte@example.org",
        "Wiebke Schulte",
        "de",
        "Am Sande 21 | Lüneburg | | 21335 | DE",
        registered=False,
    ),
    _person(
        "familie.koenig@example.com",
        "Ralf König",
        "de",
        "Talstraße 6 | Jena | | 07743 | DE",
        registered=False,
    ),
    _person(
        "birgit.wagner@example.org",
        "Birgit Wagner",
        "de",
        "Linzer Gasse 40 | Salzburg | | 5020 | AT",
        registered=False,
    ),
    _person(
        "joris.smit@example.com",
        "Joris Smit",
        "nl",
        "Witte de Withstraat 90 | Rotterdam | | 3012 BS | NL",
        registered=False,
    ),
    _person(
        "a.girard@example.org",
        "Agathe Girard",
        "fr",
        "Rue des Orfèvres 3 | Strasbourg | | 67000 | FR",
        registered=False,
    ),
    _person(
        "luca.bianchi@example.com",
        "Luca Bianchi",
        "it",
        "Via Garibaldi 14 | Torino | TO | 10122 | IT",
        registered=False,
    ),
    _person(
        "carmen.ruiz@example.org",
        "Carmen Ruiz",
        "es",
        "Calle Betis 31 | Sevilla | SE | 41010 | ES",
        registered=False,
    ),
    _person(
        "maja.berg@example.com",
        "Maja Berg",
        "sv",
        "Storgatan 51 | Umeå | | 903 26 | SE",
        registered=False,
    ),
    _person(
        "s.pemberton@example.org",
        "Simon Pemberton",
        "en",
        "9 Rosemary Lane | York | | YO1 9TT | GB",
        registered=False,
    ),
    _person(
        "grace.kim@example.com",
        "Grace Kim",
        "en",
        "2210 North Milwaukee Avenue | Chicago | IL | 60647 | US",
        registered=False,
    ),
    _person(
        "tom.hartley@example.org",
        "Tom Hartley",
        "en",
        "415 Pine Street | Burlington | VT | 05401 | US",
        registered=False,
    ),
)
