import { observationsSchema } from '../generated/observations-schema.ts';
import type { Json, Observations } from '../model/index.ts';
import { projectObservations } from './projection/observations.ts';
import { schemaProblem } from './schema.ts';

/**
 * The observations of a snapshot file, which may come from anywhere. Returns what is wrong with them where they are not
 * of the form that promwire writes.
 */
export function readObservations(value: Json): Observations | { readonly invalid: string } {
  const problem = schemaProblem(observationsSchema, value);
  if (problem !== undefined) return { invalid: problem };
  const flaws: string[] = [];
  const observations = projectObservations(value as unknown as Observations, flaws);
  return flaws[0] === undefined ? observations : { invalid: flaws[0] };
}
