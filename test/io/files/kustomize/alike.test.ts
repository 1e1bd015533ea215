import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { FileSnapshot } from '../../../../src/io/files/index.ts';
import type { Json } from '../../../../src/model/index.ts';
import { repository } from '../../../repository.ts';
import { BASE, OVERLAYS, type Overlay } from './kustomizations.ts';

/** What kustomize 5.5.0 makes of each; UPDATE_BUILDS=1 asks the kubectl that is on PATH. */
const RECORDED = new URL('kustomizations.json', import.meta.url);

const filesOf = ({ text, files = {} }: Overlay): Readonly<Record<string, string>> => ({
  ...BASE,
  'o/kustomization.yaml': `resources: [../base]\n${text}`,
  ...Object.fromEntries(Object.entries(files).map(([path, file]) => [`o/${path}`, file])),
});

function built(overlay: Overlay): string {
  const folder = mkdtempSync(join(tmpdir(), 'alike-'));
  try {
    for (const [path, text] of Object.entries(filesOf(overlay))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return execFileSync('kubectl', ['kustomize', join(folder, 'o')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.env['UPDATE_BUILDS'] === '1')
  writeFileSync(
    RECORDED,
    `${JSON.stringify(Object.fromEntries(OVERLAYS.map((one) => [one.name, built(one)])), null, 2)}\n`,
  );
const builds = JSON.parse(readFileSync(RECORDED, 'utf8')) as Readonly<Record<string, string>>;

/** Objects by what they are called; the order of their fields, and of lists with names or ports, tells nothing. */
function told({ objects }: FileSnapshot): ReadonlyMap<string, Json> {
  return new Map(
    objects.map(({ kind, metadata: { name, namespace, labels, annotations }, body }) => [
      `${kind} ${name}`,
      sorted({ namespace: namespace ?? null, labels, annotations, body }),
    ]),
  );
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map(sorted);
    const isKeyed = items.every((item) => /"(?:port|containerPort|name)":/.test(JSON.stringify(item)));
    return isKeyed ? items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]): [string, Json] => [key, sorted(item)])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('what promwire makes of a kustomization by itself', () => {
  it.each(OVERLAYS)('is what kustomize makes of it, or open: $name', async (overlay) => {
    const own = await repository(filesOf(overlay));
    const other = told(await repository({ 'all.yaml': builds[overlay.name] ?? '' }));
    const open = own.gaps.map(({ reads, sentence }) => ({ what: `${reads.kind} ${reads.name ?? ''}`, sentence }));
    expect(open.map(({ what }) => what).toSorted()).toEqual((overlay.open ?? []).toSorted());
    expect(open.every(({ sentence }) => sentence?.includes('o/kustomization.yaml'))).toBe(true);
    const known = [...other].filter(([name]) => !(overlay.open ?? []).includes(name));
    expect(Object.fromEntries(told(own))).toEqual(Object.fromEntries(known));
    expect(own.notes.join()).not.toContain('invalid');
  });

  it('differs from the base in each of them', () => {
    const same = OVERLAYS.filter(({ name }) => builds[name] === builds['nothing']);
    expect(same.map(({ name }) => name)).toEqual(['nothing', 'a merge with an empty map', 'an edit for nobody']);
  });
});
