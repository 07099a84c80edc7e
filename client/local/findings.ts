/** One thing that was looked at: a line for a person, with what to type where it is wrong. */
export interface Finding {
  readonly level: 'ok' | 'note' | 'wrong';
  readonly text: string;
  readonly next?: string;
}

export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export interface DoctorReport {
  /** Nothing is wrong; notes may be there. */
  readonly ok: boolean;
  readonly sections: readonly Section[];
}

export const ok = (text: string): Finding => ({ level: 'ok', text });
export const note = (text: string, next?: string): Finding => finding('note', text, next);
export const wrong = (text: string, next?: string): Finding => finding('wrong', text, next);
const finding = (level: Finding['level'], text: string, next: string | undefined): Finding => ({
  level,
  text,
  ...(next === undefined ? {} : { next }),
});

/** Where things are said to be: by the environment, else by what `up` left in the home. */
export interface Whereabouts {
  readonly temporalAddress: string | undefined;
  readonly temporalUiUrl: string | undefined;
  readonly mongodbUri: string | undefined;
  readonly database: string;
  readonly gatewayUrl: string;
  /** True when `countersign up` of this home runs: then everything must answer. */
  readonly up: boolean;
}
