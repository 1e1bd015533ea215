/**
 * Runs a credential plugin (aws, gke-gcloud-auth-plugin, kubelogin …) as client-go does
 * (plugin/pkg/client/auth/exec): KUBERNETES_EXEC_INFO, interactiveMode, installHint, expiry.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { PromwireError } from '../../../errors.ts';
import type { Connection, ExecSpec } from './config.ts';
import type { Environment } from './environment.ts';
import { endAll, endsWithUs, OWN_GROUP } from '../../child-group.ts';
import { codeOf } from '../../error-code.ts';
import { asList, asObject, asText, isObject, parseJson } from '../../../kube/json.ts';
import { oneLine } from '../words.ts';
import type { Sent } from '../../../sent.ts';

/** What a plugin handed out. Secret. */
export interface ExecCredential {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Milliseconds since 1970; absent: good until the server refuses it. */
  readonly expires?: number;
}

export interface ExecOptions {
  readonly env: Environment;
  /** A person can answer questions on standard input. */
  readonly interactive: boolean;
  /** Gets what the plugin is given to log in with. */
  readonly sent: Sent;
  readonly signal?: AbortSignal;
  /** How long a plugin without a person may take. */
  readonly timeoutMs?: number;
}

const API = 'client.authentication.k8s.io/';
const VERSIONS = ['v1', 'v1beta1', 'v1alpha1'];

/**
 * One run of the plugin. Throws PromwireError 'usage' (misconfigured), 'unreachable' (not installed: without it there
 * is no way to the cluster), 'forbidden' (it failed) or 'interrupted'.
 */
export async function runExecPlugin(
  spec: ExecSpec,
  connection: Connection,
  options: ExecOptions,
): Promise<ExecCredential> {
  const command = asText(spec.fields['command']);
  if (command === undefined) throw misconfigured('names no command');
  const apiVersion = asText(spec.fields['apiVersion']) ?? '';
  if (!apiVersion.startsWith(API) || !VERSIONS.includes(apiVersion.slice(API.length))) {
    throw misconfigured(`has the apiVersion "${oneLine(apiVersion, 60)}", which is not known`);
  }
  if (textsOf(spec.fields).some((text) => text.includes('\0')))
    throw misconfigured('has a NUL character in its command, arguments or variables');
  const mode = asText(spec.fields['interactiveMode']) ?? 'IfAvailable';
  if (mode === 'Always' && !options.interactive) {
    throw new PromwireError(
      'usage',
      `The credential plugin ${command} must ask a person, and standard input is not a terminal.`,
      'Run promwire in a terminal, or log in with the plugin first and set interactiveMode: IfAvailable.',
    );
  }
  const interactive = mode !== 'Never' && options.interactive;
  const info = execInfo(spec, connection, apiVersion, interactive);
  const output = await run(resolveCommand(command, spec.folder), spec, connection, { ...options, interactive }, info);
  return readCredential(output, apiVersion, command);
}

/** What is passed to the system as it stands. */
function textsOf({ command, args, env }: ExecSpec['fields']): readonly string[] {
  const variables = asList(env).map(asObject);
  return [command, ...asList(args), ...variables.flatMap(({ name, value }) => [name, value])].filter(
    (text): text is string => typeof text === 'string',
  );
}

/** A bare name is found on PATH; "./plugin" starts at the kubeconfig's folder. */
function resolveCommand(command: string, folder: string): string {
  return command.includes('/') || command.includes(path.sep) ? path.resolve(folder, command) : command;
}

function execInfo(spec: ExecSpec, connection: Connection, apiVersion: string, interactive: boolean): string {
  const cluster = {
    server: connection.server,
    ...(connection.serverName === undefined ? {} : { 'tls-server-name': connection.serverName }),
    ...(connection.insecure ? { 'insecure-skip-tls-verify': true } : {}),
    ...(connection.ca === undefined
      ? {}
      : { 'certificate-authority-data': Buffer.from(connection.ca).toString('base64') }),
    ...(connection.proxyUrl === undefined ? {} : { 'proxy-url': connection.proxyUrl }),
    config: connection.execConfig ?? null,
  };
  const wanted = spec.fields['provideClusterInfo'] === true;
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion,
    spec: { ...(wanted ? { cluster } : {}), interactive },
  });
}

function run(
  command: string,
  spec: ExecSpec,
  connection: Connection,
  options: ExecOptions,
  info: string,
): Promise<string> {
  const args = asList(spec.fields['args']).filter((arg): arg is string => typeof arg === 'string');
  options.sent.add(...args.flatMap((arg, i) => (SECRET_FLAG.test(arg) ? [arg.split('=')[1] ?? args[i + 1]] : [])));
  const extra = asList(spec.fields['env']).map(asObject);
  const env: Record<string, string | undefined> = { ...options.env };
  for (const entry of extra) {
    const name = asText(entry['name']);
    if (name === undefined || typeof entry['value'] !== 'string') continue;
    env[name] = entry['value'];
    options.sent.addHeader(name, entry['value']);
  }
  env['KUBERNETES_EXEC_INFO'] = info;
  return new Promise<string>((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      // A person must see "open this page in your browser"; without one the words are kept for -v.
      stdio: [options.interactive ? 'inherit' : 'ignore', 'pipe', options.interactive ? 'inherit' : 'pipe'],
      // A plugin is often a script that starts others: all of them end together, by their group. One that may ask a
      // person stays in ours, which holds the terminal, and gets its Ctrl-C from there.
      detached: !options.interactive && OWN_GROUP,
      windowsHide: true,
    });
    if (!options.interactive) endsWithUs(child);
    const { signal } = options;
    const end = (): void => endAll(child, !options.interactive);
    // Not spawn's own timeout: it keeps the process alive after a plugin that could not be started.
    const timer = options.interactive ? undefined : setTimeout(end, options.timeoutMs ?? 60_000);
    const onAbort = (): void => {
      end();
      reject(signal?.reason instanceof PromwireError ? signal.reason : interrupted());
    };
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const settled = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      if (stdout.length <= MAX_OUTPUT) return;
      settled();
      end();
      reject(misconfigured(`${command} printed more than ${MAX_OUTPUT / 1024 / 1024} MiB, which is no ExecCredential`));
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr = (stderr + chunk).slice(-2000)));
    child.on('error', (error) => {
      settled();
      reject(notStarted(command, spec, connection, error));
    });
    child.on('close', (code, killedBy) => {
      settled();
      if (code === 0) return resolve(stdout);
      const how = killedBy === null ? `ended with code ${code}` : `did not answer and was stopped (${killedBy})`;
      // What it failed with may be in its words, too.
      options.sent.add(...credentialsIn(stdout));
      const said = oneLine(options.sent.hideAll(stderr), 400);
      reject(
        new PromwireError(
          'forbidden',
          `The credential plugin ${command} ${how}`,
          `Log in again with the tool that made this kubeconfig, then repeat the command${said === '' ? '.' : '; with -v it prints what the plugin said.'}`,
          said === '' ? {} : { cause: new Error(`the plugin said: ${said}`) },
        ),
      );
    });
  });
}

/** --client-secret=VALUE, or the value behind it. */
const SECRET_FLAG = /^--?[\w.-]*(?:token|password|secret|credential|api-?key)(?:=|$)/i;

/** Characters that are taken of a plugin: a credential with its certificates has some thousands. */
const MAX_OUTPUT = 1024 * 1024;

/** What a plugin handed out, as far as it can be read. */
function credentialsIn(output: string): readonly (string | undefined)[] {
  const { token, clientKeyData } = asObject(asObject(parseJson(output))['status']);
  return [asText(token), asText(clientKeyData)];
}

function readCredential(output: string, apiVersion: string, command: string): ExecCredential {
  const answer = parseJson(output);
  const status = isObject(answer) ? asObject(answer['status']) : {};
  const token = asText(status['token']);
  const cert = asText(status['clientCertificateData']);
  const key = asText(status['clientKeyData']);
  // The output is never quoted: it holds the credential.
  if (!isObject(answer) || (token === undefined && (cert === undefined || key === undefined))) {
    throw misconfigured(`${command} printed no ExecCredential with a token or a certificate`);
  }
  if (answer['apiVersion'] !== apiVersion) {
    throw misconfigured(`${command} answers with another apiVersion than the kubeconfig's ${apiVersion}`);
  }
  const expires = Date.parse(asText(status['expirationTimestamp']) ?? '');
  return {
    ...(token === undefined ? {} : { token }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...(Number.isNaN(expires) ? {} : { expires }),
  };
}

function misconfigured(what: string): PromwireError {
  return new PromwireError('usage', `The kubeconfig's credential plugin: ${what}.`, 'Fix users[].user.exec.');
}

function interrupted(): PromwireError {
  return new PromwireError('interrupted', 'Interrupted while the credential plugin ran.', '');
}

function notStarted(command: string, spec: ExecSpec, { context }: Connection, error: Error): PromwireError {
  const code = codeOf(error);
  const hint = asText(spec.fields['installHint']);
  const of = `The credential plugin ${command} of context "${context}"`;
  return new PromwireError(
    'unreachable',
    code === 'ENOENT' ? `${of} is not installed, or not on PATH.` : `${of} could not be started (${code}).`,
    hint === undefined ? 'Install the plugin that the kubeconfig names.' : oneLine(hint, 400),
  );
}
