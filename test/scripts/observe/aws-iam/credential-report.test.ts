import { GetCredentialReportCommand, IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { parseReport, readCredentialReport } from "../../../../scripts/observe/aws-iam/credential-report.ts";
import { PartError, recorderOf } from "../../../../scripts/observe/part.ts";
import { testAccount } from "../../../support/aws.ts";
import { clientsOf, makeReal, smallIn } from "../../../support/real-account.ts";

/** The columns as AWS documents them (IAM User Guide, "Understanding the report format"). */
const HEADER =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
const ROOT =
  "<root_account>,arn:aws:iam::123456789012:root,2020-01-01T00:00:00+00:00,not_supported,2026-01-01T00:00:00+00:00,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
const ARN = "arn:aws:iam::123456789012:user/ada";

function row(more: Partial<Record<string, string>> = {}): string {
  const cells: Record<string, string> = Object.fromEntries(HEADER.split(",").map((column) => [column, "N/A"]));
  const plain = {
    user: "ada",
    arn: ARN,
    user_creation_time: "2024-01-01T00:00:00+00:00",
    password_enabled: "false",
    mfa_active: "false",
    access_key_1_active: "false",
    access_key_2_active: "false",
  };
  return Object.values({ ...cells, ...plain, ...more }).join(",");
}
const parse = (...rows: readonly string[]) => parseReport([HEADER, ...rows].join("\n"));
const one = (more: Partial<Record<string, string>>) => parse(row(more))[0];

describe("scripts/observe/aws-iam/credential-report", () => {
  it("has a row for each user and none for root", () => {
    expect(parse(ROOT, row(), row({ user: "bob", arn: "arn:aws:iam::123456789012:user/batch/bob" }))).toEqual([
      { user: ARN, console: false, mfa: false, hasKeys: false },
      { user: "arn:aws:iam::123456789012:user/batch/bob", console: false, mfa: false, hasKeys: false },
    ]);
  });

  it("has no rows without users", () => {
    expect(parse(ROOT)).toEqual([]);
    expect(parse()).toEqual([]);
  });

  it.each([
    ["a password", { password_enabled: "true" }, { console: true }],
    ["a password in capitals", { password_enabled: "TRUE" }, { console: true }],
    ["no password", { password_enabled: "FALSE" }, { console: false }],
    ["what AWS says of root", { password_enabled: "not_supported" }, { console: false }],
    ["a password that was never used", { password_enabled: "true", password_last_used: "no_information" }, { console: true }],
    ["MFA", { mfa_active: "true" }, { mfa: true }],
    ["a first key", { access_key_1_active: "true", access_key_1_last_rotated: "2026-01-01T00:00:00+00:00" }, { hasKeys: true }],
    ["a second key", { access_key_2_active: "true", access_key_2_last_rotated: "2026-01-01T00:00:00+00:00" }, { hasKeys: true }],
    ["an inactive first key, which shows only in its date", { access_key_1_last_rotated: "2026-01-01T00:00:00+00:00" }, { hasKeys: true }],
    ["an inactive second key", { access_key_2_last_rotated: "2026-01-01T00:00:00+00:00" }, { hasKeys: true }],
    ["a key whose date is not known", { access_key_1_last_rotated: "no_information" }, { hasKeys: true }],
    [
      "a key that was never used",
      { access_key_1_active: "true", access_key_1_last_rotated: "N/A", access_key_1_last_used_date: "N/A" },
      { hasKeys: true },
    ],
    ["no key", { access_key_1_last_rotated: "N/A", access_key_2_last_rotated: "N/A" }, { hasKeys: false }],
  ])("reads %s", (_, cells, expected) => {
    expect(one(cells)).toEqual({ user: ARN, console: false, mfa: false, hasKeys: false, ...expected });
  });

  it("passes over columns that AWS adds, wherever they stand", () => {
    const extra = [`new_1,${HEADER},new_2`, `x,${row({ mfa_active: "true" })},"a,b"`].join("\n");
    expect(parseReport(extra)).toEqual([{ user: ARN, console: false, mfa: true, hasKeys: false }]);
  });

  it("reads names that hold commas and quotes", () => {
    const arn = '"arn:aws:iam::123456789012:user/smith,ada"';
    expect(parse(row({ user: '"smith,ada"', arn, password_enabled: "true" }))).toEqual([
      { user: "arn:aws:iam::123456789012:user/smith,ada", console: true, mfa: false, hasKeys: false },
    ]);
    expect(parse(row({ user: '"a ""b"" c"' }))).toHaveLength(1);
  });

  it("reads line ends of every kind, with and without one at the end", () => {
    expect(parseReport(`${HEADER}\r\n${row()}\r\n`)).toEqual(parse(row()));
    expect(parseReport(`${HEADER}\n${row()}\n\n`)).toEqual(parse(row()));
  });

  it("refuses a line that is cut short, and one that is too long: nobody knows what it said", () => {
    expect(() => parse(row(), row().split(",").slice(0, 9).join(","))).toThrow(
      new PartError("GetCredentialReport", "line 3 has 9 columns, expected 22"),
    );
    expect(() => parse(`${row()},more`)).toThrow(new PartError("GetCredentialReport", "line 2 has 23 columns, expected 22"));
  });

  it("refuses a report without a column that is needed, and names it", () => {
    const header = HEADER.replace("mfa_active,", "").replace("access_key_2_active,", "");
    expect(() => parseReport(`${header}\n`)).toThrow(
      new PartError("GetCredentialReport", "columns missing: mfa_active, access_key_2_active"),
    );
    expect(() => parseReport("")).toThrow(/^columns missing: user, arn, /);
    expect(() => parseReport("<html>busy</html>")).toThrow(/^columns missing: user, arn, /);
  });

  describe("read from AWS", () => {
    it("comes with its date and every user", async () => {
      const account = testAccount();
      const clients = clientsOf(account.client);
      await makeReal(smallIn(account), clients);
      const recorder = recorderOf("aws-iam");
      const report = await readCredentialReport(clients.iam, recorder);
      expect(report.reportedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect([...report.rows].sort((a, b) => (a.user < b.user ? -1 : 1))).toEqual([
        { user: `arn:aws:iam::${account.id}:user/exporter`, console: false, mfa: false, hasKeys: true },
        { user: `arn:aws:iam::${account.id}:user/w1`, console: true, mfa: false, hasKeys: false },
      ]);
      expect(recorder.manifest().at(-1)).toMatchObject({ operation: "GetCredentialReport", items: 2 });
      clients.close();
    });

    it("is refused when it is empty", async () => {
      const iam = new IAMClient({ ...testAccount().client });
      iam.middlewareStack.add(
        (next, context) => async (args) =>
          context.commandName === GetCredentialReportCommand.name ? { response: {}, output: { $metadata: {} } } : next(args),
        { step: "initialize" },
      );
      await expect(readCredentialReport(iam, recorderOf("aws-iam"))).rejects.toThrow(
        new PartError("GetCredentialReport", "an empty report"),
      );
      iam.destroy();
    });
  });
});
