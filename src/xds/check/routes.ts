import { isList, isMessage } from '../dump/field-names.js';
import { asJson, type Json, type JsonMessage } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import type { Finding } from './finding.js';

/** What Envoy would refuse about routes. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/route/v3/route_components.proto */
export function checkRoutes(snapshot: Snapshot): Finding[] {
  const clusters = new Set(snapshot.clusters.map((c) => c.name));
  return snapshot.routes.flatMap((config) => {
    const out: Finding[] = [];
    checkConfiguration(
      asJson(config),
      { clusters, required: config.validateClusters === true },
      (code, path, args, ...inner) => {
        const effect = code === 'cluster-unknown' ? 'dangling' : 'refused';
        const resource = { type: 'route', name: config.name } as const;
        out.push({ code, effect, resource, path, args, objects: [config, ...inner] });
      },
    );
    return out;
  });
}

type Say = (code: string, path: Finding['path'], args: Finding['args'], ...inner: object[]) => void;

/** Clusters that routes may lead to; where `required`, Envoy refuses routes to others. */
export interface Targets {
  readonly clusters: ReadonlySet<string>;
  readonly required: boolean;
}

const LARGEST_BODY = 4096;
const LARGEST_WEIGHT = 4294967295;

const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

/** Checks one route configuration, of RDS or inside a listener. */
export function checkConfiguration(config: JsonMessage, targets: Targets, say: Say): void {
  const domains = new Map<string, string>();
  const largest = Number(config['maxDirectResponseBodySizeBytes'] ?? LARGEST_BODY);
  for (const [i, host] of listOf(config['virtualHosts']).entries()) {
    if (!isMessage(host)) continue;
    checkDomains(host, domains, ['virtualHosts', i], say);
    for (const [j, route] of listOf(host['routes']).entries()) {
      if (!isMessage(route)) continue;
      const at: Say = (code, path, args) => say(code, ['virtualHosts', i, 'routes', j, ...path], args, host, route);
      if (isMessage(route['route'])) checkAction(route['route'], targets, at);
      const size = bodySize(route);
      if (size > largest) at('body-too-large', ['directResponse', 'body'], { size, most: largest });
    }
  }
}

function checkDomains(host: JsonMessage, taken: Map<string, string>, path: Finding['path'], say: Say): void {
  for (const [i, domain] of listOf(host['domains']).entries()) {
    if (typeof domain !== 'string') continue;
    const key = domain.toLowerCase();
    const owner = taken.get(key);
    if (owner !== undefined) say('duplicate-domain', [...path, 'domains', i], { domain, host: owner }, host);
    else taken.set(key, String(host['name']));
  }
}

function checkAction(action: JsonMessage, { clusters, required }: Targets, say: Say): void {
  const rewrites = [action['prefixRewrite'], action['regexRewrite'], action['pathRewritePolicy']].filter(Boolean);
  if (rewrites.length > 1) say('two-rewrites', ['route'], {});
  const weighted = isMessage(action['weightedClusters']) ? action['weightedClusters']['clusters'] : undefined;
  if (isList(weighted)) {
    const sum = weighted.reduce((total: number, c) => total + Number((isMessage(c) && c['weight']) || 0), 0);
    if (sum === 0) say('no-weight', ['route', 'weightedClusters'], {});
    if (sum > LARGEST_WEIGHT) say('too-much-weight', ['route', 'weightedClusters'], { sum, most: LARGEST_WEIGHT });
  }
  const look = (value: Json | undefined) => {
    if (typeof value !== 'string' || clusters.has(value)) return;
    say(required ? 'cluster-required' : 'cluster-unknown', ['route'], { cluster: value });
  };
  look(action['cluster']);
  for (const cluster of listOf(weighted)) if (isMessage(cluster)) look(cluster['name']);
  if (!required) return;
  for (const mirror of listOf(action['requestMirrorPolicies'])) if (isMessage(mirror)) look(mirror['cluster']);
}

function bodySize(route: JsonMessage): number {
  const response = route['directResponse'];
  const body = isMessage(response) ? response['body'] : undefined;
  if (!isMessage(body)) return 0;
  if (typeof body['inlineString'] === 'string') return new TextEncoder().encode(body['inlineString']).length;
  return typeof body['inlineBytes'] === 'string' ? Math.floor((body['inlineBytes'].length * 3) / 4) : 0;
}
