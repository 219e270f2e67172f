import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { minutes } from '../support/e2e/minutes.js';
import { tandem } from '../support/e2e/tandem.js';
import { temporaryHome } from '../support/temporaryHome.js';

/** The README's first command, at its full size. */
let home: string;
beforeAll(async () => {
  home = await temporaryHome('demo');
});
afterAll(() => rm(home, { recursive: true, force: true }));

test(
  'R-SY-2 R-SY-4 R-ALL-7 the demo brings both sides in step and says where to look; told again it writes nothing',
  async () => {
    const first = await tandem(home, ['demo', '--once']);
    expect(first.stderr + first.stdout).toContain('connection/demo');
    expect([first.code, /created\s+[1-9]\d* in Salesforce, [1-9]\d* in Mailchimp/.test(first.stdout)]).toEqual([
      0,
      true,
    ]);
    const again = await tandem(home, ['demo', '--once']);
    expect([again.code, /created\s+0 in Salesforce, 0 in Mailchimp/.test(again.stdout)]).toEqual([0, true]);
    expect(again.stdout).toMatch(/updated\s+0 in Salesforce, 0 in Mailchimp/);
  },
  minutes(6),
);
