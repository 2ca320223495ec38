"""The words and forms that addresses of many countries are written with, as patterns."""

from __future__ import annotations

import re


def one_of(words: str) -> str:
    """Return a pattern for any of the words, shared beginnings once, which is faster to try."""
    tree: dict[str, dict] = {}
    for word in words.split():
        branch = tree
        for character in word:
            branch = branch.setdefault(character, {})
        branch[""] = {}
    return _pattern(tree)


def _pattern(tree: dict[str, dict]) -> str:
    pieces = [re.escape(letter) + _pattern(rest) for letter, rest in tree.items() if letter]
    joined = pieces[0] if len(pieces) == 1 else f"(?:{'|'.join(pieces)})"
    if "" not in tree:
        return joined
    return f"(?:{joined})?" if pieces else ""


CAP = r"[^\W\d_a-zß-öø-ÿ]"
WORD = r"[^\W\d_]+(?:['’.-]{1,2}[^\W\d_]+)*"
# A word of a name of a street or place: capitalised, or a small one between such.
NAME_WORD = rf"(?:(?:[a-z]{{1,3}}-)?{CAP}[^\W\d_]*(?:['’-][^\W\d_]+)*\.?)"
SMALL = (
    r"(?:de|del|della|delle|dei|degli|di|da|do|dos|das|du|des|la|las|le|les|el|los|l['’]|d['’]|"
    r"van|von|vom|den|der|dem|het|ten|ter|of|the|and|y|i|e|a|am|an|im|in|zu|zum|zur|upon|on|sur|"
    r"sous|en|bei|aan|op|na|nad|pod|w)"
)
NAME = rf"{NAME_WORD}(?:[ -](?:{SMALL}[ ]){{0,2}}{NAME_WORD}){{0,3}}"
# "12", "221B", "9a", "22 a", "5 bis", "102/A", "6/14", "12-14", "71-21".
NUMBER = (
    r"(?:(?:no|nr|n|n°|nº|núm|num|č\.?p|nro|number|km|#)[.:]?\s?)?\d{1,5}"
    r"(?:\s?(?:bis|ter|quater|hs|huis)\b|-[ivx]{1,4}\b|[/-]\d{1,4}(?!\d)|[/-]?[a-z](?!\w)"
    r"|\s[a-h](?=[\s,;.]|$)(?:\s\d{1,3}(?=,))?)*"
)
# Of the words that begin a street's name, those that are no English ones: what follows needs no
# capital.
FOREIGN_START_WORDS = """
rue avenida avinguda chemin impasse allée allee viale piazza piazzale vicolo strada calle callejón
paseo passeig carrer rua travessa praça calçada ulica ulitsa bulevar vulytsia prospekt jalan jln jl
ul. bul. vul. jl. odos leoforos náměstí nám. nábřeží nab. třída chaussée chaussee lungomare plac
rondo skwer montée venelle faubourg
"""
FOREIGN_START = one_of(FOREIGN_START_WORDS)
# Words that begin a street's name: "rue des Lilas", "ul. Tverskaya".
STREET_START_WORDS = f"""
{FOREIGN_START_WORDS}
av avenue avda avd boulevard bd bld bvd quai route cours square place passage sentier ruelle fbg
cité hameau clos voie traverse parvis rond-point lieu-dit promenade esplanade
via v.le p.za corso c.so largo contrada salita borgo campo fondamenta vico lungotevere lungarno
lungolago località loc frazione fraz galleria rione
c/ triq rruga ulloq plaza pza plaça pº ronda rambla camino carretera ctra travesía glorieta
gran praceta pct callejon cuesta costanilla bajada urbanización urb polígono barrio
r. praca alameda estrada rodovia beco ladeira calcada ruta lugar bairro quinta
ul ulice os osiedle al aleja aleje pl bul bulevardul bd-ul vul prosp pr-t pereulok per naberezhnaya
shosse str șoseaua calea splaiul aleea intrarea trg nám tř bulwar rynek
lorong gang carrera cra kra cll diagonal transversal jirón jr leof plateia sharia shari
straße strasse gasse square steenweg
"""
STREET_START = one_of(STREET_START_WORDS)
# Words that end a street's name: "Baker Street", "Váci utca".
STREET_END_WORDS = """
street st road rd avenue ave av lane ln drive dr court ct close crescent cres square sq terrace ter
place pl boulevard blvd way walk gardens gdns grove gr hill mews parade park row rise view vale
green gate highway hwy parkway pkwy circle cir trail trl turnpike pike loop alley bank bend bridge
brae broadway causeway common cove cross crossing dale dene down downs drove end esplanade estate
farm field fields garth glade glen heath heights hollow island junction key knoll landing lea loan
manor meadow meadows mount orchard oval passage path plaza point promenade quay reach retreat ridge
shore side spur strand track villa villas vista wharf wood woods yard marg nagar sector chowk layout
colony extension crossroads flyover market gully vihar bagh
sokak sokağı sokagi sok sk caddesi cad cd bulvarı bulvari mahallesi mah mh utca út tér körút krt
fasor sétány köz rkp
steet stret strret streat sreet streer raod aveune avenu avneue crecent cresent drvie clsoe
ulica ulice ulitsa náměstí nám nábřeží třída trg cesta prospekt katu tie kuja polku kaari ranta
gata väg vägen gränd torg backen allén gate vei veien vej gade plads plass torv allé alle stræde
bakke bakken stien svingen gracht straat laan weg kade plein singel dijk hof steeg steenweg baan lei
kaai straße strasse str gasse allee platz ring damm ufer markt reihe steig pfad chaussee wall graben
dori machi chome cho jie lu iela tänav gatvė alėja mnt pst väljak ul pr prosp
"""
STREET_END = one_of(STREET_END_WORDS)
# Of these, those that a text in small letters may hold too, and names that so many streets have
# that they are read beside a number though they are everyday words.
COMMON_ENDS = one_of("""
street str st road rd avenue ave lane ln drive crescent close terrace boulevard blvd court gardens
grove hill square way place pl mews parkway pkwy highway hwy circle trail
""")
SURE_ENDS = one_of("street str st road rd lane avenue ave drive crescent close terrace")
COMMON_NAMES = one_of("""
high main church station park mill king kings queen queens baker school manor bridge castle market
north south east west new spring green oak elm maple cedar pine walnut chestnut willow cherry
orchard river lake hill forest meadow sunset washington victoria london york albert george union
chapel abbey priory windsor broad front water garden prospect pleasant first second third fourth
""")
# Germanic and Nordic names written as one word: "Lindenweg", "Storgata", "Nieuwstraat".
COMPOUND_END = one_of("""
straße strasse str intie antie entie ontie untie straat weg gasse gässli allee platz plads plein
platsen damm ufer steig stieg chaussee graben gracht laan kade singel dijk dreef vej vejen gade gata
gatan gaten vägen veien vegen gränd torget torvet katu kuja polku vegur stræti stígur utca brücke
twiete markt gärten promenade chaussée stræde strædet strede allé allén alleen stigen stien gången
backen bakken bakke parken plass plassen torg torv gården esplanaden svingen vangen vænget kaari
rinne raitti puistikko aukio penger steenweg steeg hof kaai hain siedlung zeile gässchen wiese
""")
# What Germanic names begin with: "Am Stadtpark", "Unter den Linden", "Lange Reihe".
GERMAN_START = (
    r"(?:Am|An\s(?:der|den|dem)|Auf\s(?:der|dem|den)|Im|In\s(?:der|den|dem)|Unter\s(?:den|der|dem)|"
    r"Zum|Zur|Hinter\s(?:der|dem|den)|Vor\s(?:dem|der)|Bei\s(?:der|dem|den)|Beim|Alter?|Alte[nrs]?|"
    r"Lange[rs]?|Kurze[rs]?|Große[rs]?|Kleine[rs]?|Neue[rs]?|Obere[rs]?|Untere[rs]?|Hohe[rs]?|"
    r"Oude|Nieuwe|Lange|Korte|Grote|Kleine)"
)
# What stands beside the street: flat, floor, house, building, box.
UNIT_WORDS = one_of("""
flat apt apartment app appt unit suite ste room rm floor fl level lvl block blk bldg building tower
villa house lot plot door shop shed bay box stair stairs entrance staircase dept zimmer wohnung whg
stiege stg top etage haus hinterhaus aufgang bat bât batiment bâtiment esc escalier étage ét porte
résidence piso puerta pta portal planta apto depto dpto ap andar bloco bl sala casa interno int
scala sc piano lgh lägenhet leilighet bus boîte bte kv kvartira korp pod d m tür tur türe boks
lokal lok mieszkanie byt em ajtó fszt daire nave et dto torre edif eingang kat no nr
""")
UNIT = (
    rf"(?:{UNIT_WORDS}\b"
    r"(?:\s?(?:is|number|no|nr|#))?\.?\s?#?(?:[a-z]?\d{1,5}(?:[/-]\d{1,4})?[a-z]?|[a-h])(?!\w)"
    r"|\d{1,3}/F\b|\d{1,2}\s?tr\b|r/c(?:\sesq)?\b|st\.?\s(?:th|tv|mf)\b\.?|(?:no|d|daire|kat)\s?:\s?\d{1,4}(?:/\d{1,4})?|#\d{1,3}-\d{1,5}\b|"
    r"\d{1,2}(?:st|nd|rd|th)\s(?:floor|fl)\b|(?:ground|top)\sfloor\b"
    r"|\d{1,2}\.\s?(?:tv|th|mf|sal|og|om|krs|st|stock|etage|og|em|emelet|patro|piętro)\b\.?(?:\s(?:links|rechts|mitte|li|re|mi)\b\.?)?|[ivx]{1,4}\.\s?(?:em|emelet)\b\.?(?:\s?\d{1,3}\b)?"
    r"|\d{1,2}\.?\s?[º°ª]\s?(?:[a-z]\b|izqd?a?|izda|dcha|dto|dta|esq|andar|piso|planta|frente|direito|esquerdo)?\.?|#\s?\d{1,5}[a-z]?\b(?=,)|c/o\s|as\.?\s\d{1,3}(?=,)|rt\s?\d{1,3}\s?/\s?rw\s?\d{1,3}\b"
    r"|(?:[áa]tico|entresuelo|entlo|rdc|rez-de-chauss[ée]e|hochparterre|erdgeschoss)\b\.?)"
)
NUMBERED_WORDS = one_of("""
house h road street avenue sector block blk phase lane cross main moo soi district ward zone plot
lot shop unit villa building bldg tower door room gate kilometre km quarter mahalle mah chome barrio
manzana mz lote lt col quadra qd box stand erf
""")
# Parts that a number only follows: "Road 5", "Sector 15", "Moo 4", "District 1".
NUMBERED = (
    r"(?:(?:House|H\.?\s?No|Road|Street|Avenue|Sector|Block|Blk|Phase|Lane|Cross|Main|Moo|Soi|District|"
    r"Ward|Zone|Plot|Lot|Shop|Unit|Villa|Building|Bldg|Tower|Door|Room|Gate|Kilometre|Km|Quarter|"
    r"Mahalle|Mah|Chome|Barrio|Manzana|Mz|Lote|Lt|Col|Quadra|Qd|Box|Stand|Erf)\.?\s?(?:No\.?\s?)?"
    r"[A-Z]?-?\d{1,4}(?:[/-]\d{1,4})?[A-Za-z]?(?!\w)|\d{1,2}(?:st|nd|rd|th)\s(?:Cross|Main|Block|Floor|"
    r"Lane|Road|Street|Avenue|Phase)\b|[A-Z]-?\d{1,4}(?:/\d{1,4})?(?=,))"
)
HOUSE_WORDS = one_of("""
cottage house lodge farm barn villa hall manor tower towers apartment apartments apts building bldg
mansion mansions court estate heights residency residence complex enclave society chambers centre
center park mill works rectory vicarage forge bungalow gatehouse stables granary schoolhouse bakery
chapel gables poplars chestnuts croft haven nook orchard grange priory spinney glebe hermitage
homestead office oaks elms willows beeches limes cedars firs hollies laurels paddock paddocks
""")
# Names of houses and grounds: "The Cottage", "Sai Krupa Apartments", "Ballymount Business Park".
HOUSE = (
    rf"(?:(?:[Tt]he\s)?{NAME}\s(?:Cottage|House|Lodge|Farm|Barn|Villa|Hall|Manor|Tower|Towers|"
    r"Apartments?|Apts|Building|Bldg|Mansions?|Court|Estate|Heights|Residency|Residence|Complex|"
    r"Enclave|Society|Chambers|Centre|Center|Park|Mill|Works|Business\sPark|Industrial\sEstate|"
    r"Retail\sPark|Trading\sEstate)|[Tt]he\s(?:Old\s)?(?:Cottage|House|Lodge|Farm|Barn|Hall|Manor|"
    r"Rectory|Vicarage|Mill|Forge|Bungalow|Coach\sHouse|Gatehouse|Stables|Granary|Schoolhouse|"
    r"Bakery|Chapel|Gables|Poplars|Chestnuts|Croft|Haven|Nook|Orchard|Grange|Priory|Spinney|Glebe|"
    r"Hermitage|Homestead|Post\sOffice|School\sHouse|Oaks|Elms|Willows|Beeches|Limes|Cedars|Firs|Hollies|Laurels|Paddocks?))"
)
UK_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}"
# Of letters and figures, hence sure in small letters too; no postcode ends in a size ("xl").
SMALL_POSTCODE = (
    r"(?:[a-z]{1,2}\d[a-z\d]?\s\d(?!xl|st|nd|rd|th)[abd-hjlnp-uw-z]{2}"
    r"|[a-z]\d[a-z]\s\d[a-z]\d|[a-z]\d[\dw]\s[a-z][a-z\d]{3})"
)
# States before a postcode in small letters, without those that are words.
SMALL_STATE = (
    r"(?:a[klrz]|c[aot]|d[ce]|fl|ga|i[adl]|k[sy]|la|m[adinost]|n[cdehjmvy]|oh|pa|ri|s[cd]|t[nx]|ut|v[at]|"
    r"w[aivy]|nsw|vic|qld|sa|tas|act)"
)
# Postcodes that speak for themselves, wherever they stand.
SURE_POSTCODE = (
    rf"(?:{UK_POSTCODE}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{{4}}\s?[A-Z]{{2}}|\d{{2}}-\d{{3}}|"
    r"[A-Z]\d[\dW]\s?[A-Z][A-Z\d]{3}|\d{5}-\d{3}|\d{4}-\d{3}|"
    r"(?:A|B|CH|D|DK|F|FI|I|L|LV|LT|N|S|SE|E|GR|HR|SI|SK|CZ|PL|RO|BG)-\d{3,6}|LV-\d{4}|LT-\d{5}|"
    r"C\d{4}(?:[A-Z]{3})?|(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT)\s\d{4}|"
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|"
    r"S[CD]|T[NX]|UT|V[AT]|W[AIVY]),?\s\d{5}(?:-\d{4})?)"
)
# Postcodes that any number could be: only beside a street or a place.
POSTCODE = rf"(?:{SURE_POSTCODE}|\d{{3}}\s\d{{2,3}}|\d{{3}}-\d{{4}}|\d{{4,7}}|\d{{3}})"
