/** Written by `npm run generate` from docs/checks, never edited. */
export const pages: Readonly<Record<string, string>> = {
};
