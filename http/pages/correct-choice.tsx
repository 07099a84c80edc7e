import { correctHref, invoiceHref } from '../console/addresses.ts';
import type { Action } from '../../domain/actions.ts';
import type { InvoiceDocument } from '../../domain/document.ts';
import type { Refusal } from '../../domain/errors.ts';
import type { CorrectionInput, Kind } from '../../domain/input.ts';
import { plainAmount } from '../../domain/money.ts';
import type { Verdict } from '../../domain/policy-evaluate.ts';
import type { Formats } from '../console/formats.ts';
import { Badge, RequestLink } from '../console/parts.tsx';
import { Refusals } from '../console/refusals.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Planned } from '../plans.ts';
import { capital, kindTitles } from './request-words.ts';
import { titleOf } from './invoice-words.ts';

/** What each kind is for, for who has not met it. */
const purposes: Readonly<Record<Kind, string>> = {
  cancel: 'Takes the whole document back.',
  refund: 'Pays money back, for all of it or for some lines.',
  credit: 'Leaves the customer credit to use on other invoices.',
  discount: 'Lowers what is still open.',
  'correct-credit-note': 'Takes a credit note back that was a mistake.',
  update: 'Changes lines, parties, the day of supply or the currency.',
};
const purposeOf = ({ kind, scope }: Action): string =>
  scope === 'non_fiscal' ? 'Changes what has no effect on amounts or tax.' : purposes[kind];

/** What a kind is tried with before anybody says more: all of it. An update has to be told what is to be different. */
export function triedWith({ kind, maxMinor }: Action, currency: string): CorrectionInput | undefined {
  if (kind === 'update') return undefined;
  return kind === 'discount' ? { amount: plainAmount(maxMinor ?? 0, currency) } : {};
}

/** Who signs, in a sentence. */
export function signersText({ kind, steps }: Pick<Verdict, 'kind' | 'steps'>): string {
  if (kind === 'auto') return 'Nobody has to sign: it is applied at once.';
  if (kind === 'block') return 'The policy lets nobody approve it.';
  const texts = steps.map(({ name, quorum, roles }) => `${name} by ${quorum === 1 ? '' : `${quorum} of `}${roles.join(' or ')}`); // prettier-ignore
  return `It waits for ${texts.join(', then ')}.`;
}

/** A kind with what it would come to for all of the document, where it is possible. */
export interface Offer {
  readonly action: Action;
  readonly tried?: Planned | { readonly blockers: readonly Refusal[] };
}

interface Props {
  readonly document: InvoiceDocument;
  readonly offers: readonly Offer[];
  readonly formats: Formats;
}

/** The kinds of correction: what is possible, at what cost, and why the rest is not. */
export const Choice = ({ document, offers, formats }: Props) => {
  const possible = offers.filter(({ action }) => action.available);
  const rest = offers.filter(({ action }) => !action.available);
  return (
    <>
      <h2>What is possible</h2>
      {possible.length === 0 && <p class="note">Nothing can be corrected here now. The reasons stand below.</p>}
      <ul class="rows kinds">
        {possible.map((offer) => (
          <Possible document={document} offer={offer} formats={formats} />
        ))}
      </ul>
      {rest.length > 0 && (
        <>
          <h2>What is not possible now</h2>
          <ul class="rows kinds">
            {rest.map(({ action }) => (
              <li>
                <h3>{nameOf(action)}</h3>
                <Refusals all={onceEach(action.blockers)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
};

/** Refusals whose ways out are told once, by the first that has them. */
function onceEach(blockers: readonly Refusal[]): readonly Refusal[] {
  const told = new Set<string>();
  return blockers.map((blocker) => {
    const alternatives = blocker.alternatives.filter(({ text }) => !told.has(text));
    for (const { text } of alternatives) told.add(text);
    return { ...blocker, alternatives };
  });
}

const nameOf = ({ kind, scope }: Action): string =>
  scope === undefined
    ? kindTitles[kind]
    : `${kindTitles[kind]} ${scope === 'fiscal' ? 'lines and parties' : 'notes, terms and references'}`;

const Possible = ({ document, offer: { action, tried }, formats }: Omit<Props, 'offers'> & { readonly offer: Offer }) => {
  const { kind, effect, maxMinor } = action;
  const { currency } = document;
  const moved = tried && 'plan' in tried ? tried.plan.exposureMinor : undefined;
  const figures = [
    ...(maxMinor === undefined ? [] : [['At most', maxMinor] as const]),
    ...(moved === undefined || moved === maxMinor ? [] : [['It moves', moved] as const]),
  ];
  return (
    <li>
      <div>
        <h3>
          <a href={correctHref(document.id, kind)}>{nameOf(action)}</a>
        </h3>
        <p>
          {purposeOf(action)} {sentence(effect)}
        </p>
      </div>
      {figures.length > 0 && (
        <dl class="figures">
          {figures.map(([name, minor]) => (
            <div>
              <dt>{name}</dt>
              <dd>{formats.money(minor, currency)}</dd>
            </div>
          ))}
        </dl>
      )}
      {tried && <p class="hint">{'plan' in tried ? signersText(tried.need) : tried.blockers.map(({ message }) => message).join(' ')}</p>}
    </li>
  );
}; // prettier-ignore

const sentence = (text: string): string => `${capital(text)}.`;

/** The head of every page that leads to a correction. */
export const CorrectHead = ({ document, title, viewer }: { readonly document: InvoiceDocument; readonly title: string; readonly viewer: Viewer }) => (
  <>
    <p class="trail">
      <a href="/invoices">Invoices</a> / <a href={invoiceHref(document.id)}>{titleOf(document)}</a>
      {title !== 'Correct' && <> / <a href={correctHref(document.id)}>Correct</a></>}
    </p>
    <h1>
      {title} {titleOf(document)}
    </h1>
    <p>
      <Badge state={document.status} /> {document.buyer.name ?? document.buyer.id}, {viewer.formats.money(document.totals.grossMinor, document.currency)}, of which{' '}
      {viewer.formats.money(document.balanceMinor, document.currency)} open
    </p>
    {document.openCorrectionId !== undefined && (
      <p class="note">
        <strong>A correction waits already.</strong> <RequestLink viewer={viewer} requestId={document.openCorrectionId}>Open the request</RequestLink>
      </p>
    )}
  </>
); // prettier-ignore
