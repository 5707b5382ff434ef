// Evidence of one group as CSV, made in the page. Cells that a spreadsheet would run as a formula are disarmed.

import type { Content } from "./content";

const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/;
const COLUMNS = [
  "group_id", "account_a", "account_b", "behaviour", "object_id", "content_a", "content_b", "at_a", "at_b", "gap_us",
  "co_actions", "capture_a", "locator_a", "capture_b", "locator_b", "text_a", "text_b",
];

export function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const guarded = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

export function groupCsv(content: Content, group: number): string {
  const lines = [COLUMNS.join(",")];
  for (const row of content.evidence) {
    const [edge, behaviour, object, postA, postB, atA, atB, coActions, captureA, locatorA, captureB, locatorB] = row;
    const [a, b] = content.edges[edge]!;
    if (content.group_of[a] !== group || content.group_of[b] !== group) continue;
    const cells = [
      content.groups[group]!.id, content.accounts[a]!, content.accounts[b]!, content.behaviours[behaviour]!,
      content.objects[object]!, content.contents[postA] ?? null, content.contents[postB] ?? null,
      iso(atA), iso(atB), Math.abs(atB - atA), coActions, content.captures[captureA] ?? null, locatorA,
      content.captures[captureB] ?? null, locatorB, content.posts[postA]?.[0] ?? null,
      content.posts[postB]?.[0] ?? null,
    ];
    lines.push(cells.map(cell).join(","));
  }
  return lines.join("\r\n") + "\r\n";
}

function iso(us: number): string {
  const micros = String(((us % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, "0");
  return new Date(Math.floor(us / 1_000_000) * 1000).toISOString().slice(0, 19) + `.${micros}Z`;
}

export function download(name: string, text: string): void {
  // The byte-order mark lets spreadsheets read the file as UTF-8.
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
