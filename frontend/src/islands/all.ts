/** All islands; the map's own code comes only when a map is in sight. */
import "./aloud.ts";
import "./boxes.ts";
import "./call.ts";
import "./category.ts";
import "./copy.ts";
import "./draft.ts";
import "./elsewhere.ts";
import "./evidence.ts";
import "./list.ts";
import "./map.ts";
import "./receipt.ts";
import "./wizard.ts";
