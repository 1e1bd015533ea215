import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The recorded answers of test/fixtures/metrics, by path without ending. */
export type Recording =
  | 'v2/01-started'
  | 'v2/02-two-checks-failing'
  | 'v2/03-three-checks-failing'
  | 'v3/01-started'
  | 'v3/02-all-ok'
  | 'v3/03-dns-failing'
  | 'v3/04-dns-failing-later'
  | 'v3/05-deployment-timing-out'
  | 'v3/06-deployment-timing-out-later'
  | 'v3/07-recovered';

export const recording = (name: Recording): string =>
  readFileSync(new URL(`../fixtures/metrics/${name}.prom`, import.meta.url), 'utf8');

/** kuberhealthy 2 with every check passing: not among the recordings, made of one by what the exporter writes then. */
export const passingV2 = (): string =>
  recording('v2/02-two-checks-failing')
    .replace(/^kuberhealthy_cluster_state 0$/m, 'kuberhealthy_cluster_state 1')
    .replace(/^(kuberhealthy_check\{.*)status="0",error="[^"]*"\} 0$/gm, '$1status="1",error=""} 1');

/** A UUID that differs for every `n`, the same in every run. */
const uuid = (n: number): string => {
  const hex = createHash('sha256').update(String(n)).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
};

/** Five characters as Kubernetes generates them for a Pod, different for every `n`. */
const suffix = (n: number): string => {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  const digest = createHash('sha256').update(`pod ${n}`).digest();
  return [...digest.subarray(0, 5)].map((byte) => letters[byte % letters.length]).join('');
};

/**
 * The text of a failing recording whose error differs at every call, as those of a real kuberhealthy differ run by run:
 * the run's UUID, its start and the check's Pod.
 */
export const changingErrors = (text: string): (() => string) => {
  let run = 0;
  return () => {
    run += 1;
    const started = new Date(Date.UTC(2026, 0, 1) + run * 1000).toISOString().replace('.000', '');
    return text.replaceAll(/error="([^"]+)"/g, (_, error: string) => {
      const changed = error
        .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, uuid(run))
        .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, started);
      return `error="${changed === error ? `${error} (pod check-${suffix(run)})` : changed}"`;
    });
  };
};
