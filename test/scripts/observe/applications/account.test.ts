import { describe, expect, it } from "vitest";
import { applications } from "../../../../scripts/observe/applications/account.ts";

const account = { id: "1", active: true, admin: null, lastUsedAt: null, person: null, handle: null };
const issueOf = (data: unknown) => applications.safeParse(data).error?.issues[0]?.path.join(".");

describe("scripts/observe/applications/account", () => {
  it("reads lists by application, and names the path of what is otherwise", () => {
    const lists = { ticketing: { asOf: "2026-11-23T12:00:00Z", accounts: [account] } };
    expect(applications.parse(lists)).toEqual(lists);
    expect(issueOf({ ticketing: { asOf: "2026-11-23T12:00:00Z", accounts: [{ ...account, active: "yes" }] } })).toBe(
      "ticketing.accounts.0.active",
    );
    expect(issueOf({ ticketing: { asOf: "yesterday", accounts: [] } })).toBe("ticketing.asOf");
  });
});
