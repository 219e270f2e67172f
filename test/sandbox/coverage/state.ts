import { expect } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../../sandbox/main.js';
import type { Checks } from './bench.js';

const ask = async ({ ports }: Sandbox, method: string, below: string, body?: object): Promise<any> => {
  const answer = await fetch(`http://127.0.0.1:${ports.salesforce}/services/data/v62.0${below}`, {
    method,
    headers: { authorization: 'Bearer sync', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return text === '' ? null : JSON.parse(text);
};
const control = async ({ ports }: Sandbox, call: string, body: object) =>
  fetch(`http://127.0.0.1:${ports.control}${call}`, { method: 'POST', body: JSON.stringify(body) });

export const STATE: Checks = {
  'state.restart': async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'sandbox-'));
    try {
      const first = await startSandbox({ port: 0, data });
      await control(first, '/salesforce/org', {
        customFields: [{ object: 'Lead', name: 'No__c', type: 'autonumber' }],
      });
      const { id } = await ask(first, 'POST', '/sobjects/Lead', { LastName: 'Ä\u2028da', Company: 'X' });
      const gone = (await ask(first, 'POST', '/sobjects/Lead', { LastName: 'B', Company: 'X' })).id;
      await ask(first, 'DELETE', `/sobjects/Lead/${gone}`);
      await first.close();
      const second = await startSandbox({ port: 0, data });
      try {
        const all = await ask(second, 'GET', '/queryAll?q=SELECT+Id,LastName,No__c,IsDeleted+FROM+Lead+ORDER+BY+Id');
        expect(all.records).toMatchObject([
          { Id: id, LastName: 'Ä\u2028da', No__c: '1', IsDeleted: false },
          { Id: gone, IsDeleted: true },
        ]);
        const next = (await ask(second, 'POST', '/sobjects/Lead', { LastName: 'C', Company: 'X' })).id;
        expect([next > gone, (await ask(second, 'GET', `/sobjects/Lead/${next}`)).No__c]).toEqual([true, '3']);
      } finally {
        await second.close();
      }
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
};
