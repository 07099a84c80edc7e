import { aRequest } from '../support/documents.ts';
import type { CorrectionInput, Kind, LineChange, LineShare } from '../../domain/input.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { portion, quantityUnit } from '../model/arithmetic.ts';
import { cancel, rewrite, type LineWish } from '../model/cancel.ts';
import { correctCreditNote, creditOrRefund, discount, type Extent } from '../model/credit.ts';
import { creditable, lineNow, refundable } from '../model/left.ts';
import type { Doc, Line } from '../model/state.ts';
import { counter, updateLines } from '../model/update.ts';
import {
  whyNotCancel, whyNotCorrect, whyNotCounter, whyNotCredit, whyNotDiscount, whyNotFiscal, whyNotRefund, whyNotTerms,
} from '../model/why-not.ts'; // prettier-ignore
import type { LineChangePick, LinePick, Operation } from './operations.ts';
import { picked, type Run, type Step } from './pick.ts';
import type { Answer, BooksState } from './target.ts';
import { exact, plain } from './write.ts';

type Asking = Exclude<Operation, { op: 'import' | 'finalise' | 'open credit' | 'open note' | 'pay' | 'unlink' | 'chargeback' | 'confirm payout' | 'fail payout' }>; // prettier-ignore

/** What is asked for, in the request's words and in the model's deed. */
interface Question {
  readonly doc: Doc;
  readonly kind: Kind;
  readonly input?: CorrectionInput;
  deed(requestId: string): Answer;
}

/** Asks for a correction, and the model what becomes of it. */
export async function askCorrection(run: Run, operation: Asking, before: BooksState): Promise<Step | undefined> {
  const { model, target } = run;
  const question = questionOf(run, operation, before);
  if (!question) return undefined;
  const { doc, kind, input } = question;
  const request: CorrectionRequest = aRequest(doc.id, { key: `${run.prefix}${run.step}`, kind, ...(input ? { input } : {}) });
  const { requestId } = request;
  const known = new Set(model.docs.keys());
  const expected = question.deed(requestId);
  if (expected === undefined) {
    const made = [...model.docs.values()].filter((one) => !known.has(one.id) && one.type === 'credit_note');
    model.applied.set(requestId, { kind, doc: doc.id, made: made.map(({ id }) => id) });
  }
  const answered = await target.correct(request);
  return { label: operation.op, expected, answered, asked: { kind, invoiceId: doc.id, requestId, input } };
} // prettier-ignore

function questionOf(run: Run, operation: Asking, before: BooksState): Question | undefined {
  const { model } = run;
  if (operation.op === 'counter') return counterOf(run, operation);
  const doc = picked(run, operation);
  if (!doc) return undefined;
  const ids = before.documents.find(({ id }) => id === doc.id)?.lines.map(({ id }) => id) ?? [];
  const idOf = (line: Line): string => ids[doc.lines.indexOf(line)] ?? '?';
  const after =
    (why: Answer, deed: (requestId: string) => Answer | void): Question['deed'] =>
    // prettier-ignore
    (requestId) =>
      why ?? (deed(requestId) || undefined);
  switch (operation.op) {
    case 'cancel': {
      const why = whyNotCancel(model, doc, operation.payout && doc.side === 'invoice');
      const input = operation.payout ? { input: { payout: true } as const } : {};
      return { doc, kind: 'cancel', ...input, deed: after(why, (id) => cancel(model, doc, id, operation.payout)) };
    }
    case 'refund':
    case 'credit': {
      const { op: kind } = operation;
      const extent = extentOf(run, doc, operation);
      const why = kind === 'refund' ? whyNotRefund(model, doc) : whyNotCredit(doc);
      return { doc, kind, input: inputOf(run, extent, idOf), deed: after(why, (id) => creditOrRefund(model, doc, id, kind, extent)) }; // prettier-ignore
    }
    case 'discount': {
      const amount = Math.max(portion(Math.max(doc.balance, 100), operation.share, 100), 1);
      const input = { amount: exact(amount, run.digits) };
      return { doc, kind: 'discount', input, deed: after(whyNotDiscount(model, doc), (id) => discount(model, doc, id, amount)) }; // prettier-ignore
    }
    case 'correct-credit-note':
      return { doc, kind: 'correct-credit-note', deed: after(whyNotCorrect(model, doc), (id) => correctCreditNote(model, doc, id)) }; // prettier-ignore
    case 'update lines': {
      const wishes = wishesOf(doc, operation.changes);
      if (wishes.length === 0) return undefined;
      const { disposition } = operation;
      const input = { change: wishes.map((wish) => changeOf(wish, idOf)), disposition };
      return { doc, kind: 'update', input, deed: after(whyNotFiscal(model, doc, true), (id) => updateLines(model, doc, id, wishes, disposition)) }; // prettier-ignore
    }
    case 'update head':
      return headOf(run, doc, operation.field, after);
  }
}

function counterOf({ model }: Run, { request }: Extract<Operation, { op: 'counter' }>): Question | undefined {
  const known = [...model.applied];
  const [counters, before] = known[request % known.length] ?? [];
  const doc = model.docs.get(before?.doc ?? '');
  if (counters === undefined || !doc) return undefined;
  const deed = (requestId: string): Answer => {
    const why = whyNotCounter(model, doc, counters);
    if (why === undefined) counter(model, doc, requestId, counters);
    return why;
  };
  return { doc, kind: 'update', input: { counters }, deed };
}

function headOf(
  { model, step }: Run,
  doc: Doc,
  field: 'notes' | 'dueDate' | 'billingAddress',
  after: (why: Answer, deed: (requestId: string) => Answer) => Question['deed'],
): Question {
  const set = { notes: { notes: [`note ${step}`] }, dueDate: { dueDate: `2026-04-${10 + (step % 20)}` }, billingAddress: { billingAddress: { city: `City ${step}` } } }[field]; // prettier-ignore
  const why = { notes: undefined, dueDate: whyNotTerms(doc), billingAddress: whyNotFiscal(model, doc, false) }[field];
  const deed = after(why, (requestId) =>
    field === 'billingAddress' ? rewrite(model, doc, requestId, [], false) : undefined,
  );
  return { doc, kind: 'update', input: { set }, deed };
}

function extentOf({ model }: Run, doc: Doc, operation: Extract<Operation, { op: 'refund' | 'credit' }>): Extent {
  const { op, by, share, lines } = operation;
  if (by === 'unused' && doc.side === 'invoice') return { by, days: Math.min(share, 30), of: 30 };
  if (by === 'lines' && doc.side === 'invoice') {
    const shares = lines.flatMap((pick) => lineShare(doc, pick));
    return { by: 'lines', shares: shares.filter(({ line }, index) => shares.findIndex((one) => one.line === line) === index) };
  }
  if (by === 'all') return { by };
  const cap = op === 'refund' ? refundable(model, doc) : doc.side === 'credit' ? -doc.balance : creditable(doc);
  return { by: 'amount', amount: Math.max(portion(cap, share, 100), 1) };
} // prettier-ignore

type Share = Extract<Extent, { by: 'lines' }>['shares'][number];

function lineShare(doc: Doc, { line: index, share, by }: LinePick): readonly Share[] {
  const line = doc.lines[index % doc.lines.length];
  if (!line) return [];
  const now = lineNow(doc, line);
  if (by === 'net') return [{ line, net: Math.max(portion(now.net, share, 100), 1) }];
  const quantity = by === 'unit' ? quantityUnit : portion(now.quantity, share, 100);
  return [{ line, quantity: Math.max(quantity, 1) }];
}

function inputOf({ digits }: Run, extent: Extent, idOf: (line: Line) => string): CorrectionInput {
  switch (extent.by) {
    case 'all':
      return {};
    case 'amount':
      return { amount: exact(extent.amount, digits) };
    case 'unused':
      return { unused: { days: extent.days, of: extent.of } };
    case 'lines':
      return {
        lines: extent.shares.map(({ line, quantity, net = 0 }): LineShare =>
          quantity === undefined
            ? { lineId: idOf(line), net: exact(net, digits) }
            : { lineId: idOf(line), quantity: plain(quantity, 3) },
        ),
      };
  }
}

/** Changes against what is in force; of an invoice with deferred revenue one line at a time. */
function wishesOf(doc: Doc, changes: readonly LineChangePick[]): readonly LineWish[] {
  const wishes = changes.flatMap(({ line: index, how }): readonly LineWish[] => {
    const line = doc.lines[index % doc.lines.length];
    if (!line) return [];
    const now = lineNow(doc, line, true);
    const price = Math.trunc((now.price * (how.endsWith('_down') ? 9 : 11)) / 10);
    const quantity = now.quantity + (how.endsWith('_up') ? quantityUnit : -quantityUnit);
    if (how.startsWith('price')) return [{ line, price: price - (price % 100) }];
    if (how === 'remove' || quantity <= 0) return [{ line, remove: true }];
    return [how.startsWith('both') ? { line, price: price - (price % 100), quantity } : { line, quantity }];
  });
  const once = wishes.filter(({ line }, index) => wishes.findIndex((one) => one.line === line) === index);
  return doc.lines.some(({ parts }) => parts.length > 0) ? once.slice(0, 1) : once;
}

const changeOf = ({ line, quantity, price, remove }: LineWish, idOf: (line: Line) => string): LineChange => ({
  lineId: idOf(line),
  ...(quantity === undefined ? {} : { quantity: plain(quantity, 3) }),
  ...(price === undefined ? {} : { unitPrice: plain(price, 6) }),
  ...(remove ? { remove } : {}),
});
