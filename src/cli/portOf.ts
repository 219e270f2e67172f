import { EXIT, ExitError } from './exit.js';

/** A port given on the command line; 0 stands for free ones. Ends the command with exit 2 when it is none. */
export function portOf(given: string): number {
  const port = Number(given);
  if (!/^\d+$/.test(given) || port > 65_494)
    throw new ExitError(EXIT.invalid, '--port: must be a number from 0 to 65494'); // TLS is 41 above
  return port;
}
