import type { MissingHead } from "../ledger/anchor.ts";
import type { Break } from "../ledger/chain.ts";

/** What verifying a ledger came to. `anchors` is absent where nobody asked for them. */
export type Verification = {
  ledger: string;
  entries: number;
  head: { number: number; hash: string; at: string } | null;
  broken: Break | null;
  anchors?: { name: string; heads: number; covered: number; missing: readonly MissingHead[] };
};

/** Whether the ledger is whole, as far as was asked. Entries that were never anchored at all prove nothing, so they are no clean result. */
export function isWhole({ broken, anchors, entries }: Verification): boolean {
  return broken === null && (anchors === undefined || (anchors.missing.length === 0 && (anchors.heads > 0 || entries === 0)));
}

/** The result as `tenure/evidence-verify/1`. */
export function verificationJson(verification: Verification) {
  return { schema: "tenure/evidence-verify/1" as const, whole: isWhole(verification), ...verification };
}

/** The result for a terminal: what holds, and the first thing that does not. */
export function verificationText(verification: Verification): string {
  const { ledger, entries, head, broken, anchors } = verification;
  const lines = [
    broken
      ? `BROKEN  ${ledger}: ${broken.file}:${broken.line}: ${broken.why}: expected ${broken.expected}, got ${broken.got}`
      : `whole   ${ledger}: ${counted(entries)}${head ? `, the last at ${head.at} with the hash ${head.hash}` : ""}`,
    ...(broken ? [`        ${counted(entries)} before it follow each other`] : []),
  ];
  if (anchors) lines.push(...anchorLines(anchors, entries));
  else if (!broken) lines.push("        that nothing was cut off at the end, or written anew, only anchors prove: --anchors");
  return lines.join("\n");
}

function anchorLines({ name, heads, covered, missing }: NonNullable<Verification["anchors"]>, entries: number): readonly string[] {
  if (heads === 0) return [`UNPROVEN ${name}: no head was ever published there, so the ledger could have been cut or written anew`];
  if (missing.length === 0) {
    const later = entries - covered;
    const rest = later > 0 ? `; the newest ${counted(later)} came after the last of them` : "";
    return [`anchored ${name}: all of ${heads} published heads are in the ledger${rest}`];
  }
  const [first] = missing;
  return [
    `MISSING ${name}: ${missing.length} of ${heads} published heads are not in the ledger`,
    `        the first was published ${first!.head.at}: expected entry ${first!.head.count} with the hash ${first!.head.hash}, got ${first!.got}`,
  ];
}

function counted(entries: number): string {
  return `${entries} ${entries === 1 ? "entry" : "entries"}`;
}
