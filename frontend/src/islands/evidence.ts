/**
 * <gz-evidence add="/report/evidence/"> around a file field in the report form: files go up as soon as they are chosen,
 * each with its progress, and can be removed; a photo that says where it was taken offers its place. The form's own
 * submission id binds them. Without it one button uploads with the form.
 */
import { make } from "../dom.ts";
import { announce, say } from "../words.ts";

interface Kept {
  id: string;
  kind: string;
  state: string;
  thumb?: string;
  why?: string;
  place?: { lon: number; lat: number } | null;
}

const MEGA = 1024 * 1024;
const KEPT = "gz-evidence";

class EvidenceElement extends HTMLElement {
  private form: HTMLFormElement | null = null;
  private field: HTMLInputElement | null = null;
  private list: HTMLElement | null = null;
  private waiting = 0;

  connectedCallback(): void {
    this.form = this.closest("form");
    this.field = this.querySelector<HTMLInputElement>("input[type=file]");
    this.list = this.querySelector<HTMLElement>("[data-list]");
    if (!this.form || !this.field || !this.list || this.dataset["ready"]) return;
    this.dataset["ready"] = "1";
    this.field.addEventListener("change", () => void this.addAll());
    this.field.removeAttribute("name"); // its files go up by themselves, not with the form
    this.list.addEventListener("click", (event) => this.removing(event));
    this.form.addEventListener("submit", (event) => this.hold(event), { capture: true });
    void this.comeBack();
  }

  private get submission(): HTMLInputElement | null {
    return this.form?.querySelector<HTMLInputElement>("input[name=submission]") ?? null;
  }

  private get address(): string {
    return `${this.getAttribute("add") ?? "/report/evidence/"}`;
  }

  /** After a reload the form has another id; what was uploaded before is found again under the one it had. */
  private async comeBack(): Promise<void> {
    if (this.list?.childElementCount) return this.remember();
    const before = this.stored();
    if (!before || !this.submission || before === this.submission.value) return;
    const answer = await fetch(`${this.address}${before}/`, { headers: { Accept: "application/json" } }).catch(() => null);
    const kept = answer?.ok ? ((await answer.json()) as { kept: Kept[] }).kept : [];
    if (!kept.length || this.list?.childElementCount || this.waiting) return;
    this.submission.value = before;
    for (const each of kept) this.show(this.item(), each, null);
    this.tell();
  }

  private stored(): string {
    try {
      return sessionStorage.getItem(KEPT) ?? "";
    } catch {
      return "";
    }
  }

  private remember(): void {
    try {
      if (this.list?.childElementCount) sessionStorage.setItem(KEPT, this.submission?.value ?? "");
      else sessionStorage.removeItem(KEPT);
    } catch {
      // Without storage a reload begins anew.
    }
  }

  /** Sending waits for what is on its way up. */
  private hold(event: SubmitEvent): void {
    if (!this.waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.status(say("waitUpload"));
  }

  private async addAll(): Promise<void> {
    const files = [...(this.field?.files ?? [])];
    if (this.field) this.field.value = "";
    this.problem("");
    for (const file of files) await this.addOne(file);
    this.remember();
  }

  private async addOne(file: File): Promise<void> {
    const most = file.type.startsWith("video/") ? 50 : 20;
    if (file.size > most * MEGA) return this.problem(say("tooLarge", { name: file.name }));
    const item = this.item();
    this.waiting += 1;
    try {
      const answer = await this.send(file, (part) => this.status(say("uploading", { n: Math.round(part * 100) })));
      const kept = answer.kept?.[0];
      if (kept) this.show(item, kept, file);
      else {
        item.remove();
        this.problem(answer.detail ?? say("uploadFailed"));
      }
    } finally {
      this.waiting -= 1;
      this.tell();
    }
  }

  private send(file: File, progress: (part: number) => void): Promise<{ kept?: Kept[]; detail?: string }> {
    const body = new FormData();
    body.append("submission", this.submission?.value ?? "");
    body.append("csrfmiddlewaretoken", this.token());
    body.append("photos", file);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest(); // fetch tells nothing of what has gone up
      request.open("POST", this.address);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
      request.addEventListener("load", () => resolve((request.response as { kept?: Kept[]; detail?: string } | null) ?? {}));
      request.addEventListener("error", () => resolve({}));
      request.send(body);
    });
  }

  private token(): string {
    return this.form?.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  private item(): HTMLElement {
    const item = make("li", {}, make("span", { class: "gz-photo-wait" }));
    this.list?.append(item);
    return item;
  }

  private show(item: HTMLElement, kept: Kept, file: File | null): void {
    item.dataset["id"] = kept.id;
    const number = [...(this.list?.children ?? [])].indexOf(item) + 1;
    const words = say("photoOf", { n: number });
    const place = make("span", { class: "gz-photo-wait" }, kept.why ? say("cannotUse") : words);
    const source = kept.thumb || (file && kept.kind === "photo" ? URL.createObjectURL(file) : "");
    if (source) {
      const image = make("img", { src: source, alt: words });
      // A browser that cannot draw this kind of picture shows its number instead.
      image.addEventListener("error", () => image.replaceWith(place));
      item.replaceChildren(image);
    } else item.replaceChildren(place);
    const remove = make("button", { type: "button", class: "btn btn-sm btn-outline-secondary", "data-remove": "" }, say("remove"), make("span", { class: "visually-hidden" }, ` ${words}`));
    item.append(remove);
    if (kept.why) this.problem(kept.why);
    if (kept.place) this.offer(kept.place);
  }

  private removing(event: Event): void {
    const button = (event.target as HTMLElement).closest("[data-remove]");
    const item = button?.closest<HTMLElement>("[data-id]");
    if (!button || !item) return;
    event.preventDefault();
    void this.remove_(item);
  }

  private async remove_(item: HTMLElement): Promise<void> {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.token());
    const address = `${this.address}${this.submission?.value ?? ""}/${item.dataset["id"] ?? ""}/remove/`;
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer || (!answer.ok && answer.status !== 404)) return this.problem(say("uploadFailed"));
    item.remove();
    this.querySelector("[data-offer]")?.replaceChildren();
    this.remember();
    this.tell();
    this.field?.focus();
  }

  /** Offer the place of a photo; nothing is taken without being asked. */
  private offer(place: { lon: number; lat: number }): void {
    const [lon, lat] = ["lon", "lat"].map((name) => this.form?.querySelector<HTMLInputElement>(`input[name=${name}]`));
    const spot = this.querySelector<HTMLElement>("[data-offer]");
    if (!lon || !lat || !spot) return;
    const use = make("button", { type: "button", class: "btn btn-outline-primary" }, say("placeUse"));
    use.addEventListener("click", () => {
      lon.value = place.lon.toFixed(6);
      lat.value = place.lat.toFixed(6);
      for (const field of [lon, lat]) for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
      spot.replaceChildren(make("p", { class: "gz-answer" }, say("placeUsed")));
      announce(say("placeUsed"));
    });
    spot.replaceChildren(make("p", { class: "gz-hint" }, say("placeKnown")), use);
  }

  private tell(): void {
    const n = this.list?.querySelectorAll("[data-id]").length ?? 0;
    this.status(this.waiting ? say("waitUpload") : n === 0 ? "" : n === 1 ? say("uploadedOne") : say("uploaded", { n }));
  }

  private status(words: string): void {
    const line = this.querySelector("[data-status]");
    if (line && line.textContent !== words) line.textContent = words;
    if (words && !words.includes("%")) announce(words);
  }

  private problem(words: string): void {
    this.querySelector("[data-problem]")?.remove();
    if (!words) return;
    this.field?.after(make("p", { class: "invalid-feedback gz-photo-problem", "data-problem": "", role: "alert" }, words));
  }
}

customElements.define("gz-evidence", EvidenceElement);
