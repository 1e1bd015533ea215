/*
 * Mutated worlds for as long as one likes: node scripts/ts.mjs test/mutated/long.ts SEED COUNT
 */
import process from 'node:process';
import { mutatedWorlds } from './worlds.ts';

const [seed = '1', count = '1000'] = process.argv.slice(2);
const figures = await mutatedWorlds(Number(seed), Number(count));
process.stdout.write(`${JSON.stringify({ seed: Number(seed), ...figures }, null, 2)}\n`);
