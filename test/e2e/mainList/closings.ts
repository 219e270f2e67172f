import { expect, test } from '@jest/globals';
import { CREW } from '../../support/e2e/crew.js';
import { SECRETS } from '../../support/e2e/connectionFile.js';
import { logs } from '../../support/e2e/logs.js';
import { histories } from '../../support/e2e/histories.js';
import { stands } from '../../support/e2e/stands.js';
import type { Up } from '../../support/e2e/startUp.js';
import { minutes } from '../../support/e2e/minutes.js';

/** Any email of the story, the part that all names and vendor texts written by hand share, and what the worker's environment held. */
const CANARIES = [
  /[\w.-]+@[\w-]+\.example/i,
  /kanarienvogel/i,
  ...Object.values(SECRETS).map((secret) => new RegExp(secret)),
];

/** How a day, and a connection, end. */
export function closings(up: () => Up): void {
  test(
    'paused: a sync is refused with exit 3; resumed, it goes on',
    async () => {
      expect(await up().json(0, 'pause', CREW, '--reason', 'audit')).toMatchObject({ state: 'paused' });
      expect((await up().tandem('sync', CREW)).code).toBe(3);
      expect(await stands(up(), CREW, 'paused')).toMatchObject({ reason: 'audit' });
      expect(await up().json(0, 'resume', CREW)).toMatchObject({ state: 'idle' });
    },
    minutes(2),
  );

  test(
    'no email, name, secret or vendor’s text in any log, standard error or history',
    async () => {
      const places: Readonly<Record<string, string>> = {
        ...(await logs(up().home)),
        'standard error': up().said(),
        ...(await histories(up().ready.temporal)),
      };
      expect(Object.keys(places)).toEqual(
        expect.arrayContaining(['worker.log', `connection/${CREW}`, `connection/${CREW}/run/1`]),
      );
      // Each place was really read: it holds what such a place always holds.
      expect(places['worker.log']).toContain('settle.done');
      expect(places[`connection/${CREW}/run/1`]).toContain(CREW);
      const told = Object.entries(places).flatMap(([place, text]) =>
        CANARIES.flatMap((canary) => (canary.exec(text)?.[0] === undefined ? [] : [`${place}: ${canary.source}`])),
      );
      expect(told).toEqual([]);
    },
    minutes(2),
  );

  test(
    'removed: the connection is gone, nobody’s people were touched',
    async () => {
      const from = await up().control.mark();
      expect(await up().json(0, 'remove', CREW)).toMatchObject({ id: CREW, removed: true });
      expect(await up().json(0, 'list')).toEqual([]);
      expect((await up().tandem('status', CREW)).code).toBe(2);
      expect(await up().control.mark()).toBe(from);
    },
    minutes(2),
  );
}
