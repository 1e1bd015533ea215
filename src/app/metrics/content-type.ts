/** What Prometheus 3 makes of the header Content-Type of a page (extractMediaType in model/textparse/interface.go of v3.13). */
import type { ExpositionFormat } from '../../lang/exposition/index.ts';

const FORMATS: Readonly<Record<string, ExpositionFormat | 'protobuf'>> = {
  'text/plain': 'text',
  'application/openmetrics-text': 'openmetrics',
  'application/vnd.google.protobuf': 'protobuf',
};

/** A token of RFC 2045, as Go's package mime takes it. */
const TOKEN = String.raw`[!#$%&'*+\-.0-9A-Z^_\x60a-z|~]+`;
const PARAMETER = new RegExp(String.raw`\s*;\s*(${TOKEN})\s*=\s*("(?:[^"\\\r\n]|\\[^\r\n])*"|${TOKEN})`, 'y');

/** The format that it names; undefined: Prometheus 3 refuses the page, unless its monitor has a fallbackScrapeProtocol. */
export function formatOf(contentType: string | undefined): ExpositionFormat | 'protobuf' | undefined {
  const [type = ''] = (contentType ?? '').split(';');
  const format = Object.hasOwn(FORMATS, type.trim().toLowerCase()) ? FORMATS[type.trim().toLowerCase()] : undefined;
  return format !== undefined && parametersFit((contentType ?? '').slice(type.length)) ? format : undefined;
}

/** Go's mime.ParseMediaType refuses parameters without a value, and one that is there twice with two values. */
function parametersFit(text: string): boolean {
  const seen = new Map<string, string>();
  PARAMETER.lastIndex = 0;
  for (let at = 0; ; at = PARAMETER.lastIndex) {
    const [found, name = '', value = ''] = PARAMETER.exec(text) ?? [];
    if (found === undefined) return /^\s*;?\s*$/.test(text.slice(at));
    const known = seen.get(name.toLowerCase());
    if (known !== undefined && known !== value) return false;
    seen.set(name.toLowerCase(), value);
  }
}
