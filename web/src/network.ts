// The network picture: positions come from Python and never move. Sigma draws it; without WebGL, ECharts does.

import Graph from "graphology";
import Sigma from "sigma";
import { INK, MUTED, NO_GROUP, groupColours } from "./colours";
import { type Chart, drawPlainNetwork } from "./charts";
import { type Content, rowsBy } from "./content";
import { type Words, bdi, h, objectName, shown } from "./text";

export interface Choice {
  account(account: number): void;
  edge(edge: number): void;
  object(object: number): void;
}

export interface Network {
  group(group: number): void;
  account(account: number): void;
  edge(edge: number): void;
  clear(): void;
  print(): void;
  destroy(): void;
}

export interface Look {
  colours: string[];
  size: number[];
  colour(account: number): string;
}

interface Picture {
  highlight(accounts: Set<number> | null, edge: number | null): void;
  look(accounts: number[]): void;
  zoom(factor: number): void;
  fit(): void;
  pan(x: number, y: number): void;
  destroy(): void;
}

const ROWS = 50;

export function mountNetwork(place: HTMLElement, content: Content, words: Words, choose: Choice): Network {
  const look = looks(content);
  const stage = h("div", { class: "stage", tabindex: "0", role: "application", "aria-label": place.ariaLabel ?? "" });
  const status = h("p", { class: "note", role: "status", "aria-live": "polite" });
  const table = h("div", { class: "edge-table", hidden: true });
  const toggle = h("button", { type: "button", "aria-expanded": "false", onclick: showTable }, words.say("client.table_show"));
  const tools = h("div", { class: "tools" }, search(), zoomButtons(), toggle);
  place.replaceChildren(tools, stage, legend(content, words, look), status, table);
  const webgl = hasWebGL();
  const picture = webgl ? drawWithSigma(stage, content, words, look, choose) : plain(stage, content, look, choose);
  if (!webgl) stage.before(h("p", { class: "notice" }, words.say("client.no_webgl")));
  stage.addEventListener("keydown", keys);
  stage.addEventListener("wheel", leavePageScrolling, { capture: true });

  function leavePageScrolling(event: WheelEvent): void {
    // The wheel scrolls the page until the reader has clicked into the picture.
    if (document.activeElement !== stage && !event.ctrlKey) event.stopPropagation();
  }

  function keys(event: KeyboardEvent): void {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
    };
    const step = steps[event.key];
    if (event.target !== stage) return;
    if (step) picture.pan(...step);
    else if (event.key === "+" || event.key === "=") picture.zoom(1.5);
    else if (event.key === "-") picture.zoom(1 / 1.5);
    else if (event.key === "0") picture.fit();
    else return;
    event.preventDefault();
  }

  function zoomButtons(): HTMLElement {
    const button = (label: string, key: string, act: () => void) =>
      h("button", { type: "button", title: words.say(key), "aria-label": words.say(key), onclick: act }, label);
    return h(
      "div", { class: "zoom", role: "group" },
      button("+", "client.zoom_in", () => picture.zoom(1.5)),
      button("−", "client.zoom_out", () => picture.zoom(1 / 1.5)),
      button("⤢", "client.fit", () => { picture.highlight(null, null); status.textContent = ""; picture.fit(); }),
    );
  }

  function search(): HTMLElement {
    const results = h("div", { class: "results", role: "listbox", "aria-label": words.say("client.search"), hidden: true });
    const field = h("input", {
      type: "search", placeholder: words.say("client.search"), "aria-label": words.say("client.search"),
      autocomplete: "off", spellcheck: "false",
      oninput: () => list(field.value),
      onkeydown: (event) => {
        const { key } = event as KeyboardEvent;
        if (key === "Escape") { field.value = ""; list(""); }
        if (key === "ArrowDown") { results.querySelector("button")?.focus(); event.preventDefault(); }
        if (key === "Enter") results.querySelector("button")?.click();
      },
    });
    results.addEventListener("keydown", (event) => {
      const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
      if (!step) return;
      let next = (event.target as Element)[step as "nextElementSibling"];
      while (next && !(next instanceof HTMLButtonElement)) next = next[step as "nextElementSibling"];
      (next ?? field as HTMLElement as HTMLButtonElement).focus();
      event.preventDefault();
    });
    const box = h("div", { class: "search" }, field, results);
    box.addEventListener("focusout", (event) => {
      if (!box.contains(event.relatedTarget as Node | null)) results.hidden = true;
    });
    field.addEventListener("focus", () => list(field.value));
    return box;

    function list(typed: string): void {
      const wanted = typed.trim().toLowerCase();
      results.replaceChildren();
      results.hidden = wanted === "";
      if (wanted === "") return;
      let found = 0;
      found += section("client.accounts", content.accounts, (i) => bdi(content.accounts[i]!), (i) => choose.account(i));
      found += section("client.objects", content.objects, (i) => h("bdi", {}, objectName(content.objects[i]!, "link")), (i) => choose.object(i));
      if (found === 0) results.append(h("p", {}, words.say("client.search_none")));

      function section(title: string, names: string[], label: (i: number) => Node, act: (i: number) => void): number {
        const hits: number[] = [];
        names.forEach((name, i) => { if (name.toLowerCase().includes(wanted)) hits.push(i); });
        if (hits.length === 0) return 0;
        results.append(h("p", { class: "overline" }, words.say(title)));
        for (const i of hits.slice(0, 8)) {
          const choice = () => { results.hidden = true; act(i); };
          results.append(h("button", { type: "button", role: "option", onclick: choice }, label(i)));
        }
        if (hits.length > 8) results.append(h("p", {}, words.say("client.search_more", { n: words.number(hits.length - 8) })));
        return hits.length;
      }
    }
  }

  function showTable(): void {
    table.hidden = !table.hidden;
    toggle.textContent = words.say(table.hidden ? "client.table_show" : "client.table_hide");
    toggle.setAttribute("aria-expanded", String(!table.hidden));
    if (!table.hidden && table.childElementCount === 0) edgePage(0);
  }

  function edgePage(from: number): void {
    const order = content.edges.map((_, i) => i).sort((i, j) => content.edges[j]![2] - content.edges[i]![2] || i - j);
    const rows = order.slice(from, from + ROWS).map((i) => {
      const [a, b, objects, which, q] = content.edges[i]!;
      return h(
        "tr", {}, h("td", { class: "name" }, bdi(content.accounts[a]!)), h("td", { class: "name" }, bdi(content.accounts[b]!)),
        h("td", { class: "n" }, words.number(objects)), h("td", {}, words.named("which", which)),
        h("td", { class: "n" }, words.probability(q)),
        h("td", {}, h("button", { type: "button", onclick: () => choose.edge(i) }, words.say("client.open_posts"))),
      );
    });
    const heads: [string, boolean][] = [["client.account", false], ["client.account", false], ["client.objects_together", true], ["client.tests", false]];
    const to = Math.min(from + ROWS, order.length);
    table.replaceChildren(
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.say("client.pairs") }, h("table", {},
        h("thead", {}, h("tr", {}, ...heads.map(([key, right]) => h("th", { scope: "col", class: right ? "n" : "" }, words.say(key))),
          h("th", { scope: "col", class: "n" }, "q"), h("td", {}))),
        h("tbody", {}, ...rows))),
      h("p", { class: "buttons" },
        h("button", { type: "button", disabled: from === 0, onclick: () => edgePage(from - ROWS) }, words.say("client.previous")),
        words.say("client.page", { from: words.number(from + 1), to: words.number(to), n: words.number(order.length) }),
        h("button", { type: "button", disabled: to === order.length, onclick: () => edgePage(to) }, words.say("client.next"))),
    );
  }

  function tell(name: string): void {
    status.textContent = words.say("client.selected", { name });
  }

  function neighbours(account: number): Set<number> {
    const found = new Set([account]);
    for (const [a, b] of content.edges) {
      if (a === account) found.add(b);
      if (b === account) found.add(a);
    }
    return found;
  }

  return {
    group(group) {
      const accounts = content.group_of.flatMap((held, i) => (held === group ? [i] : []));
      picture.highlight(new Set(accounts), null);
      picture.look(accounts);
      tell(words.group(content.groups[group]!.id));
    },
    account(account) {
      picture.highlight(neighbours(account), null);
      tell(shown(content.accounts[account]!));
    },
    edge(edge) {
      const [a, b] = content.edges[edge]!;
      picture.highlight(new Set([a, b]), edge);
      tell(`${shown(content.accounts[a]!)} – ${shown(content.accounts[b]!)}`);
    },
    clear() {
      picture.highlight(null, null);
      status.textContent = "";
    },
    print: () => printPicture(stage, content, look),
    destroy: () => picture.destroy(),
  };
}

function hasWebGL(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

function looks(content: Content): Look {
  const degree = new Array<number>(content.accounts.length).fill(0);
  for (const [a, b] of content.edges) {
    degree[a]! += 1;
    degree[b]! += 1;
  }
  const colours = groupColours(content);
  const most = degree.reduce((a, b) => Math.max(a, b), 1);
  const scale = Math.max(0.4, Math.min(1, Math.sqrt(300 / Math.max(1, degree.length))));
  return {
    colours,
    size: degree.map((edges) => scale * (3 + 5 * Math.sqrt(edges / most))),
    colour: (account) => colours[content.group_of[account]!] ?? NO_GROUP,
  };
}

function legend(content: Content, words: Words, look: Look): HTMLElement {
  const names = content.groups.slice(0, 12).map((group, i) => {
    const sample = h("i", { class: "sample" });
    sample.style.background = look.colours[i] ?? NO_GROUP;
    return h("li", {}, sample, `${words.group(group.id)} · ${words.counted("count.accounts", group.accounts)} · ${words.named("status", group.status)}`);
  });
  if (content.group_of.includes(-1)) {
    const sample = h("i", { class: "sample" });
    sample.style.background = NO_GROUP;
    names.push(h("li", {}, sample, words.say("client.other_pairs")));
  }
  return h("ul", { class: "legend" }, ...names);
}

function tint(colour: string, strength: number): string {
  const channel = (from: number) => Math.round(255 + (parseInt(colour.slice(from, from + 2), 16) - 255) * strength);
  return `rgb(${channel(1)},${channel(3)},${channel(5)})`;
}

function drawWithSigma(stage: HTMLElement, content: Content, words: Words, look: Look, choose: Choice): Picture {
  const graph = new Graph({ type: "undirected" });
  content.accounts.forEach((name, i) => {
    graph.addNode(i, { x: content.x[i]!, y: content.y[i]!, size: look.size[i]!, label: shown(name).slice(0, 40), color: look.colour(i) });
  });
  const inGroup = rowsBy(content.edges.map(([a, b]) => [content.group_of[a] === content.group_of[b] ? content.group_of[a]! : -1]), 0);
  content.edges.forEach(([a, b, objects], i) => {
    const group = content.group_of[a] === content.group_of[b] ? content.group_of[a]! : -1;
    const color = tint(look.colours[group] ?? NO_GROUP, 0.2 + 0.35 * Math.min(1, 200 / inGroup.get(group)!.length));
    graph.addEdgeWithKey(i, a, b, { size: 0.5 + Math.min(2.5, 0.25 * objects), color });
  });
  let chosen: Set<number> | null = null;
  let chosenEdge: number | null = null;
  const sigma = new Sigma(graph, stage, {
    enableEdgeEvents: true,
    zIndex: true,
    labelSize: 12,
    labelColor: { color: INK },
    labelFont: getComputedStyle(document.body).fontFamily,
    labelDensity: 0.25,
    labelGridCellSize: 140,
    labelRenderedSizeThreshold: 9,
    stagePadding: 44,
    minEdgeThickness: 0.7,
    minCameraRatio: 0.02,
    maxCameraRatio: 3,
    allowInvalidContainer: true,
    nodeReducer: (node, held) => {
      if (chosen === null) return held;
      const inside = chosen.has(Number(node));
      return inside ? { ...held, zIndex: 2, forceLabel: chosen.size <= 12 } : { ...held, color: "#e3e7ea", label: null, zIndex: 0 };
    },
    edgeReducer: (edge, held) => {
      if (chosen === null) return held;
      const [a, b] = content.edges[Number(edge)]!;
      if (chosenEdge === Number(edge)) return { ...held, color: INK, size: 3, zIndex: 3 };
      if (chosen.has(a) && chosen.has(b)) return { ...held, color: tint(look.colour(a), 0.55), zIndex: 2 };
      return { ...held, hidden: content.edges.length > 4000, color: "#f0f2f4", zIndex: 0 };
    },
  });
  sigma.on("clickNode", ({ node }) => { stage.focus({ preventScroll: true }); choose.account(Number(node)); });
  sigma.on("clickEdge", ({ edge }) => { stage.focus({ preventScroll: true }); choose.edge(Number(edge)); });
  sigma.on("clickStage", () => stage.focus({ preventScroll: true }));
  for (const over of ["enterNode", "enterEdge"] as const) sigma.on(over, () => { stage.style.cursor = "pointer"; });
  for (const out of ["leaveNode", "leaveEdge"] as const) sigma.on(out, () => { stage.style.cursor = ""; });
  nameGroups(stage, sigma, content, words);
  const camera = sigma.getCamera();
  const brief = { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250 };
  return {
    highlight(accounts, edge) {
      chosen = accounts;
      chosenEdge = edge;
      sigma.refresh({ skipIndexation: true });
    },
    look(accounts) {
      const at = accounts.map((account) => sigma.getNodeDisplayData(String(account))!);
      const [xs, ys] = [at.map((node) => node.x), at.map((node) => node.y)];
      const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      const ratio = Math.min(1, Math.max(0.08, 1.5 * Math.max(right - left, high - low)));
      void camera.animate({ x: (left + right) / 2, y: (low + high) / 2, ratio }, brief);
    },
    zoom: (factor) => void camera.animate({ ratio: camera.ratio / factor }, brief),
    fit: () => void camera.animatedReset(brief),
    pan: (x, y) => void camera.animate({ x: camera.x + 0.12 * x * camera.ratio, y: camera.y + 0.12 * y * camera.ratio }, brief),
    destroy: () => sigma.kill(),
  };
}

/** Write each large group's name above it, moving with the picture. */
function nameGroups(stage: HTMLElement, sigma: Sigma, content: Content, words: Words): void {
  const crowns = content.groups.slice(0, 12).flatMap((group, number) => {
    const inside = content.accounts.flatMap((_, i) => (content.group_of[i] === number ? [i] : []));
    if (inside.length === 0) return [];
    const x = inside.reduce((sum, i) => sum + content.x[i]!, 0) / inside.length;
    const y = Math.max(...inside.map((i) => content.y[i]!));
    const label = h("span", { class: "group-label", "aria-hidden": "true" }, words.group(group.id));
    stage.append(label);
    return [{ label, x, y }];
  });
  const place = () => {
    for (const { label, x, y } of crowns) {
      const at = sigma.graphToViewport({ x, y });
      label.style.left = `${at.x}px`;
      label.style.top = `${at.y - 12}px`;
    }
  };
  sigma.on("afterRender", place);
  place();
}

/** Draw the whole picture on a plain canvas: what WebGL shows cannot be relied on in print. */
function printPicture(stage: HTMLElement, content: Content, look: Look): void {
  const [width, height, edge] = [1400, 900, 40];
  const canvas = h("canvas", { class: "print-picture", width, height });
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const [left, right] = [Math.min(...content.x), Math.max(...content.x)];
  const [low, high] = [Math.min(...content.y), Math.max(...content.y)];
  const scale = Math.min((width - 2 * edge) / Math.max(1, right - left), (height - 2 * edge) / Math.max(1, high - low));
  const at = (i: number): [number, number] => [
    width / 2 + (content.x[i]! - (left + right) / 2) * scale, height / 2 - (content.y[i]! - (low + high) / 2) * scale,
  ];
  for (const [a, b] of content.edges) {
    pen.strokeStyle = tint(content.group_of[a] === content.group_of[b] ? look.colour(a) : NO_GROUP, 0.35);
    pen.beginPath();
    pen.moveTo(...at(a));
    pen.lineTo(...at(b));
    pen.stroke();
  }
  content.accounts.forEach((_, i) => {
    pen.fillStyle = look.colour(i);
    pen.beginPath();
    pen.arc(...at(i), look.size[i]! * 1.1, 0, 7);
    pen.fill();
  });
  stage.querySelector(".print-picture")?.remove();
  stage.append(canvas);
}

function plain(stage: HTMLElement, content: Content, look: Look, choose: Choice): Picture {
  const chart: Chart = drawPlainNetwork(stage, content, look, choose, { ink: MUTED, tint });
  return {
    highlight: (accounts) => chart.highlight(accounts),
    look: () => undefined,
    zoom: (factor) => chart.zoom(factor),
    fit: () => chart.fit(),
    pan: (x, y) => chart.pan(x, y),
    destroy: () => chart.destroy(),
  };
}
