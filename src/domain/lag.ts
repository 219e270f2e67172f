export interface LagAsk {
  readonly at: number;
  /** `alerts.lag`, ms; null: nobody wants to be told. */
  readonly lagMs: number | null;
  /** When both sides were last in step, or first tried to be; null: never. */
  readonly inStepAt: number | null;
  /** Since when a run is under way, or what keeps runs from coming counts; null: all is done that was to be done by now. */
  readonly behindSince: number | null;
  /** A person was told, and it has not ended since. */
  readonly told: boolean;
  /** `inStepAt` as it was when the lag was last found too long; null: not known, or it was not. */
  readonly lateOf: number | null;
}

/**
 * Whether the two sides have been out of step for longer than allowed, which begins only where something keeps them so: one that is idle until its next time
 * is as its schedule says. Begun, it ends when they are in step again, however long that took.
 */
export function isLate({ at, lagMs, inStepAt, behindSince, told, lateOf }: LagAsk): boolean {
  if (lagMs === null || inStepAt === null || at - inStepAt < lagMs) return false;
  return (told && (lateOf === null || inStepAt <= lateOf)) || (behindSince !== null && at - behindSince >= lagMs);
}

/** When that may have changed, epoch ms; null: not by time alone. `told` and `behindSince` as they stand. */
export function lagDue({ at, lagMs, inStepAt, behindSince, told, lateOf }: LagAsk): number | null {
  if (lagMs === null || inStepAt === null) return null;
  if (told) return inStepAt + lagMs > at || (lateOf !== null && inStepAt > lateOf) ? at : null;
  return behindSince === null ? null : Math.max(inStepAt, behindSince) + lagMs;
}
