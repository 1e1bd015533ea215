/** The port with the metrics, as a person gives it. */
import { PromwireError } from '../../errors.ts';
import type { MetricsPort } from '../../plan/metrics-port.ts';
import type { ProfileFile } from '../profile-file/read.ts';

/** A port that a person names. */
export interface GivenPort {
  readonly name: string;
  /** Where it was given. */
  readonly by: string;
}

/** The port of a flag, or of a file. */
export function portGiven({
  port,
  described,
}: {
  readonly port?: string | undefined;
  readonly described?: ProfileFile | undefined;
}): GivenPort | undefined {
  if (port !== undefined) return { name: port, by: '--port' };
  return described && { name: String(described.file.scrape.port), by: `${described.path}: scrape.port` };
}

/** The ports that a person's choice leaves; all without one. Throws PromwireError 'usage'. */
export function chosenPorts(
  ports: readonly MetricsPort[],
  given: GivenPort | undefined,
  word: string,
): readonly MetricsPort[] {
  if (given === undefined) return ports;
  const { name: wanted, by } = given;
  const found = ports.filter(({ name, number }) => name === wanted || String(number) === wanted);
  if (found.length > 0) return found;
  const known = ports.map(({ name, number }) => (name === String(number) ? name : `${name} (${number})`)).join(', ');
  throw new PromwireError(
    'usage',
    `${by} ${wanted}: ${word} has no such port`,
    known === '' ? 'No Service and no container declares a port of it.' : `It has: ${known}.`,
  );
}
