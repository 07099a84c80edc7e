import { correctionWorkflowId, policyWorkflowId } from '../workflows/contract.ts';

/** Where a deployment's Temporal UI is. */
export interface TemporalUi {
  readonly url: string;
  readonly namespace: string;
}

/** Addresses in the Temporal UI. */
export const workflowsUrl = ({ url, namespace }: TemporalUi): string =>
  `${url.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows`;
const runUrl = (ui: TemporalUi, workflowId: string): string => `${workflowsUrl(ui)}/${encodeURIComponent(workflowId)}`;
export const correctionRunUrl = (ui: TemporalUi, invoiceId: string): string =>
  runUrl(ui, correctionWorkflowId(invoiceId));
export const policyRunUrl = (ui: TemporalUi, version: string): string => runUrl(ui, policyWorkflowId(version));
