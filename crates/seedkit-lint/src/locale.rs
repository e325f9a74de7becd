//! Words of many languages, in one place.

/// `Category`, as the wikis of 25 languages write it, in lower case. From the namespaces of MediaWiki.
pub(crate) const CATEGORY_PREFIXES: &[&str] = &[
    "categories",
    "categoria",
    "category",
    "categoría",
    "catégorie",
    "kategori",
    "kategoria",
    "kategorie",
    "kategorija",
    "kategoreja",
    "kategória",
    "luokka",
    "thể loại",
    "κατηγορία",
    "категориja",
    "категория",
    "категорія",
    "катэгорыя",
    "קטגוריה",
    "تصنيف",
    "श्रेणी",
    "カテゴリ",
    "分类",
    "分類",
    "분류",
];

/// Names of categories that wikis keep for their own work: regular expressions, searched for in the name.
pub(crate) const MAINTENANCE_CATEGORIES: &[&str] = &[
    r"^(?:All )?(?:[Aa]rticles|[Pp]ages) (?:with|without|needing|lacking|containing|using|to be (?:expanded|merged|split|moved|translated)|that (?:may|need|use|are missing|transclude|link)|which|covered by|incorporating|requiring|having|sourced|slanted|contradicting|actively undergoing|about to be|in need of|missing|including|transcluding|calling|tagged|prone to|lacking|created (?:via|by)|edited by|imported from|intentionally citing|semi-protected|translated from|needing|where|by quality|in wrong)\b",
    r"^All (?:stub|orphaned|NPOV|BLP|Wikipedia|wikipedia|disambiguation|article disambiguation|set index|redirect|free media|non-free|unassessed|copied|self-published|uncategorized|dead|accuracy|pages|plot|primary|unreferenced|wikify|Wikify|categories|accuracy|included|monthly|self-contradictory|free|Wikipedia neutral)\b.*(?:articles|pages|disputes|files|media|BLPs|biographies|sources|links|categories|clean-?up)\b",
    r"^Wikipedia (?:articles?|pages?|introduction cleanup|(?:indefinitely|temporarily|extended-confirmed|semi|fully|move|pending changes|template|office|protected|create)[- ].*protect|protected|external links cleanup|spam cleanup|references cleanup|list cleanup|further reading cleanup|cleanup|neutral point of view|level-[0-9]|requested|vital|files?\b|templates?\b|redirects?|drafts?|copy ?edit|tutorials?\b|missing|essays|disambiguation|non-free|objectionable|outlines|indexes|glossaries|good articles|featured|usernames|user|administrat)",
    r"^(?:Wikipedia|Wikipédia|Википедия|Вікіпедія|Wikipédie|Ουικιπαίδεια|ויקיפדיה|위키백과|Vikipedi|WikiProject)(?::| project)\s*\S",
    r"^WikiProject ",
    r"^CS1(?:[ :].*)?$",
    r"^Webarchive template ",
    r"^Harv and Sfn ",
    r"^AC with [0-9]+ elements?$",
    r"^AC using ",
    r"^Use (?:(?:American|British|Australian|Canadian|Indian|Irish|New Zealand|South African|Oxford|Hong Kong|Hiberno|Jamaican|Pakistani|Nigerian|Singapore|Philippine|Kenyan|Ghanaian|Malaysian|Commonwealth|Bangladeshi|Trinidad and Tobago|Caribbean|Sri Lankan|Ugandan|Tanzanian|Zimbabwean|Liberian|Antiguan and Barbudan|Bahamian|Barbadian|Belizean|Guyanese|Gambian|Fijian)[ -]?English|dmy dates|mdy dates|ymd dates|shortened footnotes|list-defined references|Harvard referencing)\b",
    r"^EngvarB\b",
    r"^(?:Good|Featured) (?:articles|lists|topics|article nominees)$",
    r"^Short description ",
    r"^Short descriptions\b",
    r"^Coordinates (?:on Wikidata|not on Wikidata)$",
    r"^Commons (?:category|link)\b",
    r"^Official website ",
    r"^Interlanguage link template",
    r"^Infobox .* (?:errors?|needing|using|with|maintenance|requiring|articles)\b",
    r"^(?:Template|Templates|Lua|Script|Module) .*(?:errors?|needing|using|with)\b",
    r"^(?:Unprintworthy|Printworthy) redirects$",
    r"^Redirects (?:from|to|with|of)\b",
    r"^R from ",
    r"^(?:.+ )?[Dd]isambiguation pages(?: with.*)?$",
    r"^Set index articles",
    r"\bstub sorting\b",
    r"^(?:Hidden|Tracking) categories$",
    r"^(?:Accuracy|NPOV|Neutrality) disputes\b",
    r"^Orphaned articles\b",
    r"^(?:BLP|Unreferenced BLPs?|BLPs) (?:articles|from)\b",
    r"^(?:Incomplete lists|Dynamic lists|Vague or ambiguous|Self-contradictory articles|Spoken articles|Subscription required using via|Noindexed pages|Copied and pasted|Candidates for (?:speedy )?deletion|Proposed deletion as of|Uncategorized|Cleanup tagged|Monthly clean-?up|Pages? (?:using|with|containing|needing|that|transcluding|includes?)|Portal templates|Media needing|Commons category)\b",
    r"\b(?:from|since) (?:January|February|March|April|May|June|July|August|September|October|November|December) (?:19|20)[0-9][0-9]$",
    r"^(?:Year|Date|Place) of (?:birth|death) (?:missing|unknown|uncertain)\b.*",
    r"^Articles? (?:contenant|avec|à|sans|utilisant|ayant|de qualité|labellisé)(?: |$)",
    r"^(?:Page|Pages) (?:utilisant|avec|contenant|à|en)(?: |$)",
    r"^Portail:",
    r"^Portal:",
    r"^Wikipedia:",
    r"^Википедия:",
    r"^Страницы(?:,| с)",
    r"^Статьи (?:с|со|без)(?: |$)",
    r"^Voci (?:con|senza)\b",
    r"^P[0-9]+ (?:letta|differente|assente|uguale)",
    r"を使用している|を必要とする記事|のある記事$|含有|使用.*的頁面|自[0-9]{4}年.*(?:條目|条目)$|需要.*(?:條目|条目)$",
];

/// Names of categories for articles that are too short: words of ASCII.
pub(crate) const STUB_CATEGORIES: &str = r"(?i-u)\bstubs?\b$|\bstubs\b";

/// What wikis write at the start of a redirect page.
pub(crate) const REDIRECT_WORDS: &[&str] = &[
    "REDIRECT",
    "REDIRECTION",
    "WEITERLEITUNG",
    "REDIRECCIÓN",
    "REDIRECIONAMENTO",
    "RINVIA",
    "DOORVERWIJZING",
    "PATRZ",
    "ПЕРЕНАПРАВЛЕНИЕ",
    "ПЕРЕНАПРАВЛЕННЯ",
    "重定向",
    "転送",
    "넘겨주기",
    "تحويل",
    "הפניה",
    "OHJAUS",
    "YÖNLENDİRME",
    "OMDIRIGERING",
    "OMDIRIGER",
    "ÁTIRÁNYÍTÁS",
    "PŘESMĚRUJ",
    "ΑΝΑΚΑΤΕΥΘΥΝΣΗ",
    "ПРЕНАСОЧВАНЕ",
];

/// `File`, as wikis write it before the name of an image, in any case.
pub(crate) const FILE_PREFIXES: &[&str] = &[
    "File",
    "Image",
    "Media",
    "Fichier",
    "Datei",
    "Bild",
    "Archivo",
    "Imagen",
    "Immagine",
    "Ficheiro",
    "Imagem",
    "Bestand",
    "Afbeelding",
    "Plik",
    "Grafika",
    "Файл",
    "Изображение",
    "Attēls",
    "Attels",
    "Fil",
    "Tiedosto",
    "Dosya",
    "ファイル",
    "画像",
    "文件",
    "파일",
    "Tập tin",
    "Αρχείο",
    "ملف",
    "קובץ",
];

/// Languages of Wikipedias whose names are more than two or three letters.
pub(crate) const WIKI_LANGUAGES: &[&str] = &[
    "simple",
    "zh-yue",
    "zh-min-nan",
    "be-x-old",
    "be-tarask",
    "roa-rup",
    "fiu-vro",
    "map-bms",
    "bat-smg",
    "cbk-zam",
    "nds-nl",
    "zh-classical",
    "roa-tara",
];

/// What wikis write before the sort key or the display title of a page.
pub(crate) const SORT_KEYS: &[&str] = &["DEFAULTSORT", "SORTIERUNG", "CLÉDETRI", "ORDENAR", "DISPLAYTITLE"];

/// Words of the markup of images that stand alone before a pipe.
pub(crate) const IMAGE_WORDS: &[&str] = &[
    "thumb",
    "thumbnail",
    "frameless",
    "border",
    "left",
    "right",
    "center",
    "centre",
    "none",
    "baseline",
    "middle",
    "sub",
    "super",
    "mini",
    "miniatur",
    "links",
    "rechts",
    "vignette",
    "droite",
    "gauche",
    "miniaturadeimagen",
    "miniatura",
    "derecha",
    "izquierda",
    "destra",
    "sinistra",
    "мини",
    "справа",
    "слева",
    "міні",
    "праворуч",
    "frame",
    "framed",
    "upright",
    "hochkant",
];

/// What else stands there: a regular expression.
pub(crate) const IMAGE_OPTIONS: &str = r"upright\s*=\s*[\d.]+|hochkant=[\d.]+|thumbtime=\d+|alt\s*=\s*[^|\n]{0,200}|link\s*=\s*[^|\n]{0,80}|class\s*=\s*[\w-]+|page\s*=\s*\d+|lang\s*=\s*\w+|\d{1,4}x?\d{0,4}\s?px|x\d{1,4}px";

/// A paragraph that is nothing but the heading of a section without text: a regular expression.
pub(crate) const SECTION_NAMES: &str = r"^(?:References?|Notes?(?: and references)?|Footnotes?|Citations?|Sources?|Bibliography|Further reading|External links?|See also|Contents|Gallery|Works cited|Einzelnachweise|Weblinks|Literatur|Siehe auch|Références|Notes et références|Liens externes|Voir aussi|Referencias|Enlaces externos|Véase también|Note|Collegamenti esterni|Bibliografia|Примечания|Ссылки|Литература|См\. также|Atsauces|Ārējās saites|脚注|関連項目|外部リンク|参考文献|参见|外部链接|Nūruodis|Verīs taipoš|Literatura)\s*[:.]?$";

/// Names of tags of HTML and of wikis: an alternation of a regular expression, longer names first.
pub(crate) const TAG_NAMES: &str = "syntaxhighlight|templatestyles|categorytree|includeonly|onlyinclude|blockquote|charinsert|references|indicator|noinclude|imagemap|inputbox|mapframe|revision|timeline|article|caption|gallery|maplink|section|center|footer|header|iframe|nowiki|script|source|strike|strong|audio|graph|hiero|score|small|style|table|tbody|thead|title|video|abbr|body|chem|cite|code|data|font|head|html|link|main|mark|math|meta|nobr|page|poem|ruby|samp|span|text|time|bdi|bdo|big|del|dfn|div|doc|img|ins|kbd|nav|pre|ref|sub|sup|var|wbr|br|ce|dd|dl|dt|em|h1|h2|h3|h4|h5|h6|hr|li|ol|rp|rt|td|th|tr|tt|ul|a|b|i|p|q|s|u";

/// What follows the name of a disambiguation page: a regular expression.
pub(crate) const DISAMBIGUATION: &str = r"(?i)[(（](?:disambiguation|homonymie|Begriffsklärung|desambiguación|desambiguação|disambigua|значения|значення|doorverwijspagina|ujednoznacznienie|olika betydelser|flertydig|täsmennyssivu|anlam ayrımı|nuozīmu škiršona|nozīmju atdalīšana|曖昧さ回避|消歧义|消歧義|동음이의|توضيح|פירושונים)[)）]$";

/// Namespaces of `MediaWiki` other than that of articles.
pub(crate) const NAMESPACES: &[&str] = &[
    "Talk",
    "User",
    "User talk",
    "Wikipedia",
    "WP",
    "Wikipedia talk",
    "Project",
    "File",
    "File talk",
    "Image",
    "MediaWiki",
    "MediaWiki talk",
    "Template",
    "Template talk",
    "Help",
    "Help talk",
    "Category",
    "Category talk",
    "Portal",
    "Portal talk",
    "Book",
    "Book talk",
    "Draft",
    "Draft talk",
    "TimedText",
    "Module",
    "Module talk",
    "Special",
    "Media",
    "Topic",
    "Gadget",
    "Wikt",
    "Wiktionary",
];

/// Cyrillic letters and the Latin ones they look like.
pub(crate) const CYRILLIC_LOOK_ALIKES: &[(char, char)] = &[
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('Ѕ', 'S'),
    ('І', 'I'),
    ('Ј', 'J'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('У', 'Y'),
    ('Х', 'X'),
    ('Ь', 'b'),
    ('а', 'a'),
    ('е', 'e'),
    ('ѕ', 's'),
    ('і', 'i'),
    ('ј', 'j'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('ԁ', 'd'),
    ('һ', 'h'),
    ('ԛ', 'q'),
    ('ԝ', 'w'),
    ('ң', 'h'),
    ('Ӏ', 'I'),
];

/// Greek letters and the Latin ones they look like.
pub(crate) const GREEK_LOOK_ALIKES: &[(char, char)] = &[
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
    ('α', 'a'),
    ('ι', 'i'),
    ('ν', 'v'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('υ', 'u'),
    ('χ', 'x'),
];

/// What editors of wikis write between brackets, beside numbers and letters: an alternation of a regular expression.
pub(crate) const EDITOR_MARKS: &str = r"(?:note|n|nb|fn|lower-alpha|upper-alpha|lower-roman|A|B|Note|注|Anm\.)\s?\d{1,3}|(?i:citations? needed|citation\s+required|clarification needed|clarify|when\?|who\?|why\?|where\?|which\?|by whom\?|according to whom\?|quantify|verification needed|not in citation given|failed verification|dubious\s*(?:[–-] discuss)?|unreliable source\??|better source needed|self-published source\??|disambiguation needed|needs update|update|original research\??|page needed|full citation needed|dead link|permanent dead link|edit|edit source|edit \| edit source|vague|sic ?\?|specify|ambiguous|needs context|weasel words|neutrality is disputed|discuss|show|hide|how\?|pronunciation\?|importance\?|disputed\s*[–-] discuss|(?:non-primary|third-party) source needed|(?:further explanation|attribution|year|example|additional citations?) needed|Quellentext bearbeiten|Bearbeiten|modifier le code|réf\. nécessaire|cita requerida|precisazione|senza fonte|источник не указан[^\[\]]*|källa behövs|要出典|要検証|来源请求|來源請求|بحاجة لمصدر|carece de fontes|출처 필요|kaynak belirtilmeli|cần dẫn nguồn)";

/// `Coordinates`, as wikis write it before a position: an alternation of a regular expression.
pub(crate) const COORDINATE_WORDS: &str =
    "Coordinates|Koordinaten|Coordenadas|Coordonnées|Координаты|Coördinaten";

/// How paragraphs start that are about the page and lead to others: an alternation of a regular expression, in any case but
/// for the words about redirects, which are what calls the rule where a paragraph starts with any word.
pub(crate) const HATNOTES: &str = r#"For (?:other uses|other people|other places|the (?:album|film|song|band|village|town|city|book|novel|surname|given name|TV series|television series|magazine|ship)\b[^.]{0,60}), see\b|For [^.]{1,80}, see [^.]{1,80}\.$|This article is about [^.]{1,120}\. (?:For|It is not)\b|This (?:article|section|page|list|biography[^.]{0,40}) (?:needs|does not cite|has multiple issues|may (?:require|contain|be|need)|includes a list of|relies (?:largely|too)|is written like|possibly contains|contains (?:content|weasel|wording|translated|Indic|special)|is an orphan)\b|Not to be confused with\b|"[^"]{1,60}" (?-i:redirects? here)\.|\S[^.]{0,60} (?-i:redirects? here)\. For\b|Main (?:article|page)s?: \S|Further information: |See also: \S|For more details on this topic, see|You can help (?:by|Wikipedia)|Find sources: |Learn how and when to remove|From Wikipedia, the free encyclopedia|Jump to (?:navigation|search|content)|Text is available under the Creative Commons|This page was last (?:edited|modified)|Retrieved from "https?"#;

/// Names of languages and scripts, and words before a transcription, as English articles write them before a name in
/// another script: an alternation of a regular expression.
pub(crate) const LANGUAGES: &str = "Greek|Latin|Arabic|Hebrew|Chinese|Japanese|Russian|French|German|Spanish|Persian|Sanskrit|Hindi|Turkish|Polish|Irish|Welsh|Italian|Portuguese|Dutch|Korean|Ukrainian|Armenian|Georgian|Hungarian|Czech|Swedish|Danish|Norwegian|Finnish|Bengali|Urdu|Tamil|Thai|Vietnamese|Romanian|Bulgarian|Serbian|Croatian|Catalan|Basque|Scottish Gaelic|Old English|Pashto|Punjabi|Malay|Indonesian|Swahili|Somali|Mongolian|Kurdish|Azerbaijani|Kazakh|Uzbek|Icelandic|Lithuanian|Latvian|Estonian|Slovak|Slovene|Albanian|Macedonian|Belarusian|pinyin|IPA|romanized|transliterated|Romanized";
