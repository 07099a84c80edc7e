export { createCorrectionActivities, type CorrectionDeps } from './corrections.ts';
export { deliverDue, startDelivery, type DeliveryLoop, type Message } from './deliver.ts';
export { createEventActivities, type EventDeps, type Submitted } from './events.ts';
export { createReminderActivities } from './reminders.ts';
