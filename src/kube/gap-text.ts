import type { FailedRequest, Gap } from '../model/index.ts';

/** A gap in words, the only ones there are: what was asked, what came back, what was read instead. Whole sentences. */
export function gapText(gap: Gap): string {
  const { reason, reads, sentence, request, readInstead = [] } = gap;
  if (sentence !== undefined) return sentence;
  if (request)
    return `${requestText(gap, request)}${readInstead.length === 0 ? '' : ` ${readInsteadText(readInstead)}`}`;
  if (reason === 'crd-missing') return `This cluster has no ${reads.kind} (${reads.group}): its CRD is not installed.`;
  const where = reads.namespace === undefined ? '' : ` in namespace ${reads.namespace}`;
  if (reason === 'not-among-files')
    return `What ${reads.kind} objects there are${where} besides those among the files is not known.`;
  return `${reads.kind} objects${where} were not read, so nothing can be said about one that is missing.`;
}

/** What opens it, as far as another right does: what was not understood, or costs too much, is told by its sentence. */
export function gapRemedy({ reason, reads }: Gap): string {
  if (reads.name !== undefined) return 'Split the object or shorten what is named';
  return reason === 'invalid' ? 'Correct what is named' : 'Ask for the right to see it';
}

/** What was read where the whole was refused. */
export function readInsteadText(namespaces: readonly string[]): string {
  return `Only ${namespaces.join(', ')} could be read.`;
}

function requestText({ reason, reads }: Gap, request: FailedRequest): string {
  const { verb, name, problem } = request;
  const what = name === undefined ? scopeText(request, reads.namespace) : `${reads.kind} ${name}`;
  if (problem !== undefined) return `${name === undefined ? `The list of ${what}` : what} ${problem}.`;
  const said = `${saidText(request)}${request.foreign ? '; is something in between?' : '.'}`;
  if (reason === 'forbidden') return `Not allowed to ${verb} ${what}: ${said}`;
  return `${what} could not be ${verb === 'list' ? 'listed' : 'read'}: ${said}`;
}

/** "services in namespace a", "services in all namespaces", "clusterroles". */
export function scopeText({ resource, scope }: FailedRequest, namespace: string | undefined): string {
  if (scope === 'cluster') return resource;
  return `${resource} in ${scope === 'namespace' && namespace !== undefined ? `namespace ${namespace}` : 'all namespaces'}`;
}

function saidText({ status, server }: FailedRequest): string {
  return server === undefined ? `status ${status}` : `${server} (${status})`;
}
