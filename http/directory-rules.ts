import type { DirectoryRules } from '../store/directory-changes.ts';
import { settleDue } from '../store/directory-closing.ts';
import { entryFrom } from '../store/people.ts';
import type { DirectoryChangeRecord, PersonRecord } from '../store/directory-records.ts';
import { activePolicy } from '../store/policies.ts';
import { currentSettings } from '../store/settings.ts';
import type { Deps } from './context.ts';
import type { Told } from './route.ts';
import type { changeView, principalView } from './schemas/principal.ts';

/** Who changes the directory: persons alone, or a key that leaked could give itself whatever it wants. */
export const admin = { role: 'directory-admin', personWho: 'keeps the directory' } as const;

/** The rules that a change is held to now. */
export async function rulesOf({ store, nowMs }: Pick<Deps, 'store' | 'nowMs'>, by: string): Promise<DirectoryRules> {
  const now = new Date(nowMs());
  const [{ settings }, policy] = await Promise.all([currentSettings(store), activePolicy(store, now)]);
  return { by, now, policy, lint: settings.directory.lint };
}

/** What an admin alone has asked for takes effect when its time has come, before anybody looks or changes anything. */
export async function currentDirectory(deps: Pick<Deps, 'store' | 'nowMs'>): Promise<void> {
  await settleDue(deps.store, await rulesOf(deps, 'countersign'));
}

export function shownPrincipal(record: PersonRecord): Told<typeof principalView> {
  const { id, validFrom, validUntil, ...rest } = entryFrom(record);
  return { id, ...rest, ...validity({ validFrom, validUntil }), version: record.version };
}

export function shownChange({
  _id: id, personId, next, askedAt, takesEffectAt, closedAt, ...rest
}: DirectoryChangeRecord): Told<typeof changeView> {
  const { validFrom, validUntil, ...facts } = next;
  return {
    id,
    principalId: personId,
    ...rest,
    next: { ...facts, ...validity({ validFrom, validUntil }) },
    askedAt: askedAt.toISOString(),
    ...(takesEffectAt === undefined ? {} : { takesEffectAt: takesEffectAt.toISOString() }),
    ...(closedAt === undefined ? {} : { closedAt: closedAt.toISOString() }),
  };
} // prettier-ignore

const validity = ({ validFrom, validUntil }: { readonly validFrom?: Date | undefined; readonly validUntil?: Date | undefined }) => ({
  ...(validFrom === undefined ? {} : { validFrom: validFrom.toISOString() }),
  ...(validUntil === undefined ? {} : { validUntil: validUntil.toISOString() }),
}); // prettier-ignore
