import { nearWord } from '../../lang/promql/near-name.ts';

/** A port of a Service; `grpc`, `noHttp`: it serves no metrics. */
interface Port {
  readonly name: string | null;
  readonly port: number | null;
  readonly targetPort: string | null;
  readonly grpc?: true;
  readonly noHttp?: true;
}

/**
 * The port that is surely meant: by its number, by the name of the container's port, a slip of the pen, the longer or shorter
 * name, the only one called after metrics, or the only one of its kind. What serves an application need not serve metrics: the
 * only port is not meant where metrics are asked for, nor where another port is called after them.
 */
export function meantPort(asked: string, ports: readonly Port[]): string | undefined {
  const named = ports.flatMap(({ name, grpc, noHttp, ...rest }) =>
    name === null || grpc || noHttp ? [] : [{ name, ...rest }],
  );
  const only = (fits: (port: (typeof named)[number]) => boolean): string | undefined => {
    const [first, more] = named.filter(fits);
    return more === undefined ? first?.name : undefined;
  };
  if (/^\d+$/.test(asked)) return only(({ port, targetPort }) => String(port) === asked || targetPort === asked);
  const ofContainer = only(({ targetPort }) => targetPort === asked);
  if (ofContainer !== undefined) return ofContainer;
  const isMiswritten = ({ name }: { readonly name: string }): boolean =>
    isSlip(asked, name) && isSecure(asked) === isSecure(name);
  // Of two names that are as near neither is surely meant.
  if (named.some(isMiswritten)) return only(isMiswritten);
  const longer = only(({ name }) => (name.startsWith(asked) || asked.startsWith(name)) && !isOfOther(asked, name));
  if (longer !== undefined && asked.length > 2) return longer;
  if (isOfMetrics(asked)) return only(({ name }) => isOfMetrics(name));
  return ports.some(({ noHttp }) => noHttp) || named.some(({ name }) => isOfMetrics(name))
    ? undefined
    : only(({ name }) => !isOfOther(asked, name));
}

const OF_METRICS = ['metrics', 'prometheus', 'telemetry', 'monitoring'];

/** Is it called after metrics, be it with a slip of the pen? */
const isOfMetrics = (name: string): boolean =>
  /metric|prom(?:etheus)?(?![a-z])|telemetry|monitoring/i.test(name) ||
  name.split('-').some((word) => isSlip(word, ...OF_METRICS));

/** Names of ports are short: `http`, `grpc`. */
const SHORTEST = 4;

const isSlip = (word: string, ...names: readonly string[]): boolean => nearWord(word, names, SHORTEST) !== undefined;

const isSecure = (name: string): boolean => /https|grpcs|tls/i.test(name);

/** Another protocol or purpose. */
const isOfOther = (asked: string, name: string): boolean =>
  isOfMetrics(asked) !== isOfMetrics(name) || isSecure(asked) !== isSecure(name);
