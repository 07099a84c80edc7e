import { insertStored, operationMaxMs, type Store } from './database.ts';
import type { SignInCodeRecord, SignInRecord } from './directory-records.ts';

/** Keeps a sign-in that begins. */
export const beginSignIn = ({ collections: { sign_ins } }: Store, record: SignInRecord): Promise<void> =>
  insertStored(sign_ins, [record]);

/** What became of something that works once: it is taken now, or it was before, is too old, is another browser's, or never was. */
export type Taken<T> =
  { readonly kind: 'taken'; readonly record: T } | { readonly kind: 'used' | 'late' | 'foreign' | 'unknown' };

/** Takes the sign-in of a state, for the browser that began it; of several at once one gets it. */
export async function takeSignIn(
  { collections: { sign_ins } }: Store,
  { state: _id, browser }: { readonly state: string; readonly browser: string },
  now: Date,
): Promise<Taken<SignInRecord>> {
  const record = await sign_ins.findOneAndUpdate(
    { _id, browser, usedAt: { $exists: false }, expiresAt: { $gt: now } },
    { $set: { usedAt: now } },
    { returnDocument: 'before', maxTimeMS: operationMaxMs },
  );
  if (record) return { kind: 'taken', record };
  const found = await sign_ins.findOne({ _id }, { maxTimeMS: operationMaxMs });
  if (!found) return { kind: 'unknown' };
  if (found.browser !== browser) return { kind: 'foreign' };
  return { kind: found.usedAt === undefined ? 'late' : 'used' };
}

/** Keeps a code for the command line. */
export const keepCode = ({ collections: { sign_in_codes } }: Store, record: SignInCodeRecord): Promise<void> =>
  insertStored(sign_in_codes, [record]);

/** Takes a code, right or wrong what is sent with it: nobody tries twice. */
export async function takeCode({ collections: { sign_in_codes } }: Store, hash: string, now: Date): Promise<Taken<SignInCodeRecord>> {
  const record = await sign_in_codes.findOneAndUpdate(
    { _id: hash, usedAt: { $exists: false }, expiresAt: { $gt: now } },
    { $set: { usedAt: now } },
    { returnDocument: 'before', maxTimeMS: operationMaxMs },
  );
  if (record) return { kind: 'taken', record };
  const found = await sign_in_codes.findOne({ _id: hash }, { maxTimeMS: operationMaxMs });
  if (!found) return { kind: 'unknown' };
  return { kind: found.usedAt === undefined ? 'late' : 'used' };
} // prettier-ignore
