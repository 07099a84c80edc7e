// The same property as in `npm test`; its configuration hands in the full number of sequences (test/sequences/extents.ts).
import '../../test/workflows/sequences.test.ts';
