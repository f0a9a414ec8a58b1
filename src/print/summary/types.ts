/** Cells of a row, all plain text. */
export type SummaryRow = readonly string[];

/** Where an xDS object was made, as `file:line` texts; empty for what no VirtualService or DestinationRule made. */
export type OriginsOf = (value: object) => readonly string[];

/** Which workloads would serve a cluster whose pods are not in the input, e.g. `deployment/orders`; empty if none is known. */
export type WorkloadsOf = (cluster: string) => readonly string[];
