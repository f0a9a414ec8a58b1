export type { ChangeGroup, SharedChange } from './group.js';
export { compareProxies, type ProxySide } from './proxies.js';
export { redactedValues } from './redacted.js';
export { type DiffReport, isSame } from './report.js';
export { proxyOfNode, resourcesOfBootstrap, type Served, servedResources } from './served.js';
export { buildComparer, type SnapshotComparer } from './snapshots.js';
export { type Change, type ChangeKind, formatSteps, type ResourceDiff, type ResourceType, type Step } from './types.js';
export { compareMessages } from './values.js';
export { walkMessages } from './walk.js';
