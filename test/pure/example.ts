import type { Scene } from './scene.ts';

/** Settings that a case is about, over the preset. */
export interface CaseSettings {
  readonly discount?: {
    readonly allowUnpaid?: boolean;
    readonly document?: 'credit_note';
    readonly tax?: 'gross_only';
  };
  readonly update?: { readonly finalisedFiscal: 'in_place' };
  readonly refund?: { readonly partiallyPaid: 'offset_first' };
  readonly whenCreditNotesExist?: 'allow';
}

/** One row of the table in spec/domain.md section 6, as it is written there. */
export interface Example {
  readonly name: string;
  readonly given: string;
  readonly plan: string;
  readonly after: string;
  readonly settings?: CaseSettings;
  /** Only with cancel.paid "unlink": under strict it is refused with HAS_PAYMENTS. */
  readonly unlinks?: true;
  /** What is there before the plan, and what is then asked for. */
  readonly before: (scene: Scene) => void;
  readonly act: (scene: Scene) => void;
}
