/** The application of a profile file where no cluster is looked at. */
import { PromwireError } from '../../errors.ts';
import { applicationId } from '../../lang/application-id.ts';
import type { Exposition, Profile } from '../../model/index.ts';
import { profileBy, scrapeBy } from '../../profiles/generic/file.ts';
import { profileFrom } from '../../profiles/generic/index.ts';
import type { ProfileFile } from './read.ts';

/** Its profile, with names as a rule has them; good for what does not depend on them: its settings and alerts. */
export function profileDescribed({ file, settings }: ProfileFile): Profile {
  const { kind, name = 'application', namespace = 'default' } = file.detect;
  const id = applicationId(kind, name);
  const { port } = file.scrape;
  const scrape = scrapeBy(file, id, { name: String(port), number: typeof port === 'number' ? port : 0 });
  const usual = kind === 'Service' ? name : `${namespace}/${scrape.name}`;
  return profileBy(file, { id, title: name, namespace, job: file.scrape.job ?? usual }, settings, scrape);
}

/** The profile of a Service with that page of metrics; good for the same. */
export function profileOfPage(
  { families }: Exposition,
  service: { readonly name: string; readonly namespace: string },
): Profile {
  const id = applicationId('Service', service.name);
  const port = { name: 'metrics', number: 0 };
  const scrape = {
    name: `promwire-${id}`,
    serviceLabels: {},
    port,
    path: '/metrics',
    interval: '30s',
    metricRelabelings: [],
  };
  return profileFrom({ id, title: service.name, namespace: service.namespace, job: service.name }, scrape, families);
}

/** The same where dashboards are wanted, whose queries rest on the names. Throws PromwireError 'usage'. */
export function dashboardsDescribed(described: ProfileFile): Profile {
  const { name, namespace } = described.file.detect;
  const missing = name === undefined ? 'detect.name' : namespace === undefined ? 'detect.namespace' : undefined;
  if (missing === undefined) return profileDescribed(described);
  throw new PromwireError(
    'usage',
    `--profile ${described.path}: without ${missing} nothing tells what its series are called`,
    `Add ${missing} to the file, or use promwire setup, which looks at the cluster.`,
  );
}
