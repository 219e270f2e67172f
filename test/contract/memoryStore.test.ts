import { memoryStore } from '../support/memoryStore.js';
import { storeContract } from './store.js';

storeContract('memory', async () => ({ store: memoryStore(), drop: () => Promise.resolve() }));
