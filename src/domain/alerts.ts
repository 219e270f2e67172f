/** What a person is told of at once: `n` and `hash` where they mean something. */
export const ALERTS = {
  optOuts:
    'unusually many people opted out: they cross, and cannot be taken back without consent; look whether an import went wrong',
  held: 'changes wait for approval: look at `tandem status`, then `tandem approve` or `tandem reject`',
  expired:
    'changes waited too long for an answer and are rejected: both sides keep their values until one of them changes; look at `tandem errors`',
  inbox: 'the inbox is longer than alerts.inbox allows: look at `tandem errors`',
  lag: 'the two sides were last in step longer ago than alerts.lag allows, and it is not for want of a schedule: look at `tandem status`',
  needsAuth: 'a system refuses the credentials: mend them, then apply the file again or resume',
  blocked: 'it stands still until a person mends the cause: look at `tandem status`',
} as const;

export type AlertKind = keyof typeof ALERTS;

/** Numbers and hashes only; no person's data leaves by an alert. */
export interface Alert {
  readonly connection: string;
  readonly kind: AlertKind;
  /** Epoch ms. */
  readonly since: number;
  /** How many there are of it, of a lag its seconds; null: it is not a matter of number. */
  readonly n: number | null;
  /** Hash to answer under. */
  readonly hash: string | null;
}
