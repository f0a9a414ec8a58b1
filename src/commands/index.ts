import type { CommandEntry } from '../cli/command.js';

export { GROUPS } from './groups.js';

/** The commands, in the order in which help shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    path: ['translate'],
    summary: 'Compute the xDS that istiod would push to each proxy, offline',
    load: () => import('./translate.js'),
  },
  {
    path: ['analyze'],
    summary: 'Find mistakes in configuration: files, a cluster, or files laid over a cluster',
    load: () => import('./analyze.js'),
  },
  {
    path: ['validate'],
    aliases: ['v'],
    summary: "Check files object by object: schemas, and the rules of Istio's webhook",
    load: () => import('./validate.js'),
  },
  {
    path: ['simulate'],
    summary: 'Follow a request through a proxy: which listener, route, cluster, policy, and why',
    load: () => import('./simulate.js'),
  },
  {
    path: ['test'],
    summary: 'Run unit tests of a mesh: what must become of requests, and what no test touches',
    load: () => import('./test.js'),
  },
  {
    path: ['diff'],
    summary: 'Show what a change of configuration does to every proxy, or how a proxy differs from what it should have',
    load: () => import('./diff/diff.js'),
  },
  {
    path: ['explain'],
    summary: 'Show which resources, settings and defaults made a listener, route or cluster of a proxy',
    load: () => import('./explain/explain.js'),
  },
  {
    path: ['proxy-config', 'listener'],
    aliases: ['listeners', 'l'],
    summary: 'Show the listeners of an Envoy',
    load: () => import('./proxy-config/listener.js'),
  },
  {
    path: ['proxy-config', 'route'],
    aliases: ['routes', 'r'],
    summary: 'Show the routes of an Envoy',
    load: () => import('./proxy-config/route.js'),
  },
  {
    path: ['proxy-config', 'cluster'],
    aliases: ['clusters', 'c'],
    summary: 'Show the clusters of an Envoy',
    load: () => import('./proxy-config/cluster.js'),
  },
  {
    path: ['proxy-config', 'endpoint'],
    aliases: ['endpoints', 'ep'],
    summary: 'Show the endpoints of an Envoy and their health',
    load: () => import('./proxy-config/endpoint.js'),
  },
  {
    path: ['proxy-config', 'eds'],
    summary: 'Show the endpoints that an Envoy was told, with their localities',
    load: () => import('./proxy-config/eds.js'),
  },
  {
    path: ['proxy-config', 'bootstrap'],
    aliases: ['b'],
    summary: 'Show the bootstrap and the versions of an Envoy',
    load: () => import('./proxy-config/bootstrap.js'),
  },
  {
    path: ['proxy-config', 'secret'],
    aliases: ['secrets', 's'],
    summary: 'Show the certificates of an Envoy, without private keys',
    load: () => import('./proxy-config/secret.js'),
  },
  {
    path: ['proxy-config', 'ecds'],
    aliases: ['ec'],
    summary: 'Show the extension configurations of an Envoy',
    load: () => import('./proxy-config/ecds.js'),
  },
  {
    path: ['proxy-config', 'all'],
    aliases: ['a'],
    summary: 'Show everything that an Envoy has',
    load: () => import('./proxy-config/all.js'),
  },
  {
    path: ['proxy-config', 'log'],
    aliases: ['o'],
    summary: 'Show or set the log levels of an Envoy',
    load: () => import('./proxy-config/log.js'),
  },
  {
    path: ['authz', 'check'],
    summary: 'Show which AuthorizationPolicies are in force on each port of a workload',
    load: () => import('./authz/check.js'),
  },
  {
    path: ['x', 'authz', 'check'],
    summary: 'Show which AuthorizationPolicies an Envoy enforces',
    load: () => import('./x/authz-check.js'),
  },
  {
    path: ['describe', 'pod'],
    aliases: ['po'],
    summary: 'Show what the redirection of a pod takes, and which services and policies apply to it',
    load: () => import('./describe/pod.js'),
  },
  {
    path: ['describe', 'service'],
    aliases: ['svc'],
    summary: 'Show what decides about requests to a service: routes, subsets, gateways, mutual TLS, policies',
    load: () => import('./describe/service.js'),
  },
  {
    path: ['describe', 'workload'],
    aliases: ['wl'],
    summary: 'Show the pods of a workload, and what applies to them',
    load: () => import('./describe/workload.js'),
  },
  {
    path: ['x', 'describe', 'pod'],
    aliases: ['po'],
    summary: 'The same as describe pod',
    load: () => import('./describe/pod.js'),
  },
  {
    path: ['x', 'describe', 'service'],
    aliases: ['svc'],
    summary: 'The same as describe service',
    load: () => import('./describe/service.js'),
  },
  {
    path: ['x', 'check-inject'],
    summary: 'Say of each injector whether it takes a pod, and why',
    load: () => import('./x/check-inject.js'),
  },
  {
    path: ['x', 'injector', 'list'],
    summary: 'List injectors, the namespaces that they take, and pods whose sidecars are outdated',
    load: () => import('./x/injector-list.js'),
  },
  {
    path: ['tag', 'set'],
    summary: 'Make a revision tag, or give one to another revision',
    load: () => import('./tag/set.js'),
  },
  {
    path: ['tag', 'generate'],
    summary: 'Print the objects of a revision tag',
    load: () => import('./tag/generate.js'),
  },
  {
    path: ['tag', 'remove'],
    aliases: ['delete'],
    summary: 'Remove a revision tag',
    load: () => import('./tag/remove.js'),
  },
  {
    path: ['tag', 'list'],
    aliases: ['show'],
    summary: 'List revision tags and the namespaces that use them',
    load: () => import('./tag/list.js'),
  },
  {
    path: ['revision', 'list'],
    summary: 'List revisions: tags, versions, and how many namespaces and pods use them',
    load: () => import('./revision/list.js'),
  },
  {
    path: ['revision', 'describe'],
    summary: 'Show what a revision consists of and who uses it',
    load: () => import('./revision/describe.js'),
  },
  {
    path: ['explain-schema'],
    summary: 'Explain a kind and its fields: types, values, limits',
    load: () => import('./explain-schema.js'),
  },
  {
    path: ['schema'],
    summary: 'Print the JSON Schema of a kind for editors, or its CustomResourceDefinition',
    load: () => import('./schema.js'),
  },
  {
    path: ['precheck'],
    summary: 'Look whether a cluster is ready for an installation or upgrade',
    load: () => import('./precheck.js'),
  },
  { path: ['x', 'precheck'], summary: 'The same as precheck', load: () => import('./precheck.js') },
  {
    path: ['install'],
    aliases: ['apply'],
    summary: 'Install Istio, or make an installation what it should be',
    load: () => import('./install.js'),
  },
  {
    path: ['upgrade'],
    summary: 'Bring an installation to this version, or back to the one before',
    load: () => import('./upgrade.js'),
  },
  { path: ['uninstall'], summary: 'Remove a revision, or everything of Istio', load: () => import('./uninstall.js') },
  {
    path: ['verify-install'],
    summary: 'Compare an installation with what was applied, object by object',
    load: () => import('./verify-install.js'),
  },
  {
    path: ['snapshot'],
    summary: 'Save what the commands read of a cluster, for support and for CI',
    load: () => import('./snapshot.js'),
  },
  {
    path: ['manifest', 'generate'],
    summary: 'Print the objects that an installation consists of',
    load: () => import('./manifest/generate.js'),
  },
  {
    path: ['manifest', 'diff'],
    summary: 'Show in what two manifests differ, or a manifest and the cluster',
    load: () => import('./manifest/diff.js'),
  },
  {
    path: ['kube-inject'],
    summary: 'Put sidecars into workloads, as the webhook of a control plane does',
    load: () => import('./kube-inject.js'),
  },
  { path: ['profile', 'list'], summary: 'List the profiles of installations', load: () => import('./profile/list.js') },
  { path: ['profile', 'dump'], summary: 'Print a profile as a whole', load: () => import('./profile/dump.js') },
  { path: ['profile', 'diff'], summary: 'Show in what two profiles differ', load: () => import('./profile/diff.js') },
  { path: ['version'], summary: 'Print the version of this program', load: () => import('./version.js') },
];
