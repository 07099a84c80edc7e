import { fileURLToPath } from 'node:url';

// Built files lie one folder deeper than their sources.
const built = import.meta.url.endsWith('.js');

/** Where package.json, the demo data and `dist` are, from the sources and from the build alike. */
export const packageRoot = fileURLToPath(new URL(built ? '../../' : '../', import.meta.url));
