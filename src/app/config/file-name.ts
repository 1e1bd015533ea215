/** What it is called in a repository. */
export const CONFIG = 'promwire.yaml';

/** The variable of the environment that stands in place of --config; empty: as --no-config. */
export const VARIABLE = 'PROMWIRE_CONFIG';
