/** Why an alert is in no rules, as far as its name tells. */
import { alertsOf } from '../backends/alertmanager/labels.ts';
import { ourLabels } from '../backends/prometheus-operator/placement.ts';
import type { Analysis } from '../judge/analysis.ts';
import { own } from '../kube/json.ts';
import { nearest } from '../kube/nearest.ts';
import { refOf, title } from '../kube/refs.ts';
import { hasLabels } from '../kube/service.ts';
import type { AlertTrail, KubeObject, Profile } from '../model/index.ts';
import { keptAt } from './kept-settings.ts';
import { decodeSettings } from './settings.ts';
import { command, inNamespace } from '../kube/shell.ts';

/**
 * The same answers; that of an alert which no rules of `namespace` define with what is known of it besides: settings that
 * switch it off, what makes it, another namespace that has it, or the name that was meant.
 */
export async function saidWhyAbsent(
  analysis: Analysis,
  trails: readonly AlertTrail[],
  namespace: string | undefined,
): Promise<readonly AlertTrail[]> {
  return await Promise.all(
    trails.map(async (trail) =>
      trail.rules.length > 0
        ? trail
        : { ...trail, steps: [...trail.steps, ...(await whyAbsent(analysis, trail.alert, namespace))] },
    ),
  );
}

async function whyAbsent(
  { world, rulebook, apps }: Analysis,
  alert: string,
  namespace: string | undefined,
): Promise<readonly string[]> {
  const rules = world.all('monitoring.coreos.com', 'PrometheusRule');
  const elsewhere = rules.find((object) => alertsOf(object).some(({ name }) => name === alert));
  if (elsewhere) {
    const { namespace: there = '' } = elsewhere.metadata;
    return [
      `  ${title(refOf(elsewhere))} defines it: ${command`promwire check ${`alert/${alert}`} ${inNamespace(there)}`}`,
    ];
  }
  const profile = rulebook.profiles.find((each) => namesOf(each).includes(alert));
  if (!profile) {
    const near = nearest(alert, [
      ...rules.flatMap(alertsOf).map(({ name }) => name),
      ...rulebook.profiles.flatMap(namesOf),
    ]);
    return near === undefined ? [] : [`  did you mean alert/${near}?`];
  }
  const here = rules.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace);
  const ours = here.filter((object) => hasLabels(object.metadata.labels, ourLabels(profile.id)));
  const off = await switchedOffAt(ours, alert);
  if (off !== undefined)
    return [
      `  switched off by the settings of ${off}: ${command`promwire setup ${profile.id} --alert ${alert}=on`} makes it again`,
    ];
  const having = profile.variants.filter((variant) => alertsIn(variant).includes(alert));
  const running = apps.filter((app) => app.profile === profile.id);
  const mayHave = running.some(({ variant }) => variant === undefined || having.some(({ id }) => id === variant));
  if (running.length > 0 && !mayHave)
    return [`  an alert of ${having.map((variant) => variant.title).join(', ')} only, which does not run here`];
  const made = ours.map((object) => title(refOf(object))).join(', ');
  return [
    made === ''
      ? `  an alert of ${profile.title}: ${command`promwire setup ${profile.id}`} makes it`
      : `  an alert of ${profile.title} that ${made} lacks: ${command`promwire diff ${profile.id}`} shows what setup would change`,
  ];
}

async function switchedOffAt(rules: readonly KubeObject[], alert: string): Promise<string | undefined> {
  for (const object of rules) {
    const kept = keptAt(object);
    // Settings that cannot be read are told where they are needed.
    const settings = kept && (await decodeSettings(kept.text, kept.at).catch(() => undefined));
    if (settings && own(settings.alerts, alert)?.enabled === false) return kept.at;
  }
  return undefined;
}

function namesOf({ variants }: Profile): readonly string[] {
  return variants.flatMap(alertsIn);
}

function alertsIn({ rules }: Profile['variants'][number]): readonly string[] {
  return rules.flatMap((group) => group.rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : [])));
}
