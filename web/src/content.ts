// The content of the page as Python wrote it (src/crosscurrent/reports/embed.py): rows of numbers and shared strings.

export type Language = "en" | "fr";
/** a, b, objects, which, q, q under any dependence */
export type Edge = [number, number, number, string | null, number | null, number | null];
/** edge, behaviour, window, objects, expected, p joint, p when, p what, first, last, median gap */
export type Test = [
  number, number, number, number, number | null, number | null, number | null, number | null,
  number | null, number | null, number | null,
];
/** edge, behaviour, object, content a, b, at a, b, co-actions, capture a, locator a, capture b, locator b */
export type Evidence = [
  number, number, number, number, number, number, number, number, number, string | null, number, string | null,
];
/** group, account, behaviour, object, content, at, capture, locator */
export type Action = [number, number, number, number, number, number, number, string | null];
/** group, account, edges, objects, actions, first share, lag, membership, p */
export type Member = [
  number, number, number | null, number | null, number | null, number | null, number | null, string | null,
  number | null,
];
/** text, address, language, characters left out */
export type Post = [string | null, string | null, string | null, number];

export interface Group {
  id: string;
  status: string;
  which: string | null;
  accounts: number;
}

export interface Content {
  accounts: string[];
  x: number[];
  y: number[];
  group_of: number[];
  groups: Group[];
  members: Member[];
  edges: Edge[];
  tests: Test[];
  evidence: Evidence[];
  actions: Action[];
  posts: (Post | null)[];
  behaviours: string[];
  objects: string[];
  contents: string[];
  captures: string[];
  files: Record<string, string>;
  activity: [number, number][];
  clip_chars: number;
  words: Record<Language, Record<string, string>>;
}

export function readContent(): Content {
  const held = document.getElementById("content");
  return JSON.parse(held?.textContent ?? "{}") as Content;
}

/** Rows of `rows` by the number in column `column`. */
export function rowsBy<Row extends readonly unknown[]>(rows: Row[], column: number): Map<number, Row[]> {
  const found = new Map<number, Row[]>();
  for (const row of rows) {
    const key = row[column] as number;
    const list = found.get(key);
    if (list) list.push(row);
    else found.set(key, [row]);
  }
  return found;
}
