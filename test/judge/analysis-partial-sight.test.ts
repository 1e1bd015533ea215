import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Analysis } from '../../src/judge/analysis.ts';
import { groupBy } from '../../src/kube/group.ts';
import { keyOf, nameOf, refOf, sameRef, title } from '../../src/kube/refs.ts';
import { withoutEcho } from '../../src/judge/judgement.ts';
import { report } from '../../src/judge/report.ts';
import { isStackCheck } from '../../src/checks/check.ts';
import { ALL_RESOURCES } from '../../src/io/resources.ts';
import type { Finding, KubeObject, Report, Wire } from '../../src/model/index.ts';
import { checks, clusterChecks } from '../../src/registry.ts';
import { randomObjects, randomSight } from '../random-worlds.ts';
import { seedOr } from '../seed.ts';
import { analysis, healthy } from '../worlds.ts';
import type { Sight } from '../worlds.ts';

/*
 * What may be said with less in sight: a verdict or a finding of the whole world, or "unknown". Never a verdict that
 * the whole world contradicts, never a finding it does not have, and never silence where it has one.
 */

const seen = (objects: readonly KubeObject[], sight?: Sight): Report => report(analysis(objects, sight), clusterChecks);

const keyOfFinding = (finding: Finding): string =>
  [finding.check, title(finding.object), finding.stack ? title(finding.stack) : ''].join(' | ');
const keyOfWire = (wire: Wire): string =>
  [title(wire.monitor), title(wire.stack), wire.endpoint, wire.service ? nameOf(wire.service) : ''].join(' | ');

/** Every reason that some check gives in the whole world, also where the report leaves it out because another stack does the work. */
function truth(whole: Analysis): ReadonlyMap<string, readonly string[]> {
  const pairs = whole.subjects().flatMap((object) => whole.stacks.map((stack) => ({ object, stack })));
  const said = pairs.flatMap(({ object, stack }) =>
    (['selection', 'admission', 'effect', 'targets'] as const)
      .flatMap((stage) => withoutEcho(whole.outcomes(stage, object, stack)))
      .flatMap(({ check, hits }) =>
        hits.flatMap((hit) =>
          // Where the object does not depend on the stack it is found of the stack.
          [hit.about ?? refOf(object), stack.ref].map((about) => ({
            key: `${check.id} | ${title(about)} | ${title(stack.ref)}`,
            hit,
          })),
        ),
      ),
  );
  const ofStacks = whole.stacks.flatMap((stack) =>
    checks.filter(isStackCheck).flatMap((check) => {
      const found = whole.stackAnswer(stack, check);
      return 'unknown' in found
        ? []
        : found.map((hit) => ({ key: `${check.id} | ${title(hit.about ?? stack.ref)} | ${title(stack.ref)}`, hit }));
    }),
  );
  const alone = clusterChecks.flatMap((check) => {
    const found = check.runAll(whole);
    return 'unknown' in found ? [] : found.map((hit) => ({ key: `${check.id} | ${title(hit.about)} | `, hit }));
  });
  const reasons = groupBy([...said, ...ofStacks, ...alone], ({ key }) => key);
  return new Map([...reasons].map(([key, hits]) => [key, hits.flatMap(({ hit }) => hit.words().because)]));
}

/** What the report on a part says that the whole world does not bear out. */
function contradictions(objects: readonly KubeObject[], sight: Sight): readonly string[] {
  const analysed = analysis(objects);
  const whole = report(analysed, clusterChecks);
  const part = seen(objects, sight);
  const truths = truth(analysed);
  const verdicts = new Map(whole.judgements.map((match) => [`${keyOf(match.object)} ${keyOf(match.stack)}`, match]));
  const wrongVerdicts = part.judgements.flatMap((match) => {
    const known = verdicts.get(`${keyOf(match.object)} ${keyOf(match.stack)}`);
    if (match.verdict === 'unknown' || match.verdict === known?.verdict) return [];
    // The operator's own word stands where the selectors could not be followed to the end.
    if (match.by === 'binding') return [];
    return [
      `${title(match.object)} x ${title(match.stack)}: ${match.verdict}, but really ${known?.verdict ?? 'no pair'}`,
    ];
  });

  // That another monitor does the work of an idle one is known only where the targets of both are.
  const isError = ({ severity, because }: Finding): boolean =>
    severity === 'error' || because.some((line) => line.startsWith('idle:'));
  const errors = new Set(whole.findings.filter(isError).map(({ object }) => keyOf(object)));
  const wrongFindings = part.findings.flatMap((finding) => {
    // A Service elsewhere that is not seen makes of one cause the other, which is true as well.
    const because =
      truths.get(keyOfFinding(finding)) ??
      (finding.check === 'no-matching-service' && lacks(sight, ['Service', 'Pod'])
        ? truths.get(keyOfFinding({ ...finding, check: 'namespace-selector-in-monitor' })) && finding.because
        : undefined);
    // Where we know why it rejected an object, the operator's own word is a reason of that.
    if (!because && finding.check === 'rejected-by-operator') return [];
    // Without its workload an application is told by its Service.
    const isOfApp = finding.check === 'no-prometheus' && finding.object.kind === 'Service';
    if (!because && isOfApp && lacks(sight, ['Deployment'])) return [];
    // The operator's own word stands where the selectors could not be followed to the end; what follows from it, too.
    const byBinding = part.judgements.some(
      ({ object, stack, by }) =>
        by === 'binding' &&
        sameRef(object, finding.object) &&
        finding.stack !== undefined &&
        sameRef(stack, finding.stack),
    );
    if (!because && byBinding) return [];
    if (!because) return [`found, but not so: ${keyOfFinding(finding)}`];
    // How much the trouble of a stack weighs depends on which stack comes nearest to the object that was asked about.
    const ofStack = finding.stack !== undefined && sameRef(finding.object, finding.stack);
    // Whatever cannot be excluded to be well is not an error.
    if (!ofStack && finding.severity === 'error' && !errors.has(keyOf(finding.object)))
      return [`an error, but not so: ${keyOfFinding(finding)}`];
    // With other stacks in sight the same is said in other words.
    if (finding.check === 'no-prometheus' && lacks(sight, STACKS)) return [];
    return finding.because
      .filter(
        (line) =>
          !/could not be read|^idle:|^our verdict:| in effect without |: why no Prometheus /.test(line) &&
          !because.includes(line),
      )
      .map((line) => `said, but not so: ${keyOfFinding(finding)}: ${line}`);
  });

  const wires = new Map(whole.wires.map((wire) => [keyOfWire(wire), wire]));
  const wrongWires = part.wires.flatMap((wire) => {
    const known = wires.get(keyOfWire(wire));
    if (wire.unknown || !known) return [];
    const end = (of: Wire): string =>
      of.brokenAt ?? of.targets.map(({ address, port }) => `${address}:${port}`).join(' ');
    return end(wire) === end(known) ? [] : [`${keyOfWire(wire)}: ${end(wire)}, but really ${end(known)}`];
  });

  const said = new Set(part.findings.flatMap(({ severity, object }) => (severity === 'info' ? [] : [keyOf(object)])));
  // What is not seen is not known to be there: a stack, the workload of an application.
  const known = ({ object }: Finding): boolean =>
    !(['Deployment', 'Service'].includes(object.kind) && lacks(sight, ['Deployment'])) && !lacks(sight, [object.kind]);
  // The verdict of the pair says "unknown", also where another stack takes the object.
  const undecided = new Set(
    part.judgements.flatMap(({ verdict, stack }) => (verdict === 'unknown' ? [keyOf(stack)] : [])),
  );
  const lost = whole.findings.filter(
    (finding) =>
      finding.severity !== 'info' &&
      known(finding) &&
      !said.has(keyOf(finding.object)) &&
      // A check answers with findings, or with what hides more of them: not with both.
      !part.findings.some(({ check }) => check === finding.check) &&
      !(finding.stack && undecided.has(keyOf(finding.stack))),
  );
  // That no Prometheus runs here is not a reason to be silent.
  const open = part.unknown.filter(({ check }) => !checks.some(({ id, live }) => id === check && live === true));
  const silent = open.length === 0 ? lost.map((finding) => `silent about ${keyOfFinding(finding)}`) : [];
  return [...wrongVerdicts, ...wrongFindings, ...wrongWires, ...silent];
}

const STACKS = ['Prometheus', 'PrometheusAgent', 'ThanosRuler'];

function lacks({ hidden = [], only = {} }: Sight, kinds: readonly string[]): boolean {
  return kinds.some((kind) => hidden.includes(kind) || kind in only);
}

describe('the healthy world', () => {
  it('is fine when all of it is seen', () => {
    const all = seen(healthy());
    expect(all.findings).toEqual([]);
    expect(all.unknown.filter(({ touches }) => touches)).toEqual([]);
    expect(all.judgements.map(({ verdict, effective }) => `${verdict} ${effective}`)).toEqual([
      'selected true',
      'selected true',
    ]);
    expect(all.wires.flatMap(({ targets }) => targets)).toHaveLength(2);
  });

  const kinds = [...new Set(healthy().map(({ kind }) => kind))];
  it.each(kinds)('says nothing untrue without a list of %s', (kind) => {
    const part = seen(healthy(), { hidden: [kind] });
    expect(part.findings.map(keyOfFinding)).toEqual([]);
    expect(contradictions(healthy(), { hidden: [kind] })).toEqual([]);
  });

  // What hangs on each list. The slices are not asked: this stack reads Endpoints. Of the roles only the ones for the cluster grant.
  it.each([
    ['Namespace', 'unknown', 'selected'],
    ['Deployment', 'unknown', 'unknown'],
    ['Service', 'selected', 'selected'],
    ['EndpointSlice', 'selected', 'selected'],
  ])('without %s: the monitor is %s, the rule is %s', (kind, monitor, rule) => {
    const part = seen(healthy(), { hidden: [kind] });
    const verdict = (of: string): string | undefined =>
      part.judgements.find(({ object }) => object.kind === of)?.verdict;
    expect([verdict('ServiceMonitor'), verdict('PrometheusRule')]).toEqual([monitor, rule]);
  });

  it.each(['Service', 'Endpoints', 'Pod', 'ClusterRole', 'ClusterRoleBinding'])(
    'leaves the wire unknown without %s',
    (kind) => {
      const part = seen(healthy(), { hidden: [kind] });
      expect(part.wires.every((wire) => wire.unknown !== undefined)).toBe(true);
      expect(part.wires).not.toEqual([]);
    },
  );

  it.each([
    'Prometheus',
    'ServiceMonitor',
    'PrometheusRule',
    'Namespace',
    'Deployment',
    'Service',
    'Endpoints',
    'ClusterRole',
    'ClusterRoleBinding',
  ])('names what is missing without %s', (kind) => {
    const gaps = seen(healthy(), { hidden: [kind] }).unknown.map(({ gap }) => gap.reads.kind);
    expect(gaps).toContain(kind);
  });

  it('needs no list that it does not ask for', () => {
    const idle = ALL_RESOURCES.map(({ kind }) => kind).filter((kind) =>
      /^(ConfigMap|Secret|Event|StatefulSet|DaemonSet|ServiceAccount|GrafanaDatasource|GrafanaFolder|.*WebhookConfiguration)$/.test(
        kind,
      ),
    );
    expect(seen(healthy(), { hidden: idle })).toEqual(seen(healthy()));
  });
});

describe('any world', () => {
  const runs = { numRuns: Number(process.env['RUNS'] ?? 1500), seed: seedOr(20261123) };

  it('is not contradicted by any part of it', () => {
    fc.assert(
      fc.property(randomObjects, randomSight, (objects, sight) => {
        expect(contradictions(objects, sight)).toEqual([]);
      }),
      runs,
    );
  });

  it('is reported alike in whatever order it is read', () => {
    fc.assert(
      fc.property(randomObjects, (objects) => {
        const unique = [
          ...new Map(objects.map((object) => [title({ ...object, ...object.metadata }), object])).values(),
        ];
        expect(seen(unique.toReversed())).toEqual(seen(unique));
      }),
      { ...runs, numRuns: runs.numRuns / 4 },
    );
  });
});
