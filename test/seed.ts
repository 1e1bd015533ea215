import process from 'node:process';

/**
 * What a random test begins with: PROMWIRE_SEED, else its usual seed, so that a red build speaks of the change and not
 * of the day (docs/adr/0008). The long runs beside them look somewhere new each time.
 */
export const seedOr = (usual: number): number => Number(process.env['PROMWIRE_SEED'] ?? usual);
