import { settleSent } from "./drafts.ts";
import { settlePage } from "./page.ts";

settleSent();
settlePage();
