"""Which country a place is in: towns that parcels often go to, by the names customers use."""

from __future__ import annotations

_TOWNS = {
    "AT": "Wien|Vienna|Graz|Linz|Salzburg|Innsbruck|Klagenfurt",
    "BE": "Brussels|Bruxelles|Brussel|Antwerp|Antwerpen|Anvers|Ghent|Gent|Liège|Charleroi|Brugge",
    "BG": "Sofia|Plovdiv|Varna|Burgas",
    "CH": "Zürich|Zurich|Geneva|Genève|Genf|Basel|Bern|Lausanne|Luzern|Winterthur|Lugano",
    "CY": "Nicosia|Limassol|Larnaca|Paphos",
    "CZ": "Praha|Prague|Brno|Ostrava|Plzeň|Olomouc",
    "DE": "Berlin|Hamburg|München|Munich|Köln|Cologne|Frankfurt|Frankfurt am Main|Stuttgart|Bonn|"
    "Düsseldorf|Leipzig|Dresden|Dortmund|Essen|Bremen|Hannover|Hanover|Nürnberg|Nuremberg|"
    "Münster|Karlsruhe|Mannheim|Augsburg|Wiesbaden|Mainz|Kiel|Freiburg|Potsdam|Rostock",
    "DK": "København|Copenhagen|Aarhus|Odense|Aalborg|Esbjerg",
    "EE": "Tallinn|Tartu|Narva",
    "ES": "Madrid|Barcelona|Valencia|Sevilla|Seville|Zaragoza|Málaga|Bilbao|Murcia|Granada",
    "FI": "Helsinki|Espoo|Tampere|Turku|Vantaa|Oulu",
    "FR": "Paris|Lyon|Marseille|Toulouse|Nice|Nantes|Strasbourg|Montpellier|Bordeaux|Lille|"
    "Rennes|Reims|Grenoble|Dijon",
    "GB": "London|Manchester|Birmingham|Leeds|Liverpool|Bristol|Edinburgh|Glasgow|Cardiff|Belfast|"
    "Sheffield|Oxford|Cambridge|Brighton|Nottingham|York",
    "GR": "Athens|Athina|Thessaloniki|Patras|Heraklion|Αθήνα|Θεσσαλονίκη",
    "HR": "Zagreb|Split|Rijeka|Osijek",
    "HU": "Budapest|Debrecen|Szeged|Pécs|Győr",
    "IE": "Dublin|Cork|Limerick|Galway|Waterford",
    "IT": "Roma|Rome|Milano|Milan|Napoli|Naples|Torino|Turin|Firenze|Florence|Bologna|Venezia|"
    "Venice|Genova|Genoa|Palermo|Verona|Bari|Catania",
    "LT": "Vilnius|Kaunas|Klaipėda",
    "LU": "Luxembourg|Luxemburg|Esch-sur-Alzette",
    "LV": "Riga|Rīga|Daugavpils|Liepāja",
    "MT": "Valletta|Sliema|Birkirkara",
    "NL": "Amsterdam|Rotterdam|Utrecht|Den Haag|The Hague|Eindhoven|Groningen|Tilburg|Leiden",
    "NO": "Oslo|Bergen|Trondheim|Stavanger|Tromsø",
    "PL": "Warszawa|Warsaw|Kraków|Krakow|Cracow|Wrocław|Poznań|Gdańsk|Łódź|Katowice|Lublin",
    "PT": "Lisboa|Lisbon|Porto|Braga|Coimbra|Faro",
    "RO": "București|Bucuresti|Bucharest|Cluj-Napoca|Cluj|Timișoara|Iași|Brașov|Constanța",
    "SE": "Stockholm|Göteborg|Gothenburg|Malmö|Uppsala|Lund|Linköping",
    "SI": "Ljubljana|Maribor|Celje",
    "SK": "Bratislava|Košice|Žilina|Nitra",
}
_COUNTRIES = {town.casefold(): code for code, towns in _TOWNS.items() for town in towns.split("|")}
_MOST_WORDS = 3


def country_of_place(place: str) -> str | None:
    """Return the ISO code of the country that a well-known town is in, or nothing."""
    words = place.casefold().split()
    # "Dublin 8", "Paris 2e" and "København V" name a district after the town.
    ends = (i for i, word in enumerate(words) if word[0].isdigit() or len(word) == 1)
    return _COUNTRIES.get(" ".join(words[: next(ends, len(words))]))


def town_at_end(text: str) -> str | None:
    """Return the well-known town with which a text ends, as it was written, or nothing."""
    words = text.split()
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        town = " ".join(words[-count:])
        if town.casefold() in _COUNTRIES:
            return town
    return None
