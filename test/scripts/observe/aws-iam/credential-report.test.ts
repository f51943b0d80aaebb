import { GetCredentialReportCommand, IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { parseReport, readCredentialReport } from "../../../../scripts/observe/aws-iam/credential-report.ts";
import type { Credential, ReportedKey } from "../../../../scripts/observe/observation.ts";
import { PartError, recorderOf } from "../../../../scripts/observe/part.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
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
    cert_1_active: "false",
    cert_2_active: "false",
  };
  return Object.values({ ...cells, ...plain, ...more }).join(",");
}
const parse = (...rows: readonly string[]) => parseReport([HEADER, ...rows].join("\n"));
const one = (more: Partial<Record<string, string>>) => parse(row(more)).rows[0];
/** The row of a user who has nothing but what is stated. */
const plain = (more: Partial<Credential> = {}): Credential => ({
  ...{ user: ARN, createdAt: "2024-01-01T00:00:00Z" as Instant, console: false, passwordLastUsedAt: null, mfa: false },
  ...{ hasKeys: false, keys: [], hasCertificates: false },
  ...more,
});
const ROTATED = "2026-01-01T00:00:00Z" as Instant;
const key = (more: Partial<ReportedKey> = {}): ReportedKey => ({ active: true, rotatedAt: ROTATED, lastUsedAt: null, ...more });

describe("scripts/observe/aws-iam/credential-report", () => {
  it("has a row for each user, and root apart", () => {
    const bob = "arn:aws:iam::123456789012:user/batch/bob";
    expect(parse(ROOT, row(), row({ user: "bob", arn: bob }))).toEqual({
      root: { mfa: true, keys: 0, hasCertificates: false, passwordLastUsedAt: "2026-01-01T00:00:00Z" },
      rows: [plain(), plain({ user: bob })],
    });
  });

  it("says what root should not have", () => {
    const bad = ROOT.replace("not_supported,true,false,N/A", "not_supported,false,true,2020-01-01T00:00:00+00:00").replace(
      /false,N\/A,false,N\/A$/,
      "true,2020-01-01T00:00:00+00:00,false,N/A",
    );
    expect(parse(bad).root).toMatchObject({ mfa: false, keys: 1, hasCertificates: true });
  });

  it("has no rows without users", () => {
    expect(parse(ROOT).rows).toEqual([]);
    expect(parse()).toEqual({ root: null, rows: [] });
  });

  it.each([
    ["a password", { password_enabled: "true" }, { console: true, passwordChangedAt: null }],
    ["a password in capitals", { password_enabled: "TRUE" }, { console: true, passwordChangedAt: null }],
    ["no password", { password_enabled: "FALSE" }, { console: false }],
    ["what AWS says of root", { password_enabled: "not_supported" }, { console: false }],
    [
      "a password that was never used, and since when it is there",
      { password_enabled: "true", password_last_used: "no_information", password_last_changed: "2026-02-03T04:05:06+00:00" },
      { console: true, passwordChangedAt: "2026-02-03T04:05:06Z" as Instant },
    ],
    [
      "a password that was used",
      { password_enabled: "true", password_last_used: "2026-03-04T05:06:07+00:00" },
      { console: true, passwordLastUsedAt: "2026-03-04T05:06:07Z" as Instant, passwordChangedAt: null },
    ],
    ["a certificate", { cert_2_active: "true", cert_2_last_rotated: "2026-01-01T00:00:00+00:00" }, { hasCertificates: true }],
    ["an inactive certificate", { cert_1_last_rotated: "2026-01-01T00:00:00+00:00" }, { hasCertificates: true }],
    ["MFA", { mfa_active: "true" }, { mfa: true }],
    [
      "a first key",
      { access_key_1_active: "true", access_key_1_last_rotated: "2026-01-01T00:00:00+00:00" },
      { hasKeys: true, keys: [key()] },
    ],
    [
      "a second key, and its use",
      {
        access_key_2_active: "true",
        access_key_2_last_rotated: "2026-01-01T00:00:00+00:00",
        access_key_2_last_used_date: "2026-02-01T00:15:00Z",
      },
      { hasKeys: true, keys: [key({ lastUsedAt: "2026-02-01T00:15:00Z" as Instant })] },
    ],
    [
      "an inactive first key, which shows only in its date",
      { access_key_1_last_rotated: "2026-01-01T00:00:00+00:00" },
      { hasKeys: true, keys: [key({ active: false })] },
    ],
    [
      "an inactive second key",
      { access_key_2_last_rotated: "2026-01-01T00:00:00+00:00" },
      { hasKeys: true, keys: [key({ active: false })] },
    ],
    [
      "a key whose date is not known",
      { access_key_1_last_rotated: "no_information" },
      { hasKeys: true, keys: [key({ active: false, rotatedAt: null })] },
    ],
    [
      "a key that was never used",
      { access_key_1_active: "true", access_key_1_last_rotated: "N/A", access_key_1_last_used_date: "N/A" },
      { hasKeys: true, keys: [key({ rotatedAt: null })] },
    ],
    ["no key", { access_key_1_last_rotated: "N/A", access_key_2_last_rotated: "N/A" }, { hasKeys: false }],
  ])("reads %s", (_, cells, expected) => {
    expect(one(cells)).toEqual(plain(expected));
  });

  it("passes over columns that AWS adds, wherever they stand", () => {
    const extra = [`new_1,${HEADER},new_2`, `x,${row({ mfa_active: "true" })},"a,b"`].join("\n");
    expect(parseReport(extra).rows).toEqual([plain({ mfa: true })]);
  });

  it("reads names that hold commas and quotes", () => {
    const arn = '"arn:aws:iam::123456789012:user/smith,ada"';
    expect(parse(row({ user: '"smith,ada"', arn, password_enabled: "true" })).rows).toEqual([
      plain({ user: "arn:aws:iam::123456789012:user/smith,ada", console: true, passwordChangedAt: null }),
    ]);
    expect(parse(row({ user: '"a ""b"" c"' })).rows).toHaveLength(1);
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

  it("refuses a date that is none, and names its place", () => {
    expect(() => parse(row({ access_key_1_active: "true", access_key_1_last_rotated: "soon" }))).toThrow(
      new PartError("GetCredentialReport", 'line 2: access_key_1_last_rotated: expected a date, got "soon"'),
    );
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
      expect([...report.rows].sort((a, b) => (a.user < b.user ? -1 : 1))).toMatchObject([
        { user: `arn:aws:iam::${account.id}:user/exporter`, console: false, mfa: false, hasKeys: true, keys: [{ active: true }] },
        { user: `arn:aws:iam::${account.id}:user/w1`, console: true, mfa: false, hasKeys: false, hasCertificates: false },
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
