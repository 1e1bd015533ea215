/*
 * Names of Unicode classes (`\p{Greek}`), which Go's libraries read differently from one another and from ours.
 */

/** `go`: regexp/syntax of go 1.26, which relabelings use. `matcher`: the older parser that Prometheus' =~ matchers use. */
export type Dialect = 'go' | 'matcher';

/** unicode.Categories of go 1.26. */
const CATEGORIES: ReadonlySet<string> = new Set(
  'C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs'.split(
    ' ',
  ),
);

/** unicode.Scripts of go 1.26 (Unicode 15). */
const SCRIPTS: ReadonlySet<string> = new Set(
  (
    'Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki Bopomofo ' +
    'Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian Common ' +
    'Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs ' +
    'Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul ' +
    'Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited Inscriptional_Pahlavi ' +
    'Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki ' +
    'Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean ' +
    'Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi ' +
    'Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong ' +
    'Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian ' +
    'Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi ' +
    'Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese ' +
    'Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan ' +
    'Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square'
  ).split(' '),
);

/** unicode.CategoryAliases of go 1.26, spelt as canonicalName spells them. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  (
    'Casedletter:LC Closepunctuation:Pe Combiningmark:M Connectorpunctuation:Pc Control:Cc Currencysymbol:Sc ' +
    'Dashpunctuation:Pd Decimalnumber:Nd Enclosingmark:Me Finalpunctuation:Pf Format:Cf Initialpunctuation:Pi Letter:L ' +
    'Letternumber:Nl Lineseparator:Zl Lowercaseletter:Ll Mark:M Mathsymbol:Sm Modifierletter:Lm Modifiersymbol:Sk ' +
    'Nonspacingmark:Mn Number:N Openpunctuation:Ps Other:C Otherletter:Lo Othernumber:No Otherpunctuation:Po ' +
    'Othersymbol:So Paragraphseparator:Zp Privateuse:Co Punctuation:P Separator:Z Spaceseparator:Zs Spacingmark:Mc ' +
    'Surrogate:Cs Symbol:S Titlecaseletter:Lt Unassigned:Cn Uppercaseletter:Lu Cntrl:Cc Digit:Nd Punct:P'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** Loose spelling: first letter large, the rest small, without spaces, hyphens and underscores. */
function canonicalName(name: string): string {
  const joined = name.replaceAll(/[ _-]/g, '');
  // ASCII only, as Go does.
  return joined.replaceAll(/[A-Z]/g, (c) => c.toLowerCase()).replace(/^[a-z]/, (c) => c.toUpperCase());
}

/** The name that our library knows for it; undefined where the dialect knows none. */
function resolve(name: string, dialect: Dialect): string | undefined {
  if (dialect === 'matcher') return name === 'Any' || CATEGORIES.has(name) || SCRIPTS.has(name) ? name : undefined;
  const canonical = canonicalName(name);
  if (canonical === 'Any' || canonical === 'Assigned' || canonical === 'Ascii') return canonical;
  if (canonical === 'Lc') return 'LC';
  // Scripts with an underscore in their name can no longer be named: the loose spelling has none.
  if (CATEGORIES.has(canonical) || SCRIPTS.has(canonical)) return canonical;
  return ALIASES.get(canonical);
}

const CLASS = /^\\([pP])(?:\{(\^?)([^}]*)\}|(.))$/su;

/** `\p{Greek}` by the name that our library knows for it; undefined where the dialect knows no such class. */
export function translateClass(text: string, dialect: Dialect): string | undefined {
  const [, sign = '', not = '', braced, letter] = CLASS.exec(text) ?? [];
  const name = resolve(braced ?? letter ?? '', dialect);
  return name === undefined ? undefined : `\\${sign}{${not}${name}}`;
}
