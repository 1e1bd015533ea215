import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Kind } from './items.ts';

/*
 * One rule of ours broken on purpose, to see that the differential test would notice.
 */

export interface Mutation {
  readonly kind: Kind;
  /** Below src/lang. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const MUTATIONS: readonly Mutation[] = [
  { kind: 'expr', file: 'promql/check.ts', from: 'matchers.every(matchesEmpty)', to: 'matchers.length === 0' },
  { kind: 'expr', file: 'promql/check.ts', from: 'COMPARISONS.has(op) && !matching.bool && scalars', to: 'false' },
  { kind: 'expr', file: 'promql/functions.ts', from: "['ms>v', 'predict_linear']", to: "['m>v', 'predict_linear']" },
  { kind: 'pretty', file: 'promql/print.ts', from: '.toSorted(byCodePoint)', to: '' },
  { kind: 'regex', file: 're2/index.ts', from: 'partsOf(`^(?s:', to: 'partsOf(`^(?:' },
  { kind: 'matcher', file: 're2/classes.ts', from: "dialect === 'matcher'", to: 'false' },
  { kind: 'template', file: 'template/parse.ts', from: 'tree.ranges === 0', to: 'false' },
  { kind: 'name', file: 'labels.ts', from: '[a-zA-Z_:][a-zA-Z0-9_:]*', to: '[a-zA-Z_][a-zA-Z0-9_]*' },
  { kind: 'duration', file: 'go/duration.ts', from: 'position <= last', to: 'position === last' },
  { kind: 'goduration', file: 'go/duration.ts', from: 'μs: 1000n', to: 'μx: 1000n' },
  { kind: 'relabel', file: 'relabel/relabel.ts', from: "'2.41.0'", to: "'2.36.0'" },
  { kind: 'relabel', file: 'relabel/apply.ts', from: "if (all === '$$' || all === '$')", to: "if (all === '$')" },
  { kind: 'rule', file: 'rules/rule.ts', from: "key === '__name__'", to: 'false' },
  { kind: 'rule', file: 'rules/text.ts', from: "'\\u0085'", to: "'\\u0000\\u0000'" },
];

/** Written apart: whoever bundles this very file would replace it. */
const PLACE = ['import', 'meta', 'url'].join('.');

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** How many of `items` differ from the judge once the mutation is in. Throws when the text to change is not there. */
export async function differences({ kind, file, from, to }: Mutation, seed: number, items: number): Promise<number> {
  const target = here(`../../src/lang/${file}`);
  if (!(await fs.readFile(target, 'utf8')).includes(from)) throw new Error(`${file} has no ${from}`);
  const folder = here('../../node_modules/.cache/promwire-mutations/');
  await fs.mkdir(folder, { recursive: true });
  const outfile = path.join(folder, `${process.pid}-${MUTATIONS.findIndex((m) => m.from === from)}.mjs`);
  try {
    await build({
      entryPoints: [here('count.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
      plugins: [
        {
          name: 'mutate',
          setup: ({ onLoad }) => {
            onLoad({ filter: /\.ts$/ }, async ({ path: source }) => {
              const text = await fs.readFile(source, 'utf8');
              const contents = (source === target ? text.replace(from, () => to) : text).replaceAll(
                PLACE,
                JSON.stringify(pathToFileURL(source).href),
              );
              return { contents, loader: 'ts', resolveDir: path.dirname(source) };
            });
          },
        },
      ],
    });
    const printed = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [outfile, kind, String(seed), String(items)], (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(stderr, { cause: error }));
      });
    });
    return Number(printed);
  } finally {
    await fs.rm(outfile, { force: true });
  }
}
