import type { Notice } from '../../domain/notices.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Explanation } from '../../domain/policy-explain.ts';
import { invoiceHref, invoicesPath, requestHref, withQuery } from '../console/addresses.ts';
import type { Formats } from '../console/formats.ts';
import { Away, Badge, Facts, Moment, RunLink } from '../console/parts.tsx';
import type { CustomerPast, RequestFacts } from '../request-facts.ts';
import { namesText } from './request-words.ts';

/** Who hears of it: by the plan, and who is asked to sign next. */
export const Messages = ({ plan, signers }: { readonly plan: Plan; readonly signers: readonly string[] }) => (
  <section aria-labelledby="messages">
    <h3 id="messages">Messages that go out</h3>
    {plan.notifications.length + signers.length === 0 ? (
      <p>None.</p>
    ) : (
      <ul>
        {plan.notifications.map(({ topic, recipient }) => (
          <li>{recipient}, when it is {topicWords(topic)}</li>
        ))}
        {signers.length > 0 && <li>Asked to sign now: {namesText(signers)}</li>}
      </ul>
    )}
  </section>
); // prettier-ignore

const topicWords = (topic: Notice['topic']): string => topic.split('.')[1]?.replaceAll('-', ' ') ?? topic;

/** Why people have to sign: level, row, floors, what would have to be otherwise, the margin, and what others add up to. */
export const Why = ({ why, formats }: { readonly why: Explanation; readonly formats: Formats }) => {
  const { level, row, floors, kind, canBeAuto, whyNotAuto, whyGate, margin, own, cumulative } = why;
  const reasons = whyNotAuto.length === 0 ? whyGate : whyNotAuto.map(({ text }) => text);
  return (
    <section class="sheet" aria-labelledby="why">
      <h2 id="why">Why this approval</h2>
      <p>
        Level <strong>{level}</strong> of the policy, by row {row}
        {floors.length > 0 && ` and floor ${floors.join(', ')}`}.
      </p>
      {kind === 'auto' ? (
        <p>No rule asks for a signature: it is applied at once.</p>
      ) : (
        <>
          <p>{canBeAuto ? 'Not at once, because' : 'Never at once, because'}</p>
          <ul>{reasons.map((text) => <li>{text}</li>)}</ul>
          {whyNotAuto.length > 1 && <p class="hint">All of it would have to be otherwise.</p>}
        </>
      )}
      {margin && <p>{formats.money(margin.leftMinor, own.currency)} more would still be band {margin.band}; then comes {margin.next}.</p>}
      {cumulative.some(({ levels }) => levels.some(({ sumMinor }) => sumMinor > 0)) && (
        <>
          <h3>Together with others</h3>
          <ul>{cumulative.flatMap((one) => sumsOf(one, why.base, formats))}</ul>
        </>
      )}
    </section>
  );
}; // prettier-ignore

function sumsOf({ key, name, windowMs, levels, requests }: Explanation['cumulative'][number], base: string, formats: Formats) {
  const counted = levels.filter(({ sumMinor }) => sumMinor > 0);
  if (counted.length === 0) return [];
  const within = windowMs === undefined ? '' : ` within ${formats.count(Math.round(windowMs / 86_400_000))} days`;
  return [
    <li>
      The same {key} {name}{within}:{' '}
      {counted.map(({ level, sumMinor, budgetMinor }) => `${formats.money(sumMinor, base)} of ${formats.money(budgetMinor, base)} at ${level}`).join(', ')}
      {requests.length > 0 && (
        <> ({requests.slice(0, 5).map((id, index) => <>{index > 0 && ', '}<a href={requestHref(id)}>{id.slice(0, 8)}</a></>)})</>
      )}
    </li>,
  ];
} // prettier-ignore

interface PastProps {
  readonly past: CustomerPast;
  readonly formats: Formats;
  readonly nowMs: number;
}

/** What this customer has had corrected, and how he pays. */
export const Customer = ({ past, formats, nowMs }: PastProps) => {
  const { customerId, requests, isMore, open, medianDays } = past;
  return (
    <section class="sheet" aria-labelledby="customer">
      <h2 id="customer">Customer</h2>
      <Facts
        rows={[
          ['Customer', <a href={withQuery(invoicesPath, { customer: customerId })}>{customerId}</a>],
          ['Open balance', open.length === 0 ? 'none' : open.map(([currency, minor]) => formats.money(minor, currency)).join(', ')],
          ['Pays after', medianDays === undefined ? 'no paid invoice yet' : `${formats.count(medianDays)} days, in the median`],
          ['Disputes', 'not recorded here'],
          ['Corrections', requests.length === 0 ? 'no other in 12 months' : `${isMore ? 'at least ' : ''}${formats.count(requests.length)} more in 12 months`],
        ]}
      />
      <ul class="past">
        {requests.slice(0, 5).map(({ _id, request, state, invoiceId, receivedAt }) => (
          <li>
            <a href={requestHref(_id)}>{request.kind} {request.label?.number || invoiceId}</a> <Badge state={state} />{' '}
            <small><Away at={receivedAt} formats={formats} nowMs={nowMs} /></small>
          </li>
        ))}
      </ul>
    </section>
  );
}; // prettier-ignore

/** Who asked, why, from where and by what evidence. */
export const Origin = ({ facts, formats }: { readonly facts: RequestFacts; readonly formats: Formats }) => {
  const { detail, record, sight } = facts;
  const { request } = detail;
  const { requester, origin } = request;
  const owners = requester.type === 'person' ? [] : (sight.people.find(({ id }) => id === requester.id)?.owners ?? record.request.requesters);
  return (
    <section class="sheet" aria-labelledby="origin">
      <h2 id="origin">Who asked, and why</h2>
      <Facts
        rows={[
          ['Asked by', `${requester.id} (${requester.type})`],
          [`Owner of the ${requester.type}`, owners.length === 0 ? undefined : namesText(owners)],
          ['On', <Moment at={request.receivedAt} formats={formats} />],
          ['Reason', request.reason.text],
          ['Evidence', request.evidence ?? 'none was given'],
          ['Event', origin.via === 'event' ? `${origin.eventId} of ${origin.source}, request ${origin.n}` : undefined],
          ['Again after', request.resubmits === undefined ? undefined : <a href={requestHref(request.resubmits)}>{request.resubmits}</a>],
        ]}
      />
    </section>
  );
}; // prettier-ignore

/** What else could be done with the invoice, with what it would cost. */
export const Others = ({ facts: { others, detail } }: { readonly facts: RequestFacts }) =>
  others.length === 0 ? null : (
    <section class="sheet" aria-labelledby="others">
      <h2 id="others">What else is possible</h2>
      <ul>
        {others.map(({ kind, effect }) => (
          <li>{effect.startsWith(kind) ? effect : `${kind}: ${effect}`}</li>
        ))}
      </ul>
      <p><a href={invoiceHref(detail.invoiceId)}>See the invoice</a></p>
    </section>
  ); // prettier-ignore

/** What is signed, by which rules, and where its run is. */
export const Identifiers = ({ facts: { detail }, run }: { readonly facts: RequestFacts; readonly run: string | undefined }) => (
  <section class="sheet identifiers" aria-labelledby="identifiers">
    <h2 id="identifiers">What is signed</h2>
    <Facts
      rows={[
        ['Request', <span class="code">{detail.requestId}</span>],
        ['Plan hash', detail.planHash === undefined ? undefined : <span class="code">{detail.planHash}</span>],
        ['Policy', detail.policyVersion === undefined ? undefined : <a href={`/policy/${encodeURIComponent(detail.policyVersion)}`}>version {detail.policyVersion}</a>],
      ]}
    />
    <p><RunLink href={run} /></p>
  </section>
); // prettier-ignore
