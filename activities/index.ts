export { createCorrectionActivities } from './corrections.ts';
export { deliverDue, startDelivery, type DeliveryDeps } from './deliver.ts';
export { startDigests, writeDigests, type DigestDeps } from './digests.ts';
export { createEventActivities, type EventDeps, type Submitted } from './events.ts';
export type { CorrectionDeps } from './evaluate.ts';
export { createReminderActivities } from './reminders.ts';
export { createPolicyActivities } from './policies.ts';
