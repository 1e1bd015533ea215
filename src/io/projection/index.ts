/**
 * What promwire keeps of an object. Everything that comes in, from a cluster or from files, goes through `project`,
 * so that no Secret value, environment literal, credential in a URL or file content is ever held, printed or written.
 */
import type { JsonObject, KubeObject, Origin } from '../../model/index.ts';
import { configMapFacts, secretFacts } from './facts.ts';
import { KINDS } from './kinds.ts';
import { projectMetadata } from './metadata.ts';
import { fields, isRecord, type Flaws, type Keep, type RawObject } from './scrub.ts';

export { scrubText } from './scrub.ts';

const KEEPS: ReadonlyMap<string, Keep> = new Map(Object.entries(KINDS).map(([key, table]) => [key, fields(table)]));

/** Written by controllers, and never by promwire: who owns their labels is of no use, and there are many. */
const MADE: ReadonlySet<string> = new Set(['/Pod', '/Endpoints', 'discovery.k8s.io/EndpointSlice']);

function groupKind(apiVersion: string, kind: string): string {
  const slash = apiVersion.indexOf('/');
  return `${slash < 0 ? '' : apiVersion.slice(0, slash)}/${kind}`;
}

/** True for the kinds promwire knows how to read; of any other only the metadata is kept. */
export function isKnownKind(apiVersion: string, kind: string): boolean {
  const key = groupKind(apiVersion, kind);
  return KEEPS.has(key) || key === '/Secret' || key === '/ConfigMap';
}

function projectBody(key: string, raw: RawObject, flaws: Flaws): unknown {
  if (key === '/Secret') return { facts: secretFacts(raw) };
  if (key === '/ConfigMap') return { facts: configMapFacts(raw) };
  const keep = KEEPS.get(key);
  return keep === undefined ? {} : keep(raw, flaws, 0);
}

/**
 * Projects one object. `raw` is what JSON or YAML gave, of any type; `origin` is where it was read.
 * Returns the projection, or the reason why it is not an object: never throws. A field of a wrong type inside the body
 * stays as it is where it is data. Projecting a projection (a snapshot read back) changes nothing.
 */
export function project(raw: unknown, origin: Origin): KubeObject | { readonly invalid: string } {
  if (!isRecord(raw)) return { invalid: 'it is not a map' };
  const { apiVersion, kind } = raw;
  if (typeof apiVersion !== 'string' || apiVersion === '') return { invalid: 'it has no apiVersion' };
  if (typeof kind !== 'string' || kind === '') return { invalid: 'it has no kind' };
  const key = groupKind(apiVersion, kind);
  const metadata = projectMetadata(raw['metadata'], !MADE.has(key));
  if ('invalid' in metadata) return metadata;
  const flaws: Flaws = [];
  const body = projectBody(key, raw, flaws);
  const flaw = flaws[0];
  if (flaw !== undefined) return { invalid: flaw };
  // Every Keep returns JSON for JSON; the raw value came from JSON.parse or the YAML reader.
  return { apiVersion, kind, metadata: metadata.value, body: body as JsonObject, origin };
}
