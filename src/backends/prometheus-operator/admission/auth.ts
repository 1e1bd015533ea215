import type { Json } from '../../../model/index.ts';
import { objectAt, stringAt } from '../../../kube/json.ts';
import type { HttpClient } from './clients.ts';

/** Something the operator refuses in an HTTP client. */
export interface ClientProblem {
  readonly path: readonly string[];
  readonly problem: string;
  /** Only operators since 0.86 (PodMonitor) and 0.88 (ServiceMonitor) look at this. */
  readonly recent?: boolean;
  /** A field that says nothing and is only in the way. */
  readonly empty?: { readonly path: readonly string[]; readonly was: Json };
}

/** In the order in which the operator compares them (v1 http_config.go:123-145). */
const WAYS: readonly string[] = ['authorization', 'basicAuth', 'bearerTokenSecret', 'oauth2'];

/** What is wrong with the ways to authenticate of a client. Source: v1 http_config.go:117-157, types.go:711-737. */
export function authProblems({ path, config, auth }: HttpClient): readonly ClientProblem[] {
  if (auth === 'none') return [];
  const ways = WAYS.filter((way) => objectAt(config, way) !== undefined);
  const problems: ClientProblem[] = [];
  if (auth === 'exclusive' && ways.length > 1) {
    const empty = ways.find((way) => saysNothing(way, config[way]));
    problems.push({
      path,
      problem: `${ways.join(' and ')} are set, and at most one of them may be`,
      recent: true,
      ...(empty === undefined ? {} : { empty: { path: [...path, empty], was: config[empty] ?? null } }),
    });
  }
  return [...problems, ...authorizationProblems(path, config, auth), ...oauth2Problems(path, config)];
}

function authorizationProblems(path: readonly string[], config: Json, auth: 'exclusive' | 'each'): ClientProblem[] {
  const authorization = objectAt(config, 'authorization');
  if (!authorization) return [];
  const credentials = objectAt(authorization, 'credentials');
  if (auth === 'each' && !credentials) return [];
  const here = [...path, 'authorization'];
  if ((stringAt(authorization, 'type') ?? '').trim().toLowerCase() === 'basic')
    return [{ path: here, problem: 'type is "basic", which basicAuth is for' }];
  if (credentials) return [];
  return [{ path: here, problem: 'credentials are missing', recent: true, empty: { path: here, was: authorization } }];
}

function oauth2Problems(path: readonly string[], config: Json): ClientProblem[] {
  const oauth2 = objectAt(config, 'oauth2');
  if (!oauth2) return [];
  const here = [...path, 'oauth2'];
  const secret = objectAt(oauth2, 'clientId', 'secret');
  const configMap = objectAt(oauth2, 'clientId', 'configMap');
  if ((stringAt(oauth2, 'tokenUrl') ?? '') === '') return [{ path: here, problem: 'tokenUrl is missing' }];
  if (!secret && !configMap) return [{ path: here, problem: 'clientId is missing' }];
  return secret && configMap ? [{ path: here, problem: 'clientId names both a Secret and a ConfigMap' }] : [];
}

/** `bearerTokenSecret: {key: ""}`, which older Go clients always write; `authorization` or `basicAuth` without content. */
function saysNothing(way: string, value: Json | undefined): boolean {
  const named = (...field: readonly string[]): boolean => (stringAt(value, ...field) ?? '') !== '';
  if (way === 'bearerTokenSecret') return !named('name');
  if (way === 'authorization') return !named('credentials', 'name');
  return way === 'basicAuth' && !named('username', 'name') && !named('password', 'name');
}
