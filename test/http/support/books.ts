import { randomUUID } from 'node:crypto';
import { canonical } from '../../../domain/canonical.ts';
import { collectionNames } from '../../../store/collections.ts';
import type { Store } from '../../../store/database.ts';
import type { World } from '../../support/world.ts';
import { call, overWorld, type Reply } from './gateway.ts';

/** Calls the gateway over a world's servers. */
export const callsOf =
  (world: World) =>
  (as: string | undefined, method: string, path: string, body?: unknown): Promise<Reply> =>
    call(overWorld(world), method, path, {
      ...(as === undefined ? {} : { as }),
      ...(body === undefined ? {} : { body }),
      headers: { 'idempotency-key': randomUUID() },
    });

export const invoicePath = (id: string, deed = ''): string =>
  `/v1/invoices/${encodeURIComponent(id)}${deed && '/'}${deed}`;

/** Everything that the store holds but requests, and when a key was used: what a refusal may not change. */
export async function everythingIn(store: Store): Promise<Readonly<Record<string, string>>> {
  const names = collectionNames.filter((name) => name !== 'corrections' && name !== 'api_keys');
  const db = store.collections.invoices.db;
  const held = await Promise.all(names.map((name) => db.collection(name).find().sort({ _id: 1 }).toArray()));
  return Object.fromEntries(names.map((name, index) => [name, canonical(JSON.parse(JSON.stringify(held[index])))]));
}

type Json = Readonly<Record<string, unknown>>;
const tax = { category: 'S', rate: '19' };

/** A document of our JSON form, gross 59.50 unless said otherwise. */
export const aDraft = (over: Json = {}): Json => ({
  class: 'invoice',
  seller: { vatId: 'DE100', name: 'Seller' },
  customer: { partyId: 'B1', name: 'Buyer' },
  currency: 'EUR',
  lines: [{ id: '1', description: 'Course', quantity: '1', unitPrice: '50.00', tax }],
  ...over,
});
