import { describe, expect, it } from '@jest/globals';
import { pages } from '../../src/generated/pages.ts';
import { checks, clusterChecks } from '../../src/registry.ts';
import { run } from './ask.ts';

const all = [...checks, ...clusterChecks];

describe('promwire explain', () => {
  it.each(all.map(({ id }) => id))('%s: prints its page', async (id) => {
    // Of the page the lines of prose alone may end elsewhere.
    const words = (text = ''): string => text.replaceAll(/\s+/g, ' ').trim();
    const { code, out, err } = await run(['explain', id]);
    expect({ code, out: words(out), err }).toEqual({ code: 0, out: words(pages[id]), err: '' });
    expect(pages[id]).toContain(`# ${id}: `);
    const codeOf = (text = ''): readonly string[] => text.match(/^```[^]*?^```$/gm) ?? [];
    expect(codeOf(out)).toEqual(codeOf(pages[id]));
  });

  it('lists every check without an id, one line each, in order', async () => {
    const { code, out } = await run(['explain']);
    const lines = out.replaceAll(/\n +/g, ' ').split('\n').slice(0, -1);
    expect(code).toBe(0);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(all.map(({ id }) => id).toSorted());
    for (const { id, title } of all) expect(lines.find((line) => line.startsWith(`${id} `))).toContain(title);
  });

  it.each([
    ['label-mismach', 'Did you mean promwire explain label-mismatch?'],
    ['Label-Mismatch', 'Did you mean promwire explain label-mismatch?'],
    ['label mismatch', 'Did you mean promwire explain label-mismatch?'],
    ['no-endpoint', 'Did you mean promwire explain no-endpoints?'],
    ['xyzzy', 'promwire explain lists them.'],
    ['', 'promwire explain lists them.'],
    ['constructor', 'promwire explain lists them.'],
    ['__proto__', 'promwire explain lists them.'],
  ])('of the unknown %j suggests the nearest', async (id, hint) => {
    const { code, out, err } = await run(['explain', id]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(hint);
  });

  it('takes one at a time', async () => {
    expect(await run(['explain', 'no-endpoints', 'label-mismatch'])).toMatchObject({ code: 2, out: '' });
  });
});
