import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { createKit } from '../../../sandbox/kit/kit.js';
import { serve, type Served } from '../../../sandbox/kit/server.js';
import type { Kit, System } from '../../../sandbox/kit/types.js';

/** Serves a system on a clock that stands at `start` (epoch ms) to the tests of the file that calls this, empty before each. */
export function servedSystem<S extends System>(create: (kit: Kit) => S, start: number) {
  const shop = createKit(() => start);
  const system = create(shop.kit);
  let served: Served;
  beforeAll(async () => {
    served = await serve(system, shop, { port: 0 });
  });
  afterAll(() => served.close());
  beforeEach(() => {
    shop.reset();
    system.reset();
  });
  /** Known once it is served: inside tests and hooks. */
  const url = () => served.url;
  return { shop, system, url };
}
