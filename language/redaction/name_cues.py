"""Words that lead to a name, in the languages that customers of European shops write."""

from __future__ import annotations

import re
from typing import NamedTuple

TITLE = (
    r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|messrs|rev|fr|capt|master|"
    r"herr|herrn|frau|hr|fru|fräulein|señora?|señorita|sr|sra|srta|don|doña|dna|"
    r"monsieur|madame|mademoiselle|mme|mlle|mm|signora?|signorina|sig|sig\.ra|sig\.na|dott|dott\.ssa|"
    r"senhora?|exmo|pan|pani|pán|paní|pana|mevrouw|mevr|mw|meneer|dhr|bay|bayan|hanım|dna|dl|doamna|"
    r"domnul|kyrios|kyria|gospodin|gospođa|uncle|aunt|auntie|aunty|oma|opa|tante|onkel|abuela|abuelo|"
    r"nonna|nonno|grandma|grandpa|granny|nana|nanny|sister|brother|father|mgr|ing|dipl|mag|bc|phd)"
)
# After these stands a name, in small letters too, unless it is an everyday word.
_STRONG = (
    r"(?:(?:sur|last|first|fore|family|given|full|user|nick|birth|maiden|contact|account|sender|card)?"
    r"\s?name(?:['’]s|\sis(?:\snow)?|\swas|\swill\sbe|\son\s(?:the\s)?(?:card|account|order|label|"
    r"parcel|bell|door)(?:\sis)?|\sof|\s?[:=-])?|names\sare|named|"
    r"(?:under|in|on)\s(?:the\s)?name(?:\sof)?|by\sthe\sname\s(?:of)?|aka|alias|né|née|nee|"
    r"i\sam\scalled|is\scalled|called\smyself|call\s(?:me|him|her)|they\scall\sme|"
    r"(?:account|card)\s?holder(?:\sis)?|cardholder(?:\sis)?|customer|client|contact(?:\sperson)?|"
    r"recipient(?:\sis)?|receiver(?:\sis)?|addressee|sender|payee|payer|buyer(?:\s(?:is|was))?|"
    r"attn\.?|attention|att|c/o|z\.?\s?hd\.?|signed(?:\s(?:for\s)?by)?|undersigned|sold\sto|"
    r"the\slate|bell\s(?:is|says|reads)|doorbell(?:\s(?:is|says))?|(?:door|label)\ssays|"
    r"mein\sname\sist|ich\shei(?:ß|ss)e|hei(?:ß|ss)t|me\sllamo|mi\snombre\ses|nombre|soy|"
    r"je\sm['’]appelle|mon\snom\sest|nom|mi\schiamo|il\smio\snome\s[eè]|nome|meu\snome\s[eé]|"
    r"o\smeu\snome\s[eé]|me\schamo|chamo-me|jag\sheter|jeg\sheter|mitt\snamn\s[aä]r|mit\snavn\ser|"
    r"mitt\snavn\ser|mijn\snaam\sis|ik\sheet|nazywam\ssię|mam\sna\simię|jmenuji\sse|volám\ssa|"
    r"a\snevem|numele\smeu\s(?:este|e)|mă\snumesc|nimeni\son|olen|adım|benim\sadım|ismim|"
    r"menya\szovut|me\slene|kontakt|kunde|kundin|empfänger(?:in)?|destinatario|cliente|namens|"
    r"nama\ssaya|jina\slangu\sni|pangalan\sko\say)"
)
# After these often stands something else: a capital, or a word known as a name.
_WEAK = (
    r"(?:i['’]?m|i\sam|am|it['’]?s|it\sis|this\sis|that['’]?s|here['’]?s|here\sis|we\sare|c['’]est|je\ssuis|"
    r"ich\sbin|ik\sben|sono|sou|jestem|jag\s[aä]r|jeg\ser|eu\ssunt|"
    r"for|to|from|by|with|of|and|or|not|but|as|like|via|than|behind|after|since|cc|"
    r"says|said|is|was|are|were|be|"
    r"someone|somebody|person|family|team|an|für|von|an|pour|de|para|a|per|da|voor|till|til|dla|od)"
)
# After these stands a person as a rule, in capitals.
_PERSON = (
    r"(?:"
    r"(?:speak|speaking|spoke|spoken|talk|talking|talked|chat|chatted|dealt|deal|dealing)\s(?:to|with)|"
    r"(?:ask(?:s|ed|ing)?|look(?:s|ed|ing)?|bought|present|gift|meant|is|was|arrived|came)\sfor|"
    r"(?:addressed|made\sout|written|goes|went|belongs|return(?:ed)?|given|handed|sold|directed)\sto|"
    r"(?:left|share[ds]?|live[ds]?|stay(?:ed)?|agreed|ordered|order|married)\s(?:with|to)|"
    r"(?:hand|pass|give|gave|show|forward|explain)(?:ed|s|ing)?\s(?:it|this|that|them|one|the\s[^\W\d_]{2,20})\sto|"
    r"tell|told|ask|asks|asked|call|called|contact|email|mail|write|message|ring|phone|text|give|"
    r"gave|thank|meet|met|notify|inform|let|send|sent|ship|deliver|delivered|invoice|bill|charge|"
    r"user|operator|agent|colleague|driver|courier|rep|assistant|advisor|adviser|manager|"
    r"supervisor|boss|owner|employee|tenant|landlord|landlady|by|"
    r"neighbou?rs?|flatmate|roommate|housemate|friend|mate|partner|fianc[eé]e?|wife|husband|spouse|"
    r"son|daughter|kid|child|baby|boy|girl|mum|mom|mam|mother|dad|father|parents|sister|brother|"
    r"cousin|niece|nephew|granddaughter|grandson|grandmother|grandfather|girlfriend|boyfriend|"
    r"mother-in-law|father-in-law|sister-in-law|brother-in-law|lady|gentleman|man|woman|"
    r"guy)"
)
_GREETING = (
    r"(?:hi|hello|hey|hiya|heya|howdy|yo|dear|dearest|good\s(?:morning|afternoon|evening|day)|"
    r"morning|afternoon|evening|greetings|welcome|sorry|guten\s(?:tag|morgen|abend)|hallo|"
    r"liebe|lieber|sehr\sgeehrte[rs]?|servus|moin|grüezi|grüß\sgott|bonjour|bonsoir|salut|cher|"
    r"chère|coucou|hola|buen[oa]s(?:\s(?:d[ií]as|tardes|noches))?|estimad[oa]|querid[oa]|ciao|"
    r"buongiorno|buonasera|salve|gentile|caro|cara|ol[aá]|oi|bom\sdia|boa\s(?:tarde|noite)|caro|"
    r"prezad[oa]|hej|hei|hejsan|tjena|kära|kære|kjære|beste|geachte|hoi|goede(?:morgen|middag|navond)|"
    r"dag|cześć|dzień\sdobry|witam|szanown[ay]|ahoj|dobrý\sden|szia|kedves|bun[aă]|salut|dragă|"
    r"merhaba|selam|sevgili|sayın|namaste|salaam|salam|konnichiwa|ni\shao|thanks|thank\syou|thx|"
    r"cheers|ta|ty|congrats|congratulations|bye|goodbye|sincere\sthanks)"
)
_SIGN_OFF = (
    r"(?:(?:(?:kind|best|warm|many|with|kindest|warmest|good)\s)*(?:regards|wishes|greetings)|"
    r"regards|best|cheers|thanks(?:\s(?:a\slot|again|so\smuch|in\sadvance|very\smuch))?|thx|tx|tnx|"
    r"thank\syou(?:\s(?:so|very)\smuch|\sagain|\sin\sadvance)?|ty|ta|sincerely|yours(?:\s(?:truly|"
    r"sincerely|faithfully|ever))?|respectfully|faithfully|cordially|truly|love|lots\sof\slove|"
    r"hugs|kisses|xoxo|xx+|x|br|rgds|kr|mfg|lg|vg|glg|"
    r"(?:(?:viele|liebe|beste|herzliche|freundliche|freundlichen|mit|schöne)\s)*(?:grüße|grüßen|"
    r"grüsse|grüssen|gruß|gruss)|danke|vielen\sdank|dank|cordialement|bien\s(?:cordialement|à\svous)|"
    r"salutations|sincères\ssalutations|bisous|merci(?:\sd['’]avance|\sbeaucoup)?|amitiés|saludos|"
    r"un\ssaludo|atentamente|cordialmente|gracias|abrazos|saluti|cordiali\ssaluti|distinti\ssaluti|"
    r"grazie|obrigad[oa]|atenciosamente|cumprimentos|abraços?|abs|pozdrawiam|pozdrowienia|dziękuję|"
    r"s\spozdravem|pozdravem|děkuji|üdvözlettel|köszönöm|hilsen|mvh|hälsningar|hilsner|"
    r"(?:med\s)?(?:vänliga|venlig|vennlig)\s(?:hälsningar|hilsen)|tack|takk|tak|terveisin|kiitos|"
    r"(?:met\s)?(?:vriendelijke|hartelijke)\s(?:groet|groeten)|groet|groeten|groetjes|gr|mvg|bedankt|"
    r"cu\s(?:stimă|drag)|mulțumesc|saygılarımla|teşekkürler|sevgiler|signed|sent\sby|from)"
)
_AFTER = r"(?:[:,]?\s+|:|\s?=\s?|\s?-\s|\s?\()[\"“„'«(]?"
_TITLES = rf"(?:{TITLE}\b\.?\s+){{0,3}}"


class Cue(NamedTuple):
    """What leads to a name, how surely, and the pattern whose end is the name's place."""

    strength: str
    pattern: re.Pattern[str]


STRONG, PERSON, WEAK, GREETING, SIGN_OFF = "strong", "person", "weak", "greeting", "sign-off"
_AT_END = r"(?=\S{1,25}(?:\s\S{1,25}){0,3}\s*\Z)"
_SIGNED = (
    rf"(?<![^\W_]){_SIGN_OFF}\s?[,.!;:~-]*\s{{0,3}}[-–—~*]*\s{{0,2}}{_TITLES}{_AT_END}"
    rf"|(?:\n|\s)[-–—~]+\s?{_AT_END}"
)
_BY_STRENGTH = (
    (WEAK, rf"(?<![^\W_]){_WEAK}{_AFTER}{_TITLES}"),
    (PERSON, rf"(?<![^\W_]){_PERSON}{_AFTER}{_TITLES}"),
    (GREETING, rf"(?<![^\W_]){_GREETING}{_AFTER}{_TITLES}"),
    (STRONG, rf"(?<![^\W_]){_STRONG}{_AFTER}{_TITLES}"),
    (STRONG, rf"(?<![^\W_])(?:{TITLE}\b\.?\s+){{1,3}}"),
    (SIGN_OFF, _SIGNED),
)
CUES = tuple(Cue(strength, re.compile(words, re.IGNORECASE)) for strength, words in _BY_STRENGTH)
# After a name: "Vogel here", "Sana speaking", "Schneider mein Name".
FOLLOWED = re.compile(
    r"\s*,?\s(?:here|speaking|calling|again|(?:is\s)?my\sname|mein\sname|am\sapparat|à\sl['’]appareil)\b",
    re.IGNORECASE,
)
# Who says who they are, in small letters: "its tolga, again".
INTRODUCED = re.compile(
    r"(?:\A|[\s,.!])(?:i['’]?m|i\sam|this\sis|it['’]?s|hi|hello|hey)\s\Z", re.IGNORECASE
)
# What a person does: after a name at the beginning.
VERB = re.compile(
    r"\s(?:will|is|was|has|had|says?|said|wants?|wanted|asks?|asked|needs?|bought|ordered|paid|"
    r"lives?|got|gets|can|could|would|and(?=\s[A-Z])|or(?=\s[A-Z])|called|signed|accepted|received|likes?|"
    r"loves?|told|tells|takes?|took|gave|gives|sent|sends|writes|wrote|left|moved|does|did|thinks?|"
    r"promised|never|still|also|already|works?|from|on(?=\s[+\d]))(?!\w)"
)
