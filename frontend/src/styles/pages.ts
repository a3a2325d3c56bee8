// A module of its own, for a glob's imports come before all others of its file, and pages come after the parts.
import.meta.glob("./pages/*.css", { eager: true });
