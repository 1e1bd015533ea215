import type { JsonObject } from '../../../model/index.ts';
import type { World } from '../../../world/world.ts';
import type { ClientProblem } from './auth.ts';
import type { HttpClient } from './clients.ts';
import { lookUp, tlsNeeds } from './needs.ts';
import type { Need } from './needs.ts';

/**
 * What is wrong with what a client's tlsConfig refers to, from facts of the Secrets and ConfigMaps. What is missing
 * or was not read says nothing here. Source: pkg/assets/tls.go:78-131 (operator v0.93.0).
 */
export function materialProblems(world: World, namespace: string, client: HttpClient): readonly ClientProblem[] {
  const facts = tlsNeeds(client).flatMap((need): readonly { readonly need: Need; readonly facts: JsonObject }[] => {
    const found = lookUp(world, namespace, need);
    // Empty content counts as none.
    return found.state === 'present' && found.facts['empty'] !== true && found.facts['size'] !== 0
      ? [{ need, facts: found.facts }]
      : [];
  });
  const of = (field: string): (typeof facts)[number] | undefined =>
    facts.find(({ need }) => need.path[client.path.length + 1] === field);
  const [ca, cert, key] = [of('ca'), of('cert'), of('keySecret')];
  return [
    ...(ca ? caProblems(ca.need, ca.facts) : []),
    ...(cert && key ? pairProblems(cert.need, cert.facts, key.need, key.facts) : []),
  ];
}

function caProblems(need: Need, facts: JsonObject): readonly ClientProblem[] {
  if (facts['certificate'] === true) return [];
  const problem = facts['pem'] === true ? 'is PEM, but no certificate comes first in it' : 'is not PEM';
  return [{ path: need.path, problem: `${printNeed(need)} ${problem}` }];
}

function pairProblems(cert: Need, certFacts: JsonObject, key: Need, keyFacts: JsonObject): readonly ClientProblem[] {
  if (certFacts['certificate'] !== true)
    return [{ path: cert.path, problem: `${printNeed(cert)} holds no certificate in PEM` }];
  if (keyFacts['publicKey'] === undefined)
    return [{ path: key.path, problem: `${printNeed(key)} holds no private key in PEM that can be read` }];
  return certFacts['publicKey'] === keyFacts['publicKey']
    ? []
    : [{ path: key.path, problem: `${printNeed(key)} is not the key of the certificate in ${printNeed(cert)}` }];
}

function printNeed({ kind, name, key }: Need): string {
  return `${kind} ${name}, key ${key},`;
}
