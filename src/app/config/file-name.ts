/** What it is called in a repository. */
export const CONFIG = 'promwire.yaml';

/** What promwire snapshot --for-git writes into the folder of --out. */
export const CAPTURED = 'captured.yaml';

/** The variable of the environment that stands in place of --config; empty: as --no-config. */
export const VARIABLE = 'PROMWIRE_CONFIG';
