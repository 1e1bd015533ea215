import type { Analysis } from './analysis.ts';
import { objectsAt, stringAt } from '../kube/json.ts';
import { isLeftOver } from '../backends/prometheus-operator/running/leftover.ts';
import { nameOf, refOf, title } from '../kube/refs.ts';
import { command } from '../kube/shell.ts';
import { asksOf } from '../backends/prometheus-operator/series/asks.ts';
import type { Ask } from '../backends/prometheus-operator/series/asks.ts';
import { presenceOf } from '../backends/prometheus-operator/series/missing.ts';
import { storedIn } from '../backends/prometheus-operator/series/stored.ts';
import type { Stored } from '../backends/prometheus-operator/series/stored.ts';
import type { Answer, MetricTrail, Sample } from '../model/index.ts';
import { applicationQuestion } from './application.ts';
import { isMetricOf } from './belonging.ts';

/** How many seconds ago the youngest sample of a metric was scraped. */
export function ageQuery(metric: string): string {
  return `time() - max(timestamp(${metric}))`;
}

const FRESH_S = 90;

function secondsOf(age: Answer<readonly Sample[]> | undefined): number {
  return age?.kind === 'ok' ? Number(age.value[0]?.value) : Number.NaN;
}

function ageText(age: Answer<readonly Sample[]> | undefined): string {
  const seconds = secondsOf(age);
  return Number.isFinite(seconds) ? `, last sample ${Math.round(seconds)} s ago` : '';
}

/** Is there, or may there be, a Prometheus that did not say what it has? Files hold none that runs: one must be asked elsewhere. */
function notAllAsked({ world, stacks, asked, live }: Analysis, metric: string): boolean {
  if (world.snapshot.source !== 'cluster') return stacks.every((stack) => live(stack) === undefined);
  if (world.gaps('monitoring.coreos.com', 'Prometheus').length > 0) return true;
  return stacks
    .filter(({ capabilities }) => capabilities.includes('query'))
    .some((stack) => {
      const said = live(stack);
      if (!said) return !asked || world.gaps('', 'Pod', stack.ref.namespace).length > 0;
      return said.instances.length === 0 || said.instances.some(({ queries }) => queries[metric]?.kind !== 'ok');
    });
}

/** What the names that each Prometheus stores tell of one that is not among them. */
function meantBy({ stacks, live }: Analysis, metric: string): readonly string[] {
  const steps = stacks.flatMap((stack) => {
    const seen = live(stack);
    const stored = seen && storedIn(seen);
    if (!stored || 'kind' in stored) return [];
    return asksOf(metric, metric).flatMap((ask) => meantIn(ask, stored, title(stack.ref)));
  });
  return [...new Set(steps)];
}

function meantIn(ask: Ask, stored: Stored, prometheus: string): readonly string[] {
  const missing = presenceOf(ask, stored, new Map());
  if (typeof missing === 'string') return [];
  switch (missing.kind) {
    case 'misspelt':
      return [
        `${prometheus} stores ${missing.meant}: did you mean ${command`promwire check ${`metric/${missing.meant}`}`}?`,
      ];
    case 'not-declared':
      return (missing.near ?? []).length > 0
        ? [`${prometheus} stores names like it: ${(missing.near ?? []).join(', ')}`]
        : [];
    case 'quiet':
      return [`an exporter declares it (${missing.type}); its series come with the first event`];
    case 'past':
      return [`${prometheus} had series of it earlier, and none in the last hour`];
    default:
      return [];
  }
}

/** "Why is this panel empty?" */
export function trailOf(analysis: Analysis, metric: string): MetricTrail {
  const answers = analysis.stacks.flatMap((stack) => {
    const live = analysis.live(stack);
    return (live?.instances ?? []).map(({ instance, queries }) => ({
      name: instance.name,
      answer: queries[metric],
      age: queries[ageQuery(metric)],
      live,
    }));
  });
  const series = answers.map(({ name, answer, age, live }) => {
    if (answer?.kind === 'ok') {
      const count = answer.value.length;
      if (live && isLeftOver(answer.value, live))
        // Fresh ones come by another way: remote write, or federation that keeps the labels.
        return {
          count: secondsOf(age) < FRESH_S ? count : 0,
          text: `${name}: ${count} series${ageText(age)}; no target of this Prometheus gives them now`,
        };
      return { count, text: `${name}: ${count} series` };
    }
    return { count: 0, text: `${name}: ${answer?.detail ?? 'not asked'}` };
  });
  const found = series.some(({ count }) => count > 0);
  const rules = analysis.world
    .all('monitoring.coreos.com', 'PrometheusRule')
    .filter((object) =>
      objectsAt(object.body, 'spec', 'groups').some((group) =>
        objectsAt(group, 'rules').some((rule) => stringAt(rule, 'record') === metric),
      ),
    );
  const profile = analysis.rulebook.profiles.find((candidate) => isMetricOf(candidate, metric));
  const known =
    profile && analysis.apps.some((app) => app.profile === profile.id)
      ? applicationQuestion(analysis, profile, undefined)
      : undefined;
  return {
    metric,
    found,
    ...(!found && notAllAsked(analysis, metric) ? { unknown: true } : {}),
    steps: [
      ...(series.length === 0
        ? [
            analysis.world.snapshot.source === 'files'
              ? 'no running Prometheus could be asked, so whether it is there is unknown'
              : 'no running Prometheus could be asked',
          ]
        : series.map(({ text }) => text)),
      ...(found ? [] : meantBy(analysis, metric)),
      ...rules.map((rule) => `recorded by PrometheusRule ${nameOf(refOf(rule))}`),
      ...(profile
        ? [
            known
              ? `exposed by ${profile.title}, which runs here`
              : `exposed by ${profile.title}, which does not run here`,
          ]
        : []),
      ...(rules.length === 0 && !profile
        ? [
            'no rule records it and no profile knows it: ask for the Service that exposes it, promwire check service/NAME',
          ]
        : []),
    ],
    objects: [...rules.map(refOf), ...(known?.objects ?? [])],
    about: known?.about ?? [],
  };
}
