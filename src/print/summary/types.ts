/** Cells of a row, all plain text. */
export type SummaryRow = readonly string[];

/** Where an xDS object was made, as `file:line` texts; empty for what no VirtualService or DestinationRule made. */
export type OriginsOf = (value: object) => readonly string[];
