import type { DocumentContent } from './document.ts';
import { accounts, type Account } from './journal.ts';
import type { Plan } from './plan.ts';

/** What people call documents and accounts, wherever they read of them. */

/** `invoice`, `credit note`, `cancellation (credit)`. */
export function kindOf({ class: side, type }: Pick<DocumentContent, 'class' | 'type'>): string {
  if (type === 'standard') return 'invoice';
  if (type === 'cancellation') return `cancellation (${side})`;
  return type === 'credit_note' ? 'credit note' : `${type} invoice`;
}

/** Documents are named by number; those that are to come have none yet. */
export type NameOf = (documentId: string) => string;
export const nameIn =
  (plan: Pick<Plan, 'invoiceId' | 'documents'>, number: string): NameOf =>
  (id) => {
    if (id === plan.invoiceId) return number === '' ? id : number;
    const made = plan.documents.find((document) => document.id === id);
    if (made === undefined) return id;
    return plan.documents.length === 1 ? 'new' : `new ${made.type.replace('_', ' ')}`;
  };

/** `refunds payable` of 2160. */
export function accountName(account: Account): string {
  const [name = account] = Object.entries(accounts).find(([, number]) => number === account) ?? [];
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
