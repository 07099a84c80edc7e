export { changePolicy } from './change-policy.ts';
export { correctInvoice } from './correct-invoice.ts';
export { handleBusinessEvent } from './handle-business-event.ts';
