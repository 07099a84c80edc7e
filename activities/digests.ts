import { localTime } from '../domain/calendar.ts';
import { isApprover, whyNotActive } from '../domain/directory.ts';
import type { DigestFacts, DigestItem } from '../domain/notice-facts.ts';
import { numberIn } from '../domain/plan-short.ts';
import { approverRoles, type Principal } from '../domain/principal.ts';
import type { Delegation } from '../domain/separation.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import type { Store } from '../store/database.ts';
import { delegationsFrom, delegationsSince } from '../store/delegations.ts';
import type { PersonRecord } from '../store/directory-records.ts';
import { checkpointNow, keepDigest, preferencesOf } from '../store/message-preferences.ts';
import { entryFrom, principalFrom, principalsAfter } from '../store/people.ts';
import { waitingCorrections, type After } from '../store/request-lists.ts';
import { messageSettings } from '../store/settings.ts';
import type { Log } from './deliver.ts';
import { every, type Loop } from './every.ts';

/** What is known of the directory when it is judged whom something waits for. */
export interface Knowing {
  readonly people: readonly Principal[];
  readonly delegations: readonly Delegation[];
  readonly nowMs: number;
}

export interface DigestDeps {
  readonly store: Store;
  /** The judgement of the inbox about one request: whether it is late, and whether it waits for a person. */
  readonly look: (record: CorrectionRecord, knowing: Knowing) => { readonly isOverdue: boolean; isFor(person: Principal): boolean }; // prettier-ignore
  /** Of those whose profile names none. */
  readonly zone: string;
  readonly nowMs: () => number;
  readonly log: Log;
}

/** The most urgent requests stand in a digest. */
const itemsMax = 10;
/** So many requests are gone through; beyond them the count is "and more". */
const scanMax = 10_000;
const pageMax = 200;
const peopleMax = 1_000;

/** Somebody whose digest is due, and what was found for him. */
interface Reader {
  readonly person: PersonRecord;
  readonly address: string;
  readonly day: string;
  readonly unsubscribeToken: string;
}
interface Found {
  count: number;
  overdue: number;
  readonly items: DigestItem[];
}

/**
 * Writes the digests that are due: to each who signs, once on his own day, from the hour that is set on; nothing waits, nothing is
 * written (approvals.md section 9). Answers how many were written. A worker that was down at the hour makes up for it that day.
 */
export async function writeDigests(deps: DigestDeps): Promise<number> {
  const { store, nowMs } = deps;
  const { digest } = await messageSettings(store);
  if (!digest.on) return 0;
  const now = new Date(nowMs());
  const everybody = await activeRecords(store, now);
  const readers = await readersAt(deps, everybody, digest.hour, now);
  if (readers.length === 0) return 0;
  const { found, isMore } = await findFor(deps, readers, everybody.map(principalFrom), now);
  const checkpoint = await checkpointNow(store);
  let written = 0;
  for (const { person, address, day, unsubscribeToken } of readers) {
    const { count, overdue, items } = found.get(person._id) ?? { count: 0, overdue: 0, items: [] };
    const about = { personId: person._id, day };
    const facts: DigestFacts = { ...about, count, isMore, overdue, items, unsubscribeToken, ...(checkpoint ? { checkpoint } : {}) };
    const isKept = await keepDigest(store, { ...about, address, now }, count === 0 ? undefined : facts);
    if (isKept && count > 0) written += 1;
  }
  return written;
} // prettier-ignore

async function activeRecords(store: Store, now: Date): Promise<readonly PersonRecord[]> {
  const records = await principalsAfter(store, { limit: peopleMax });
  return records.filter((record) => whyNotActive(entryFrom(record), now) === undefined);
}

/** Those who sign, or may sign for others, whose hour has come and who were not looked at today. */
async function readersAt({ store, zone }: DigestDeps, everybody: readonly PersonRecord[], fromHour: number, now: Date): Promise<readonly Reader[]> {
  const lent = new Set((await delegationsFrom(store, now.getTime())).map(({ to }) => to));
  const signs = (person: PersonRecord): boolean => isApprover(person) || lent.has(person._id);
  const whoseHourCame = everybody.flatMap((person) => {
    const { type, email: address } = person;
    const { day, hour } = localTime(now.getTime(), person.zone ?? zone, zone);
    return type === 'person' && address !== undefined && hour >= fromHour && signs(person) ? [{ person, address, day }] : [];
  });
  const preferences = await preferencesOf(store, whoseHourCame.map(({ person }) => person._id));
  return whoseHourCame.flatMap((reader) => {
    const { token: unsubscribeToken, digest, digestDay } = preferences.get(reader.person._id) ?? {};
    return unsubscribeToken !== undefined && digest && digestDay !== reader.day ? [{ ...reader, unsubscribeToken }] : [];
  });
} // prettier-ignore

/** Goes through what waits, the most urgent first, page by page: the loop that delivers runs in between. */
async function findFor(
  { store, look }: DigestDeps,
  readers: readonly Reader[],
  people: readonly Principal[],
  now: Date,
): Promise<{ readonly found: ReadonlyMap<string, Found>; readonly isMore: boolean }> {
  const found = new Map<string, Found>(readers.map(({ person }) => [person._id, { count: 0, overdue: 0, items: [] }]));
  const principals = readers.map(({ person }) => principalFrom(person));
  let after: After | undefined;
  for (let seen = 0; seen < scanMax; seen += pageMax) {
    const page = await waitingCorrections(
      store,
      { state: 'open', for: { roles: approverRoles, now } },
      { limit: pageMax, after, sort: 'due' },
    );
    const last = page.at(-1);
    if (!last) return { found, isMore: false };
    const sinceMs = Math.min(...page.map(({ request }) => request.receivedAtMs));
    const knowing = { people, delegations: await delegationsSince(store, sinceMs), nowMs: now.getTime() };
    for (const record of page) {
      const looked = look(record, knowing);
      for (const person of principals) if (looked.isFor(person)) add(found.get(person.id), record, looked.isOverdue);
    }
    if (page.length < pageMax) return { found, isMore: false };
    after = { at: last.dueAt ?? new Date(0), id: last._id };
  }
  return { found, isMore: true };
}

function add(found: Found | undefined, record: CorrectionRecord, isOverdue: boolean): void {
  if (!found) return;
  found.count += 1;
  if (isOverdue) found.overdue += 1;
  if (found.items.length === itemsMax) return;
  const { _id: requestId, request, dueAt, judged } = record;
  if (!judged) return; // what is open was judged
  const { currency, exposureMinor: amountMinor } = judged.facts;
  found.items.push({
    requestId, kind: request.kind, currency, amountMinor, requester: request.requester.id, isOverdue,
    invoiceNumber: request.label?.number ?? numberIn(record.invoiceId),
    ...(dueAt ? { dueAt: dueAt.toISOString() } : {}),
  });
} // prettier-ignore

/** Looks once a minute for as long as the process lives. */
export const startDigests = (deps: DigestDeps, restMs = 60_000): Loop =>
  every(restMs, () => writeDigests(deps), (error) =>
    deps.log('warn', 'digests could not be written; it is tried again', { error: String(error) }),
  ); // prettier-ignore
