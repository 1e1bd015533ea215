/** What is wrong in the applications and the output of a cluster that the schema of promwire.yaml does not tell. */
import { pathProblem } from '../../io/files/repository.ts';
import type { Home } from '../../io/files/repository.ts';
import { nearest } from '../../kube/nearest.ts';
import type { ConfigApplication, ConfigCluster } from '../../model/index.ts';
import { PromwireError } from '../../errors.ts';
import { profiles } from '../../registry.ts';
import { mustBeSettings } from '../../plan/tuned-variant.ts';
import { nothingSet } from '../../plan/written-settings.ts';
import type { WrittenSettings } from '../../plan/written-settings.ts';
import type { Fault } from '../checked-file.ts';
import { choiceOf } from '../settings.ts';
import { applicationNamed } from '../subject.ts';

type Path = readonly string[];

const NAMED_BY = ['profile', 'profileFile', 'object'] as const;
/** Of which applications a field is. */
const ONLY: Readonly<Partial<Record<keyof ConfigApplication, (typeof NAMED_BY)[number]>>> = {
  variant: 'profile',
  port: 'object',
  path: 'object',
  metrics: 'object',
};

const NAMESPACE = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

export function applicationFaults(application: ConfigApplication, path: Path, home: Home): readonly Fault[] {
  const [first, second] = NAMED_BY.filter((key) => application[key] !== undefined);
  if (first === undefined)
    return [{ path, message: `it needs a profile, a profileFile or an object: ${profileWords()}, service/web` }];
  if (second !== undefined)
    return [{ path: [...path, second], message: `an application is named once; this one has a ${first}` }];
  const stray = (['variant', 'port', 'path', 'metrics'] as const).find(
    (key) => application[key] !== undefined && ONLY[key] !== first,
  );
  if (stray !== undefined)
    return [
      {
        path: [...path, stray],
        message: `only an application with ${ONLY[stray] ?? ''} has it; this one has a ${first}`,
      },
    ];
  const { namespace, stack, path: ofMetrics } = application;
  const files = (['profileFile', 'metrics', 'settings'] as const).flatMap((key): readonly Fault[] => {
    const written = application[key];
    const message = written === undefined ? undefined : pathProblem(home, written);
    return message === undefined ? [] : [{ path: [...path, key], message }];
  });
  return [
    ...files,
    ...objectFaults(application, path),
    ...(namespace === undefined || NAMESPACE.test(namespace)
      ? []
      : [{ path: [...path, 'namespace'], message: 'a namespace is at most 63 small letters, digits and dashes' }]),
    ...(stack === undefined || stack.split('/').every((part) => part !== '')
      ? []
      : [{ path: [...path, 'stack'], message: 'not NAMESPACE/NAME, such as monitoring/k8s' }]),
    ...(ofMetrics === undefined || /^\/[^\s#]*$/.test(ofMetrics)
      ? []
      : [{ path: [...path, 'path'], message: 'not a path such as /metrics' }]),
    ...profileFaults(application, path),
  ];
}

function objectFaults({ object }: ConfigApplication, path: Path): readonly Fault[] {
  if (object === undefined) return [];
  const said = problemOf(() => {
    if (!object.includes('/')) throw new PromwireError('usage', `${object}: not KIND/NAME, such as service/web`, '');
    applicationNamed(object);
  });
  return said === undefined ? [] : [{ path: [...path, 'object'], message: said }];
}

/** Of a profile that promwire has, all can be told here. */
function profileFaults(
  { profile: id, variant: named, thresholds = {}, alerts = {}, alertLabels = {} }: ConfigApplication,
  path: Path,
): readonly Fault[] {
  if (id === undefined) return [];
  const known = profiles.map((each) => each.id);
  const profile = profiles.find((each) => each.id === id);
  if (!profile) return [{ path: [...path, 'profile'], message: `no such profile${meant(id, known)}`, allowed: known }];
  const variants = profile.variants.map((each) => each.id);
  if (named !== undefined && !variants.includes(named))
    return [{ path: [...path, 'variant'], message: `${id} has no such variant${meant(named, variants)}` }];
  const parts = {
    thresholds: of(thresholds, (values) => ({ values })),
    alerts: of(alerts, (chosen) => ({ alerts: choices(chosen) })),
    alertLabels: of(alertLabels, (labels) => ({ labels })),
  };
  return Object.entries(parts).flatMap(([key, { whole, single }]) => {
    if (single.length === 0) return [];
    const problem = (part: Partial<WrittenSettings>): string | undefined =>
      problemOf(() => mustBeSettings(profile, { ...nothingSet, ...part }));
    const message = problem(whole);
    if (message === undefined) return [];
    const name = single.find(([, part]) => problem(part) === message)?.[0];
    return [{ path: [...path, key, ...(name === undefined ? [] : [name])], message }];
  });
}

/** Settings of one kind, all of them and each alone, by its name. */
interface Part {
  readonly whole: Partial<WrittenSettings>;
  readonly single: readonly (readonly [name: string, part: Partial<WrittenSettings>])[];
}

function of<T>(
  map: Readonly<Record<string, T>>,
  asPart: (map: Readonly<Record<string, T>>) => Partial<WrittenSettings>,
): Part {
  return {
    whole: asPart(map),
    single: Object.entries(map).map(([name, value]) => [name, asPart({ [name]: value })] as const),
  };
}

function choices(alerts: NonNullable<ConfigApplication['alerts']>): WrittenSettings['alerts'] {
  return Object.fromEntries(Object.entries(alerts).map(([name, text]) => [name, choiceOf(text)]));
}

function problemOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof PromwireError)) throw error;
    return `${error.message}${error.hint === '' ? '' : `. ${error.hint.replace(/\.$/, '')}`}`;
  }
}

function profileWords(): string {
  return profiles.map(({ id }) => id).join(', ');
}

function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? `; it is one of ${known.join(', ')}` : `; did you mean ${near}?`;
}

/** What is wrong with the folder that a cluster is generated to. */
export function outputFaults({ output }: ConfigCluster, path: Path, home: Home): readonly Fault[] {
  const folder = output?.folder;
  if (folder === undefined) return [];
  const at = [...path, 'output', 'folder'];
  const message =
    pathProblem(home, folder) ??
    (folder.split(/[/\\]/).some((part) => part.toLowerCase() === '.git')
      ? 'not in .git, which is for git alone'
      : undefined);
  return message === undefined ? [] : [{ path: at, message }];
}
