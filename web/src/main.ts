// Brings the page to life: pictures, search, the reading panel, the two languages. Everything it shows is in the file.

import { drawRaster, drawTimeline } from "./charts";
import { type Content, type Language, readContent } from "./content";
import { download, groupCsv } from "./csv";
import { type Network, mountNetwork } from "./network";
import { type Panel, makePanel } from "./panel";
import { Words } from "./text";

const content: Content = readContent();
const view = document.getElementById("view")!;
let unmount: () => void = mount();

function mount(): () => void {
  const language = view.dataset["language"] as Language;
  const words = new Words(language, content.words[language]);
  const undo: (() => void)[] = [];
  let network: Network | null = null;
  const panel = makePanel(content, words, permutationLine, follow);
  const place = view.querySelector<HTMLElement>("[data-network]");
  const waiting = new IntersectionObserver(arrive, { rootMargin: "600px" });
  document.documentElement.lang = language;
  document.body.classList.add("scripted");
  view.querySelectorAll<HTMLElement>("[data-chart]").forEach((chart) => {
    // Heights first, so that nothing jumps when a picture is drawn.
    chart.style.minHeight = "160px";
    waiting.observe(chart);
  });
  if (place) network = mountNetwork(place, content, words, panel);
  view.addEventListener("click", act);
  addEventListener("beforeprint", drawAll);
  return () => {
    view.removeEventListener("click", act);
    removeEventListener("beforeprint", drawAll);
    waiting.disconnect();
    network?.destroy();
    undo.forEach((take) => take());
    view.querySelectorAll<HTMLElement>("[data-drawn]").forEach((chart) => delete chart.dataset["drawn"]);
    document.querySelectorAll(".panel").forEach((old) => old.remove());
    document.body.classList.remove("reading");
  };

  function arrive(entries: IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting && target instanceof HTMLElement) drawChart(target);
    }
  }

  function drawAll(): void {
    waiting.takeRecords();
    view.querySelectorAll<HTMLElement>("[data-chart]:not([data-drawn])").forEach(drawChart);
    view.querySelectorAll<HTMLDetailsElement>("details:not(.clip)").forEach((folded) => { folded.open = true; });
    network?.print();
  }

  function drawChart(chart: HTMLElement): void {
    waiting.unobserve(chart);
    if (chart.dataset["drawn"]) return;
    chart.dataset["drawn"] = "yes";
    const group = Number(chart.dataset["group"]);
    undo.push(chart.dataset["chart"] === "all" ? drawTimeline(chart, content, words) : drawRaster(chart, content, words, group, panel));
  }

  function permutationLine(): string {
    return view.querySelector(".permutation")?.textContent?.replace(/\s+/g, " ").trim() ?? "";
  }

  function follow(what: string, number: number): void {
    if (what === "group") network?.group(number);
    else if (what === "account") network?.account(number);
    else if (what === "edge") network?.edge(number);
    else if (what === "none") network?.clear();
  }

  function act(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-act]");
    if (!button) return;
    const group = Number(button.dataset["group"]);
    const acts: Record<string, () => void> = {
      language: () => changeLanguage(),
      posts: () => panel.group(group),
      account: () => panel.account(Number(button.dataset["account"])),
      show: () => showGroup(panel, group),
      csv: () => download(`${content.groups[group]!.id.replace(/[^\w-]/g, "_")}-evidence.csv`, groupCsv(content, group)),
    };
    acts[button.dataset["act"] ?? ""]?.();
  }

  function showGroup(reading: Panel, group: number): void {
    reading.close();
    network?.group(group);
    const motion = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    document.getElementById("network")?.scrollIntoView({ behavior: motion });
    place?.querySelector<HTMLElement>(".stage")?.focus({ preventScroll: true });
  }
}

/** Swap the two language views; each is kept whole while the other is shown. */
function changeLanguage(): void {
  const other = document.getElementById("other-view") as HTMLTemplateElement;
  const at = scrollY;
  unmount();
  const leaving = document.createDocumentFragment();
  leaving.append(...view.childNodes);
  view.append(other.content);
  other.content.append(leaving);
  [view.dataset["language"], other.dataset["language"]] = [other.dataset["language"], view.dataset["language"]];
  unmount = mount();
  scrollTo({ top: at });
}
