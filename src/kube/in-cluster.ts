/** Commands of a finding, so that they reach the cluster that was looked at and no other. */

/** What kubectl does to a cluster; `kustomize` asks none. */
const KUBECTL =
  /(?<![\w./-])kubectl (?=(?:annotate|apply|create|delete|describe|edit|exec|get|label|logs|patch|rollout|scale|explain) )/g;
const HELM = /(?<![\w./-])helm (?=(?:get|history|list|status|upgrade) )/g;
const FLUX = /(?<![\w./-])flux (?=(?:get|reconcile|resume|suspend) )/g;
/** With an object or a flag behind: "promwire generate with the same flags" is no command. */
const PROMWIRE =
  /(?<![\w./-])promwire (?:check|diff|fix|policy|settings|setup|snapshot|uninstall|verify)(?= (?:-|[a-z]+\/)|$)/g;
const CARRIED = / --(?:kubeconfig|context|kube-context) (?:'(?:[^']|'\\'')*'|[^\s"]+)/g;

/** `cluster`: " --kubeconfig FILE --context NAME", or nothing where the defaults are taken. */
export function inCluster(text: string, cluster: string): string {
  if (cluster === '' || text.search(CARRIED) >= 0) return text;
  const words = `${cluster.trimStart()} `;
  return text
    .replaceAll(KUBECTL, `kubectl ${escaped(words)}`)
    .replaceAll(HELM, `helm ${escaped(words.replace('--context ', '--kube-context '))}`)
    .replaceAll(FLUX, `flux ${escaped(words)}`)
    .replaceAll(PROMWIRE, (line) => `${line}${cluster}`);
}

/** The same for whichever cluster. */
export function inAnyCluster(text: string): string {
  return text.replaceAll(CARRIED, '');
}

function escaped(words: string): string {
  return words.replaceAll('$', '$$$$');
}
