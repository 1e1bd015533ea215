/** Written by the end-to-end test of scenario A; never edited. */
export const demoCluster = '';
