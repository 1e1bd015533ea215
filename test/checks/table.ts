/**
 * Runs one check of the registry over a table of tiny worlds. Rows assert evidence and fix; the words of every row that
 * is found are in NAME.words.md next to the table, where a person reads them. UPDATE_WORDS=1 writes them again.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { gapText } from '../../src/kube/gap-text.ts';
import type { Check, ClusterCheck, Hit } from '../../src/checks/check.ts';
import type { Analysis } from '../../src/judge/analysis.ts';
import { nameOf } from '../../src/kube/refs.ts';
import type { Gap, Generated, KubeObject, StackObservation } from '../../src/model/index.ts';
import { checks, clusterChecks } from '../../src/registry.ts';
import { analysisOf } from '../../src/app/read.ts';
import { readFiles } from '../../src/io/files/index.ts';
import { diskPorts } from '../../src/io/files/walk.ts';
import { writeSnapshot } from '../../src/render/snapshot.ts';
import { analysis, snapshot } from '../worlds.ts';
import type { Sight } from '../worlds.ts';

export interface Row {
  readonly it: string;
  readonly objects: readonly KubeObject[];
  readonly sight?: Sight;
  /** What running stacks say of themselves; nobody was asked unless said. */
  readonly live?: readonly StackObservation[];
  /** What the operator wrote for stacks; not read unless said. */
  readonly generated?: readonly Generated[];
  /** "Kind namespace/name" of the object asked about; the first object of the check's kinds unless said. */
  readonly about?: string;
  /** "namespace/name" of the stack; the first one unless said. */
  readonly stack?: string;
  readonly expect: 'nothing' | 'unknown' | Expected;
}

export interface Expected {
  /** How often it is found; once unless said. */
  readonly times?: number;
  /** Fields that the evidence of the first hit must have. */
  readonly evidence?: Readonly<Record<string, unknown>>;
  /** Texts that must not be in the summary, the reasons or the remedy. */
  readonly never?: readonly string[];
  readonly severity?: 'error' | 'warning' | 'info';
  /** What the first hit is about, for a cluster check. */
  readonly about?: string;
  readonly fix?: unknown;
}

type Outcome = readonly Hit[] | { readonly unknown: readonly Gap[] };

/** One `describe` named after the check, one `it` per row. */
export function table(id: string, rows: readonly Row[]): void {
  const words = wordsOf(expect.getState().testPath ?? '');
  describe(id, () => {
    it.each(rows)('$it', (row) => {
      const outcome = ask(id, row);
      if (row.expect === 'unknown') {
        expect(outcome).toHaveProperty('unknown.0.reason');
        return;
      }
      const hits = hitsOf(outcome);
      if (row.expect === 'nothing') {
        expect(hits.map((hit) => hit.words().summary)).toEqual([]);
        return;
      }
      meets(hits, row.expect);
      words.holds(row.it, hits);
    });
    const observed = rows.filter(({ live, generated }) => live !== undefined || generated !== undefined);
    if (observed.length > 0)
      it.each(observed)('$it: also from the file of a snapshot', async (row) => {
        expect(plainly(askOf(id, row, await replayed(row)))).toEqual(plainly(ask(id, row)));
      });
    afterAll(words.write);
  });
}

/** The world of a row, written down with what its stacks said, and read again. */
async function replayed({ objects, sight, live = [], generated = [] }: Row): Promise<Analysis> {
  const text = writeSnapshot({ ...snapshot(objects, sight), observations: { live, generated } });
  return analysisOf(
    await readFiles(['-'], { ...diskPorts, stdin: async () => await Promise.resolve(Buffer.from(text)) }),
  );
}

function plainly(outcome: Outcome): unknown {
  if ('unknown' in outcome) return outcome.unknown.map((gap) => gapText(gap));
  return outcome.map((hit) => ({ evidence: hit.evidence, ...hit.words() }));
}

/** The words of a table, a section for each row that is found. */
function wordsOf(test: string): { holds: (row: string, hits: readonly Hit[]) => void; write: () => void } {
  const file = test.replace(/\.test\.ts$/, '.words.md');
  const update = process.env['UPDATE_WORDS'] === '1';
  const sections = new Map(
    (existsSync(file) ? readFileSync(file, 'utf8') : '')
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n') + 1).trim()]),
  );
  const seen = new Map<string, string>();
  return {
    holds: (row, hits) => {
      const text = hits.map(hitText).join('\n\n---\n\n');
      seen.set(row, text);
      if (!update) expect(text).toBe(sections.get(row));
    },
    write: () => {
      if (!update || seen.size === 0) return;
      const body = [...seen].map(([row, text]) => `## ${row}\n\n${text}\n`).join('\n');
      writeFileSync(file, `# What it tells\n\n${body}`);
    },
  };
}

function hitText(hit: Hit): string {
  const { severity, summary, because, remedy, fix } = hit.words();
  return [
    `${severity ?? 'error'}: ${summary}`,
    '',
    ...because.map((reason) => `- ${reason}`),
    ...(because.length > 0 ? [''] : []),
    remedy,
    '',
    '```json',
    `evidence ${JSON.stringify(hit.evidence)}`,
    `fix ${JSON.stringify(fix ?? null)}`,
    '```',
  ].join('\n');
}

function ask(id: string, row: Row): Outcome {
  return askOf(id, row, analysis(row.objects, row.sight, row.live, row.generated));
}

function askOf(id: string, row: Row, context: Analysis): Outcome {
  const check = checks.find((candidate) => candidate.id === id);
  if (check) return check.run(pairOf(context, check, row), context);
  const cluster: ClusterCheck | undefined = clusterChecks.find((candidate) => candidate.id === id);
  if (!cluster) throw new Error(`${id} is not in the registry`);
  return cluster.runAll(context);
}

function pairOf(context: Analysis, check: Check, row: Row): { object: KubeObject; stack: Analysis['stacks'][number] } {
  const titleOf = ({ kind, metadata }: KubeObject): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
  const object = row.objects.find((candidate) =>
    row.about === undefined ? check.kinds.includes(candidate.kind) : titleOf(candidate) === row.about,
  );
  const stack = context.stacks.find((candidate) => row.stack === undefined || nameOf(candidate.ref) === row.stack);
  if (!object || !stack) throw new Error(`the world has no ${object ? 'stack' : 'object'} to ask about`);
  return { object, stack };
}

function hitsOf(outcome: Outcome): readonly Hit[] {
  if ('unknown' in outcome) throw new Error(`unknown: ${outcome.unknown.map((gap) => gapText(gap)).join(' ')}`);
  return outcome;
}

function meets(hits: readonly Hit[], wanted: Expected): void {
  expect(hits).toHaveLength(wanted.times ?? 1);
  const [first] = hits;
  if (!first) throw new Error('not found');
  const words = first.words();
  const text = [words.summary, ...words.because, words.remedy].join('\n');
  if (wanted.evidence) expect(first.evidence).toMatchObject(wanted.evidence);
  for (const part of wanted.never ?? []) expect(text).not.toContain(part);
  if (wanted.severity) expect(words.severity ?? 'error').toBe(wanted.severity);
  if (wanted.about !== undefined)
    expect(first.about && `${first.about.kind} ${nameOf(first.about)}`).toBe(wanted.about);
  if (wanted.fix !== undefined) expect(words.fix).toMatchObject(wanted.fix as object);
  // Whatever it says, it says it in whole sentences and without a hole where a value should be.
  expect(words.summary).toMatch(/\.$/);
  // Alertmanager's own words, and the name of a receiver, are no such hole.
  expect(text.replaceAll(/undefined (?=receiver|time interval)|"null"|unquoted null/g, '')).not.toMatch(
    /undefined|\[object|\bNaN\b|null(?!s)/,
  );
  expect(words.remedy).not.toBe('');
}
