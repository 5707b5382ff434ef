// Words, numbers and hostile text. Twin of hostile.py and wording.py for what the browser shows itself.
// Nothing here or elsewhere hands text to innerHTML: elements are made one by one and filled with textContent.

import type { Language } from "./content";

const MARKS: Record<string, string> = {
  "\u061c": "ALM", "\u200b": "ZWSP", "\u200e": "LRM", "\u200f": "RLM", "\u2028": "LSEP", "\u2029": "PSEP",
  "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2060": "WJ",
  "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\ufeff": "BOM",
};
const HIDDEN = new RegExp(`[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f${Object.keys(MARKS).join("")}]`, "g");
const ADDRESS =
  /(https?|ftp):\/\/([^\s/?#<>"']+)|(www\.[^\s/?#<>"']+)|((?:[\p{L}\p{N}_-]+\.)+[a-z]{2,24})(?=\/)/giu;
const BARE_HOST = /^(?:[\p{L}\p{N}_-]+\.)+[\p{L}\p{N}_-]{2,}(?=$|[/:?#])/iu;

export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return `⟦${MARKS[character] ?? `U+${code}`}⟧`;
  });
}

export function defang(text: string): string {
  return text.replace(ADDRESS, (_all, scheme?: string, host?: string, www?: string, bare?: string) => {
    const shown = (host ?? www ?? bare ?? "").replaceAll(".", "[.]");
    return scheme ? `${scheme.toLowerCase().replaceAll("t", "x")}://${shown}` : shown;
  });
}

export function shown(text: string): string {
  return defang(visible(text));
}

export function objectName(id: string, behaviour: string): string {
  const name = shown(id);
  const isAddress = behaviour === "link" || behaviour === "domain";
  return isAddress ? name.replace(BARE_HOST, (host) => host.replaceAll(".", "[.]")) : name;
}

type Attributes = Record<string, string | number | boolean | ((event: Event) => void)>;

/** Make an element. Attributes named on… are listeners; text children become text nodes. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag, attributes: Attributes = {}, ...children: (Node | string | null)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null));
  return element;
}

/** Hostile text in an element of its own direction. */
export function bdi(text: string, className = ""): HTMLElement {
  return h("bdi", className ? { class: className, dir: "auto" } : { dir: "auto" }, shown(text));
}

export class Words {
  constructor(readonly language: Language, private readonly entries: Record<string, string>) {}

  say(key: string, places: Record<string, string> = {}): string {
    return (this.entries[key] ?? key).replace(/\{(\w+)\}/g, (all, name: string) => places[name] ?? all);
  }

  counted(key: string, n: number): string {
    const one = n === 1 || (n === 0 && this.language === "fr");
    return this.say(`${key}.${one ? "one" : "other"}`, { n: this.number(n) });
  }

  named(prefix: string, name: string | null): string {
    return this.entries[`${prefix}.${name ?? "none"}`] ?? name ?? "–";
  }

  number(value: number | null, digits = 0): string {
    if (value === null) return "–";
    let written = value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, "\u0001");
    if (digits > 0) written = value.toFixed(digits).replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, "\u0001"));
    const [group, point] = this.language === "fr" ? ["\u202f", ","] : [",", "."];
    return written.replace(".", point).replaceAll("\u0001", group).replace("-", "−");
  }

  share(value: number | null): string {
    if (value === null) return "–";
    const digits = value === 0 || value >= 0.1 ? 0 : 1;
    return this.number(value * 100, digits) + (this.language === "fr" ? "\u00a0%" : "%");
  }

  probability(p: number | null): string {
    if (p === null) return "–";
    if (p <= 0) return "< 10⁻³⁰⁰";
    if (p >= 0.001) return this.number(p, 3);
    const [mantissa = "", exponent = ""] = p.toExponential(1).split("e");
    const raised = [...exponent].map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)])).join("");
    return `${this.language === "fr" ? mantissa.replace(".", ",") : mantissa} × 10${raised}`;
  }

  duration(us: number | null): string {
    if (us === null) return "–";
    const sign = us < 0 ? "−" : "";
    let size = Math.abs(us);
    if (size < 10_000_000) return `${sign}${this.number(size / 1e6, size % 1_000_000 === 0 ? 0 : 1)}\u00a0s`;
    const units: [number, string][] = [[86_400e6, this.say("unit.day")], [3_600e6, "h"], [60e6, "min"], [1e6, "s"]];
    const parts: string[] = [];
    let places = 0;
    for (const [width, unit] of units) {
      const count = Math.floor(size / width);
      size %= width;
      if (count > 0 || places > 0) {
        places += 1;
        if (count > 0) parts.push(`${this.number(count)}\u00a0${unit}`);
      }
      if (places === 2) break;
    }
    return sign + parts.join(" ");
  }

  group(id: string): string {
    const number = /^group-(\d+)$/.exec(id);
    return number ? this.say("group.name", { n: number[1] ?? "" }) : shown(id);
  }
}

export function moment(us: number): string {
  return new Date(Math.floor(us / 1000)).toISOString().slice(0, 19).replace("T", " ") + " UTC";
}
