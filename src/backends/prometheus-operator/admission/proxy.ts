import type { Json } from '../../../model/index.ts';
import { isObject, objectAt, stringAt, trueAt } from '../../../kube/json.ts';
import type { ClientProblem } from './auth.ts';
import type { HttpClient } from './clients.ts';
import { goUrlProblem } from './go-url.ts';

/** What is wrong with the proxy settings of a client; the first that holds. Source: v1 types.go:121-168. */
export function proxyProblems({ path, config }: HttpClient): readonly ClientProblem[] {
  const environment = trueAt(config, 'proxyFromEnvironment');
  const url = stringAt(config, 'proxyUrl') ?? '';
  const noProxy = (stringAt(config, 'noProxy') ?? '') !== '';
  const headers = Object.entries(objectAt(config, 'proxyConnectHeader') ?? {});
  const refuse = (field: string, problem: string): readonly ClientProblem[] => [{ path: [...path, field], problem }];

  if (headers.length > 0 && !environment && url === '')
    return refuse('proxyConnectHeader', 'it needs proxyUrl or proxyFromEnvironment');
  if (environment && url !== '') return refuse('proxyUrl', 'it is set together with proxyFromEnvironment');
  if (environment && noProxy) return refuse('noProxy', 'it is set together with proxyFromEnvironment');
  if (url === '' && noProxy) return refuse('noProxy', 'it is set without proxyUrl');
  for (const [name, selectors] of headers) {
    const list = Array.isArray(selectors) ? (selectors as readonly Json[]) : [];
    if (list.length === 0) return refuse('proxyConnectHeader', `${name} names no Secret`);
    if (list.some(isEmptySelector)) return refuse('proxyConnectHeader', `${name} has an entry that names nothing`);
  }
  const bad = url === '' ? undefined : goUrlProblem(url);
  return bad === undefined ? [] : refuse('proxyUrl', bad);
}

function isEmptySelector(selector: Json): boolean {
  if (!isObject(selector)) return true;
  return (
    (stringAt(selector, 'name') ?? '') === '' &&
    (stringAt(selector, 'key') ?? '') === '' &&
    typeof selector['optional'] !== 'boolean'
  );
}
