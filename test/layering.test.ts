import { describe, expect, it } from '@jest/globals';
import { circles, ROOMS, violations } from './layering.ts';

// A table with a slip in it forbids nothing and says nothing: these imports are planted.
const one = (path: string, text: string): readonly string[] => violations(new Map([[path, text]]));

describe('the table of rooms', () => {
  it.each([
    ['src/model/a.ts', "import type { A } from '../errors.ts';"],
    ['src/kube/a.ts', "import '../world/world.ts';"],
    ['src/lang/a.ts', "import 'node:fs';"],
    ['src/lang/promql/a.ts', "import { b } from '../../world/world.ts';"],
    ['src/world/a.ts', "import '../backends/backend.ts';"],
    ['src/backends/a.ts', "import '../profiles/index.ts';"],
    ['src/backends/prometheus-operator/a.ts', "import '../../checks/check.ts';"],
    ['src/checks/rules/a.ts', "import '../../judge/analysis.ts';"],
    ['src/checks/a.ts', "import '../io/files/index.ts';"],
    ['src/checks/a.ts', "import 'yaml';"],
    ['src/render/a.ts', "export { a } from '../judge/report.ts';"],
    ['src/io/a.ts', "import '../world/world.ts';"],
    ['src/io/a.ts', "import 'prom-client';"],
    ['src/io/a.ts', "import 'nodemailer';"],
    ['src/app/a.ts', "const a = await import('../commands/check.ts');"],
    ['src/commands/a.ts', "import '../cli.ts';"],
    ['src/commands/a.ts', "import '@grafana/schema';"],
    ['src/utils/a.ts', ''],
  ])('refuses in %s: %s', (path, text) => {
    expect(one(path, text)).toHaveLength(1);
  });

  it.each([
    ['src/kube/ok.ts', "import type { A } from '../model/index.ts';"],
    ['src/lang/ok.ts', "import { createHash } from 'node:crypto';"],
    ['src/checks/rules/ok.ts', "import '../../lang/promql/index.ts'; import '../check.ts';"],
    ['src/io/kube/ok.ts', "import 'node:https'; import '@kubernetes/client-node/dist/config_types.js';"],
    ['src/commands/ok.ts', "import '../io/files/index.ts'; import '../registry.ts'; import './kit/flags.ts';"],
  ])('accepts in %s: %s', (path, text) => {
    expect(one(path, text)).toEqual([]);
  });

  it('names only rooms above in each row', () => {
    const order = Object.keys(ROOMS);
    const up = Object.entries(ROOMS).flatMap(([name, { rooms }]) =>
      rooms.filter((other) => order.indexOf(other) >= order.indexOf(name)).map((other) => `${name}: ${other}`),
    );
    // -1 of a room that is not in the table is below every row, so it must be looked for by itself.
    const unknown = Object.values(ROOMS).flatMap(({ rooms }) => rooms.filter((other) => !(other in ROOMS)));
    expect([...up, ...unknown]).toEqual([]);
  });
});

describe('circles', () => {
  it('are found through types and lazy imports, and named once', () => {
    const files = new Map([
      ['src/kube/a.ts', "import type { B } from './b.ts';"],
      ['src/kube/b.ts', "const c = await import('./c.ts');"],
      ['src/kube/c.ts', "export * from './a.ts'; import './d.ts';"],
      ['src/kube/d.ts', ''],
    ]);
    expect(circles(files)).toEqual([['src/kube/a.ts', 'src/kube/b.ts', 'src/kube/c.ts']]);
    expect(circles(new Map([['src/kube/d.ts', "import './e.ts';"]]))).toEqual([]);
  });
});
