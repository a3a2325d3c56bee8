import "./styles/tabler.scss";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/parts.css";
import "./styles/forms.css";
import "./styles/staff.css";
import "./styles/islands.css";
import "./styles/pages.ts";
import "./styles/print.css";
// First: a draft whose form was sent with success must be forgotten before an island could put it back.
import "./start.ts";
import "./islands/all.ts";
import htmx from "htmx.org";

const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content;
document.addEventListener("htmx:configRequest", (event) => {
  const { detail } = event as CustomEvent<{ headers: Record<string, string> }>;
  if (token) detail.headers["X-CSRFToken"] = token;
});
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
// An error comes as a fragment that says what happened; the server names the place where it goes.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "[45]..", swap: true, error: true },
];
