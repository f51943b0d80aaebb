import type { Proof } from "./act.ts";

/** What was proven, for a terminal. */
export function proofTable(proofs: readonly Proof[]): string {
  const width = Math.max(...proofs.map(({ claim }) => claim.length));
  const rows = proofs.map(({ claim, shown, holds }) => `  ${holds ? "yes" : "NO "}  ${claim.padEnd(width)}  ${shown}`);
  const held = proofs.filter(({ holds }) => holds).length;
  return [`  ${"".padEnd(3)}  ${"proven".padEnd(width)}  by`, ...rows, "", `${held} of ${proofs.length} proven`].join("\n");
}
