/** Written by `npm run generate` from package.json, never edited. */
export const VERSION = '0.1.0';
