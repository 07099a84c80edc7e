import { z } from 'zod';
import { jsonText } from '../../client/answer.ts';
import { findCorrection, findInvoice } from '../../store/queries.ts';
import { requireOneOf } from '../authenticate.ts';
import { auditFileOf, auditors } from '../audit.ts';
import { page, type Page } from '../console/page.tsx';
import { Empty } from '../console/parts.tsx';
import { Tabs } from '../console/tabs.tsx';
import type { Deps } from '../context.ts';
import { encodedIdMax } from '../context.ts';
import { text } from '../schemas/scalars.ts';
import { verified } from '../verified.ts';
import { Trail } from './audit-trail.tsx';

const query = z.strictObject({
  of: text(encodedIdMax).optional(),
  before: z.string().regex(/^\d{1,9}$/).transform(Number).optional(),
}); // prettier-ignore

/** The trail of a document, verified while it is looked at (approvals.md section 5), for those who look into the work of others. */
export const auditPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/audit', caller: 'person', query }).shownBy(async ({ viewer, query: { of, before } }) => {
    await requireOneOf(deps, viewer.principal, auditors);
    const documentId = of === undefined ? undefined : await documentNamed(deps, of);
    const trail = documentId === undefined ? undefined : await verified(deps, documentId);
    const body = (
      <>
        <h1>Audit</h1>
        <AuditTabs path="/audit" />
        <form method="get" action="/audit" class="filters" role="search" aria-label="Trail">
          <label>
            Invoice or request
            <input type="search" name="of" value={of} required />
          </label>
          <p>
            <button>Verify its trail</button>
          </p>
        </form>
        {trail ? (
          <Trail trail={trail} before={before} formats={viewer.formats} />
        ) : (
          <Empty title="Whose trail?">
            <p>
              Type the number or the id of a document, or the id of a request. Everything that was done to it is shown, and checked
              against its hashes and signatures.
            </p>
          </Empty>
        )}
      </>
    );
    return { title: 'Audit', body };
  }),
  page({ method: 'get', path: '/audit/export', caller: 'person', query: z.strictObject({ of: text(encodedIdMax) }) }).shownBy(
    async ({ viewer, query: { of } }) => {
      await requireOneOf(deps, viewer.principal, auditors);
      const { _id } = await findInvoice(deps.store, of);
      const file = await auditFileOf(deps, _id);
      return { file: { name: `${of}.audit.json`, type: 'application/json', text: jsonText(file) } };
    },
  ),
]; // prettier-ignore

/** The document that people mean: its own name, or the id of a request about it. Throws INVOICE_NOT_FOUND, INVOICE_AMBIGUOUS. */
async function documentNamed({ store }: Deps, name: string): Promise<string> {
  const request = await findCorrection(store, name);
  return request ? request.invoiceId : (await findInvoice(store, name))._id;
}

export const AuditTabs = ({ path }: { readonly path: string }) => (
  <Tabs
    label="Audit"
    path={path}
    tabs={[
      { path: '/audit', name: 'Trail' },
      { path: '/audit/checkpoints', name: 'Checkpoints' },
      { path: '/audit/security-events', name: 'Security events' },
      { path: '/audit/keys', name: 'Proof keys' },
    ]}
  />
);
