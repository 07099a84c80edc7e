import type { Action } from '../domain/actions.ts';
import type { DocumentContent, InvoiceDocument } from '../domain/document.ts';
import type { CorrectionInput, Kind } from '../domain/input.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { Payment } from '../domain/payments.ts';
import type { PayoutState } from '../domain/payouts.ts';
import type { Plan, PlannedPayout } from '../domain/plan.ts';
import type { Verdict } from '../domain/policy-evaluate.ts';
import type { Explanation } from '../domain/policy-explain.ts';
import type { Settings } from '../domain/settings.ts';

/** What the gateway answers, as it comes over the wire: moments are ISO texts. */

/** A look ahead: nothing is stored or asked. */
export interface PlanAnswer {
  readonly preview: true;
  readonly number: string;
  readonly plan: Plan;
  readonly planHash: string;
  readonly need: Verdict;
  readonly explanation: Explanation;
}

export interface ActionsAnswer {
  readonly invoiceId: string;
  readonly number: string;
  readonly currency: string;
  readonly version: number;
  readonly actions: readonly Action[];
}

/** The way back from an applied request (R52): corrections to ask for, one after the other, and what they come to. */
export interface CounterAnswer {
  readonly requestId: string;
  readonly invoiceId: string;
  readonly kind: Kind;
  readonly steps: readonly CounterStep[];
  readonly net: { readonly payoutMinor: number; readonly creditMinor: number; readonly receivableMinor: number };
  /** Why there is no way back, where there is none. */
  readonly why?: string;
}

export interface CounterStep extends Partial<Pick<PlanAnswer, 'plan' | 'planHash' | 'need'>> {
  readonly text: string;
  readonly kind: Kind;
  readonly input?: CorrectionInput;
}

/** A document that stands beside another one, with the word for how. */
export interface LinkedDocument extends Pick<
  InvoiceDocument,
  'id' | 'number' | 'class' | 'type' | 'status' | 'balanceMinor'
> {
  readonly relation: string;
}

export type PaymentView = Payment & { readonly reference?: string; readonly by?: string; readonly at?: string };

export interface PayoutView extends PlannedPayout {
  readonly state: PayoutState;
  readonly requestId: string;
  readonly requestedAt: string;
  readonly closedAt?: string;
  readonly by?: string;
  /** What the bank said when it failed. */
  readonly failure?: string;
}

/** A document and everything around it. */
export interface InvoiceAnswer {
  readonly document: InvoiceDocument;
  readonly paymentState?: string;
  readonly isPaid?: boolean;
  /** Units that came back, by line id. */
  readonly returnedQuantity?: Readonly<Record<string, string>>;
  readonly creditedAmountMinor?: number;
  readonly linked: readonly LinkedDocument[];
  readonly journal: readonly (JournalEntry & { readonly id: string; readonly postedOn: string })[];
  readonly payments?: readonly PaymentView[];
  readonly payouts?: readonly PayoutView[];
  readonly openRequest?: {
    readonly requestId: string;
    readonly requester: string;
    readonly reason: string;
    readonly receivedAt: string;
  };
}

/** What a document was before it changed in place; newest first. */
export interface VersionsAnswer {
  readonly invoiceId?: string;
  readonly items: readonly {
    readonly version: number;
    readonly content: DocumentContent;
    readonly contentHash: string;
    readonly replacedAt: string;
    readonly replacedBy: string;
    readonly requestId?: string;
  }[];
}

export interface DocumentAnswer {
  readonly document: InvoiceDocument;
}
export interface DraftAnswer extends DocumentAnswer {
  readonly change: 'created' | 'unchanged' | 'replaced';
}
export interface PaymentAnswer extends DocumentAnswer {
  readonly change?: 'recorded' | 'unchanged';
  readonly payment: PaymentView;
}
export interface PayoutAnswer {
  readonly payout: PayoutView;
}
export interface PayoutPage {
  readonly items: readonly PayoutView[];
  readonly next?: string;
}

export interface SettingsAnswer {
  readonly version: number;
  readonly settings: Settings;
}
