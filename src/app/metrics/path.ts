/** Where metrics are on a port, as an annotation or a person writes it: "/metrics", "/v1/sys/metrics?format=prometheus". */
import { MASK } from '../../kube/mask.ts';
import { scrubWords } from '../../io/projection/scrub-text.ts';

export interface MetricsPath {
  readonly path: string;
  /** As in a monitor's `params`: Prometheus escapes a question mark in a path, so that a query must not stand there. */
  readonly params?: Readonly<Record<string, readonly string[]>>;
}

/** Longer ones are no place of metrics. */
const LONGEST = 500;

/**
 * Takes a text apart; where it is no path of a port, why. A client folds `..`, also escaped (WHATWG URL,
 * "double-dot URL path segment"), so that it would lead out of the port, to whatever the API server serves.
 */
export function metricsPath(text: string): MetricsPath | { readonly refused: string } {
  const [path = '', ...queries] = text.split('?');
  if (text.length > LONGEST) return { refused: `it is longer than ${LONGEST} characters` };
  if (!path.startsWith('/')) return { refused: 'it does not begin with a slash' };
  if (path.startsWith('//')) return { refused: 'two slashes begin the name of a host' };
  if (/[\s\\#\p{Cc}\p{Cf}\u2028\u2029]/u.test(text))
    return { refused: 'it holds a space, a backslash, a # or a control character' };
  if (/%(?:2f|5c|23|[01][0-9a-f]|7f|25)/i.test(path))
    return { refused: 'it holds an escaped slash, backslash, # or %, or an escaped control character' };
  if (path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment)))
    return { refused: 'a part of it is a dot or two, which leads elsewhere' };
  const params = paramsOf(queries.join('?'));
  if (queries.join('?').includes(MASK))
    return { refused: 'the value of a parameter in it may be a credential and is not read: give it by --path' };
  if (scrubWords(text) !== text)
    return { refused: 'it seems to hold a credential, which every reader of the monitor would see' };
  return { path, ...(params === undefined ? {} : { params }) };
}

function paramsOf(query: string): MetricsPath['params'] {
  const found = new URLSearchParams(query);
  const names = [...new Set(found.keys())];
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, found.getAll(name)]));
}
