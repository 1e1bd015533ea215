/** Changes that people reported as having cost them targets, each as a change of the small repository of pull-requests.ts. */
import { describe, expect, it } from '@jest/globals';
import { inFolder, run, write } from './ask.ts';
import { BASE } from './pull-requests.ts';
import type { Files } from './pull-requests.ts';

type Change = readonly [file: string, from: string, to: string];

interface Reported {
  readonly name: string;
  /** Where it was reported. */
  readonly by: string;
  readonly changes: readonly Change[];
  readonly says: readonly string[];
  readonly code?: number;
}

const [APP, MONITOR, STACK] = ['shop/app.yaml', 'shop/monitor.yaml', 'monitoring/stack.yaml'];
const SELECTS = 'release: prom';

const REPORTED: readonly Reported[] = [
  {
    name: 'a chart replaces its monitor by that of a sub-chart, which has not the common label',
    by: 'prometheus-community/helm-charts#1758',
    changes: [
      [
        MONITOR,
        `name: web\n  namespace: shop\n  labels:\n    ${SELECTS}`,
        'name: web-metrics\n  namespace: shop\n  labels:\n    app: web',
      ],
    ],
    says: ['loses 1 monitor, 3 targets', '(before: ServiceMonitor shop/web)', 'the labels differ'],
  },
  {
    name: 'an upgrade asks for the label of its release in place of the own selector',
    by: 'prometheus-community/helm-charts#4878',
    changes: [[STACK, `matchLabels:\n      ${SELECTS}`, 'matchLabels:\n      release: kube-prometheus-stack']],
    says: ['loses 1 monitor, 3 targets', 'release=kube-prometheus-stack', 'monitoring/stack.yaml'],
  },
  {
    name: 'a chart moves from the label app to app.kubernetes.io/name, and the monitor asks for app',
    by: 'prometheus-community/helm-charts#1905',
    changes: [
      [
        APP,
        'name: web\n  namespace: shop\n  labels:\n    app: web\nspec:\n  selector:\n    app: web\n  ports',
        'name: web\n  namespace: shop\n  labels:\n    app.kubernetes.io/name: web\nspec:\n  selector:\n    app: web\n  ports',
      ],
    ],
    says: ['no longer reaches Service shop/web', 'head/shop/app.yaml:33:5'],
  },
  {
    name: 'the pods get other labels, and the selector of the Service stays',
    by: 'prometheus-community/helm-charts#1009',
    changes: [
      [
        APP,
        'template:\n    metadata:\n      labels:\n        app: web',
        'template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: web',
      ],
    ],
    says: ['no longer reaches Service shop/web'],
  },
  {
    name: 'the port of the metrics gets the name http-metrics in the Service alone',
    by: 'epam/ai-dial-helm#4',
    changes: [[APP, '- name: http\n      port: 80', '- name: http-metrics\n      port: 80']],
    says: ['no longer reaches Service shop/web, port http', 'shop/app.yaml'],
  },
  {
    name: 'the monitor moves into the namespace of the stack, and still looks in its own only',
    by: 'apache/apisix-helm-chart#502',
    changes: [
      [MONITOR, 'name: web\n  namespace: shop', 'name: web\n  namespace: monitoring'],
      [
        STACK,
        '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: store',
        '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: monitoring\n  labels:\n    monitored: "yes"\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: store',
      ],
      [MONITOR, 'matchNames:\n      - shop\n      - store', 'matchNames: [monitoring]'],
    ],
    says: ['loses 3 targets', '(before: ServiceMonitor shop/web)', 'looks in monitoring'],
  },
  {
    name: 'the Service asks for pods by a label that no pod has',
    by: 'grafana/k6-operator#335',
    changes: [
      [
        APP,
        'spec:\n  selector:\n    app: web\n  ports',
        'spec:\n  selector:\n    control-plane: controller-manager\n  ports',
      ],
    ],
    says: ['no longer reaches Service shop/web'],
  },
  {
    name: 'a second, headless Service with the same labels and port: nothing is lost, and targets are scraped twice',
    by: 'qdrant/qdrant-helm#207',
    changes: [
      [
        APP,
        '---\napiVersion: v1\nkind: Service',
        '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web-headless\n  namespace: shop\n  labels:\n    app: web\nspec:\n  clusterIP: None\n  selector:\n    app: web\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n---\napiVersion: v1\nkind: Service',
      ],
    ],
    says: ['loses nothing', 'duplicate-scrape'],
    code: 0,
  },
];

function changed(files: Files, changes: readonly Change[]): Files {
  const after = { ...files };
  for (const [file, from, to] of changes) {
    const text = after[file] ?? '';
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    after[file] = text.replace(from, to);
  }
  return after;
}

describe('promwire compare of a change that was reported', () => {
  it.each(REPORTED.map((each) => [each.by, each.name, each] as const))('%s: %s', async (_by, _name, each) => {
    await inFolder(async (folder) => {
      for (const [side, files] of Object.entries({ base: BASE, head: changed(BASE, each.changes) }))
        for (const [path, text] of Object.entries(files)) write(folder, `${side}/${path}`, text);
      const { code, out } = await run(['compare', `${folder}/base`, `${folder}/head`]);
      const said = out.replaceAll(`${folder}/`, '').replaceAll(/\s+/g, ' ');
      for (const text of each.says) expect(said).toContain(text);
      expect(code).toBe(each.code ?? 1);
    });
  });
});
