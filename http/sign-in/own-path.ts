import { z } from 'zod';

const pathMax = 2_000;

/**
 * A path of ours to go to, never an address elsewhere: browsers take `//host`, `/\host` and a tab within either for one, so nothing
 * but a slash with what is seen and no backslash passes. Anything else is as if nothing was said.
 */
export const ownPath = z.string().max(pathMax).regex(/^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/).optional().catch(undefined); // prettier-ignore
