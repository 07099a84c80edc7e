// Loaded into worker and gateway by `countersign up` (node --import), never in production: should `up` be killed with -9,
// the channel to it breaks, and the process stops as on SIGTERM. So no old pair runs on beside the next one.
const forceMs = 35_000; // a little longer than the worker's own shutdownForceTime

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), forceMs).unref();
});
// A listener keeps the channel, and with it the process, alive: after its work is done it is to end all the same.
process.channel?.unref();
