import { checkAnchors } from "../../ledger/anchor.ts";
import { checkChain, LedgerError } from "../../ledger/chain.ts";
import { isWhole, type Verification, verificationJson, verificationText } from "../../report/verification.ts";
import type { Outcome } from "../command.ts";
import { UsageError } from "../options.ts";
import type { Asked } from "./asked.ts";
import { anchorOf, readLedgerFiles } from "./source.ts";

/** `evidence verify`: whether the ledger is whole, and with `--anchors` whether every published head is in it. */
export async function verify({ options, root, settings }: Asked): Promise<Outcome> {
  const verification = { ...verifyFiles(root, options), ...(options.anchors ? await anchored(root, options, settings) : {}) };
  const output = options.json ? JSON.stringify(verificationJson(verification), null, 2) : verificationText(verification);
  return { result: isWhole(verification) ? "clean" : "findings", output };
}

type Where = Pick<Asked["options"], "ledger" | "ref">;

/** Bytes that are no text are a break like any other, found before the chain can be read. */
function verifyFiles(root: string, options: Where): Verification {
  try {
    const { description, files } = readLedgerFiles(root, options);
    const { entries, broken } = checkChain(files, { strictly: true });
    const last = entries.at(-1);
    const head = last ? { number: last.number, hash: last.hash, at: last.at } : null;
    return { ledger: description, entries: entries.length, head, broken: broken ?? null };
  } catch (error) {
    if (!(error instanceof LedgerError) || error.code !== "LEDGER_BROKEN") throw error;
    const { file, line } = error.details as { file: string; line: number };
    const broken = { file, line, why: "it holds bytes that are no UTF-8", expected: "text", got: "other bytes" };
    return { ledger: options.ledger ?? options.ref ?? "the ledger", entries: 0, head: null, broken };
  }
}

async function anchored(root: string, options: Where, settings: Asked["settings"]): Promise<Pick<Verification, "anchors">> {
  try {
    const { isFolder, files } = readLedgerFiles(root, options);
    const anchor = anchorOf(settings(), isFolder);
    if (!anchor)
      throw new UsageError("--anchors: settings.yaml names no bucket (anchor), so no head of this ledger was ever published outside it");
    return { anchors: { name: anchor.name, ...checkAnchors(checkChain(files).entries, await anchor.read()) } };
  } catch (error) {
    // Said already: without its text a ledger has no heads to compare.
    if (error instanceof LedgerError && error.code === "LEDGER_BROKEN") return {};
    throw error;
  }
}
