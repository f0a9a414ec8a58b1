import type { RouterServer } from '../../mesh/describe/gateways.js';
import type { TlsConflict } from '../../mesh/describe/tls-conflicts.js';
import type { DescribedPolicy, DescribedPort, WorkloadDescription } from '../../mesh/describe/workload.js';
import { formatServer, formatService, serverData, serviceData } from './service.js';
import { at, columns, count, indent, line, nameOf, optionalSection, type PlaceOf, reference, section } from './text.js';

/** What the mesh makes of a workload, in sections. */
export function formatWorkload(workload: WorkloadDescription, place: PlaceOf): string {
  const { type, services, inbound, servers, sidecar, requestAuthentications, telemetry, envoyFilters } = workload;
  return [
    section(
      'Services',
      services.flatMap((service) => formatService(service, place)),
    ),
    type === 'router'
      ? section(
          'Gateways',
          servers.flatMap((server) => formatRouterServer(server, place)),
        )
      : section('Mutual TLS of inbound connections', formatInbound(inbound, place)),
    optionalSection(
      'Conflicts of mutual TLS',
      workload.tlsConflicts.map((conflict) => formatConflict(conflict, place)),
    ),
    section('AuthorizationPolicies', formatPolicies(workload.authorization, place)),
    section(
      'RequestAuthentications',
      columns(
        requestAuthentications.map(({ issuer, resource, path }) => [
          nameOf(resource),
          `issuer ${issuer}`,
          place(resource, path),
        ]),
      ),
    ),
    ...(sidecar ? [line(at(`Sidecar: ${nameOf(sidecar)}`, place(sidecar)))] : []),
    optionalSection('Telemetry', columns(telemetry.map((resource) => [nameOf(resource), place(resource)]))),
    optionalSection(
      'EnvoyFilters',
      columns(envoyFilters.map(({ resource, patches }) => [nameOf(resource), patchCount(patches), place(resource)])),
    ),
  ].join('');
}

function patchCount(patches: number): string {
  return `${patches} ${patches === 1 ? 'patch' : 'patches'}`;
}

/** Modes by port, and who decides. */
export function formatInbound(inbound: readonly DescribedPort[], place: PlaceOf): readonly string[] {
  return columns(
    inbound.map(({ port, mode, decidedBy }) => [
      port === undefined ? 'other ports' : String(port),
      mode.toUpperCase(),
      decidedBy ? `PeerAuthentication ${nameOf(decidedBy.resource)}` : "Istio's default",
      decidedBy ? place(decidedBy.resource, decidedBy.path) : '',
    ]),
  );
}

function formatConflict({ rule, port, targetPort, asked, mode }: TlsConflict, place: PlaceOf): string {
  const text = `port ${port.number}: DestinationRule ${nameOf(rule.resource)} has clients use ${asked}`;
  return at(`${text}, but ${targetPort} is ${mode.toUpperCase()}: connections fail`, place(rule.resource, TLS_PATH));
}

/** Where a rule's TLS settings stand; the place of the nearest part that is there is shown. */
const TLS_PATH = ['spec', 'trafficPolicy', 'tls'];

/** Policies by action. */
export function formatPolicies(policies: readonly DescribedPolicy[], place: PlaceOf): readonly string[] {
  return columns(
    policies.map(({ action, resource, rules, dryRun, provider }) => {
      const asks = provider === undefined ? '' : `, asks ${provider}`;
      return [nameOf(resource), action, `${count(rules, 'rule')}${asks}${dryRun ? ', dry run' : ''}`, place(resource)];
    }),
  );
}

function formatRouterServer({ server, virtualServices }: RouterServer, place: PlaceOf): readonly string[] {
  return [
    formatServer(server, place),
    ...indent([
      `Hosts: ${server.hosts.map(({ host }) => host).join(', ')}`,
      ...virtualServices.map(({ resource }) => at(`VirtualService ${nameOf(resource)}`, place(resource))),
    ]),
  ];
}

/** The same as plain data. */
export function workloadData(workload: WorkloadDescription, place: PlaceOf): object {
  const { services, servers, sidecar } = workload;
  return {
    services: services.map((service) => serviceData(service, place)),
    gateways: servers.map(({ server, virtualServices }) => ({
      ...serverData(server, place),
      hosts: server.hosts.map(({ host }) => host),
      virtualServices: virtualServices.map(({ resource }) => reference(resource, place)),
    })),
    mutualTls: workload.inbound.map((port) => inboundData(port, place)),
    tlsConflicts: workload.tlsConflicts.map(({ rule, port, targetPort, asked, mode }) => ({
      destinationRule: reference(rule.resource, place, TLS_PATH),
      port: port.number,
      targetPort,
      asked,
      mode: mode.toUpperCase(),
    })),
    ...(sidecar && { sidecar: reference(sidecar, place) }),
    authorizationPolicies: workload.authorization.map((policy) => policyData(policy, place)),
    requestAuthentications: workload.requestAuthentications.map(({ issuer, resource, path }) => ({
      ...reference(resource, place, path),
      issuer,
    })),
    telemetry: workload.telemetry.map((resource) => reference(resource, place)),
    envoyFilters: workload.envoyFilters.map(({ resource, patches }) => ({ ...reference(resource, place), patches })),
  };
}

/** The mode of a port as plain data. */
export function inboundData({ port, mode, decidedBy }: DescribedPort, place: PlaceOf): object {
  return {
    ...(port !== undefined && { port }),
    mode: mode.toUpperCase(),
    ...(decidedBy && { peerAuthentication: reference(decidedBy.resource, place, decidedBy.path) }),
  };
}

/** A policy as plain data. */
export function policyData({ resource, ...rest }: DescribedPolicy, place: PlaceOf): object {
  return { ...reference(resource, place), ...rest };
}
