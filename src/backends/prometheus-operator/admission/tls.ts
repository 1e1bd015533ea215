import type { JsonObject } from '../../../model/index.ts';
import { objectAt, stringAt } from '../../../kube/json.ts';
import type { ClientProblem } from './auth.ts';
import type { HttpClient } from './clients.ts';

/** What is wrong with the shape of a client's tlsConfig; the first that holds. Source: v1 tls_types.go:79-193. */
export function tlsShapeProblems({ path, config, tlsFiles }: HttpClient): readonly ClientProblem[] {
  const tls = objectAt(config, 'tlsConfig');
  if (!tls) return [];
  const problem = bothSources(tls) ?? versions(tls) ?? (tlsFiles ? pairWithFiles(tls) : pair(tls));
  return problem === undefined ? [] : [{ path: [...path, 'tlsConfig'], problem }];
}

/** A Secret or a ConfigMap is named. */
function names(tls: JsonObject, field: 'ca' | 'cert'): boolean {
  return objectAt(tls, field, 'secret') !== undefined || objectAt(tls, field, 'configMap') !== undefined;
}

function bothSources(tls: JsonObject): string | undefined {
  const both = (['ca', 'cert'] as const).find(
    (field) => objectAt(tls, field, 'secret') !== undefined && objectAt(tls, field, 'configMap') !== undefined,
  );
  return both && `${both} names both a Secret and a ConfigMap`;
}

/** The names of the versions sort as the versions do. */
function versions(tls: JsonObject): string | undefined {
  const min = stringAt(tls, 'minVersion');
  const max = stringAt(tls, 'maxVersion');
  return min !== undefined && max !== undefined && max < min
    ? `maxVersion ${max} is below minVersion ${min}`
    : undefined;
}

function pair(tls: JsonObject): string | undefined {
  const key = objectAt(tls, 'keySecret') !== undefined;
  if (names(tls, 'cert') && !key) return 'cert is set without keySecret';
  return key && !names(tls, 'cert') ? 'keySecret is set without cert' : undefined;
}

function pairWithFiles(tls: JsonObject): string | undefined {
  const file = (field: string): boolean => (stringAt(tls, field) ?? '') !== '';
  const keySecret = objectAt(tls, 'keySecret') !== undefined;
  if (names(tls, 'ca') && file('caFile')) return 'ca and caFile are both set';
  if (names(tls, 'cert') && file('certFile')) return 'cert and certFile are both set';
  if (keySecret && file('keyFile')) return 'keySecret and keyFile are both set';
  const cert = names(tls, 'cert') || file('certFile');
  const key = keySecret || file('keyFile');
  if (cert && !key) return 'there is a client certificate without a key';
  return key && !cert ? 'there is a key without a client certificate' : undefined;
}
