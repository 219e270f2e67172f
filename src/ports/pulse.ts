/** The running activity's life sign. Law: `fresh()` is false from half the heartbeat timeout after the last beat on. */
export interface Pulse {
  /** Half the heartbeat timeout, ms: how old a mark or a beat may be at the moment of a send (protocol 6.3). */
  readonly half: number;
  /** Our monotonic clock, ms. */
  now(): number;
  beat(progress: { readonly object: string; readonly done: number }): void;
  fresh(): boolean;
  /** Paused or cancelled: finish the batch in hand, start none. */
  stopping(): boolean;
  /** The worker goes, or another attempt may have begun: leave at once. A pause alone lets run out what cannot be stopped. */
  leaving(): boolean;
  /** Waits, but no longer than until `enough` is true; it is asked about once a second. */
  idle(ms: number, enough: () => boolean): Promise<void>;
}
