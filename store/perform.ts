import type { ClientSession } from 'mongodb';
import { dayOf } from '../domain/calendar.ts';
import type { AuditBody } from '../domain/audit.ts';
import type { Effects } from '../domain/plan.ts';
import { writeTogether, type Store, type Write } from './database.ts';
import { invoicesById } from './queries.ts';
import type { InvoiceRecord } from './records.ts';
import { withSeries } from './series.ts';
import { Moved, seriesOf, writeEffects } from './write-effects.ts';

/** Who does something outside corrections, and when. */
export interface By {
  readonly actor: string;
  readonly now: Date;
}

/** An operation that a look at the store came to: what it writes, or that there is nothing to do. */
export interface Operation {
  readonly effects: Effects;
  readonly audit: Pick<AuditBody, 'deed' | 'detail'>;
  /** Ids of its journal entries begin with it. */
  readonly entryPrefix: string;
  /** Records of its own, written with the rest. */
  readonly writes?: readonly Write[];
}

/** How often an operation looks again because a correction or another operation was faster. */
const attemptsMax = 20;

/**
 * Does an operation outside corrections in one transaction: looks, decides by the pure rules, writes from exactly what it saw;
 * when that moved meanwhile, it looks again. So a payment and a cancellation that race have one serial order. `look` answers
 * undefined when there is nothing (more) to do; what it throws is the answer.
 */
export async function perform(
  store: Store,
  { actor, now }: By,
  look: () => Promise<Operation | undefined>,
): Promise<void> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const operation = await look();
    if (!operation) return;
    const { effects, audit, entryPrefix, writes = [] } = operation;
    const targets = await invoicesById(store, effects.changes.map((change) => change.documentId)); // prettier-ignore
    const postingDate = dayOf(now);
    const writer = { now, postingDate, actor, audit, entryPrefix };
    try {
      return await withSeries(seriesOf(effects, targets), () =>
        store.transact((session) => commit(store, effects, targets, writer, writes, session)),
      );
    } catch (error) {
      if (!(error instanceof Moved) && !isDuplicateKey(error)) throw error; // a duplicate key: somebody did the same at once
    }
  }
  throw new Error(`the documents did not stand still for ${attemptsMax} attempts`);
}

async function commit(
  store: Store,
  effects: Effects,
  targets: readonly InvoiceRecord[],
  writer: Parameters<typeof writeEffects>[3],
  own: readonly Write[],
  session: ClientSession,
): Promise<void> {
  const { writes } = await writeEffects(store, effects, targets, writer, session);
  await writeTogether(store, [...own, ...writes], session);
}

const duplicateKey = 11000;
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === duplicateKey;
