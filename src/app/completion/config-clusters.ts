/** The clusters of a promwire.yaml, also of one that has a fault elsewhere. */
import { readBlockYaml } from '../../io/files/block-yaml.ts';
import { readSmall } from '../../io/read-file.ts';
import { asList, asObject, asText } from '../../kube/json.ts';

export interface NamedCluster {
  readonly name: string;
  readonly context?: string;
}

/** A TAB waits for it: of a file that is larger no name is offered. One with 200 expected objects has 20 KiB. */
const MOST = 512 * 1024;

/** In their order. Throws where the file cannot be read, or is too large to be read at a TAB. */
export async function configClusters(path: string): Promise<readonly NamedCluster[]> {
  const text = await readSmall(path, MOST);
  const value: unknown = readBlockYaml(text)?.value ?? (await parsed(text));
  return asList(asObject(value)['clusters']).flatMap((each) => {
    const { name, context } = asObject(each);
    const [own, of] = [asText(name), asText(context)];
    return own === undefined ? [] : [{ name: own, ...(of === undefined ? {} : { context: of }) }];
  });
}

async function parsed(text: string): Promise<unknown> {
  const { readDocuments } = await import('../../io/files/documents.ts');
  const [first] = readDocuments(text);
  return first?.outcome === 'broken' ? undefined : first?.value;
}
