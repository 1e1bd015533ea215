/** "spec.endpoints[0].tlsConfig" of ["spec", "endpoints", "0", "tlsConfig"]. */
export function printPath(path: readonly string[]): string {
  return path.map((part, i) => (/^\d+$/.test(part) ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
}

/** The same where names with dots and slashes are among them: "metadata.labels[app.kubernetes.io/name]". */
export function printField(path: readonly string[]): string {
  return path.map((part, i) => (/^\d+$|[./]/.test(part) ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
}

/** Is it that field, or one inside it? */
export function isWithin(path: readonly string[], around: readonly string[]): boolean {
  return around.every((part, i) => part === path[i]);
}
