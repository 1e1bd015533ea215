/**
 * What promwire keeps of an object. Everything that comes in, from a cluster or from files, goes through `project`,
 * so that no Secret value, environment literal, credential in a URL or file content is ever held, printed or written.
 */
import type { JsonObject, KubeObject, Metadata, Origin, Profile } from '../../model/index.ts';
import { profiles } from '../../profiles/index.ts';
import { costliest, costOf, mostOf, standsAlone } from './cost.ts';
import { configMapFacts, secretFacts } from './facts.ts';
import { grafanaDashboardFacts } from './grafana-dashboard.ts';
import { kindsWith } from './kinds.ts';
import { projectMetadata } from './metadata.ts';
import { withoutNulls } from './nulls.ts';
import { fields, isRecord, type Flaws, type Keep, type RawObject } from './scrub.ts';
import { withoutUnknown } from './unknown-fields.ts';

export { scrubText } from './scrub-text.ts';

/** What is kept of objects, where these profiles are known. */
interface Projection {
  /** True for the kinds promwire knows how to read; of any other only the metadata is kept. */
  readonly isKnownKind: (apiVersion: string, kind: string) => boolean;
  /**
   * Projects one object. `raw` is what JSON or YAML gave, of any type; `origin` is where it was read.
   * Returns the projection, or the reason why it is not an object: never throws. A field of a wrong type inside the body
   * stays as it is where it is data. Projecting a projection (a snapshot read back) changes nothing.
   */
  readonly project: (raw: unknown, origin: Origin) => KubeObject | NoObject;
}

/** Why an object is not read. `costly`: it is one, would take too long to judge, and hides no other. */
export interface NoObject {
  readonly invalid: string;
  readonly costly?: { readonly name: string; readonly namespace: string };
}

/** Written by controllers, and never by promwire: there are many, who owns their labels is of no use, and a server has taken out of them what is unknown. */
const MADE: ReadonlySet<string> = new Set(['/Pod', '/Endpoints', 'discovery.k8s.io/EndpointSlice']);

function groupKind(apiVersion: string, kind: string): string {
  const slash = apiVersion.indexOf('/');
  return `${slash < 0 ? '' : apiVersion.slice(0, slash)}/${kind}`;
}

const GRAFANA_DASHBOARD = 'grafana.integreatly.org/GrafanaDashboard';

function projectBody(key: string, keep: Keep | undefined, raw: RawObject, flaws: Flaws): unknown {
  if (key === '/Secret') return { facts: secretFacts(raw) };
  if (key === '/ConfigMap') return { facts: configMapFacts(raw) };
  const body = keep === undefined ? {} : withoutNulls(keep(raw, flaws, 0), String(raw['apiVersion']));
  return key === GRAFANA_DASHBOARD && isRecord(body) ? { ...body, facts: grafanaDashboardFacts(raw) } : body;
}

function tooCostly(kind: string, { name, namespace }: Metadata, body: unknown): NoObject {
  const of = namespace === undefined ? name : `${namespace}/${name}`;
  const field = costliest(body);
  const largest = field === '' ? 'it' : field;
  const invalid = `${of} has more than ${mostOf(kind)} values (repetitions in regular expressions count), which would take too long to judge. Split the object or shorten ${largest}; promwire judges a ${kind} of up to ${mostOf(kind)} values`;
  return namespace !== undefined && standsAlone(kind) ? { invalid, costly: { name, namespace } } : { invalid };
}

/** The projection that keeps of an application's own kinds, and of its environment, what its profile names. */
export function projectionOf(known: readonly Profile[]): Projection {
  const keeps = new Map(Object.entries(kindsWith(known)).map(([key, table]) => [key, fields(table)]));
  return {
    isKnownKind(apiVersion, kind) {
      const key = groupKind(apiVersion, kind);
      return keeps.has(key) || key === '/Secret' || key === '/ConfigMap';
    },
    project(raw, origin) {
      if (!isRecord(raw)) return { invalid: 'it is not a map' };
      const { apiVersion, kind } = raw;
      if (typeof apiVersion !== 'string' || apiVersion === '') return { invalid: 'it has no apiVersion' };
      if (typeof kind !== 'string' || kind === '') return { invalid: 'it has no kind' };
      const key = groupKind(apiVersion, kind);
      const metadata = projectMetadata(raw['metadata'], !MADE.has(key));
      if ('invalid' in metadata) return metadata;
      const flaws: Flaws = [];
      const keep = keeps.get(key);
      const known = keep === undefined ? raw : MADE.has(key) && origin.source === 'cluster' ? raw : withoutUnknown(raw);
      const body = projectBody(key, keep, known, flaws);
      const flaw = flaws[0];
      if (flaw !== undefined) return { invalid: flaw };
      if (costOf(body, metadata.value) > mostOf(kind)) {
        return tooCostly(kind, metadata.value, body);
      }
      // Every Keep returns JSON for JSON; the raw value came from JSON.parse or the YAML reader.
      const { value, problems } = metadata;
      const wrong = problems.length > 0 ? { problems } : {};
      return { apiVersion, kind, metadata: value, body: body as JsonObject, origin, ...wrong };
    },
  };
}

/** With the profiles that promwire has. */
export const { isKnownKind, project } = projectionOf(profiles);
