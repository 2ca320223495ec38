"""The words and forms that addresses of many countries are written with, as patterns."""

from __future__ import annotations

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
    r"(?:(?:no|nr|n|n°|nº|núm|num|č\.?p|nro|number|#)[.:]?\s?)?\d{1,5}"
    r"(?:\s?(?:bis|ter|quater|hs|huis)\b|[/-]\d{1,4}(?!\d)|[/-]?[a-z](?!\w)"
    r"|\s[a-h](?=[\s,;.]|$)(?:\s\d{1,3}(?=,))?)*"
)
# Of these, the words that are no English ones: what follows needs no capital.
FOREIGN_START = (
    r"(?:rue|avenida|avinguda|chemin|impasse|all[ée]e|viale|piazza|vicolo|strada|calle|paseo|"
    r"passeig|carrer|rua|travessa|praça|ulica|ulitsa|bulevar|vulytsia|prospekt|jalan|jln|jl|ul\.|"
    r"bul\.|vul\.|jl\.|odos|náměstí|nám\.)"
)
# Words that end a street's name in English: "Baker Street".
STREET_END = (
    r"(?:street|st|road|rd|avenue|ave|av|lane|ln|drive|dr|court|ct|close|crescent|cres|square|sq|"
    r"terrace|ter|place|pl|boulevard|blvd|way|walk|gardens|gdns|grove|gr|hill|mews|parade|park|"
    r"row|rise|view|vale|green|gate|highway|hwy|parkway|pkwy|circle|cir|trail|trl|turnpike|pike|"
    r"loop|alley|bank|bend|bridge|brae|broadway|causeway|common|cove|cross|crossing|dale|dene|"
    r"down|downs|drove|end|esplanade|estate|farm|fields?|garth|glade|glen|heath|heights|hollow|"
    r"island|junction|key|knoll|landing|lea|loan|manor|meadows?|mount|orchard|oval|passage|path|"
    r"plaza|point|promenade|quay|reach|retreat|ridge|shore|side|spur|strand|track|"
    r"villas?|vista|wharf|wood|woods|yard|marg|nagar|sector|chowk|cross|layout|colony|"
    r"sokak|sok|sk|caddesi|cad|cd|bulvarı|mahallesi|mah|utca|út|tér|körút|ulica|ulice|ulitsa|"
    r"náměstí|nám|trg|cesta|prospekt|katu|tie|gata|väg|vägen|gate|vei|veien|vej|gade|plads|"
    r"gracht|straat|laan|weg|kade|plein|singel|stra(?:ß|ss)e|str|gasse|allee|platz|ring|damm|ufer|"
    r"markt|reihe|steig|pfad|chaussee|wall|graben|dori|machi|chome|cho|jie|lu|iela|tänav|gatvė|"
    r"alėja|mnt|pst|väljak|ul|pr|prosp|extension|nagar|crossroads|flyover|market)"
)
# Words that begin a street's name: "rue des Lilas", "ul. Tverskaya".
STREET_START = (
    r"(?:rue|avenue|av|avda|avd|avenida|avinguda|boulevard|bd|bld|bvd|chemin|impasse|all[ée]e|"
    r"quai|route|cours|square|place|passage|sentier|ruelle|faubourg|fbg|"
    r"via|viale|v\.le|piazza|p\.za|piazzale|corso|c\.so|vicolo|largo|strada|lungo\w+|contrada|"
    r"salita|calle|c/|triq|rruga|ulloq|plaza|pza|plaça|paseo|pº|passeig|carrer|ronda|rambla|camino|carretera|ctra|"
    r"travesía|glorieta|rua|r\.|travessa|praça|praca|alameda|estrada|rodovia|beco|"
    r"ul|ulica|ulice|ulitsa|os|osiedle|al|aleja|aleje|pl|plac|bul|bulevar|bulevardul|bd-ul|vul|"
    r"vulytsia|prospekt|prosp|pr-t|pereulok|per|naberezhnaya|nab|shosse|str|strada|șoseaua|calea|"
    r"splaiul|aleea|intrarea|trg|nám|náměstí|jalan|jl|jln|lorong|gang|carrera|cra|kra|cll|diagonal|"
    r"transversal|jirón|jr|odos|leoforos|sharia|sharia|shari|straße|gasse)"
)
# Germanic and Nordic names written as one word: "Lindenweg", "Storgata", "Nieuwstraat".
COMPOUND_END = (
    r"(?:stra(?:ß|ss)e|str|(?:in|an|en|on|un)tie|straat|weg|gasse|gässli|allee|platz|plads|plein|platsen|damm|ufer|"
    r"steig|stieg|chaussee|graben|gracht|laan|kade|singel|dijk|dreef|vej|vejen|gade|gata|gatan|"
    r"gaten|vägen|veien|vegen|gränd|torget|torvet|katu|kuja|polku|vegur|stræti|stígur|utca|"
    r"brücke|twiete|markt|gärten|promenade|chaussée)"
)
# What Germanic names begin with: "Am Stadtpark", "Unter den Linden", "Lange Reihe".
GERMAN_START = (
    r"(?:Am|An\s(?:der|den|dem)|Auf\s(?:der|dem|den)|Im|In\s(?:der|den|dem)|Unter\s(?:den|der|dem)|"
    r"Zum|Zur|Hinter\s(?:der|dem|den)|Vor\s(?:dem|der)|Bei\s(?:der|dem|den)|Beim|Alter?|Alte[nrs]?|"
    r"Lange[rs]?|Kurze[rs]?|Große[rs]?|Kleine[rs]?|Neue[rs]?|Obere[rs]?|Untere[rs]?|Hohe[rs]?|"
    r"Oude|Nieuwe|Lange|Korte|Grote|Kleine)"
)
# What stands beside the street: flat, floor, house, building, box.
UNIT = (
    r"(?:(?:flat|apt|apartment|appt?|unit|suite|ste|room|rm|floor|fl|level|lvl|block|blk|bldg|"
    r"building|tower|villa|house|lot|plot|door|shop|shed|bay|box|stair|entrance|staircase|dept|"
    r"zimmer|wohnung|whg|stiege|stg|top|etage|haus|hinterhaus|aufgang|b[âa]t(?:iment)?|esc(?:alier)?|"
    r"étage|app|porte|résidence|piso|puerta|pta|portal|esc|planta|apto?|depto|ap|andar|bloco|bl|"
    r"sala|casa|interno|int|scala|sc|piano|lgh|lägenhet|leilighet|bus|boîte|bte|kv|kvartira|korp|"
    r"pod|d|m|lok|lokal|mieszkanie|byt|em|ajtó|fszt|daire|nave|et|dto|torre|edif|eingang|d|kat|no|nr)\b"
    r"(?:\s?(?:is|number|no|nr|#))?\.?\s?#?(?:[a-z]?\d{1,5}(?:[/-]\d{1,4})?[a-z]?|[a-h])(?!\w)"
    r"|\d{1,3}/F\b|\d{1,2}\s?tr\b|r/c(?:\sesq)?\b|st\.?\s(?:th|tv|mf)\b\.?|(?:no|d|daire|kat)\s?:\s?\d{1,4}(?:/\d{1,4})?|#\d{1,3}-\d{1,5}\b|"
    r"\d{1,2}(?:st|nd|rd|th)\s(?:floor|fl)\b|(?:ground|top)\sfloor\b"
    r"|\d{1,2}\.\s?(?:tv|th|mf|sal|og|om|krs|st|stock|etage|og|em|emelet|patro|piętro)\b\.?"
    r"|\d{1,2}\.?\s?[º°ª]\s?(?:[a-z]\b|izq|dcha|dto|esq)?\.?|#\s?\d{1,5}[a-z]?\b(?=,)|c/o\s)"
)
# Parts that a number only follows: "Road 5", "Sector 15", "Moo 4", "District 1".
NUMBERED = (
    r"(?:(?:House|H\.?\s?No|Road|Street|Avenue|Sector|Block|Blk|Phase|Lane|Cross|Main|Moo|Soi|District|"
    r"Ward|Zone|Plot|Lot|Shop|Unit|Villa|Building|Bldg|Tower|Door|Room|Gate|Kilometre|Km|Quarter|"
    r"Mahalle|Mah|Chome|Barrio|Manzana|Mz|Lote|Lt|Col|Quadra|Qd|Box|Stand|Erf)\.?\s?(?:No\.?\s?)?"
    r"[A-Z]?-?\d{1,4}(?:[/-]\d{1,4})?[A-Za-z]?(?!\w)|\d{1,2}(?:st|nd|rd|th)\s(?:Cross|Main|Block|Floor|"
    r"Lane|Road|Street|Avenue|Phase)\b|[A-Z]-?\d{1,4}(?:/\d{1,4})?(?=,))"
)
# Names of houses and grounds: "The Cottage", "Sai Krupa Apartments", "Ballymount Business Park".
HOUSE = (
    rf"(?:(?:[Tt]he\s)?{NAME}\s(?:Cottage|House|Lodge|Farm|Barn|Villa|Hall|Manor|Tower|Towers|"
    r"Apartments?|Apts|Building|Bldg|Mansions?|Court|Estate|Heights|Residency|Residence|Complex|"
    r"Enclave|Society|Chambers|Centre|Center|Park|Mill|Works|Business\sPark|Industrial\sEstate|"
    r"Retail\sPark|Trading\sEstate)|[Tt]he\s(?:Old\s)?(?:Cottage|House|Lodge|Farm|Barn|Hall|Manor|"
    r"Rectory|Vicarage|Mill|Forge|Bungalow|Coach\sHouse|Gatehouse|Stables|Granary|Schoolhouse|"
    r"Bakery|Chapel|Oaks|Elms|Willows|Beeches|Limes|Cedars|Firs|Hollies|Laurels|Paddocks?))"
)
UK_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}"
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
