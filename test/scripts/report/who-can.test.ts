import { describe, expect, it } from "vitest";
import type { Access } from "../../../scripts/gate/access.ts";
import { UNSEEN, whoCanJson, whoCanText } from "../../../scripts/report/who-can.ts";
import { AS_OF } from "../../support/small-organisation.ts";

const ASKED = { action: "s3:PutObject", resource: "*" };
const access = (record: Access["record"], more: Partial<Access> = {}): Access => ({
  ...{ stack: "prod", record, identity: `arn:aws:iam::000000000000:role/${record.split("/")[1]}`, holder: "role", answer: "yes" },
  ...{ through: [{ policy: "permissions/a", group: null, on: null, when: [] }], unless: [], unjudged: [] },
  ...more,
});

describe("scripts/report/who-can", () => {
  it("says who, through what, where and under which conditions, account by account, and what it does not see", () => {
    const found = [
      access("roles/admin", { holder: "template" }),
      access("service-accounts/exporter", {
        answer: "if",
        through: [
          {
            policy: "permissions/ledger-write",
            group: "writers",
            on: ["arn:aws:s3:::ledger/*"],
            when: ['Bool aws:SecureTransport "true"', 'Null aws:x "true"'],
          },
        ],
        unless: [{ policy: "permissions/b", group: null, on: null, when: ['IpAddress aws:SourceIp "10.0.0.0/8"'] }],
      }),
      access("workloads/x", { answer: "unknown", through: [], unjudged: ["arn:aws:iam::aws:policy/X: its document is not known here"] }),
    ];
    expect(whoCanText(ASKED, ["dev", "prod"], found, AS_OF)).toBe(`s3:PutObject on *, by the records as of ${AS_OF}

dev: nobody

prod:
  can      roles/admin (whoever gets a grant of it)
             through permissions/a
  can, if  service-accounts/exporter
             through permissions/ledger-write of groups/writers on arn:aws:s3:::ledger/* where Bool aws:SecureTransport "true" and Null aws:x "true"
             unless denied by permissions/b where IpAddress aws:SourceIp "10.0.0.0/8"
  unknown  workloads/x
             not judged: arn:aws:iam::aws:policy/X: its document is not known here

Not seen:
${UNSEEN.map((line) => `  - ${line}`).join("\n")}`);
  });

  it("gives programs the same, with what was asked and when", () => {
    const found = [access("roles/admin")];
    expect(whoCanJson(ASKED, found, AS_OF)).toEqual({ schema: "tenure/who-can/1", asOf: AS_OF, ...ASKED, access: found, notSeen: UNSEEN });
  });
});
