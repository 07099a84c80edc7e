// The same properties as in `npm test`, on ten times as many sequences: COUNTERSIGN_RUNS of its configuration.
import '../../test/pure/gate.properties.test.ts';
