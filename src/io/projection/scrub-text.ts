/** What takes credentials out of text: of URLs, of languages that must still parse, and of what people and programs say. */
import { MASK } from '../../kube/mask.ts';

/** The scheme of a URL is no asterisk: what was one stays one. */
const BARE_MASK = `redacted:${MASK}@`;

// Bounded repetition keeps these linear on hostile strings. The second form is a password with a slash in it:
// what follows the first colon is then no port.
const USERINFO = /:\/\/[^\s/?#]{1,4096}@/g;
const SLASHED_PASSWORD = /:\/\/[^\s/?#@:]{0,256}:(?!\d{1,5}(?:[/?#\s]|$))[^\s]{0,4096}@/g;
// In PromQL and Go templates a quote ends the literal; a regular expression that takes credentials apart has none in it,
// and without half of a bracket it would be invalid.
const QUOTED_USERINFO = /:\/\/[^\s/?#"'`()[\]{}*|^]{1,4096}@/g;
// "user:password@proxy:3128" of a proxy or a registry. "app:1@sha256:…" is an image by its digest.
const BARE_USERINFO =
  /(?<![\w.%:/@-])[\w.%+~-]{1,256}:(?!\/\/)[^\s@"'`<>()[\]{}|,;]{1,256}@(?!sha\d{3}:)(?=[\w[][\w.:-]{0,255}(?:[/\s"'`,;)?#]|$))/g;
/** "--password=…", "client_secret=…". */
const NAMED =
  /(?<![\w.-])([\w.-]{0,128}?(?:password|passwd|passphrase|pwd|token|secret|credential|api[_-]?key)[\w.-]{0,128}=)["']?[^\s"',;&]+/gi;
/** `"password": "…"`, also within another string; a value that is not closed goes to the end. */
const NAMED_IN_JSON =
  /(?<![\w.-])([\w.-]{1,128})(\\{0,4}["']\s{0,8}:\s{0,8}\[?\s{0,8})("(?:\\[^]|[^"\\])*|\\{1,4}"[^"\\]*|'[^']*)/g;
/** "X-Api-Key: …", "password: …", map[X-Api-Key:[…]], with the words behind; no "token-service:8080". */
const NAMED_BY_COLON =
  /(?<![\w./-])([\w.-]{1,128})(\\{0,4}["']?:\[|\\{0,4}["']?:\s{1,8}\[?|(?:(?<=passw(?:or)?d)|(?<=[kK][eE][yY])):)([^\s"',;[\]{}\\]+)((?:[ \t]{1,8}[^\s"',;[\]{}\\:=]{1,256}(?![^\s"',;[\]{}\\])){0,16})(?=(\s+\S)?)/g;
/** With one of these begins what is said about a credential, and none: "failed to get password: secret x is not there". */
const SAID = new Set(
  `access authenticate authentication authorization cannot cert certificate configmap connection could credential credentials
  decode denied dial did does duplicate empty error errors expected expired expires failed fails failing failure forbidden got has
  header illegal invalid is lookup malformed missing must no none not null object only open parse parsing permission read
  refused rejected required response rpc scheme secret secrets server should stat status token tokens unable unauthorized
  undefined unexpected unknown unsupported was were wrong x509`.split(/\s+/),
);
const COOKIE = /(?<![\w./-])((?:set-)?cookie["']?:\s{0,8}\[?["']?)[^\s"'=]{1,256}=[^"'\n]*/gi;
const AUTHORIZATION =
  /(?<![\w./])((?:proxy-)?authorization["']?:\s{0,8}\[?["']?[A-Za-z][\w-]{1,31}\s{1,8})([^\s"',;\]]+)/gi;
const COLON_NAME = /password|passwd|passphrase|pwd|token|secret|credential|authorization|api[_-]?key|[_-]key$|auth$/i;
/** Anything that looks like a bearer token (a JWT, "Bearer …"), and what issuers of tokens begin theirs with. */
const TOKEN =
  /\b(?:eyJ[\w-]{8,}(?:\.[\w-]*){0,2}|Bearer\s+[^\s"']+|xox[abeprs]-[\w-]{8,}|gh[oprsu]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|A[KS]IA[A-Z\d]{16}\b|ya29\.[\w-]{10,}|glsa_\w{20,})/gi;
/** The same where a regular expression or PromQL may be around it: it is no pattern, and has a digit or a capital in it. */
const PLAIN_TOKEN =
  /\b(?:eyJ[\w-]{8,}(?:\.[\w-]+){0,2}|(Bearer\s+)(?=[A-Za-z+/_-]{0,64}(?:\d|[a-z][A-Z]))[\w+/-]{6,}={0,2}(?![\w=.*+?([{\\])|xox[abeprs]-[\w-]{8,}|gh[oprsu]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|glsa_\w{20,})/g;
/** Of a login (a digit, a capital in the middle or a sign of Base64 is in it), and not of "Basic authentication". */
const BASIC = /\b([Bb][Aa][Ss][Ii][Cc]\s+)(?=[A-Za-z+/]{0,64}(?:[\d=]|[a-z][A-Z]))[\w+/-]{6,}={0,2}/g;
/** Who knows the path of one of these may write there. */
const WEBHOOK =
  /(https?:\/\/(?:hooks\.(?:slack|zapier)\.com|(?:[\w-]{1,64}\.)?webhook\.office\.com|hc-ping\.com|maker\.ifttt\.com|[\w.-]{1,128}\.logic\.azure\.com|(?:(?:[\w-]{1,64}\.)?discord(?:app)?\.com(?::\d{1,5})?\/api|outlook\.office(?:365)?\.com|qyapi\.weixin\.qq\.com\/cgi-bin|(?:events\.pagerduty|alert\.victorops)\.com(?=\/integration)|api\.telegram\.org(?=\/bot)|open\.(?:feishu\.cn|larksuite\.com)(?=\/open-apis\/bot)|chat\.googleapis\.com(?=\/v1\/spaces)|oapi\.dingtalk\.com)(?=(?:\/webhooks?|\/integrations?|\/bot|\/open-apis|\/v1|\/robot)))(?::\d{1,5})?\/)[^\s"'`)\\{}]+/gi;
const SECRET_PARAMETER =
  /([?&](?:[^=&\s#]{0,64}(?:token|secret|passw|passphrase|pwd|credential|api_?key|signature)[^=&\s#]{0,64}|(?:[^=&\s#]{0,64}[_-])?(?:key|auth|sig|pass|pwd))=)[^&\s#"']+/gi;
const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----/;

/** A text without the credentials of URLs in it; a private key is replaced whole. */
export function scrubText(text: string): string {
  let result = text;
  if (result.includes('@') && result.includes('://'))
    result = result.replace(SLASHED_PASSWORD, `://${MASK}@`).replace(USERINFO, `://${MASK}@`);
  if (result.includes('@')) result = result.replace(BARE_USERINFO, BARE_MASK);
  if (result.includes('=') && (result.includes('?') || result.includes('&')))
    result = result.replace(SECRET_PARAMETER, `$1${MASK}`);
  if (result.includes('://')) result = result.replace(WEBHOOK, `$1${MASK}`);
  if (result.includes('-----BEGIN') && PRIVATE_KEY.test(result)) return MASK;
  return result;
}

/** The same for what people and programs say to people: also tokens, and passwords with their name. */
export function scrubWords(text: string): string {
  return scrubText(text)
    .replace(TOKEN, MASK)
    .replace(BASIC, `$1${MASK}`)
    .replace(COOKIE, `$1${MASK}`)
    .replace(AUTHORIZATION, (all, header: string, value: string) => (isSaid(value) ? all : `${header}${MASK}`))
    .replace(NAMED, `$1${MASK}`)
    .replace(NAMED_IN_JSON, jsonMasked)
    .replace(NAMED_BY_COLON, colonMasked);
}

function jsonMasked(all: string, name: string, between: string, value: string): string {
  const quote = /^\\{0,4}["']/.exec(value)?.[0] ?? '';
  return COLON_NAME.test(name) ? `${name}${between}${quote}${MASK}` : all;
}

const isSaid = (word: string): boolean => SAID.has(word.replace(/:$/, '').toLowerCase());

function colonMasked(
  ...[all, name, between, value, rest, more]: readonly [string, string, string, string, string, string | undefined]
): string {
  if (!COLON_NAME.test(name)) return `${name}${between}${`${value}${rest}`.replace(NAMED_BY_COLON, colonMasked)}`;
  const isSentence = (rest !== '' || more !== undefined) && isSaid(value);
  return isSentence ? all : `${name}${between}${MASK}`;
}

/** The same for text in a language (PromQL, Go templates), which must still parse afterwards. */
export function scrubExpression(text: string): string {
  if (text.includes('-----BEGIN') && PRIVATE_KEY.test(text)) return MASK;
  let result = text;
  if (result.includes('@') && result.includes('://')) result = result.replace(QUOTED_USERINFO, '://redacted@');
  if (result.includes('=') && /[?&]/.test(result)) result = result.replace(SECRET_PARAMETER, '$1redacted');
  if (result.includes('://')) result = result.replace(WEBHOOK, '$1redacted');
  return result.replace(PLAIN_TOKEN, (_, scheme = '') => `${scheme}redacted`);
}

const URL_PARTS = /^([a-z][a-z0-9+.-]{0,31}:\/\/)(?:[^\s/?#]{0,4096}@)?([^\s/?#@]{1,255})(.*)$/is;

/** Scheme and host of a URL; a path of a webhook is a credential. */
export function hostOnly(text: string): string {
  if (text === '') return text;
  const parts = URL_PARTS.exec(text);
  if (parts === null) return MASK;
  const rest = parts[3] ?? '';
  return `${parts[1] ?? ''}${parts[2] ?? ''}${rest === '' || rest === '/' ? rest : `/${MASK}`}`;
}

const WITH_QUERY = /^([^?#]*\?)([^#]*)/s;
/** Of a value what may make it no URL: escapes, and what has to be escaped. */
const UNESCAPED = /%.{0,2}|[^%\u0000-\u0020\u007f]+/gsu;

/** In which form metrics are asked for, and no key. */
const FORMAT = /^format=(?:prometheus|openmetrics|text|json)$/;

/** Parameters without their values: any may be a key. */
export function withoutQuery(text: string): string {
  return text.replace(WITH_QUERY, (_all, address: string, query: string) => {
    const parameters = query.split('&').map((each) => {
      const end = each.indexOf('=') + 1;
      return end === 0 || end === each.length || FORMAT.test(each)
        ? each
        : `${each.slice(0, end)}${covered(each.slice(end))}`;
    });
    return `${address}${parameters.join('&')}`;
  });
}

/** The same, and of its path that there is one. */
export function withoutPath(text: string): string {
  const [, address, path = ''] = /^([a-z][a-z0-9+.-]{0,31}:\/\/[^/?#]{0,4096}\/)([^?#]+)/is.exec(text) ?? [];
  return address === undefined
    ? withoutQuery(text)
    : `${address}${covered(path)}${withoutQuery(text.slice(address.length + path.length))}`;
}

function covered(value: string): string {
  let masks = 0;
  return value.replace(UNESCAPED, (part) => (part.startsWith('%') ? part : masks++ === 0 ? MASK : ''));
}
