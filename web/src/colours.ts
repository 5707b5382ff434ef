// One colour per group (Okabe and Ito's palette, told apart by colour-blind readers), slate for reactions to a trigger.

import type { Content } from "./content";

const COORDINATED = ["#0072b2", "#d55e00", "#009e73", "#b0568c", "#b58900", "#3a9bd1"];
const TRIGGER = ["#7d8894", "#a3adb7", "#5f6b77"];
export const NO_GROUP = "#b9c0c8";
export const INK = "#1b2430";
export const MUTED = "#5a6675";
export const RULE = "#d9dee4";

export function groupColours(content: Content): string[] {
  let coordinated = 0;
  let trigger = 0;
  return content.groups.map((group) =>
    group.status === "trigger_explained"
      ? TRIGGER[trigger++ % TRIGGER.length]!
      : COORDINATED[coordinated++ % COORDINATED.length]!,
  );
}
