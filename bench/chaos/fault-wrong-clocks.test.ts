// As in `npm test`; its configuration hands in the full sizes (test/faults/extents.ts).
import '../../test/faults/wrong-clocks.test.ts';
