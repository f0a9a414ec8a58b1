/** How findings are shown. */
export interface FindingOptions {
  /** Whether severities are coloured; for terminals only. */
  readonly colour: boolean;
  /** Whether text shows the lines around each place. */
  readonly frame: boolean;
  /** Version of this program, for formats that name their tool. */
  readonly version: string;
  /** Columns that a line of source may take in a code frame; longer ones are cut around the place. */
  readonly columns?: number;
}
