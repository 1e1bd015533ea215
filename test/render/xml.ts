/** A small strict reader of XML 1.0: elements, attributes, text. Throws at the first thing that is not well-formed. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
// https://www.w3.org/TR/xml/#charsets
const NOT_A_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

function decode(raw: string): string {
  return raw.replaceAll(/&([^;]*);?/g, (whole, name: string) => {
    const code = /^#(\d+)$/.exec(name)?.[1];
    const value = code === undefined ? ENTITIES[name] : String.fromCodePoint(Number(code));
    if (value === undefined || !whole.endsWith(';')) throw new Error(`no entity: ${whole}`);
    return value;
  });
}

export function parseXml(source: string): Element {
  if (NOT_A_CHARACTER.test(source)) throw new Error('a character that XML cannot hold');
  // Parsers read every line end as \n, and every line end or tab in an attribute as a space.
  const text = source.replaceAll(/\r\n?/g, '\n');
  let at = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(text)?.[0].length ?? 0;
  if (at === 0) throw new Error('no declaration');
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const found = new RegExp(pattern.source, 'y');
    found.lastIndex = at;
    const match = found.exec(text) ?? undefined;
    if (match) at += match[0].length;
    return match;
  };
  const element = (): Element => {
    const name = take(/<([A-Za-z-]+)/)?.[1];
    if (name === undefined) throw new Error(`no element at ${text.slice(at, at + 40)}`);
    const attributes: Record<string, string> = {};
    for (let match = take(/\s+([a-z]+)="([^"<]*)"/); match; match = take(/\s+([a-z]+)="([^"<]*)"/)) {
      const [, key = '', raw = ''] = match;
      if (Object.hasOwn(attributes, key)) throw new Error(`${key} twice`);
      attributes[key] = decode(raw.replaceAll(/[\t\n]/g, ' '));
    }
    if (take(/\/>/)) return { name, attributes, children: [], text: '' };
    if (!take(/>/)) throw new Error(`bad tag at ${text.slice(at, at + 40)}`);
    const children: Element[] = [];
    let inside = '';
    for (;;) {
      const raw = take(/[^<]*/)?.[0] ?? '';
      if (raw.includes(']]>')) throw new Error(']]> in text');
      inside += decode(raw);
      if (take(new RegExp(`</${name}>`))) return { name, attributes, children, text: inside };
      children.push(element());
    }
  };
  const root = element();
  if (text.slice(at).trim() !== '') throw new Error('something behind the root');
  return root;
}
