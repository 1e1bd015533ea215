/**
 * What krew asks of a manifest, by its source (github.com/kubernetes-sigs/krew at db921d5):
 * - structure: internal/index/validation/validate.go:45-175, pkg/index/types.go, and of the version
 *   internal/installation/semver/version.go:42
 * - platforms: cmd/validate-krew-manifest/main.go:90-133 (each is of a platform that krew runs on, no two of one) and
 *   :234 (those)
 * - the licence among the installed files: cmd/validate-krew-manifest/main.go:171-207
 * - the words: site/content/docs/developer-guide/plugin-manifest.md:67 (a few, none that says nothing: "kubectl")
 */
const PLATFORMS = [
  ...['windows/386', 'windows/amd64', 'windows/arm64', 'linux/386', 'linux/amd64', 'linux/arm', 'linux/arm64'],
  ...['linux/ppc64le', 'darwin/386', 'darwin/amd64', 'darwin/arm64'],
];
const LICENCES = [
  'license',
  'license.txt',
  'license.md',
  'licenses',
  'licenses.txt',
  'licenses.md',
  'copying',
  'copying.txt',
];
const SHORTEST = 50;

export interface KrewManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly version: string;
    readonly shortDescription: string;
    readonly description: string;
    readonly homepage: string;
    readonly platforms: readonly KrewPlatform[];
  };
}
export interface KrewPlatform {
  readonly uri: string;
  readonly sha256: string;
  readonly bin: string;
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

/** Every rule that a manifest of this name breaks; matchExpressions are not read, ours has none. */
export function brokenRules(name: string, { apiVersion, kind, metadata, spec }: KrewManifest): readonly string[] {
  const rules: readonly (readonly [holds: boolean, rule: string])[] = [
    [apiVersion === 'krew.googlecontainertools.github.com/v1alpha2', 'apiVersion'],
    [kind === 'Plugin', 'kind'],
    [/^[\w-]+$/.test(name) && metadata.name === name, 'the name is that of the file'],
    [spec.shortDescription !== '' && !/[\r\n]/.test(spec.shortDescription), 'shortDescription is one line'],
    [spec.shortDescription.length <= SHORTEST && !/kubectl/i.test(spec.shortDescription), 'shortDescription is short'],
    [/^v(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:[-+].+)?$/.test(spec.version), 'version'],
    [spec.platforms.length > 0, 'platforms'],
  ];
  const overlapping = PLATFORMS.filter((each) => spec.platforms.filter((one) => isFor(one, each)).length > 1);
  return [
    ...rules.filter(([holds]) => !holds).map(([, rule]) => rule),
    ...spec.platforms.flatMap((platform, at) => brokenBy(platform).map((rule) => `platforms[${at}]: ${rule}`)),
    ...overlapping.map((each) => `two platforms for ${each}`),
  ];
}

const isFor = ({ selector: { matchLabels: labels } }: KrewPlatform, platform: string): boolean => {
  const [os, arch] = platform.split('/');
  return (labels['os'] ?? os) === os && (labels['arch'] ?? arch) === arch;
};

function brokenBy(platform: KrewPlatform): readonly string[] {
  const { uri, sha256, bin, files, selector } = platform;
  const keys = Object.keys(selector.matchLabels);
  const rules: readonly (readonly [holds: boolean, rule: string])[] = [
    [uri !== '', 'uri'],
    [/^[a-f0-9]{64}$/.test(sha256), 'sha256'],
    [bin !== '', 'bin'],
    [files.length > 0 && files.every(({ from, to }) => from !== '' && to !== ''), 'files'],
    [keys.length > 0 && keys.every((key) => key === 'os' || key === 'arch'), 'selector'],
    [PLATFORMS.some((each) => isFor(platform, each)), 'a platform that krew runs on'],
    [files.some(({ from }) => LICENCES.includes(from.toLowerCase())), 'a licence is installed'],
    [files.some(({ from }) => from === bin), 'the program is installed'],
  ];
  return rules.filter(([holds]) => !holds).map(([, rule]) => rule);
}
