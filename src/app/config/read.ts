/** Reads promwire.yaml. */
import { homeOf } from '../../io/files/repository.ts';
import type { Home } from '../../io/files/repository.ts';
import { readFileFor } from '../../io/http/address.ts';
import type { Config } from '../../model/index.ts';
import { decodeChecked } from '../checked-file.ts';
import type { CheckedFile } from '../checked-file.ts';
import { configFaults } from './faults.ts';

/** A promwire.yaml without a fault. */
export interface ConfigFile extends CheckedFile<Config> {
  /** As it is called from here. */
  readonly path: string;
  readonly home: Home;
}

const HINT =
  'docs/config.md shows one, and schemas/Config.json of the package describes every field; --no-config does without it.';

/** The file at a path. Throws PromwireError 'usage' with the places of what is wrong in it. */
export async function readConfig(path: string): Promise<ConfigFile> {
  return await decodeConfig(readFileFor('--config', path), path);
}

/** The same of a text that stands, or stood, at that path. */
export async function decodeConfig(text: string, path: string): Promise<ConfigFile> {
  const home = await homeOf(path);
  const { configSchema: schema } = await import('../../generated/config-schema.ts');
  const read = await decodeChecked<Config>(text, {
    path,
    given: '',
    schema,
    faults: (config) => configFaults(config, home),
    hint: HINT,
    alone: 'Keep all clusters in one document.',
  });
  return { ...read, path, home };
}
