import { MASK } from '../../../../kube/mask.ts';
import type { Json, JsonObject } from '../../../../model/index.ts';
import { at, isObject, listAt, objectAt, objectsAt, own, stringAt, trueAt } from '../../../../kube/json.ts';
import { atLeast } from '../../../../kube/version.ts';
import type { DiscoveryProblem } from '../discoveries.ts';
import { parseGoUrl } from '../go-url.ts';

/*
 * Receivers of an AlertmanagerConfig, apart from authentication, TLS, proxies and Secrets:
 * prometheus-operator v0.93.0 pkg/alertmanager/validation/v1alpha1/validation.go:45-547, pkg/alertmanager/operator.go:1157-1800.
 * What a Secret holds is not looked at, nor a text that was masked when it was read.
 */

/** Receivers that older versions of Alertmanager do not have. */
const SINCE: Readonly<Record<string, string>> = {
  discordConfigs: '0.25.0',
  webexConfigs: '0.25.0',
  telegramConfigs: '0.24.0',
  msteamsConfigs: '0.26.0',
  msteamsv2Configs: '0.28.0',
  rocketchatConfigs: '0.28.0',
};

/** Fields that do: "list.field". */
const FIELDS_SINCE: Readonly<Record<string, string>> = {
  'slackConfigs.messageText': '0.31.0',
  'slackConfigs.updateMessage': '0.32.0',
  'webhookConfigs.payload': '0.32.0',
  'emailConfigs.forceImplicitTLS': '0.31.0',
  'emailConfigs.threading': '0.30.0',
  'snsConfigs.useAWSHTTPClient': '0.33.0',
  'telegramConfigs.botTokenFile': '0.26.0',
};

const HTTP_SINCE: Readonly<Record<string, string>> = {
  authorization: '0.22.0',
  oauth2: '0.22.0',
  noProxy: '0.25.0',
  proxyFromEnvironment: '0.25.0',
  proxyConnectHeader: '0.25.0',
};

type Judge = (config: JsonObject, version: string | undefined) => string | undefined;

export function receiverProblems(spec: JsonObject, version: string | undefined): readonly DiscoveryProblem[] {
  const receivers = objectsAt(spec, 'receivers');
  const names = receivers.map((receiver) => stringAt(receiver, 'name') ?? '');
  return receivers.flatMap((receiver, i) => {
    const path = ['spec', 'receivers', String(i)];
    const name = names[i] ?? '';
    const twice = names.indexOf(name) < i ? [{ path, problem: `there are two receivers ${JSON.stringify(name)}` }] : [];
    return [...twice, ...Object.keys(receiver).flatMap((list) => listProblems(receiver, list, path, version))];
  });
}

function listProblems(
  receiver: JsonObject,
  list: string,
  path: readonly string[],
  version: string | undefined,
): readonly DiscoveryProblem[] {
  const configs = Array.isArray(receiver[list]) ? listAt(receiver, list).filter(isObject) : [];
  const since = own(SINCE, list);
  return configs.flatMap((config, i) => {
    const tooNew = since === undefined || atLeast(version, since) ? undefined : `it needs Alertmanager ${since}`;
    const problem =
      tooNew ?? newerField(config, list, version) ?? urlProblem(config, list) ?? own(JUDGES, list)?.(config, version);
    return problem === undefined ? [] : [{ path: [...path, list, String(i)], problem }];
  });
}

function newerField(config: JsonObject, list: string, version: string | undefined): string | undefined {
  const http = objectAt(config, 'httpConfig') ?? {};
  const fields = [
    ...Object.entries(FIELDS_SINCE).flatMap(([field, since]) =>
      field.startsWith(`${list}.`) ? [[config, field.slice(list.length + 1), since] as const] : [],
    ),
    ...Object.entries(HTTP_SINCE).map(([field, since]) => [http, field, since] as const),
  ];
  const found = fields.find(([holder, field, since]) => isSet(holder[field]) && !atLeast(version, since));
  return found && `${found[1]} needs Alertmanager ${found[2]}`;
}

/** Fields that hold a URL; a template may stand in the second sort. */
const URLS: Readonly<Record<string, readonly string[]>> = {
  pagerdutyConfigs: ['url', 'clientURL'],
  opsgenieConfigs: ['apiURL'],
  rocketchatConfigs: ['apiURL', 'iconURL', 'imageURL', 'thumbURL'],
  webhookConfigs: ['url'],
  wechatConfigs: ['apiURL'],
  victoropsConfigs: ['apiUrl', 'apiURL'],
  pushoverConfigs: ['url'],
  snsConfigs: ['apiURL'],
  telegramConfigs: ['apiURL'],
  webexConfigs: ['apiURL'],
};

function urlProblem(config: JsonObject, list: string): string | undefined {
  for (const field of own(URLS, list) ?? []) {
    const text = stringAt(config, field) ?? '';
    const masked = text === '' || text.includes(MASK) || text.includes('{{');
    const url = masked ? undefined : parseGoUrl(text);
    if (url && 'problem' in url) return `${field}: ${url.problem}`;
    if (url && (!/^https?$/.test(url.scheme) || url.host === ''))
      return `${field} is not an http or https URL with a host`;
  }
  return undefined;
}

const isSet = (value: Json | undefined): boolean => value !== undefined && value !== null;
const isText = (config: JsonObject, field: string): boolean => (stringAt(config, field) ?? '') !== '';
const missing =
  (...fields: readonly string[]): Judge =>
  (config) =>
    fields.some((field) => isSet(config[field])) ? undefined : `${fields.join(' or ')} is missing`;

const RESPONDERS = /^(?:teams?|user|escalation|schedule)$/i;

const opsgenie: Judge = (config, version) => {
  for (const responder of objectsAt(config, 'responders')) {
    const type = stringAt(responder, 'type') ?? '';
    if (!['id', 'name', 'username'].some((field) => isText(responder, field)))
      return 'a responder has neither id, name nor username';
    if (!type.includes('{{') && !RESPONDERS.test(type)) return `a responder is of type ${JSON.stringify(type)}`;
    if (type === 'teams' && !atLeast(version, '0.24.0')) return 'a responder of type teams needs Alertmanager 0.24.0';
  }
  return undefined;
};

const slack: Judge = (config) => {
  for (const action of objectsAt(config, 'actions')) {
    const field = ['type', 'text'].find((name) => !isText(action, name));
    if (field !== undefined) return `an action has no ${field}`;
    if (!isText(action, 'url') && !isText(action, 'name')) return 'an action has neither name nor url';
    const confirm = objectAt(action, 'confirm');
    if (confirm && !isText(confirm, 'text')) return 'a confirmation has no text';
  }
  const bare = objectsAt(config, 'fields').find((field) => !isText(field, 'title') || !isText(field, 'value'));
  return bare && 'a field has no title or no value';
};

const pushover: Judge = (config, version) => {
  const named = missing('userKey')(config, version) ?? missing('token')(config, version);
  const both = trueAt(config, 'html') && trueAt(config, 'monospace');
  return named ?? (both ? 'html and monospace exclude each other' : undefined);
};

const telegram: Judge = (config, version) => {
  if (isSet(config['botToken']) && isSet(config['botTokenFile'])) return 'botToken and botTokenFile exclude each other';
  return (
    missing('botToken', 'botTokenFile')(config, version) ??
    ((at(config, 'chatID') ?? 0) === 0 ? 'chatID is missing' : undefined)
  );
};

const sns: Judge = (config) => {
  const [target, topic, phone] = ['targetARN', 'topicARN', 'phoneNumber'].map((field) => !isText(config, field));
  // As the operator writes it: an odd number of empty ones is refused.
  return (target !== topic) !== phone ? 'one of targetARN, topicARN and phoneNumber is needed' : undefined;
};

const email: Judge = (config) => {
  if (!isText(config, 'to')) return 'to is missing';
  const host = stringAt(config, 'smarthost') ?? '';
  return host !== '' && !/^(?:\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(host) ? 'smarthost is not host:port' : undefined;
};

const JUDGES: Readonly<Record<string, Judge>> = {
  pagerdutyConfigs: missing('routingKey', 'serviceKey'),
  opsgenieConfigs: opsgenie,
  slackConfigs: slack,
  webhookConfigs: missing('url', 'urlSecret'),
  emailConfigs: email,
  victoropsConfigs: (config) => (isText(config, 'routingKey') ? undefined : 'routingKey is missing'),
  pushoverConfigs: pushover,
  snsConfigs: sns,
  telegramConfigs: telegram,
};
