// What is inside the tarball, for those who keep lists of it: CycloneDX 1.6 (cyclonedx.org/docs/1.6/json).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const purlOf = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

const licencesOf = ({ license }) => [/[ ()]/.test(license) ? { expression: license } : { license: { id: license } }];

/** As package-lock.json has it ("sha512-BASE64"), as CycloneDX wants it. */
const hashOf = (integrity) => {
  const [, algorithm, base64] = /^sha(512|384|256)-(.+)$/.exec(integrity) ?? [];
  if (base64 === undefined) throw new Error(`package-lock.json has an integrity of another kind: ${integrity}`);
  return { alg: `SHA-${algorithm}`, content: Buffer.from(base64, 'base64').toString('hex') };
};

/** The document as text. It has neither serial number nor time, so that the same sources give the same bytes. */
export const sbom = (root, packages) => {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const component = (each, type) => ({
    type,
    'bom-ref': purlOf(each),
    name: each.name,
    version: each.version,
    licenses: licencesOf(each),
    purl: purlOf(each),
  });
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: component(own, 'application') },
    components: packages.map((each) => ({
      ...component(each, 'library'),
      hashes: [hashOf(locked[each.folder].integrity)],
    })),
    dependencies: [{ ref: purlOf(own), dependsOn: packages.map(purlOf) }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};
