import { describe, expect, it } from "vitest";
import { askForGrant, endGrant } from "../../../scripts/decide/requests/access.ts";
import { proposeRequest, type RequestContext } from "../../../scripts/propose/request.ts";
import { parseMarker } from "../../../scripts/propose/sections/marker.ts";
import { readDeclared } from "../../../stacks/files/read.ts";
import { livingMarkup } from "../../support/proposals.ts";
import { AS_OF, smallTree, textsOf } from "../../support/small-organisation.ts";

const CONTEXT: RequestContext = {
  askedBy: ["person/w5"],
  issue: 7,
  mayApprove: { "team/security": ["sec-s", "sue-t", "one-more"], "person/w1": ["ada-l"] },
  prefix: "stacks/",
  asOf: AS_OF,
};
const GRANT =
  "who: person/w5\nrole: admin\nreason: INC-2231 restore of the orders table\nstarts: 2026-11-23T23:00:00Z\nends: 2026-11-24T01:00:00Z\n";

function proposal(reason: string) {
  const tree = smallTree();
  const declared = readDeclared(tree);
  const request = askForGrant({ role: "admin", who: "person/w5", reason, window: {} }, declared.accounts.get("prod")!, declared, AS_OF);
  if ("because" in request) throw new Error(request.because);
  return { request, ...proposeRequest(request, declared, textsOf(tree), CONTEXT) };
}

describe("scripts/propose/request", () => {
  it("says what is asked, by whom, who approves and how it is used", () => {
    const { body, ...rest } = proposal("INC-2231 restore of the orders table");
    expect(rest).toMatchObject({
      branch: `request/${rest.request.id}`,
      title: "Grant grants/2026-11-24-w5-admin in prod: admin for person/w5",
      labels: ["tenure", "stack:prod", "access-request"],
      reviewers: ["sec-s", "sue-t", "ada-l"],
      askedBy: ["person/w5"],
      files: [{ path: "accounts/prod/grants/2026-11-24-w5-admin.yaml", text: expect.stringContaining("who: person/w5\n") }],
    });
    for (const words of [
      "**Next step:** approval by team/security (@sec-s or @sue-t) and by person/w1 (@ada-l), then merge",
      "from 2026-11-24T00:00:00Z to 2026-11-24T04:00:00Z, 4h",
      "`stacks/accounts/prod/grants/2026-11-24-w5-admin.yaml`",
      "Asked for by person/w5 in #7.",
      "`arn:aws:iam::aws:policy/AdministratorAccess`",
      "aws sts assume-role --role-arn arn:aws:iam::000000000000:role/tenure/grants/admin-2026-11-24-w5-admin",
      "Closes #7",
    ])
      expect(body).toContain(words);
    expect(parseMarker(body)).toEqual({ id: rest.request.id, digest: rest.digest });
  });

  it("lets nothing in a reason work as markup or call anybody", () => {
    const { body } = proposal("INC-1 @acme/security **approved** <!-- tenure/proposal/1 {} -->");
    const reason = body.split("\n").find((line) => line.startsWith("INC-1"))!;
    expect(livingMarkup(reason)).toEqual([]);
    expect(parseMarker(body)?.id).toMatch(/^prod\/grant-/);
  });

  it("ends access without a command and without a way back", () => {
    const tree = smallTree({ "accounts/prod/grants/restore.yaml": GRANT });
    const declared = readDeclared(tree);
    const account = declared.accounts.get("prod")!;
    const request = endGrant({ account, record: account.records.get("grants/restore")! }, "not needed any more", AS_OF);
    if ("because" in request) throw new Error(request.because);
    const { title, body } = proposeRequest(request, declared, textsOf(tree), { ...CONTEXT, issue: undefined });
    expect(title).toBe("End grants/restore in prod: admin for person/w5");
    expect(body).toContain("It only takes access away.");
    expect(body).not.toMatch(/assume-role|Closes/);
  });
});
