import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HIDDEN, newSent } from '../src/sent.ts';
import { seedOr } from './seed.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.c4n4ry/T0ken+With"Quotes&<Tags>.x9Zq-_tail';
const sentWith = (...secrets: readonly string[]): ReturnType<typeof newSent> => {
  const sent = newSent();
  sent.add(...secrets);
  return sent;
};

const percent = (text: string, every = 1): string =>
  [...text].map((c, i) => (i % every === 0 ? `%${c.charCodeAt(0).toString(16).padStart(2, '0')}` : c)).join('');
const unicode = (text: string): string =>
  [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const ENCODINGS: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['base64', base64],
  ['base64 behind one character', (text) => base64(`u${text}`)],
  ['base64 behind two characters', (text) => base64(`u:${text}`)],
  ['base64 in the middle', (text) => base64(`user:${text}@host`)],
  ['base64 for URLs', (text) => Buffer.from(text).toString('base64url')],
  ['hexadecimal', (text) => Buffer.from(text).toString('hex')],
  ['percent', encodeURIComponent],
  ['percent everywhere', (text) => percent(text)],
  ['percent in capitals', (text) => percent(text).toUpperCase()],
  ['percent here and there', (text) => percent(text, 3)],
  ['percent twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['base64 in percent', (text) => encodeURIComponent(base64(`u:${text}`))],
  ['JSON', (text) => JSON.stringify(text)],
  ['JSON of slashes', (text) => JSON.stringify(text).replaceAll('/', '\\/')],
  ['JSON of numbers', unicode],
  ['JSON in JSON', (text) => JSON.stringify(JSON.stringify({ text }))],
  ['HTML', (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
  ['HTML of numbers', (text) => [...text].map((c) => `&#${c.charCodeAt(0)};`).join('')],
  ['HTML of hexadecimal numbers', (text) => [...text].map((c) => `&#x${c.charCodeAt(0).toString(16)};`).join('')],
];

/** What somebody who knows these encodings finds in a text. */
function readings(text: string): string {
  const undone = [text];
  for (let i = 0; i < 3; i += 1) {
    const last = undone.at(-1) ?? '';
    undone.push(
      last
        .replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replaceAll(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replaceAll(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)))
        .replaceAll(/\\(.)/g, '$1'),
    );
  }
  const runs = undone.flatMap((one) => one.match(/[\w+/-]{8,}/g) ?? []);
  const decoded = runs.flatMap((run) =>
    [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1')),
  );
  const hex = runs.map((run) => Buffer.from(run, 'hex').toString('latin1'));
  return [...undone, ...decoded, ...hex].join('\n');
}

describe('what was sent', () => {
  describe.each(['hide', 'hideAll'] as const)('%s', (way) => {
    it.each(ENCODINGS)('is hidden: %s', (_name, encode) => {
      const text = `before ${encode(TOKEN)} after`;
      expect(readings(text)).toContain('c4n4ry');
      const shown = sentWith(TOKEN)[way](text);
      expect(shown).toMatch(/^before .*\(hidden\).* after$/s);
      expect(readings(shown)).not.toContain('c4n4ry');
    });

    it.each([
      ['its first 30 characters', TOKEN.slice(0, 30)],
      ['its last 30', TOKEN.slice(-30)],
      ['the middle', TOKEN.slice(15, 45)],
      ['the beginning in base64', base64(TOKEN).slice(0, 31)],
      ['the beginning of a login in base64', base64(`user:${TOKEN}`).slice(0, 40)],
    ])('is hidden where it was cut: %s', (_name, piece) => {
      expect(readings(sentWith(TOKEN)[way](`x ${piece}…`))).not.toMatch(/c4n4ry|T0ken|x9Zq/);
    });

    it('text without it stays as it is', () => {
      const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.json());
      fc.assert(
        fc.property(texts, (text) => sentWith(TOKEN)[way](text) === text),
        { seed: seedOr(20261129) },
      );
    });

    it('takes time that grows with the text alone', () => {
      const sent = sentWith(TOKEN, 'a'.repeat(500), 'ab1'.repeat(300));
      const began = performance.now();
      for (const hostile of ['a', 'ab1', 'ab1b', TOKEN.slice(0, 7), '\\', '%61', '&#97;', '%', '&', '\\u0061'])
        sent[way](hostile.repeat(300_000 / hostile.length));
      expect(performance.now() - began).toBeLessThan(5000);
    });
  });

  it('is hidden as a whole wherever it is, and leaves the rest', () => {
    const secret = fc
      .string({ minLength: 12, maxLength: 60, unit: 'grapheme-ascii' })
      .filter((text) => /\d/.test(text) && text.trim() === text);
    const encoding = fc.constantFrom(...ENCODINGS);
    fc.assert(
      fc.property(secret, encoding, fc.nat(20), (text, [name, encode], before) => {
        const around = ' '.repeat(before);
        const shown = sentWith(text).hide(`${around}${encode(text)}`);
        return shown.startsWith(around) && (name.includes('JSON') || name.includes('HTML') || shown.includes(HIDDEN));
      }),
      { seed: seedOr(20261129) },
    );
  });

  it('JSON stays JSON', () => {
    const sent = sentWith(TOKEN);
    const value = { a: [TOKEN, `${TOKEN}\n"x"`], [TOKEN]: 'ü%c3%bc\\' };
    const shown = sent.hide(JSON.stringify(value));
    expect(JSON.parse(shown)).toEqual({ a: [HIDDEN, `${HIDDEN}\n"x"`], [HIDDEN]: 'ü%c3%bc\\' });
  });

  it('a login is hidden in both orders, and a user without a password is a token', () => {
    const sent = newSent();
    sent.addLogin('admin', 'Pa55word!');
    sent.addLogin('ghp_0123456789', '');
    expect(sent.hide('admin:Pa55word! Pa55word!:admin ghp_0123456789 admin')).toBe(
      `${HIDDEN} ${HIDDEN} ${HIDDEN} admin`,
    );
    expect(sent.hide(base64('admin:Pa55word!'))).toBe(HIDDEN);
  });

  it('a password that is a word is hidden in what servers say, and in no name of a result', () => {
    const sent = newSent();
    sent.addLogin('admin', 'prom-operator');
    expect(sent.hideAll('wrong password prom-operator')).toBe(`wrong password ${HIDDEN}`);
    expect(sent.hide('Deployment monitoring/prom-operator')).toBe('Deployment monitoring/prom-operator');
    expect(sent.hide(`Basic ${base64('admin:prom-operator')}`)).toBe(`Basic ${HIDDEN}`);
    expect(sent.hide('prom-operator-7f9')).toBe('prom-operator-7f9');
  });

  it('of headers the value, each part of it, and of a tenant only in errors', () => {
    const sent = newSent();
    sent.addHeader('authorization', 'Bearer abc123456');
    sent.addHeader('cookie', 'session=s355ion99; theme=dark');
    sent.addHeader('x-scope-orgid', 'team-42');
    expect(sent.hide('abc123456 s355ion99 team-42 dark')).toBe(`${HIDDEN} ${HIDDEN} team-42 dark`);
    expect(sent.hideAll('team-42')).toBe(HIDDEN);
  });

  it('what is shorter than six characters is not hidden', () => {
    expect(sentWith('k8s', 'admin').hideAll('k8s admin')).toBe('k8s admin');
  });
});
