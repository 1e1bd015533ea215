/** Secrets and ConfigMaps reduced to facts: which keys there are, never what they hold. */
import { Buffer } from 'node:buffer';
import { createHash, createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { dashboardFacts, datasourceFacts } from './dashboard.ts';
import { alertmanagerFile } from '../alertmanager/file.ts';
import { isRecord, plain, put, type RawObject } from './scrub.ts';

/** What is larger is not looked into; neither kind can hold more anyway. */
const MAX_TEXT = 1024 * 1024;

type Fact = Record<string, unknown>;

function fingerprint(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 32);
}

/**
 * `pem`: it is PEM; `certificate`: its first block is an X.509 certificate; `publicKey`: a hash of the public key of
 * a certificate or private key. A certificate and a key are a pair when these are equal, whatever Secrets they are in.
 */
function pemFacts(text: string): Fact {
  const certificate = text.includes('-----BEGIN CERTIFICATE-----');
  try {
    const key = certificate ? new X509Certificate(text).publicKey : createPublicKey(createPrivateKey(text));
    return { pem: true, certificate, publicKey: fingerprint(key) };
  } catch (error) {
    // Whatever OpenSSL said may quote the text: that it could not be read is the whole fact.
    void error;
    return { pem: !certificate && /-----END [A-Z0-9 ]+-----/.test(text), certificate: false };
  }
}

function looksLikePem(text: string): boolean {
  return text.slice(0, 4096).includes('-----BEGIN ');
}

/** The key of an Alertmanager's configuration: prometheus-operator v0.93.0 pkg/alertmanager/statefulset.go:60. */
const ALERTMANAGER = 'alertmanager.yaml';

function secretFact(name: string, bytes: Buffer): Fact {
  const fact: Fact = { present: true };
  if (bytes.length === 0) fact['empty'] = true;
  if (bytes.length > MAX_TEXT) return fact;
  const file = name === ALERTMANAGER && bytes.length > 0 ? alertmanagerFile(bytes.toString('utf8')) : undefined;
  if (file) return { ...fact, alertmanager: plain(file, [], 0) };
  const text = bytes.toString('latin1');
  return looksLikePem(text) ? { ...fact, ...pemFacts(text) } : fact;
}

/** Facts of a Secret read from a snapshot file, where only facts are. */
function knownFacts(raw: RawObject): unknown {
  const facts = raw['facts'];
  if (!isRecord(facts) || !isRecord(facts['keys'])) return undefined;
  const keys: Fact = {};
  for (const [name, fact] of Object.entries(facts['keys'])) {
    if (!isRecord(fact)) continue;
    const kept: Fact = {};
    for (const field of [
      'present',
      'empty',
      'size',
      'pem',
      'certificate',
      'publicKey',
      'dashboard',
      'datasources',
      'alertmanager',
      'alloy',
    ]) {
      if (Object.hasOwn(fact, field)) kept[field] = plain(fact[field], [], 0);
    }
    put(keys, name, kept);
  }
  return typeof facts['type'] === 'string' ? { type: facts['type'], keys } : { keys };
}

/** The facts of a Secret: {type, keys: {NAME: {present, empty?, pem?, certificate?, publicKey?}}}. */
export function secretFacts(raw: RawObject): unknown {
  const known = knownFacts(raw);
  if (known !== undefined) return known;
  const keys: Fact = {};
  if (isRecord(raw['data'])) {
    for (const [name, value] of Object.entries(raw['data'])) {
      put(keys, name, secretFact(name, Buffer.from(typeof value === 'string' ? value : '', 'base64')));
    }
  }
  if (isRecord(raw['stringData'])) {
    for (const [name, value] of Object.entries(raw['stringData'])) {
      put(keys, name, secretFact(name, Buffer.from(typeof value === 'string' ? value : '', 'utf8')));
    }
  }
  return { type: typeof raw['type'] === 'string' && raw['type'] !== '' ? raw['type'] : 'Opaque', keys };
}

/** Components of a configuration of Grafana Alloy that read monitors: "servicemonitors". */
function alloyComponents(text: string): readonly string[] {
  const found = [...text.matchAll(/\bprometheus\.operator\.(servicemonitors|podmonitors|probes|scrapeconfigs)\b/g)];
  return [...new Set(found.map(([, name = '']) => name))].sort();
}

/** The facts of a ConfigMap: {keys: {NAME: {present, size, pem?, certificate?, dashboard?, datasources?}}}; size in bytes. */
export function configMapFacts(raw: RawObject): unknown {
  const known = knownFacts(raw);
  if (known !== undefined) return known;
  const keys: Fact = {};
  if (isRecord(raw['data'])) {
    for (const [name, value] of Object.entries(raw['data'])) {
      const text = typeof value === 'string' ? value : '';
      const fact: Fact = { present: true, size: Buffer.byteLength(text) };
      if (looksLikePem(text)) Object.assign(fact, pemFacts(text));
      const dashboard = dashboardFacts(name, text);
      if (dashboard !== undefined) fact['dashboard'] = dashboard;
      const datasources = datasourceFacts(name, text);
      if (datasources !== undefined) fact['datasources'] = datasources;
      const alloy = alloyComponents(text);
      if (alloy.length > 0) fact['alloy'] = alloy;
      put(keys, name, fact);
    }
  }
  if (isRecord(raw['binaryData'])) {
    for (const [name, value] of Object.entries(raw['binaryData'])) {
      const size = typeof value === 'string' ? Buffer.byteLength(value, 'base64') : 0;
      put(keys, name, { present: true, size });
    }
  }
  return { keys };
}
