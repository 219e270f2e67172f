import { describe, expect, test } from '@jest/globals';
import { pauseConnection } from '../../src/cli/operations/pause.js';
import { resumeConnection } from '../../src/cli/operations/resume.js';
import { ID, applied, testDesk } from './desk.js';

describe('pause and resume', () => {
  test('pause returns only when nothing new can begin', async () => {
    const desk = testDesk();
    await applied(desk);
    const seen: string[] = [];
    desk.engine.answer({ state: 'running', paused: true });
    desk.meanwhile = (turn) => {
      seen.push(turn < 3 ? 'pausing' : 'paused');
      desk.engine.answer({ state: turn < 3 ? 'pausing' : 'paused', paused: true });
    };
    expect(await pauseConnection(desk, ID, 'maintenance')).toEqual({ id: ID, state: 'paused' });
    expect(seen).toEqual(['pausing', 'pausing', 'paused']);
    expect(desk.engine.sent).toEqual([['pause', 'maintenance']]);
  });

  test('a call that never comes back leaves it pausing; silent workers are said', async () => {
    const desk = testDesk();
    await applied(desk);
    desk.engine.answer({ state: 'pausing', paused: true });
    expect(await pauseConnection(desk, ID, null)).toEqual({ id: ID, state: 'pausing' });
    desk.engine.answer(null);
    await expect(pauseConnection(desk, ID, null)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('resume waits until the connection goes on', async () => {
    const desk = testDesk();
    await applied(desk);
    desk.engine.answer({ state: 'paused', paused: true });
    desk.meanwhile = () => desk.engine.answer({ state: 'running' });
    expect(await resumeConnection(desk, ID)).toEqual({ id: ID, state: 'running' });
  });
});
