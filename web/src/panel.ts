// The reading panel: from a group, an account, a pair or an object down to the posts, their times and locators.

import { type Action, type Content, type Evidence, rowsBy } from "./content";
import type { Choice } from "./network";
import { type Words, bdi, h, moment, objectName, shown } from "./text";

const STEP = 20;

export interface Panel extends Choice {
  group(group: number): void;
  close(): void;
}

export function makePanel(
  content: Content, words: Words, permutation: () => string, follow: (view: string, number: number) => void,
): Panel {
  const evidenceOf = rowsBy<Evidence>(content.evidence, 0);
  const actionsOfAccount = rowsBy<Action>(content.actions, 1);
  const actionsOfObject = rowsBy<Action>(content.actions, 3);
  const body = h("div", { class: "panel-body" });
  const title = h("h2", { tabindex: "-1", id: "panel-title" });
  const back = h("button", { type: "button", class: "back", hidden: true, onclick: goBack }, "←");
  const shut = h("button", { type: "button", class: "shut", "aria-label": words.say("client.close"), onclick: close }, "×");
  const panel = h(
    "aside", { class: "panel", role: "dialog", "aria-labelledby": "panel-title", lang: words.language, hidden: true },
    h("header", {}, back, title, shut), body,
  );
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.isConnected && !panel.hidden) close();
  });
  document.body.append(panel);
  let returnTo: HTMLElement | null = null;
  const past: (() => void)[] = [];

  function show(heading: Node, parts: (Node | null)[], again: () => void): void {
    if (panel.hidden) returnTo = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    past.push(again);
    back.hidden = past.length < 2;
    title.replaceChildren(heading);
    const line = h("aside", { class: "permutation" }, h("p", {}, permutation()));
    body.replaceChildren(...parts.filter((part): part is Node => part !== null), line, h("p", { class: "note" }, words.say("client.hidden")));
    panel.hidden = false;
    document.body.classList.add("reading");
    body.scrollTop = 0;
    title.focus({ preventScroll: true });
  }

  function goBack(): void {
    past.pop();
    past.pop()?.();
  }

  function close(): void {
    panel.hidden = true;
    past.length = 0;
    document.body.classList.remove("reading");
    follow("none", -1);
    returnTo?.focus({ preventScroll: true });
  }

  // --- views ---------------------------------------------------------------------------------------

  function group(number: number): void {
    const inside = content.edges.flatMap(([a, b], edge) => (content.group_of[a] === number && content.group_of[b] === number ? [edge] : []));
    const rows = inside.flatMap((edge) => evidenceOf.get(edge) ?? []).sort((a, b) => Math.min(a[5], a[6]) - Math.min(b[5], b[6]));
    const objects = new Map<number, Set<number>>();
    for (const row of content.actions) {
      if (row[0] !== number) continue;
      if (!objects.has(row[3])) objects.set(row[3], new Set());
      objects.get(row[3])!.add(row[1]);
    }
    const listed = [...objects].sort((a, b) => b[1].size - a[1].size || a[0] - b[0]);
    follow("group", number);
    show(h("span", {}, words.say("client.posts_of_group", { group: words.group(content.groups[number]!.id) })), [
      heading("client.objects", listed.length),
      growing(listed, 8, ([acted, accounts]) => objectButton(acted, words.counted("count.accounts", accounts.size))),
      heading("client.co_actions", rows.length),
      rows.length ? growing(rows, STEP, coAction) : h("p", { class: "absent" }, words.say("client.evidence_none")),
    ], () => group(number));
  }

  function account(number: number): void {
    const edges = content.edges.flatMap(([a, b], edge) => (a === number || b === number ? [edge] : []));
    edges.sort((i, j) => content.edges[j]![2] - content.edges[i]![2] || i - j);
    const acted = actionsOfAccount.get(number) ?? [];
    follow("account", number);
    show(bdi(content.accounts[number]!), [
      figures(number),
      heading("client.pairs_of", edges.length),
      growing(edges, 12, (edge) => edgeButton(edge, number)),
      acted.length ? heading("client.posts", acted.length) : null,
      growing(acted, STEP, (row) => actionPost(row, false)),
    ], () => account(number));
  }

  function edge(number: number): void {
    const [a, b, , which, q, qBy] = content.edges[number]!;
    const rows = evidenceOf.get(number) ?? [];
    const tests = content.tests.filter((row) => row[0] === number);
    const heads = ["client.window", "client.objects_count", "client.expected", "client.p_joint", "client.p_when", "client.p_what"];
    follow("edge", number);
    show(h("span", {}, bdi(content.accounts[a]!), " – ", bdi(content.accounts[b]!)), [
      h("p", { class: "which" }, `${words.named("which", which)} · q = ${words.probability(q)} · q (BY) = ${words.probability(qBy)}`),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.say("client.tests") }, h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, words.say("client.behaviour")), ...heads.map((key) => h("th", { scope: "col", class: "n" }, words.say(key))))),
        h("tbody", {}, ...tests.map(([, behaviour, window, objects, expected, ...ps]) => h("tr", {},
          h("th", { scope: "row" }, words.named("behaviour_short", content.behaviours[behaviour]!)),
          h("td", { class: "n" }, words.duration(window)), h("td", { class: "n" }, words.number(objects)),
          h("td", { class: "n" }, expected !== null && expected < 0.01 ? words.probability(expected) : words.number(expected, 2)),
          ...ps.slice(0, 3).map((p) => h("td", { class: "n" }, words.probability(p ?? null)))))))),
      heading("client.co_actions", rows.length),
      rows.length ? growing(rows, STEP, coAction) : h("p", { class: "absent" }, words.say("client.evidence_none")),
    ], () => edge(number));
  }

  function object(number: number): void {
    const rows = actionsOfObject.get(number) ?? [];
    const name = rows[0] ? content.behaviours[rows[0][2]]! : "link";
    const first = rows[0]?.[5] ?? 0;
    follow("object", number);
    show(h("bdi", { class: "long" }, objectName(content.objects[number]!, name)), [
      h("p", { class: "which" }, `${words.named("behaviour_short", name)} · ${words.counted("count.actions", rows.length)} · ${words.counted("count.accounts", new Set(rows.map((row) => row[1])).size)}`),
      heading("client.posts", rows.length),
      growing(rows, STEP, (row) => actionPost(row, true, first)),
    ], () => object(number));
  }

  // --- parts ---------------------------------------------------------------------------------------

  function heading(key: string, n: number): HTMLElement {
    return h("h3", {}, words.say(key), h("span", { class: "size" }, words.number(n)));
  }

  /** Show the first rows, and more at a time on demand: long lists stay quick. */
  function growing<Row>(rows: Row[], step: number, draw: (row: Row) => Node): HTMLElement {
    const list = h("div", { class: "growing" });
    let at = 0;
    const more = h("button", { type: "button", class: "more", onclick: grow });
    list.append(more);
    grow();
    return list;

    function grow(): void {
      const added = rows.slice(at, at + step).map(draw);
      more.before(...added);
      if (at > 0 && added[0] instanceof HTMLElement) (added[0].querySelector("button") ?? added[0]).focus({ preventScroll: true });
      at += added.length;
      const left = rows.length - at;
      more.hidden = left <= 0;
      more.textContent = words.say("client.show_next", { n: words.number(Math.min(step, left)) });
    }
  }

  function figures(number: number): HTMLElement | null {
    const row = content.members.find((member) => member[1] === number);
    if (!row) return h("p", { class: "note" }, words.say("client.no_group"));
    const [held, , edges, objects, actions, , lag, membership] = row;
    const text = [
      words.group(content.groups[held]!.id), words.named("group", membership),
      words.counted("count.pairs", edges ?? 0), words.counted("count.objects", objects ?? 0),
      words.counted("count.actions", actions ?? 0), words.say("client.lag", { lag: words.duration(lag) }),
    ];
    return h("p", { class: "which" }, text.join(" · "));
  }

  function edgeButton(number: number, from: number): HTMLElement {
    const [a, b, objects] = content.edges[number]!;
    return h("button", { type: "button", class: "row", "data-edge": number, onclick: () => edge(number) },
      bdi(content.accounts[a === from ? b : a]!), h("span", {}, words.counted("count.objects", objects)));
  }

  function objectButton(number: number, note: string): HTMLElement {
    const row = actionsOfObject.get(number)?.[0];
    const name = objectName(content.objects[number]!, row ? content.behaviours[row[2]]! : "link");
    return h("button", { type: "button", class: "row", onclick: () => object(number) }, h("bdi", {}, name), h("span", {}, note));
  }

  function coAction(row: Evidence): HTMLElement {
    const [held, behaviour, acted, postA, postB, atA, atB, , captureA, locatorA, captureB, locatorB] = row;
    const [a, b] = content.edges[held]!;
    const name = content.behaviours[behaviour]!;
    const sides = [post(a, postA, atA, captureA, locatorA), post(b, postB, atB, captureB, locatorB)];
    if (atB < atA) sides.reverse();
    return h("section", { class: "co-action" },
      h("p", { class: "object" }, h("span", { class: "tag" }, words.named("behaviour_short", name)), " ", h("bdi", {}, objectName(content.objects[acted]!, name))),
      h("div", { class: "two-posts" }, sides[0]!, h("p", { class: "gap" }, words.say("client.apart", { gap: words.duration(Math.abs(atB - atA)) })), sides[1]!));
  }

  function actionPost(row: Action, withAccount: boolean, first = 0): HTMLElement {
    const [, who, behaviour, acted, content_id, at, capture, locator] = row;
    const name = content.behaviours[behaviour]!;
    const made = post(who, content_id, at, capture, locator);
    if (withAccount) {
      made.querySelector("time")?.append(h("span", { class: "lag" }, ` +${words.duration(at - first)}`));
    } else {
      made.prepend(h("p", { class: "object" }, h("span", { class: "tag" }, words.named("behaviour_short", name)), " ", h("bdi", {}, objectName(content.objects[acted]!, name))));
    }
    return made;
  }

  function post(who: number, number: number, at: number, capture: number, locator: string | null): HTMLElement {
    const held = content.posts[number] ?? null;
    const digest = content.captures[capture] ?? "";
    const file = content.files[digest] || digest.slice(0, 12);
    return h("article", { class: "post" },
      h("header", {},
        h("button", { type: "button", class: "link account", onclick: () => account(who) }, bdi(content.accounts[who]!)),
        h("time", {}, moment(at))),
      held?.[0] ? clipped(held[0], held[2], held[3]) : h("p", { class: "absent" }, words.say("client.text_none")),
      held?.[1] ? h("bdi", { class: "url" }, objectName(held[1], "link")) : null,
      h("footer", { title: digest }, bdi(file), " · ", bdi(locator ?? "–", "locator")));
  }

  function clipped(text: string, language: string | null, leftOut: number): HTMLElement {
    const words_shown = shown(text);
    const inside = h("bdi", { class: "text", dir: "auto", ...(language ? { lang: language } : {}) });
    const box = h("div", {}, inside);
    if (words_shown.length <= content.clip_chars && leftOut === 0) {
      inside.textContent = words_shown;
      return box;
    }
    let open = false;
    const clip = [...words_shown].slice(0, content.clip_chars).join("") + "…";
    const rest = leftOut > 0 ? h("p", { class: "note", hidden: true }, words.say("client.text_cut", { n: words.number(leftOut) })) : null;
    const button = h("button", { type: "button", class: "more", onclick: () => { open = !open; draw(); } });
    draw();
    box.append(...(rest ? [rest] : []), button);
    return box;

    function draw(): void {
      inside.textContent = open ? words_shown : clip;
      button.textContent = words.say(open ? "client.less" : "client.more");
      button.setAttribute("aria-expanded", String(open));
      if (rest) rest.hidden = !open;
    }
  }

  return { group, account, edge, object, close };
}
