/** What check, check-by-service, plan, proof and verify say of one world, held against each other. */
import { jobsOf } from '../../src/backends/prometheus-operator/running/jobs.ts';
import type { Analysis } from '../../src/judge/analysis.ts';
import { isWired } from '../../src/judge/judgement.ts';
import { pathsTo } from '../../src/judge/paths.ts';
import { report } from '../../src/judge/report.ts';
import { nameOf, refOf, sameRef, title } from '../../src/kube/refs.ts';
import type { Expectation, Judgement, KubeObject, Ref, Stack, StackObservation, Wire } from '../../src/model/index.ts';
import { isRelevant } from '../../src/plan/part.ts';
import { planFor } from '../../src/plan/plan.ts';
import { after, sameStack } from '../../src/plan/world-after.ts';
import { backends, clusterChecks, profiles } from '../../src/registry.ts';
import { amissIn } from '../../src/verify/amiss.ts';
import { verify } from '../../src/verify/verify.ts';
import { instance, target } from '../checks/observed.ts';

type TargetUp = Extract<Expectation, { kind: 'target-up' }>;

/** Each as a sentence; none where they agree. */
export function contradictions(analysis: Analysis): readonly string[] {
  const pairs = analysis
    .subjects()
    .flatMap((object) => analysis.stacks.map((stack) => analysis.judgement(object, stack)));
  return [
    ...pairs.flatMap(inItself),
    ...ofReport(analysis, pairs),
    ...ofPaths(analysis),
    ...ofPlans(analysis),
    ...ofVerify(analysis),
  ];
}

const nameOfPair = ({ object, stack }: Pick<Judgement, 'object' | 'stack'>): string =>
  `${title(object)} x ${title(stack)}`;

function inItself(judgement: Judgement): readonly string[] {
  const { verdict, configured, effective, causes, gaps } = judgement;
  const wrong: readonly (readonly [boolean, string])[] = [
    [effective && !configured, 'effective, and not configured'],
    [configured && verdict !== 'selected', `configured, and ${verdict}`],
    [verdict === 'unknown' && gaps.length === 0, 'unknown, and nothing hides the answer'],
    [verdict === 'rejected' && causes.length === 0 && judgement.by === 'selectors', 'rejected without a cause'],
    [verdict === 'selected' && !effective && causes.length === 0, 'selected, without effect and without a cause'],
    [effective && causes.length > 0 && judgement.by === 'selectors', `effective in spite of ${causes.join(', ')}`],
  ];
  return wrong.flatMap(([holds, what]) => (holds ? [`${nameOfPair(judgement)}: ${what}`] : []));
}

/** check lists the judgements, and names what keeps an object that is taken from having an effect. */
function ofReport(analysis: Analysis, pairs: readonly Judgement[]): readonly string[] {
  const { judgements, findings } = report(analysis, clusterChecks);
  const own = new Set(pairs);
  const others = judgements.flatMap((each) => (own.has(each) ? [] : [`${nameOfPair(each)}: check has its own`]));
  const unsaid = judgements.flatMap((each) => {
    if (each.verdict !== 'selected' || each.effective) return [];
    // Of a stack on which the object does not depend, a word about the stack is enough: another one has the object, or is the error.
    const isAside = (stack: Ref): boolean =>
      judgements.some(
        ({ object, stack: other, configured }) => configured && sameRef(object, each.object) && !sameRef(other, stack),
      ) || findings.some(({ object, severity }) => severity === 'error' && sameRef(object, each.object));
    const said = findings.some(({ check, severity, stack, object }) => {
      // One finding about the stack, or about the cluster, stands for every object; one in the same words for every stack.
      const here = sameRef(object, each.object) || (stack !== undefined && sameRef(stack, each.stack));
      return here && each.causes.includes(check) && (severity !== 'info' || (stack !== undefined && isAside(stack)));
    });
    return said ? [] : [`${nameOfPair(each)}: without effect by ${each.causes.join(', ')}, and check finds nothing`];
  });
  return [...others, ...unsaid];
}

const leadsTo = (wire: Wire, subject: KubeObject): boolean =>
  subject.kind === 'Pod'
    ? wire.targets.some(({ pod }) => pod && sameRef(pod, refOf(subject)))
    : wire.targets.length > 0 && wire.service !== undefined && sameRef(wire.service, refOf(subject));

/** check service/NAME and pod/NAME. */
function ofPaths(analysis: Analysis): readonly string[] {
  const subjects = ['Service', 'Pod'].flatMap((kind) => analysis.world.all('', kind));
  return subjects.flatMap((subject) => {
    const paths = pathsTo(analysis, subject);
    return analysis.subjects().flatMap((object) =>
      analysis.stacks.flatMap((stack) => {
        if (!stack.consumes.includes(object.kind) || !analysis.monitor(object)) return [];
        const judgement = analysis.judgement(object, stack);
        const path = paths.find(
          (each) => each.stack && sameRef(each.stack, stack.ref) && sameRef(each.monitor, refOf(object)),
        );
        const scrapes = path?.state === 'scraped' || path?.state === 'down';
        const leads = judgement.wires.some((wire) => leadsTo(wire, subject));
        const wrong: readonly (readonly [boolean, string])[] = [
          [scrapes && !judgement.effective, `${path?.state ?? ''}, without effect by ${judgement.causes.join(', ')}`],
          [judgement.effective && leads && !scrapes, `${path?.state ?? 'no path'}, and check says that it is scraped`],
          [
            path?.state === 'unknown' && judgement.verdict !== 'unknown',
            `unknown, and check says ${judgement.verdict}`,
          ],
          [
            path?.state === 'blocked' &&
              path.checks.length + (path.why?.length ?? 0) === 0 &&
              !leads &&
              judgement.wires.every(({ unknown }) => !unknown),
            'blocked without a reason',
          ],
        ];
        return wrong.flatMap(([holds, what]) =>
          holds ? [`${title(refOf(subject))} through ${nameOfPair(judgement)}: ${what}`] : [],
        );
      }),
    );
  });
}

/** generate and setup: the plan counts on nothing that check calls dead, and makes no second one of what works. */
function ofPlans(analysis: Analysis): readonly string[] {
  return analysis.apps.flatMap((app) =>
    analysis.stacks.flatMap((stack) => {
      const backend = backends.find(({ id }) => id === stack.backend);
      const variant = profiles.flatMap(({ variants }) => variants).find(({ id }) => id === app.variant);
      if (!backend || !variant || !stack.consumes.includes('ServiceMonitor')) return [];
      return [true, false].flatMap((correct) => {
        const plan = planFor({ analysis, backend, app, variant, stack, dashboards: [], queries: [], correct });
        const said = (what: string): readonly string[] => [`plan for ${title(stack.ref)}: ${what}`];
        if (plan.blocked.length + plan.unknown.length > 0) return [];
        const then = after(analysis, plan.changes);
        const stackThen = sameStack(then, stack);
        const counted = plan.expectations.filter((each): each is TargetUp => each.kind === 'target-up');
        if (counted.length === 0) return said('nothing is scraped, and nothing is in the way');
        const dead = counted.flatMap(({ monitor }) => {
          const object = then.world.get(monitor);
          const judgement = object && stackThen && then.judgement(object, stackThen);
          return judgement && isWired(judgement)
            ? []
            : said(`counts on ${title(monitor)}, of which check says ${judgement?.causes.join(', ') ?? 'nothing'}`);
        });
        const makes = plan.changes.some(({ step, action }) => step === 'monitor' && action === 'apply');
        const works = analysis.subjects().find((object) => {
          if (!analysis.monitor(object) || object.metadata.name.startsWith('promwire-')) return false;
          // One of a third namespace may be a neighbour's.
          if (!isRelevant({ analysis, app, stack }, object)) return false;
          const { effective, wires } = analysis.judgement(object, stack);
          return (
            effective &&
            wires.some(
              ({ service, targets }) =>
                targets.length > 0 && app.services.some((each) => service && sameRef(each, service)),
            )
          );
        });
        const second = makes && works ? said(`makes a monitor beside ${title(refOf(works))}, which works`) : [];
        return [...dead, ...second];
      });
    }),
  );
}

/** verify: what it takes for amiss, what it makes of no targets, and of all of them up. */
function ofVerify(analysis: Analysis): readonly string[] {
  return analysis.subjects().flatMap((object) => {
    const monitor = analysis.monitor(object);
    if (!monitor) return [];
    return analysis.stacks.flatMap((stack) => {
      if (!stack.capabilities.includes('targets')) return [];
      const judgement = analysis.judgement(object, stack);
      const { verdict, effective, wires } = judgement;
      const kept = new Set(
        wires.flatMap(({ endpoint, targets }) => targets.map(({ address, port }) => `${endpoint} ${address}:${port}`)),
      );
      const expectation: TargetUp = {
        kind: 'target-up',
        stack: stack.ref,
        monitor: refOf(object),
        endpoints: monitor.endpoints.length,
      };
      const amiss = amissIn(analysis, stack, [expectation]);
      const outcomeOf = (up: readonly string[]): string | undefined => {
        const observed = {
          stacks: [observationOf(stack, object, monitor.endpoints.length, up, amiss)],
          wires,
          objects: [],
        };
        return verify([expectation], observed)[0]?.outcome;
      };
      const takes = verdict === 'selected' || verdict === 'unknown';
      // Two endpoints of one monitor may scrape the same: that is not met, as it should be.
      const twice = new Set([...kept].map((each) => each.split(' ')[1])).size < kept.size;
      const certain = wires.every(({ unknown }) => unknown === undefined);
      const wrong: readonly (readonly [boolean, string])[] = [
        [takes === amiss.some(({ needs }) => needs === undefined), `amiss: ${amiss.map(({ why }) => why).join()}`],
        [
          takes && outcomeOf([]) === 'not-met' && effective && amiss.length === 0,
          'no target is not met, and check says that it works',
        ],
        [outcomeOf([]) === 'met', 'met by no target'],
        [
          effective && certain && kept.size > 0 && !twice && outcomeOf([...kept]) !== 'met',
          `${outcomeOf([...kept]) ?? ''} by all the targets that check counts`,
        ],
      ];
      return wrong.flatMap(([holds, what]) => (holds ? [`verify ${nameOfPair(judgement)}: ${what}`] : []));
    });
  });
}

/** A running stack that has the jobs of a monitor, and these targets of it. */
function observationOf(
  stack: Stack,
  object: KubeObject,
  endpoints: number,
  up: readonly string[],
  amiss: NonNullable<StackObservation['amiss']>,
): StackObservation {
  const jobs = jobsOf(refOf(object), endpoints);
  const targets = up.map((each) => {
    const [endpoint = '0', address = ''] = each.split(' ');
    return target('', jobs[Number(endpoint)], address);
  });
  return {
    stack: stack.ref,
    capabilities: stack.capabilities,
    shards: 1,
    instances: [instance({ targets, jobs, name: `${nameOf(stack.ref)}-0` })],
    amiss,
  };
}
