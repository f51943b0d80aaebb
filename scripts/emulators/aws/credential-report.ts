import { compareText } from "../../../stacks/model/errors.ts";
import { type History, passwordOf } from "./dates.ts";
import type { LastUsed } from "./last-used.ts";
import type { Upstream } from "./upstream.ts";
import { child, type Element, membersOf, text, textOf, withChild } from "./xml.ts";

/** Where the missing cells come from. */
type Sources = { history: History; used: LastUsed; upstream: Upstream };

/** Columns after `user` and `arn` (IAM User Guide, "Understanding the report format"). */
const COLUMNS_AFTER_ARN = 20;

/** Where each access key's five columns start, counted from `user_creation_time`. */
const KEY_COLUMNS = [6, 11] as const;

/**
 * The credential report with what ministack does not know: dates that were set, when passwords were set and used, and the use of keys.
 * Dates end in `+00:00`, as in AWS's reports.
 */
export async function completeReport(result: Element, account: string, sources: Sources): Promise<Element> {
  const [header = "", ...rows] = Buffer.from(textOf(result, "Content") ?? "", "base64")
    .toString("utf8")
    .split("\n");
  const completed: string[] = [];
  for (const row of rows) completed.push(await completeRow(row, account, sources));
  return withChild(result, text("Content", Buffer.from([header, ...completed].join("\n")).toString("base64")));
}

async function completeRow(row: string, account: string, { history, used, upstream }: Sources): Promise<string> {
  const words = row.split(",");
  const cells = words.splice(-COLUMNS_AFTER_ARN);
  const arn = words.at(-1) ?? "";
  // A user name may hold commas; the ARN and what comes after it may not.
  const user = /^(.*),arn:/.exec(words.join(","))?.[1] ?? "";
  const dates = history.get(arn);
  if (dates?.createdAt !== undefined) cells[0] = dates.createdAt;
  if (cells[1] === "true") {
    const password = child(await upstream.ask(account, "GetLoginProfile", { UserName: user }), "LoginProfile");
    cells[2] = dates?.passwordUsedAt ?? "no_information";
    cells[3] = history.get(passwordOf(account, user))?.createdAt ?? textOf(password, "CreateDate") ?? "N/A";
  }
  if (cells[KEY_COLUMNS[0] + 1] !== "N/A") fillKeys(cells, await keysOf(account, user, upstream), history, used);
  return [...words, ...cells.map((cell) => cell.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z$/, "$1+00:00"))].join(",");
}

/** In the order in which ministack gives them their columns. */
async function keysOf(account: string, user: string, upstream: Upstream): Promise<readonly Element[]> {
  const keys = membersOf(await upstream.ask(account, "ListAccessKeys", { UserName: user }), "AccessKeyMetadata");
  return keys.toSorted((a, b) => compareText(textOf(a, "CreateDate") ?? "", textOf(b, "CreateDate") ?? ""));
}

function fillKeys(cells: string[], keys: readonly Element[], history: History, used: LastUsed): void {
  for (const [slot, key] of keys.entries()) {
    const start = KEY_COLUMNS[slot];
    const id = textOf(key, "AccessKeyId");
    if (start === undefined || id === undefined) continue;
    const use = used.get(id);
    cells[start + 1] = history.get(id)?.createdAt ?? cells[start + 1]!;
    if (use) cells.splice(start + 2, 3, use.at, use.region, use.service);
  }
}
