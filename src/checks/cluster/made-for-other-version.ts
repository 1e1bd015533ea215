import { isMadeFor } from '../../backends/prometheus-operator/placement.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { KubeObject } from '../../model/index.ts';
import { defineClusterCheck } from '../check.ts';

/** Rules that promwire made for one version of an application, of which another one is there since: its chart was upgraded. */
export const madeForOtherVersion = defineClusterCheck({
  id: 'made-for-other-version',
  title: 'Rules were made for another version of the application',
  kinds: ['PrometheusRule'],
  // The rules are read with the monitors, and the Deployments of applications for every question.
  reads: [],
  beside: true,
  find: ({ world, apps }) =>
    apps.flatMap((app) => {
      const { variant, variants = [] } = app;
      const runs = variants.find(({ id }) => id === variant);
      if (!runs) return [];
      return world
        .all('monitoring.coreos.com', 'PrometheusRule')
        .filter((object) => isMadeFor(object, app))
        .flatMap((object) => {
          const names = namesIn(object);
          const foreign = (rules: readonly string[]): readonly string[] =>
            rules.filter((name) => names.has(name) && !runs.rules.includes(name));
          const made = variants.find(({ rules }) => foreign(rules).length > 0);
          if (!made) return [];
          return [
            {
              about: refOf(object),
              evidence: {
                application: app.title,
                made: made.title,
                useless: [...foreign(made.rules)],
                missing: runs.rules.filter((name) => !made.rules.includes(name) && !names.has(name)),
              },
            },
          ];
        });
    }),
  explain: ({ application, made, useless, missing }, about) => ({
    severity: 'warning',
    summary: `${title(about)} was made for ${made}, and ${application} is there.`,
    because: [
      `Rules of ${made} alone, which find nothing here: ${useless.join(', ')}.`,
      ...(missing.length > 0 ? [`Rules of ${application} that are missing: ${missing.join(', ')}.`] : []),
    ],
    remedy:
      'Run promwire setup again, or promwire generate with the same --out for the manifests in Git: the dashboards are others, too.',
    fix: {
      kind: 'advise',
      steps: ['promwire setup'],
      whyNotAutomatic: 'All rules and dashboards change; setup shows and proves them, generate writes them for Git.',
    },
  }),
});

/** The alerts and recorded series in it. */
function namesIn({ body }: KubeObject): ReadonlySet<string> {
  return new Set(
    objectsAt(body, 'spec', 'groups')
      .flatMap((group) => objectsAt(group, 'rules'))
      .flatMap((rule) => stringAt(rule, 'alert') ?? stringAt(rule, 'record') ?? []),
  );
}
