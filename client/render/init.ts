import type { SetUp } from '../local/set-up.ts';
import type { Look } from '../terminal.ts';
import { commandLine, countText } from './wording.ts';

/** What the deployment is now, and what to do next. */
export function renderInit(
  { deployment, people, kid, proofKeysFile }: SetUp & { readonly proofKeysFile: string },
  look: Look,
): string {
  const admins = people.filter(({ roles }) => roles.some(({ role }) => role === 'directory-admin'));
  const [first] = admins;
  return [
    `The deployment ${deployment} is set up: ${countText(people.length, 'principal')}, admins ${admins.map(({ id }) => id).join(' and ')}.`,
    `Proofs are signed with the key ${kid}, in ${proofKeysFile}: keep that file, and let nobody read it.`,
    ...(first ? [`Next: ${look.paint('cyan', commandLine('login', first.id))}`] : []),
  ].join('\n');
}
